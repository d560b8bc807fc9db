import Seams

/// A file that a claimant attaches: its content is a pure function of its seed and size.
package struct ClaimFile: Hashable, Sendable {
    /// Where an approval carries a file.
    package enum Place: String, CaseIterable, Sendable {
        /// In the form's attachment component.
        case form
        /// In a row of its table.
        case row
        /// In its picture component.
        case picture
        /// Handed in by whoever decides.
        case decision
        /// In a comment.
        case comment
    }

    package var name: String
    package var bytes: Int
    package var place = Place.form
    /// Whether it is deleted as soon as the approval is granted.
    package var isDeleted = false
    let seed: Seed

    private static let chunk = 32_768

    /// The content. No two of its chunks are the same, so that a block which is lost, doubled or moved shows in any hash.
    package var content: [UInt8] {
        var generator = seed.stream("content")
        var chunk: [UInt8] = []
        chunk.reserveCapacity(ClaimFile.chunk)
        for _ in 0..<ClaimFile.chunk / 8 {
            var word = generator.next()
            for _ in 0..<8 {
                chunk.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        var content: [UInt8] = []
        content.reserveCapacity(bytes + ClaimFile.chunk)
        var index = 0
        while content.count < bytes {
            for place in 0..<4 { chunk[place] = UInt8(truncatingIfNeeded: index >> (8 * place)) }
            content += chunk
            index += 1
        }
        content.removeLast(content.count - bytes)
        return content
    }

    /// What a claimant attaches, `isLarge` with one large file more.
    static func draw(_ settings: FileSettings, isLarge: Bool, seed: Seed) -> [ClaimFile] {
        var stream = seed.stream("files")
        let count = Int.random(in: settings.perClaim, using: &stream)
        var files = (0..<count).map { index in
            // People call their files alike: some of one claim have the same name.
            let name = "发票-\(Int.random(in: 1...2, using: &stream)).\(["pdf", "jpg"][index % 2])"
            return ClaimFile(
                name: name, bytes: size(settings, using: &stream), seed: seed.derived("file \(index)"))
        }
        if isLarge {
            files.append(
                ClaimFile(name: "行程单.zip", bytes: settings.largeMegabytes << 20, seed: seed.derived("large file")))
        }
        var oddities = seed.stream("odd files")
        for index in files.indices { files[index].settle(settings, using: &oddities) }
        return files
    }

    /// Names as people and other programs give them. One that no other system can take as it is may be changed there.
    private static let oddNames = [
        "发票 “六月”.pdf", "a\"b'c & d.pdf", "📎🧾收据.png", "../../etc/passwd", "合同\\附件/第1页.pdf",
        String(repeating: "很长的文件名", count: 40) + ".pdf", "报价:<含税>|?*.xlsx", "制表\t符.pdf", "报销单\u{202E}fdp.exe",
        "没有后缀的附件", ".hidden", "发票-1 (2).pdf",
    ]

    /// Puts it somewhere, and now and then makes it one that nobody can have.
    private mutating func settle(_ settings: FileSettings, using stream: inout SeededGenerator) {
        place = settings.places.randomElement(using: &stream) ?? .form
        let (trouble, name) = (
            Double.random(in: 0..<1, using: &stream), ClaimFile.oddNames.randomElement(using: &stream)
        )
        if settings.oddNames, let name, Bool.random(using: &stream) { self.name = name }
        switch trouble {
        case ..<settings.deleted: isDeleted = true
        case ..<(settings.deleted + settings.empty): bytes = 0
        case ..<(settings.deleted + settings.empty + settings.oversized): bytes = settings.oversizedKilobytes << 10
        default: break
        }
    }

    /// What follows the last dot of its name.
    package var ending: String {
        let last = name.split(separator: ".").dropFirst().last.map(String.init) ?? ""
        return last.wholeMatch(of: /[a-z]{2,4}/) == nil ? "jpg" : last
    }

    /// Mostly somewhere between; sometimes a single byte, or exactly a block of 1 MiB as cores may use them.
    private static func size(_ settings: FileSettings, using stream: inout SeededGenerator) -> Int {
        switch Int.random(in: 0..<12, using: &stream) {
        case 0: 1
        case 1: settings.kilobytes.lowerBound << 10
        default:
            Int.random(
                in: (settings.kilobytes.lowerBound << 10)...(settings.kilobytes.upperBound << 10), using: &stream)
        }
    }
}

/// The files of a workload's claims.
package struct FileSettings: Hashable, Sendable {
    /// How many small ones a claim has.
    package var perClaim = 0...3
    /// The size of a small one in KiB; now and then one has a single byte.
    package var kilobytes = 1...64
    /// How many claims have a large one more.
    package var large = 0
    /// The size of a large one in MiB.
    package var largeMegabytes = 4
    /// Where they stand, each as likely as the others.
    package var places = [ClaimFile.Place.form]
    /// The shares of files that are deleted at once, hold nothing, or are larger than Kingdee takes.
    package var deleted = 0.0
    package var empty = 0.0
    package var oversized = 0.0
    /// The size of an oversized one in KiB.
    package var oversizedKilobytes = 1536
    /// Whether every other one has a name that is hard to carry over.
    package var oddNames = false

    package init() {}

    /// Whether some files cannot be had.
    package var hasTroubles: Bool { deleted + empty + oversized > 0 }
}

extension FileSettings {
    /// Reads `files: {per-claim: 0-3, kilobytes: 1-64, large: 2, large-megabytes: 4}`; nil when there is none.
    init?(in workload: inout ScenarioSection) {
        guard var section = workload.section("files") else { return nil }
        self.init()
        perClaim = section.range("per-claim", in: 0...20) ?? perClaim
        kilobytes = section.range("kilobytes", in: 1...16_384) ?? kilobytes
        large = section.integer("large", in: 0...1000) ?? large
        largeMegabytes = section.integer("large-megabytes", in: 1...200) ?? largeMegabytes
        if let names = section.texts("places", example: "places: [form, row, picture, decision, comment]") {
            places = names.compactMap { name in
                let place = ClaimFile.Place(rawValue: name.text)
                let all = ClaimFile.Place.allCases.map(\.rawValue).joined(separator: ", ")
                if place == nil { section.note(name.member, "no file stands at '\(name.text)'; write some of \(all)") }
                return place
            }
            if places.isEmpty { places = [.form] }
        }
        deleted = section.share("deleted") ?? deleted
        empty = section.share("empty") ?? empty
        oversized = section.share("oversized") ?? oversized
        oversizedKilobytes = section.integer("oversized-kilobytes", in: 1...200_000) ?? oversizedKilobytes
        oddNames = section.boolean("odd-names") ?? oddNames
        section.finish()
    }
}

extension ScenarioSection {
    /// `3` or `1-4`.
    fileprivate mutating func range(_ key: String, in bounds: ClosedRange<Int>) -> ClosedRange<Int>? {
        let remedy = "write for example 2 or 1-3, within \(bounds.lowerBound) to \(bounds.upperBound)"
        guard let (text, member) = scalar(key, remedy: remedy) else { return nil }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count <= 2, let first = ends.first, let lower = first, let last = ends.last, let upper = last,
            bounds.contains(lower), bounds.contains(upper), lower <= upper
        else {
            note(member, "'\(text)' is no range; \(remedy)")
            return nil
        }
        return lower...upper
    }
}
