import HTTPTypes
import Seams
import Simulators
import Synchronization

/// A fake Kingdee in process: no socket, a clock that stands still until it is moved.
struct KingdeeBench: Sendable {
    let clock: HandClock
    let history: History
    let simulator: KingdeeSimulator
    let world: KingdeeWorld
    /// The session that `call` uses; nil before the log-in.
    var session: String?

    static let path = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub."
    static let reimbursement = "ER_ExpReimbursement"

    init(
        formRules: [String: FormRule] = [:], userName: String = "demo",
        configure: (inout KingdeeWorld) -> Void = { _ in }
    ) {
        let company = Company.make(seed: Seed(7), employees: 3, departments: 2)
        var world = KingdeeWorld(company: company)
        world.formRules = formRules
        world.userName = userName
        configure(&world)
        self.world = world
        clock = HandClock()
        history = History(time: clock)
        simulator = KingdeeSimulator(
            world: world, time: clock, randomness: SeededRandomness(seed: Seed(7)), history: history)
    }

    /// A bench with an open session.
    static func loggedIn(
        formRules: [String: FormRule] = [:], configure: (inout KingdeeWorld) -> Void = { _ in }
    ) async throws -> KingdeeBench {
        var bench = KingdeeBench(formRules: formRules, configure: configure)
        let reply = try await bench.post("AuthService.ValidateUser", ["parameters": bench.password]).json
        bench.session = reply["KDSVCSessionId"]?.string
        return bench
    }

    /// The positional parameters of a correct password log-in.
    var password: JSON { [.string(world.acctID), .string(world.userName), .string(world.password), 2052] }

    /// A POST to an operation such as `DynamicFormService.Save`.
    func post(_ operation: String, _ body: JSON, headers: [(String, String)] = []) async -> HTTPReply {
        await send(HTTPCall.kingdee("\(KingdeeBench.path)\(operation).common.kdsvc", body: body.text, headers: headers))
    }

    /// A control call.
    @discardableResult
    func control(_ method: String, _ path: String, _ body: JSON = [:]) async throws -> JSON? {
        try await simulator.control(method, path.split(separator: "/").map(String.init), body)
    }

    /// Logs in with a password.
    func logIn(_ user: String, _ password: String = "rehearsal-password", lcid: JSON = 2052) async throws -> JSON {
        let parameters: JSON = [.string(world.acctID), .string(user), .string(password), lcid]
        return try await post("AuthService.ValidateUser", ["parameters": parameters]).json
    }

    /// A page as a browser asks for it.
    func page(_ path: String, session: String? = nil) async -> HTTPReply {
        let headers = session.map { [("Cookie", "kdservice-sessionid=\($0)")] } ?? []
        return await send(HTTPCall.kingdee(path, body: "", headers: headers, method: .get))
    }

    /// Performs any call, as number 1 of the history.
    func send(_ call: HTTPCall, number: Int = 1) async -> HTTPReply {
        let (_, request) = simulator.read(call)
        return await simulator.perform(request, call: number).reply
    }

    /// An operation on forms within the session, in the SDK's dialect.
    func call(_ operation: String, form: String = reimbursement, _ data: JSON) async throws -> JSON {
        try await post(
            "DynamicFormService.\(operation)", ["formid": .string(form), "data": data],
            headers: [("kdservice-sessionid", session ?? "")]
        ).json
    }

    /// A Save within the session, ready to be sent.
    func saveCall(_ model: JSON) -> HTTPCall { formCall("Save", ["Model": model]) }

    /// An operation on reimbursements within the session, ready to be sent.
    func formCall(_ operation: String, _ data: JSON) -> HTTPCall {
        let body: JSON = ["formid": .string(KingdeeBench.reimbursement), "data": data]
        return .kingdee(
            "\(KingdeeBench.path)DynamicFormService.\(operation).common.kdsvc", body: body.text,
            headers: [("kdservice-sessionid", session ?? "")])
    }

    /// Saves a document and gives the reply's `Result`.
    func save(_ model: JSON, form: String = reimbursement, options: [JSON.Member] = []) async throws -> JSON {
        let data = JSON.object([JSON.Member("Model", model)] + options)
        return try await call("Save", form: form, data)["Result"] ?? .null
    }

    /// The rows of a query.
    func query(
        _ fields: String, _ filter: JSON = "", form: String = reimbursement, options: [JSON.Member] = []
    ) async throws -> JSON {
        let data: [JSON.Member] = [
            JSON.Member("FormId", .string(form)), JSON.Member("FieldKeys", .string(fields)),
            JSON.Member("FilterString", filter),
        ]
        return try await post(
            "DynamicFormService.ExecuteBillQuery", ["data": .object(data + options)],
            headers: [("kdservice-sessionid", session ?? "")]
        ).json
    }

    /// The effects on documents so far.
    var effects: [HistoryFact] {
        history.events().map(\.fact).filter { fact in
            switch fact {
            case .documentSaved, .documentStatusChanged, .documentDeleted: true
            default: false
            }
        }
    }
}

/// A clock that a test moves by hand. Starts on 2026-08-03 01:00 in Asia/Shanghai, when it is still the 2nd in UTC.
final class HandClock: Time {
    private let current = Mutex(Timestamp(seconds: 1_785_690_000))

    var now: Timestamp { current.withLock(\.self) }

    func sleep(until deadline: Timestamp) async throws {
        current.withLock { $0 = max($0, deadline) }
    }

    func advance(by duration: Duration) {
        current.withLock { $0 = $0 + duration }
    }
}

extension HTTPCall {
    /// A request as a Kingdee client sends it.
    static func kingdee(
        _ path: String, body: String = "{}", headers: [(String, String)] = [], method: HTTPRequest.Method = .post,
        contentType: String = "application/json"
    ) -> HTTPCall {
        var request = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:1", path: path)
        request.headerFields[.contentType] = contentType
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        return HTTPCall(request: request, body: Array(body.utf8))
    }
}

extension PlatformAnswer {
    /// The reply; an empty one for any other outcome.
    var reply: HTTPReply {
        guard case .reply(let reply) = outcome else { return HTTPReply(.badGateway, contentType: "", body: "") }
        return reply
    }
}

extension HTTPReply {
    /// The body as JSON.
    var json: JSON {
        get throws { try JSON(parsing: body) }
    }

    /// The values of `Set-Cookie`.
    var cookies: [String] { response.headerFields[values: .setCookie] }
}

extension JSON {
    /// The member at a path, such as `Result.ResponseStatus`.
    func at(_ path: String) -> JSON? {
        path.split(separator: ".").reduce(self) { value, key in
            Int(key).map { index in value?.array.flatMap { index < $0.count ? $0[index] : nil } } ?? value?[String(key)]
        }
    }

    /// The status block of a reply or of a `Result`.
    var status: JSON? { at("Result.ResponseStatus") ?? at("ResponseStatus") ?? at("0.0.Result.ResponseStatus") }

    /// The messages of a failure.
    var messages: [String] { status?["Errors"]?.array?.compactMap { $0["Message"]?.string } ?? [] }

    /// This object with other members in place of those of the same name, or added.
    func with(_ changes: JSON) -> JSON {
        let changed = changes.members ?? []
        let kept = (members ?? []).filter { member in !changed.contains { $0.key == member.key } }
        return .object(kept + changed)
    }

    /// This object without some members.
    func without(_ keys: String...) -> JSON {
        .object((members ?? []).filter { !keys.contains($0.key) })
    }
}
