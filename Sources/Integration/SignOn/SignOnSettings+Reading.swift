import Foundation
import Seams

extension SignOnSettings {
    mutating func take(from section: inout SettingsSection) {
        section.readURL("publicURL", into: &publicURL)
        section.read("corpID", into: &corpID)
        section.readURL("loginURL", into: &loginURL)
        section.readURL("scriptURL", into: &scriptURL)
        section.read("identity", into: &identity)
        var entries: [String] = []
        section.readList("accounts", into: &entries)
        let accounts = SignOnSettings.pairs(entries)
        self.accounts = accounts.pairs
        if let wrong = accounts.wrong {
            section.mistake("accounts", "'\(wrong)' should be userid=account, each userid once")
        }
        accountsFile = section.text("accountsFile")
        section.read("linkField", into: &linkField)
        section.read("checksUser", into: &checksUser)
        section.read("keepFor", into: &keepFor, in: .zero ... .seconds(3600))
        section.readURL("kingdeeURL", into: &kingdeeURL)
        section.read("version", into: &version)
        section.read("entersOnce", into: &entersOnce)
        section.read("stateLife", into: &stateLife, in: .seconds(10) ... .seconds(3600))
        takeTargets(from: &section)
        section.finish()
    }

    private mutating func takeTargets(from section: inout SettingsSection) {
        var entries: [String] = []
        section.readList("targets", into: &entries)
        let pairs = SignOnSettings.pairs(entries)
        var wrong = pairs.wrong
        for (name, text) in pairs.pairs.sorted(by: { $0.key < $1.key }) {
            guard name.wholeMatch(of: /[a-z0-9][a-z0-9-]{0,39}/) != nil, let target = KingdeeEntry.Target(text: text)
            else {
                wrong = wrong ?? "\(name)=\(text)"
                continue
            }
            targets[name] = target
        }
        if let wrong {
            section.mistake(
                "targets",
                "'\(wrong)' should be a name and what it opens, such as claims=ER_ExpReimbursement/list, each name once"
            )
        }
    }

    /// Reports what does not go together.
    func check(_ configuration: Configuration, _ mistakes: MistakeList) {
        let kingdee = configuration.kingdee
        if let base = BaseURL(publicURL), base.path == "/" {
            let host = base.authority.prefix { $0 != ":" }
            if base.scheme == "http", !["127.0.0.1", "localhost", "[::1]"].contains(host),
                !base.authority.hasPrefix("[")
            {
                mistakes.add(nil, "signOn.publicURL should begin with https://: codes and cookies pass through it")
            }
        } else {
            mistakes.add(
                nil, "signOn.publicURL is '\(publicURL)'; write scheme, host and port only, such as https://host")
        }
        if corpID.isEmpty { mistakes.add(nil, "signOn.corpID is missing; write the organisation's corpId (ding…)") }
        if kingdee.appID.isEmpty {
            mistakes.add(nil, "kingdee.appID is missing; signOn needs the third-party application's id")
        }
        if kingdee.appSecret.value.isEmpty {
            mistakes.add(
                nil, "kingdee.appSecret is missing; signOn signs with it: set REHEARSAL_KINGDEE_APP_SECRET")
        }
        if identity == .table, accounts.isEmpty, accountsFile == nil {
            mistakes.add(nil, "signOn.identity is table; name a file of 'userid,account' lines as signOn.accountsFile")
        }
        if linkField.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.]*/) == nil {
            mistakes.add(
                nil, "signOn.linkField is '\(linkField)'; write a field of SEC_User, such as FLinkObject.FNumber")
        }
    }

    /// Reads the file of accounts.
    mutating func readAccounts(_ path: String) throws(ConfigurationError) {
        let text: String
        do {
            text = try TextFile.text(of: path)
        } catch {
            let reason = error is NotUTF8 ? NotUTF8.advice : "cannot be read"
            throw ConfigurationError(path: path, mistakes: [.init(line: nil, message: "signOn.accountsFile \(reason)")])
        }
        let read = SignOnSettings.accounts(in: text)
        if let line = read.wrongLine {
            throw ConfigurationError(
                path: path, mistakes: [.init(line: line, message: "this should be 'userid,account', each userid once")])
        }
        accounts.merge(read.accounts) { _, file in file }
    }
}
