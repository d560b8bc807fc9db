package import Seams

/// One mapping file of the configuration, and the files beside it.
package struct MappingFile: Hashable, Sendable {
    /// As the configuration names it: a file, or the name of a mapping that ships with the core.
    package var path: String

    package init(path: String) {
        self.path = path
    }

    /// Reads and checks it.
    ///
    /// - Returns: the mapping, and the text of each file that it was read from, by path.
    /// - Throws: `MappingFileError` with all mistakes, `UnreadableMapping` or `NotUTF8`.
    package func load(_ files: any FileSource) throws -> (mapping: Mapping, texts: [String: String]) {
        let reading = Reading()
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let shipped = ShippedMappings.named(path.split(separator: "/").last.map(String.init) ?? path)
        let text: String
        if let shipped {
            text = shipped.yaml
        } else {
            do {
                text = try files.text(of: path)
            } catch let error as NotUTF8 {
                throw error
            } catch {
                throw UnreadableMapping(path: path)
            }
            reading.texts[path] = text
        }
        let mapping = try Mapping.load(yaml: text, file: shipped?.file ?? path) { name in
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
        "\(path): cannot be read; name a mapping file, or one that ships with the core: "
            + ShippedMappings.names.joined(separator: ", ")
    }
}
