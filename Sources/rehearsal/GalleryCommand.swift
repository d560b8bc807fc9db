import ArgumentParser
import Foundation
import Integration
import Seams

/// `rehearsal gallery`: working sets of mapping files to begin with.
struct GalleryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gallery",
        abstract: "List ready mappings, or write one to a folder. 列出映射模板，或写入文件夹。",
        discussion: """
            Examples:
              rehearsal gallery
              rehearsal gallery expense --to expense
              rehearsal map --mapping expense/expense.yaml --instance expense/example.json
            """)

    @Argument(help: ArgumentHelp("The template to write.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The folder to write to; it is made when it does not exist.", valueName: "folder"))
    var to: String?

    func run() throws {
        guard let name else {
            for template in GalleryCatalog.all {
                Console.line("\(template.name.padding(toLength: 12, withPad: " ", startingAt: 0)) \(template.summary)")
                Console.line("             \(template.chineseSummary)")
            }
            return
        }
        guard let template = GalleryCatalog.all.first(where: { $0.name == name }) else {
            Console.error("error: there is no template '\(name)'; `rehearsal gallery` lists them")
            throw ExitCode(2)
        }
        let folder = URL(fileURLWithPath: to ?? name)
        do {
            try write(template, to: folder)
        } catch let error as ValidationError {
            Console.error("error: \(error)")
            throw ExitCode(2)
        } catch {
            Console.error(
                "error: \(folder.relativePath) cannot be written: \(error.fileReason); name another folder with --to")
            throw ExitCode(2)
        }
        Console.line("wrote \(template.files.map(\.name).joined(separator: ", ")) to \(folder.relativePath)")
        Console.line("try it:")
        let base = folder.relativePath
        Console.line(
            "  rehearsal map --mapping \(base)/\(template.mappingFile) --instance \(base)/\(GalleryTemplate.exampleFile)"
        )
    }

    /// Writes all files, or none when one of them exists: somebody may have changed it.
    private func write(_ template: GalleryTemplate, to folder: URL) throws {
        for file in template.files {
            let place = folder.appending(path: file.name)
            guard !FileManager.default.fileExists(atPath: place.path) else {
                throw ValidationError("\(place.relativePath) exists already; name another folder with --to")
            }
        }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for file in template.files {
            try Data(file.text.utf8).write(to: folder.appending(path: file.name))
        }
    }
}
