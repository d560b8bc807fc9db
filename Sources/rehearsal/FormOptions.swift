import ArgumentParser
import Foundation
import Seams
import Simulators

/// `--forms`: a team's own Kingdee forms beside those that come along.
struct FormOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A form file, or a folder of them (*.yaml): business objects of your tenant.", valueName: "path"))
    var forms: [String] = []

    /// The forms that come along with the team's own, or every mistake of every file and exit code 2.
    func catalog() throws -> FormCatalog {
        do {
            let files = try forms.flatMap(FormOptions.files)
            return files.isEmpty
                ? .standard : try FormCatalog(adding: files.map { (name: $0.path, text: $0.text) })
        } catch let error as FormFileMistakes {
            Console.error("\(error)")
            throw ExitCode(2)
        }
    }

    private static func files(_ path: String) throws -> [(path: String, text: String)] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            Console.error("error: --forms \(path): there is no such file or folder")
            throw ExitCode(2)
        }
        let paths: [String]
        if isFolder.boolValue {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []  // unreadable: none found
            paths = names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(path)/\($0)" }
        } else {
            paths = [path]
        }
        guard !paths.isEmpty else {
            Console.error(
                "error: --forms \(path): there is no *.yaml in this folder; `rehearsal forms` shows an example")
            throw ExitCode(2)
        }
        return try paths.map { file in
            do {
                return (file, try TextFile.text(of: file))
            } catch {
                Console.error("error: --forms \(file): \(error is NotUTF8 ? NotUTF8.advice : "cannot be read")")
                throw ExitCode(2)
            }
        }
    }
}
