/// A question (交互) that the platform asks before it goes on, such as whether stock may become negative
/// (`STK_InvCheckResult`). A call answers yes to it beforehand by naming its flag in `InterationFlags` [sic].
///
/// Sources: 《WebAPI接口说明书》, 保存接口 and 审核接口; the text is captured. Which situations ask is the business of a
/// tenant's modules, which the fake does not carry: a question is armed through the control API. Whether
/// `IgnoreInterationFlag` [sic], which is true unless sent, skips every question is not documented: `isIgnorable` says so.
struct InteractionPrompt: Hashable, Sendable {
    let form: String
    /// `Save`, `Submit` or `Audit`, also as parts of `IsAutoSubmitAndAudit`.
    let operation: String
    let flag: String
    let message: String
    /// How many times it is asked; each yes and each refusal count.
    var times: Int
    let isIgnorable: Bool

    static let operations = ["Save", "Submit", "Audit"]
    static let negativeStock = "更新库存时出现可以忽略的异常数据，是否继续？"
    private static let keys = ["form", "operation", "flag", "message", "times", "isIgnorable"]

    /// Reads the body of the control call.
    init(_ body: JSON, form: String) throws {
        for member in body.members ?? [] where !InteractionPrompt.keys.contains(member.key) {
            throw ControlError(
                "unknown key '\(member.key)'; known are \(InteractionPrompt.keys.joined(separator: ", "))")
        }
        let operation = body["operation"]?.string ?? "Save"
        guard InteractionPrompt.operations.contains(operation) else {
            throw ControlError(
                "operation must be one of \(InteractionPrompt.operations.joined(separator: ", ")); got '\(operation)'")
        }
        let times = body["times"]?.integer ?? 1
        guard (1...1_000_000).contains(times) else { throw ControlError("times must be 1 to 1000000; got \(times)") }
        self.form = form
        self.operation = operation
        self.times = Int(times)
        flag = body["flag"]?.string ?? "STK_InvCheckResult"
        message = body["message"]?.string ?? InteractionPrompt.negativeStock
        isIgnorable = body["isIgnorable"]?.boolean ?? true
    }

    /// The prompt for the control API.
    var json: JSON {
        [
            "form": .string(form), "operation": .string(operation), "flag": .string(flag),
            "message": .string(message), "times": .number(times), "isIgnorable": .bool(isIgnorable),
        ]
    }
}

/// How a call answers questions beforehand.
struct InteractionAnswers: Hashable, Sendable {
    /// `InterationFlags`, in lower case.
    let flags: Set<String>
    /// `IgnoreInterationFlag`; also arrives as `""`, which means the default.
    let ignores: Bool

    init(_ data: JSON) {
        let sent = data.member(ignoringCase: "InterationFlags")
        let names = sent?.array?.compactMap(\.string) ?? sent?.string?.split(separator: ";").map(String.init) ?? []
        flags = Set(names.map { $0.lowercased().filter { !$0.isWhitespace } })
        ignores = data.member(ignoringCase: "IgnoreInterationFlag")?.boolean ?? true
    }

    /// Whether the call goes on in spite of `prompt`.
    func pass(_ prompt: InteractionPrompt) -> Bool {
        flags.contains(prompt.flag.lowercased()) || (ignores && prompt.isIgnorable)
    }
}

/// The questions that are armed, asked in the order in which they were.
struct InteractionPrompts: Sendable {
    private(set) var armed: [InteractionPrompt] = []

    mutating func arm(_ prompt: InteractionPrompt) {
        armed.removeAll { $0.form == prompt.form && $0.operation == prompt.operation && $0.flag == prompt.flag }
        armed.append(prompt)
    }

    /// Why an operation does not go on: the first question without an answer.
    mutating func refusal(
        _ operation: String, _ form: KingdeeForm, _ answers: InteractionAnswers
    ) -> KingdeeRefusal? {
        let asked = armed.indices.filter {
            armed[$0].form == form.definition.id && armed[$0].operation == operation
        }
        guard !asked.isEmpty else { return nil }
        var refusal: KingdeeRefusal?
        for index in asked where refusal == nil {
            armed[index].times -= 1
            if !answers.pass(armed[index]) {
                refusal = KingdeeRefusal(.unclassified, armed[index].message, field: "")
            }
        }
        armed.removeAll { $0.times == 0 }
        return refusal
    }
}
