package import Seams

/// One mapping file of the configuration, and the files beside it.
package struct MappingFile: Hashable, Sendable {
    /// The name that stands for the mapping that ships with the core.
    package static let standard = "standard-expense"

    /// As the configuration names it.
    package var path: String

    package init(path: String) {
        self.path = path
    }

    /// Reads and checks it.
    ///
    /// - Returns: the mapping, and the text of each file that it was read from, by path.
    /// - Throws: `MappingFileError` with all mistakes, or `UnreadableMapping`.
    package func load(_ files: any FileSource) throws -> (mapping: Mapping, texts: [String: String]) {
        let reading = Reading()
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let isStandard = path == MappingFile.standard || path.hasSuffix("/\(MappingFile.standard)")
        let text: String
        if isStandard {
            text = ExpenseMapping.yaml
        } else {
            do { text = try files.text(of: path) } catch { throw UnreadableMapping(path: path) }
            reading.texts[path] = text
        }
        let mapping = try Mapping.load(yaml: text, file: isStandard ? ExpenseMapping.file : path) { name in
            let place = name.hasPrefix("/") ? name : folder + name
            let text = try files.text(of: place)
            reading.texts[place] = text
            return text
        }
        return (mapping, reading.texts)
    }

    private final class Reading {
        var texts: [String: String] = [:]
    }
}

/// A mapping file that cannot be read.
package struct UnreadableMapping: Error, Hashable, CustomStringConvertible {
    package var path: String

    package init(path: String) {
        self.path = path
    }

    package var description: String {
        "\(path): cannot be read; name a mapping file, or '\(MappingFile.standard)' for the one that ships with the core"
    }
}
