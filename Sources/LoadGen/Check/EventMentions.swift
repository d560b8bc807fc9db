import Simulators

/// Which events speak of what: the positions of a history's events by instance id, number or key, document, and call.
struct EventMentions: Sendable {
    private struct Document: Hashable {
        var form: String
        var id: String
    }

    private var byText: [String: [Int]] = [:]
    private var byDocument: [Document: [Int]] = [:]
    private var byCall: [Int: [Int]] = [:]
    /// The call that an event belongs to, by the event's position.
    private var calls: [Int: Int] = [:]

    /// Files `fact`, which stands at `position`.
    mutating func add(_ fact: HistoryFact, at position: Int) {
        switch fact {
        case .instanceStarted(let instance, _, _, _, _), .instanceFinished(let instance, _, _, _),
            .instanceCommented(let instance, _), .instanceFile(let instance, _, _, _, _),
            .instanceFileDeleted(let instance, _):
            note(instance, position)
        case .instanceRevoked(let instance, _, let revocation):
            note(instance, position)
            note(revocation, position)
        case .eventCreated(_, _, let instance), .eventSent(_, let instance, _, _, _),
            .eventAcknowledged(_, let instance, _), .eventRefused(_, let instance, _, _),
            .eventGivenUp(_, let instance):
            note(instance, position)
        case .callArrived(let call, _, _, let key), .callAnswered(let call, _, _, let key, _, _, _),
            .callCut(let call, _, _, let key, _, _):
            note(key, position)
            note(call: call, position)
        case .documentSaved(let call, let form, let id, let number, _, _, _),
            .documentStatusChanged(let call, let form, let id, let number, _, _, _),
            .documentDeleted(let call, let form, let id, let number):
            note(number, position)
            byDocument[Document(form: form, id: id), default: []].append(position)
            if let call { calls[position] = call }
        case .attachmentHung(let call, let form, let id, let number, _, _, _, _):
            note(number, position)
            byDocument[Document(form: form, id: id), default: []].append(position)
            if let call { calls[position] = call }
        case .faultFired(_, let call, let target):
            note(target.split(separator: " ").last.map(String.init), position)
            if let call { note(call: call, position) }
        case .deadLetter(let key, let instance, _):
            note(key, position)
            if instance != key { note(instance, position) }
        case .intervention(_, let target, _):
            note(target, position)
        case .activity(_, _, let subject, _, _): note(subject, position)
        case .runStarted, .phase, .runEnded, .note, .notificationSent, .robotMessageSent, .faultArmed, .faultDisarmed,
            .process, .secretShown, .logSearched, .runFailed:
            break
        }
    }

    /// The positions of all events that speak of one of `texts` or `documents`, and of the calls that these belong to.
    func positions(of texts: [String], documents: [(form: String, id: String)]) -> [Int] {
        var found = Set(texts.filter { !$0.isEmpty }.flatMap { byText[$0] ?? [] })
        found.formUnion(documents.flatMap { byDocument[Document(form: $0.form, id: $0.id)] ?? [] })
        for call in Set(found.compactMap { calls[$0] }) { found.formUnion(byCall[call] ?? []) }
        return found.sorted()
    }

    private mutating func note(_ text: String?, _ position: Int) {
        guard let text, !text.isEmpty else { return }
        byText[text, default: []].append(position)
    }

    private mutating func note(call: Int, _ position: Int) {
        byCall[call, default: []].append(position)
        calls[position] = call
    }
}
