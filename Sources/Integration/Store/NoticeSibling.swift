/// Another document of the approval that a notice tells of.
struct NoticeSibling: Hashable, Sendable {
    let item: Int64
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

extension Notice.Draft {
    private static let namesMax = 20
    private static let nameCharactersMax = 40
    private static let lackCharactersMax = 80

    /// The notice with the files that the documents lack, by name: whoever reads the approval has them before his eyes, and
    /// may have to send one another way.
    func naming(_ files: [(name: String, reason: String)]) -> Notice.Draft {
        guard !files.isEmpty, kind == .done || kind == .dead else { return self }
        let named = files.prefix(Notice.Draft.namesMax).map { file in
            let most = Notice.Draft.nameCharactersMax
            let name = file.name.count > most ? "\(file.name.prefix(most))…" : file.name
            let reason = Notice.Draft.shown(file.reason, charactersMax: Notice.Draft.lackCharactersMax)
            return "《\(name)》（\(reason)）"
        }
        let rest = files.count > named.count ? "等" : ""
        let names = named.joined(separator: "、")
        return Notice.Draft(kind: kind, text: "\(text)。注意：有 \(files.count) 个附件未能带入：\(names)\(rest)")
    }
}
