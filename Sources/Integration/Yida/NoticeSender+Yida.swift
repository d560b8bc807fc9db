import Seams

/// What became of a Yida form, written into its own fields.
extension NoticeSender {
    /// Updates whose outcome nobody knows, until the fields are left as they are.
    private static let updatesMax = 20

    /// Sets the fields. Before a second attempt they are looked at, once the first can no longer be carried out: a look that
    /// comes too early sets them twice.
    func formFate(of notice: Notice) async -> NoticeFate {
        let route = routes?.all.first { $0.flow == notice.flow }
        guard let yida, case .yida(let form)? = route?.source else {
            return .dropped("no mapping is for the form any more")
        }
        guard case .object(let members)? = try? JSONValue(parsing: notice.draft.text) else {
            return .dropped("the fields cannot be read")
        }
        let wanted = members.map { (name: $0.name, text: $0.value.text ?? "") }
        let id = notice.instance
        if notice.mayHaveBeenSent {
            // Its sender is gone, perhaps a moment ago: what it sent may still be on the way.
            return .again(time.now + policy.settle, reason: "nobody knows whether it was sent", countsTry: true)
        }
        if notice.tries > 0 {
            if let held = gate.admit(.readForm, lane: form.lane) {
                return .again(held.until, reason: held.reason.rawValue, countsTry: false)
            }
            switch await gate.call(.readForm, lane: form.lane, { try await yida.form(id, of: form) }) {
            case .failure(let failure): return fate(of: notice, after: failure, wrote: false)
            case .success(let instance):
                if NoticeSender.says(instance, wanted) { return .sent }
            }
        }
        if let held = gate.admit(.updateForm, lane: form.lane) {
            return .again(held.until, reason: held.reason.rawValue, countsTry: false)
        }
        switch await gate.call(.updateForm, lane: form.lane, { try await yida.update(id, of: form, fields: wanted) }) {
        case .success: return .sent
        case .failure(let failure): return fate(of: notice, after: failure, wrote: true)
        }
    }

    /// A read has no effect: it goes on until it is answered.
    private func fate(of notice: Notice, after failure: PlatformFailure, wrote: Bool) -> NoticeFate {
        if failure.isOfShutForm {
            return .again(time.now + Deliverer.shutPause, reason: "\(failure)", countsTry: false)
        }
        if case .outcomeUnknown = failure, !wrote || notice.tries < NoticeSender.updatesMax {
            let pause = wrote ? policy.settle : gate.retryPause(step: notice.pauses + 1)
            return .again(time.now + pause, reason: "\(failure)", countsTry: wrote)
        }
        return fate(of: notice, after: failure)
    }

    /// Whether the form says already what it is to say; a field that is not filled in says nothing.
    private static func says(_ instance: ApprovalInstance, _ wanted: [(name: String, text: String)]) -> Bool {
        guard let record = instance.record.flatMap({ try? JSONValue(parsing: $0) }) else { return false }
        return wanted.allSatisfy { (record[$0.name]?.text ?? "") == $0.text }
    }
}
