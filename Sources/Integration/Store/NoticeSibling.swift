/// Another document of the approval that a notice tells of.
struct NoticeSibling: Hashable, Sendable {
    let form: String
    let state: String
    let number: String?

    var isDone: Bool { state == ItemState.done.rawValue }
    /// Whether it is still on the way by itself.
    var isUnderWay: Bool { ItemState(rawValue: state)?.isResting == false }
}

extension Notice.Draft {
    /// The notice for an approval with several documents: one comment names all that were made. Nil while others are on
    /// the way, since the last one tells of all; a failure is told at once, with what was made before it.
    func beside(_ others: [NoticeSibling], of item: Item) -> Notice.Draft? {
        let made = others.filter(\.isDone).map { "\($0.form) \($0.number ?? "")" }
        switch kind {
        case .form: return self
        case .done:
            guard !others.contains(where: \.isUnderWay) else { return nil }
            let own = "\(item.key.form) \(item.progress.document?.number ?? item.number)"
            guard !made.isEmpty else { return self }
            return Notice.Draft(
                kind: .done, text: "金蝶单据已生成并审核，单据编号：" + (made + [own]).joined(separator: "；"))
        case .revoked: return others.contains(where: \.isUnderWay) ? nil : self
        case .kept: return self
        case .dead:
            let before = made.isEmpty ? "" : "已生成：" + made.joined(separator: "；") + "。"
            return Notice.Draft(kind: .dead, text: "\(before)\(item.key.form)：\(text)")
        }
    }
}
