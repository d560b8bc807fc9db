/// What was saved with `ValidateRepeatJson` true: the same `Model` sent again with it is refused.
///
/// The platform's rule is undocumented. Here it is: the text of the `Model`, of the same form, whatever became of the
/// document since; without a limit in time; only calls that carry the option are remembered and compared, and only once
/// they have succeeded.
struct SavedPayloads: Sendable {
    private struct Payload: Hashable, Sendable {
        let form: Int
        let model: String
    }

    private var known: Set<Payload> = []
    private var order: [Payload] = []
    /// The oldest are forgotten, so that a long run does not keep every body it was sent.
    private static let countMax = 10_000

    func contains(_ model: JSON, _ form: KingdeeForm) -> Bool {
        !known.isEmpty && known.contains(Payload(form: form.position, model: model.text))
    }

    mutating func add(_ model: JSON, _ form: KingdeeForm) {
        let payload = Payload(form: form.position, model: model.text)
        guard known.insert(payload).inserted else { return }
        order.append(payload)
        guard order.count > 2 * SavedPayloads.countMax else { return }
        for old in order.prefix(SavedPayloads.countMax) { known.remove(old) }
        order.removeFirst(SavedPayloads.countMax)
    }
}
