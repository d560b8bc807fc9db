import Seams

/// Says what is wrong with settings of the built-in core, which dotted keys name: the position and what to tell there.
package typealias SettingsCheck = ([(key: String, value: String)]) -> [(index: Int, message: String)]

extension SystemSettings {
    /// Reads `system:`.
    init(_ section: consuming ScenarioSection, _ settingMistakes: SettingsCheck) {
        self.init()
        var section = section
        let isBuiltIn = section.isBuiltIn()
        startWithin = section.duration("start-within", in: .milliseconds(100) ... .seconds(600)) ?? startWithin
        environment = section.expandable("environment")
        if isBuiltIn {
            section.refuse(["ready", "callback"], because: "the built-in core has its own; it belongs to a command")
            kingdeeAuthentication =
                section.choice("kingdee-authentication", of: KingdeeAuthentication.self) ?? kingdeeAuthentication
            store = section.choice("store", of: Store.self) ?? store
            let member = section.peek("workers")
            workers = section.integer("workers", in: 1...8) ?? workers
            if workers > 1, store == .sqlite, let member {
                section.note(
                    member, "\(workers) workers need a store that they share; write store: postgresql beside it")
            }
            tls = section.boolean("tls") ?? tls
            if tls { (ready, callback) = (SystemSettings.secured(ready), SystemSettings.secured(callback)) }
            files = section.files()
            mappings = section.mappings(beside: files)
            let texts = section.textsByName("settings")
            for mistake in settingMistakes(texts.map { ($0.name, $0.text) }) {
                section.notes.note(
                    line: texts[mistake.index].line, "\(section.path("settings")): \(mistake.message)")
            }
            settings = texts.byName
        } else {
            section.refuse(
                ["kingdee-authentication", "settings", "store", "workers", "tls", "mappings", "files"],
                because: "belongs to the built-in core; give a command what it needs by its arguments and environment")
            command = section.command()
            ready = section.url("ready") ?? ready
            callback = section.url("callback") ?? callback
        }
        section.finish()
    }

    private static func secured(_ url: String) -> String { url.replacing("http://", with: "https://") }
}

extension ScenarioSection {
    /// Whether `core: built-in` or nothing stands there, and no command. Both at once is a mistake.
    fileprivate mutating func isBuiltIn() -> Bool {
        let core = scalar("core", remedy: "write built-in")
        if let core, core.text != "built-in" {
            note(core.member, "'\(core.text)' is unknown; write built-in, or command: [./my-core] in its place")
        } else if let core, has("command") {
            note(core.member, "stands beside command; keep one of them")
        }
        return !has("command")
    }

    fileprivate mutating func command() -> [String] {
        let words = texts("command", example: #"command: [./my-core, --port, "${core.port}"]"#)
        guard let words else { return [] }
        for word in words { noteUnknownNames(in: word.text, at: word.member.line, of: path("command")) }
        if words.isEmpty { notes.note(line: line, #"\#(path("command")): has no word; write for example [./my-core]"#) }
        return words.map(\.text)
    }

    fileprivate mutating func expandable(_ key: String) -> [String: String] {
        let texts = textsByName(key)
        for entry in texts { noteUnknownNames(in: entry.text, at: entry.line, of: "\(path(key)).\(entry.name)") }
        return texts.byName
    }

    fileprivate mutating func url(_ key: String) -> String? {
        let remedy = "write for example http://127.0.0.1:${core.port}/health"
        guard let (text, member) = scalar(key, remedy: remedy) else { return nil }
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            note(member, "'\(text)' is no http or https URL; \(remedy)")
            return nil
        }
        noteUnknownNames(in: text, at: member.line, of: path(key))
        return text
    }

    fileprivate mutating func refuse(_ keys: [String], because reason: String) {
        for key in keys {
            if let member = take(key) { note(member, reason) }
        }
    }

    private func noteUnknownNames(in text: String, at line: Int, of path: String) {
        for mistake in SystemVariables.mistakes(in: text) { notes.note(line: line, "\(path): \(mistake)") }
    }
}
