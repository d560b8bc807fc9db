import Testing

@testable import Integration

/// What the page has words for, in both languages.
@Suite struct PageWordsTests {
    /// The keys of `words.js` that have two texts.
    private static let keys: Set<String> = {
        let text = String(decoding: PackageResources.words_js, as: UTF8.self)
        let entry = /(?:"([^"]+)"|([A-Za-z]\w*)): \[\s*"((?:[^"\\]|\\.)+)",\s*"((?:[^"\\]|\\.)+)"\]/
        return Set(text.matches(of: entry).compactMap { ($0.1 ?? $0.2).map(String.init) })
    }()

    private static func names<Case: CaseIterable & RawRepresentable<String>>(
        _ prefix: String, _ type: Case.Type
    ) -> [String] {
        type.allCases.map { prefix + $0.rawValue }
    }

    /// Everything that the core names by a word of its own, and the page shows.
    private static let shown =
        names("op.", PlatformOperation.self) + names("", PlatformName.self) + names("state.", ItemState.self)
        + names("state.", DirectoryState.self) + names("", DirectoryKind.self) + names("wait.", WaitReason.self)
        + names("leave.", DirectoryLeaveCause.self) + names("post.", StockAlert.State.self)
        + names("alert.", Alert.State.self) + names("alertrule.", AlertRule.self)
        + names("post.", AlertMessage.State.self)
        + names("told.", AlertMessage.Kind.self) + names("receiver.", AlertReceiver.self) + names("role.", Role.self)
        + names("kind.", AuditEntry.Kind.self)

    @Test(arguments: shown) func hasBothWordsFor(_ name: String) {
        #expect(PageWordsTests.keys.contains(name), "add it to words.js")
    }
}
