import Simulators

/// A comment on an approval instance that names documents: how a core tells people its result.
struct WriteBack {
    /// The instance commented on.
    let instance: String
    /// The comment's line in the history.
    let evidence: Int
    let text: String
    let mentions: [Mention]

    /// One document number in a comment, and what it turned out to be.
    struct Mention {
        enum Meaning: Hashable {
            /// A document of this instance that was there, then or at the end.
            case own
            /// A document of this instance that was there neither then nor at the end.
            case gone
            /// The document of another instance, which is named.
            case foreign(String)
            /// A document that stands for no instance of this run.
            case stray
            /// Nothing that ever existed in Kingdee.
            case nothing
        }

        let number: String
        let meaning: Meaning
        /// The line in the history that shows the document; nil when there was none.
        let evidence: Int?
    }

    /// Whether it names a document of its instance that was there.
    var isTrue: Bool { mentions.contains { $0.meaning == .own } }
}

extension RunIndex {
    /// The comments that name documents, in order.
    var writeBacks: [WriteBack] {
        let reader = WriteBackReader(self)
        return record.events.enumerated().compactMap { position, event in
            guard case .instanceCommented(let instance, let text) = event.fact else { return nil }
            let mentions = reader.mentions(in: text, on: instance, at: position)
            guard !mentions.isEmpty else { return nil }
            return WriteBack(instance: instance, evidence: event.sequence, text: text, mentions: mentions)
        }
    }
}

/// Reads what comments say of documents.
private struct WriteBackReader {
    private static let writes: Set<String> = ["save", "batchsave", "draft", "submit", "audit"]
    /// Shorter keys of writes may be words of a reason field.
    private static let triedMin = 6

    private let run: RunIndex
    private let documents: NumberedDocuments
    private let reader: NumberReader
    private let instances: Set<String>
    /// Numbers under which the core tried to write, whether or not Kingdee took them.
    private let tried: Set<String>

    init(_ run: RunIndex) {
        self.run = run
        documents = NumberedDocuments(run)
        instances = Set(run.instances.map { $0.id.uppercased() })
        tried = Set(run.calls.compactMap(WriteBackReader.triedNumber)).subtracting(instances)
        reader = NumberReader(documents.numbersByForm, others: tried)
    }

    /// What `text` names. A text that tells of a failure may quote a number that is not there, or a document that is in
    /// the way: only what it names rightly counts then.
    func mentions(in text: String, on instance: String, at position: Int) -> [WriteBack.Mention] {
        let mentions = reader.words(of: text).compactMap { mention($0, on: instance, at: position) }
        return FailureWords.occur(in: text) ? mentions.filter { $0.meaning == .own } : mentions
    }

    private func mention(_ word: String, on instance: String, at position: Int) -> WriteBack.Mention? {
        let lives = documents.lives(of: word)
        guard !lives.isEmpty else {
            guard !instances.contains(word), tried.contains(word) || reader.looksLikeANumber(word) else { return nil }
            return WriteBack.Mention(number: word, meaning: .nothing, evidence: nil)
        }
        let owners = lives.map { life in life.document.map { (life, run.documents[$0]) } }
        let own = owners.compactMap(\.self).filter { owner(of: $0.1) == instance }
        if let life = own.last?.0 {
            let isThere = own.contains { $0.0.isTrue(at: position) }
            return WriteBack.Mention(number: word, meaning: isThere ? .own : .gone, evidence: life.evidence)
        }
        // Whose a document of another form is, nobody can say.
        guard reader.isTelling(word), !owners.contains(where: { $0 == nil }), let (life, document) = owners.first ?? nil
        else { return nil }
        return WriteBack.Mention(
            number: word, meaning: owner(of: document).map { .foreign($0) } ?? .stray, evidence: life.evidence)
    }

    private func owner(of document: DocumentRecord) -> String? {
        document.instance.map { run.instances[$0].id }
    }

    /// The number in a write's key; nil for a key that is rather a text of the document.
    private static func triedNumber(_ call: CallRecord) -> String? {
        guard call.platform == .kingdee, writes.contains(call.operation.lowercased()), let key = call.key,
            key.count >= triedMin, key.contains(where: NumberReader.isDigit),
            key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_/.".contains($0)) })
        else { return nil }
        return key.uppercased()
    }
}

/// The words by which a comment tells that something went wrong.
private enum FailureWords {
    private static let english = [
        "fail", "error", "could not", "cannot", "can't", "unable", "not found", "not exist", "not created", "rejected",
        "refused", "already exists", "already used", "already in use", "duplicate", "conflict",
    ]
    private static let chinese = [
        "未能", "失败", "无法", "不能", "未生成", "未找到", "不存在", "错误", "异常", "拒绝", "已存在", "占用", "已被使用", "重复", "冲突",
    ]

    static func occur(in text: String) -> Bool {
        let text = text.lowercased()
        return (english + chinese).contains(where: text.contains)
    }
}
