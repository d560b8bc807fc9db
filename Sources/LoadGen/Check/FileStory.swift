import Simulators

/// What a history says of approvals' files: where each stood, where each hung, and which nobody could have.
struct FileStory {
    /// A file on an approval.
    struct Submitted {
        var file: String
        var content: Content
        var sequence: Int
        /// Whether it cannot be carried over: it was deleted, holds nothing, or is larger than Kingdee takes.
        var isLost: Bool
    }

    /// A file on a document.
    struct Hung {
        var content: Content
        var sequence: Int
    }

    /// A file as both sides know it.
    struct Content: Hashable, Comparable {
        var name: String
        var bytes: Int
        var hash: String

        static func < (one: Content, other: Content) -> Bool { (one.name, one.hash) < (other.name, other.hash) }
    }

    /// A document.
    struct Place: Hashable {
        var form: String
        var id: String
    }

    /// By approval, in order.
    private(set) var submitted: [String: [Submitted]] = [:]
    /// By document, in order.
    private(set) var hung: [Place: [Hung]] = [:]

    init(_ run: RunIndex) {
        let most = run.record.scenario.world.attachmentKilobytes.map { $0 << 10 } ?? .max
        for event in run.record.events {
            switch event.fact {
            case .instanceFile(let instance, let file, let name, let bytes, let hash):
                submitted[instance, default: []].append(
                    Submitted(
                        file: file, content: Content(name: name, bytes: bytes, hash: hash), sequence: event.sequence,
                        isLost: bytes == 0 || bytes > most))
            case .instanceFileDeleted(let instance, let file):
                for index in (submitted[instance] ?? []).indices where submitted[instance]?[index].file == file {
                    submitted[instance]?[index].isLost = true
                }
            case .attachmentHung(_, let form, let id, _, _, let name, let bytes, let hash):
                hung[Place(form: form, id: id), default: []].append(
                    Hung(content: Content(name: name, bytes: bytes, hash: hash), sequence: event.sequence))
            default: break
            }
        }
    }

    /// What hung on a document, once: whoever asks for it has looked at it.
    mutating func takeHung(on place: Place) -> [Hung] { hung.removeValue(forKey: place) ?? [] }
}

/// The names of files, which not every system can take as they are.
enum FileName {
    /// What Windows, Linux and a database column take at most, in units of UTF-16.
    private static let unitsMax = 200

    /// Whether another system can take it as it is.
    static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && name.utf16.count <= unitsMax
            && name.unicodeScalars.allSatisfy { scalar in
                switch scalar.value {
                case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: false
                default: scalar != "/" && scalar != "\\"
                }
            }
    }

    /// Whether `hung` may stand for `name`: the same, or where that cannot be, one that can.
    static func may(_ hung: String, standFor name: String) -> Bool {
        isPlain(name) ? hung == name : isPlain(hung)
    }

    /// The part by which people recognise it: its longest run of letters and digits, or of what it has.
    static func core(of name: String) -> String {
        let runs = name.split { !$0.isLetter && !$0.isNumber }
        let longest = runs.max { $0.count < $1.count }.map(String.init) ?? name
        return String(longest.prefix(12))
    }
}
