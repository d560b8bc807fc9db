import Seams

/// What the rules of a mapping may refer to while it is read: dictionaries, and the files beside it.
final class MappingLibrary {
    let notes: MappingNotes
    /// By name; complete before the first rule is read.
    var dictionaries: [String: MappingDictionary] = [:]
    /// The texts of the files read so far: they belong to the version.
    private(set) var texts: [String] = []
    private let readFile: (String) throws -> String

    init(notes: MappingNotes, readFile: @escaping (String) throws -> String) {
        self.notes = notes
        self.readFile = readFile
    }

    /// Reads a file by the path written in the mapping.
    func text(of path: String) throws -> String {
        let text = try readFile(path)
        texts.append(text)
        return text
    }

    /// Reads a script's file; nil when it cannot be read, which is noted.
    func script(_ path: String, at member: MappingSection.Member, in section: MappingSection) -> String? {
        do {
            return try text(of: path)
        } catch {
            let advice = error is NotUTF8 ? NotUTF8.advice : "cannot be read; put the script beside the mapping"
            section.note(member, "'\(path)' \(advice)")
            return nil
        }
    }

    /// The different names that rules take values from, in the order in which they were read.
    private(set) var names: [String: Int] = [:]

    /// The name behind `from`, or wherever else values are named.
    func name(_ text: String) -> SourceName {
        let index = names[text, default: names.count]
        names[text] = index
        return SourceName(text, index: index)
    }

    /// The languages of scripts that run outside the process, sorted.
    private(set) var workerLanguages: [String] = []

    /// Notes that a script needs a worker of `language`.
    func runs(_ language: ScriptLanguage, at member: MappingSection.Member, in section: MappingSection) {
        guard !workerLanguages.contains(language.rawValue) else { return }
        workerLanguages = (workerLanguages + [language.rawValue]).sorted()
    }
}
