import Foundation
import Seams
import Yams

extension Mapping {
    /// Reads a mapping from the text of a file.
    ///
    /// - Parameters:
    ///   - file: the file's path, for messages, and for finding dictionaries' files beside it.
    ///   - readFile: gives the text of a dictionary's or script's file by the path written in the mapping; by default from the
    ///     mapping's folder.
    /// - Throws: `MappingFileError` with all mistakes at once.
    package static func load(
        yaml: String, file: String, readFile: ((String) throws -> String)? = nil
    ) throws(MappingFileError) -> Mapping {
        let notes = MappingNotes(file: file)
        let root = try root(of: yaml, file: file)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let read = readFile ?? { try TextFile.text(of: URL(fileURLWithPath: $0, relativeTo: folder).path) }
        let reader = MappingReader(text: yaml, library: MappingLibrary(notes: notes, readFile: read))
        let mapping = reader.mapping(root)
        if let error = notes.error { throw error }
        // Without a mistake there is a mapping; this keeps the promise even if a reader forgot its note.
        guard let mapping else {
            throw MappingFileError([MappingMistake(file: file, line: 1, message: "is incomplete")])
        }
        return mapping
    }

    private static func root(of yaml: String, file: String) throws(MappingFileError) -> Node {
        do {
            if let node = try Yams.compose(yaml: yaml) { return node }
        } catch {
            throw MappingFileError([MappingMistake(yaml: error, text: yaml, file: file)])
        }
        throw MappingFileError([
            MappingMistake(file: file, line: 1, message: "is empty; begin with process: and the template's PROC code")
        ])
    }
}

extension MappingMistake {
    /// A text that is no YAML, in the words of a person who never heard of a scanner.
    fileprivate init(yaml error: any Error, text: String, file: String) {
        let remedy = "check the indentation, the quotes and the brackets here"
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            if let slip = YAMLSlip(near: mark.line, in: text) {
                self.init(file: file, line: slip.line, message: "is no YAML: \(slip.advice)")
                return
            }
            self.init(file: file, line: mark.line, column: mark.column, message: "is no YAML: \(problem); \(remedy)")
        case .duplicatedKeysInMapping(let keys, let context):
            self.init(
                file: file, line: context.mark.line,
                message: "the key '\(keys.first ?? "?")' stands twice in this block; keep one")
        default: self.init(file: file, line: 1, message: "is no YAML: \(error)")
        }
    }
}
