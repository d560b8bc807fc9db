import Foundation
import Seams
import Yams

extension SystemSettings {
    /// The lists of the invented company that each run makes itself and puts beside the core's configuration.
    private static let madeByRun: Set<String> = ["staff.csv", "departments.csv", "materials.csv"]

    /// What is worth a look although it is allowed: lists among `files` that take the place of the run's own.
    package var remarks: [String] {
        SystemSettings.madeByRun.intersection(files.keys).sorted().map { name in
            "files: \(name) takes the place of the one that the run makes of its invented company; unless yours lists the "
                + "same people, departments and materials, take it out of files"
        }
    }
}

extension ScenarioSection {
    /// What the run writes itself.
    private static let configuration = "core.yaml"

    /// A team's own files, by the name that they have beside the core's configuration: a list of paths as seen from the
    /// scenario's file, or a mapping of names to texts.
    mutating func files() -> [String: String] {
        if let member = peek("files"), member.node.mapping != nil {
            let files = textsByName("files")
            for file in files { refuseName(file.name, at: file.line) }
            return files.byName
        }
        let folder = URL(fileURLWithPath: notes.file).deletingLastPathComponent()
        var files: [String: String] = [:]
        for (file, member) in texts("files", example: "files: [our-claims.yaml, items.csv]") ?? [] {
            let place = URL(fileURLWithPath: file, relativeTo: folder)
            let name = place.lastPathComponent
            refuseName(name, at: member.line)
            if files[name] != nil { note(member, "has two files of the name \(name); rename one of them") }
            guard let data = try? Data(contentsOf: place) else {
                note(member, "\(file) cannot be read; give its path as seen from the folder of this scenario")
                continue
            }
            do {
                files[name] = try TextFile.text(data, of: file)
            } catch {
                note(member, "\(file) is no text in UTF-8; save it as UTF-8")
            }
        }
        return files
    }

    /// Names of shipped mappings, or of `files`.
    mutating func mappings(beside files: [String: String]) -> [String] {
        let names = texts("mappings", example: "mappings: [standard-expense]") ?? []
        for (name, member) in names where name.hasSuffix(".yaml") && files[name] == nil {
            note(member, "\(name) is not among files; write files: [\(name)] beside it, with its path")
        }
        return names.map(\.text)
    }

    private func refuseName(_ name: String, at line: Int) {
        let cannot = name == ScenarioSection.configuration || name.isEmpty || name.contains("/") || name.hasPrefix(".")
        guard cannot else { return }
        notes.note(
            line: line, "\(path("files")): '\(name)' cannot lie beside the core's configuration; give it another name")
    }
}
