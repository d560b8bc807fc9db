import ArgumentParser
import Simulators

/// `rehearsal forms`: the Kingdee forms that come along, as a start for a team's own.
struct FormsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forms",
        abstract: "List the fake Kingdee's forms, show one, or check your own. 列出、查看或检查业务对象。",
        discussion: """
            A form is a YAML file; docs/forms.md describes it. Yours can add a form or
            replace one of these.

            Examples:
              rehearsal forms
              rehearsal forms PUR_Requisition > forms/PUR_Requisition.yaml
              rehearsal forms --forms forms/          checks them
              rehearsal simulate --forms forms/
            """)

    @Argument(help: ArgumentHelp("The form to show.", valueName: "form id"))
    var form: String?

    @OptionGroup var options: FormOptions

    func run() throws {
        _ = try options.catalog()
        guard let form else {
            for file in FormCatalog.standardFiles { Console.line(file.id) }
            if !options.forms.isEmpty { Console.line("your own forms: no mistakes") }
            return
        }
        guard let file = FormCatalog.standardFiles.first(where: { $0.id.lowercased() == form.lowercased() }) else {
            Console.error("error: there is no form '\(form)'; `rehearsal forms` lists them")
            throw ExitCode(2)
        }
        Console.put(file.text)
    }
}
