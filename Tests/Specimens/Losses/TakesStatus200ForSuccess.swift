import Integration
import LoadGen

extension Specimen {
    /// Both platforms refuse with status 200 and say so in the body.
    static let takesStatus200ForSuccess = Specimen(
        "takes-status-200-for-success", "looks at the HTTP status alone, while Kingdee refuses with status 200",
        fires: "nothing-acknowledged-lost", in: "refused-for-now.yaml",
        core: SmallCore().with { core in
            core.kingdee = { BelievesTheStatus(inner: Platforms.kingdee($0, $1, over: $1.network)) }
        })
}

private struct BelievesTheStatus: KingdeeWrapper {
    let inner: any KingdeePort

    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        do {
            return try await inner.save(form: form, model: model)
        } catch  where error.isAnswer {
            return KingdeeDocument(id: "0", number: "", status: "A")
        }
    }

    func submit(form: String, id: String) async throws(PlatformFailure) {
        do { try await inner.submit(form: form, id: id) } catch  where error.isAnswer {}
    }

    func audit(form: String, id: String) async throws(PlatformFailure) {
        do { try await inner.audit(form: form, id: id) } catch  where error.isAnswer {}
    }
}

extension PlatformFailure {
    /// Whether a reply with status 200 said it.
    fileprivate var isAnswer: Bool {
        switch self {
        case .notSent, .outcomeUnknown: false
        default: true
        }
    }
}
