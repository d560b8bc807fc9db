import Foundation
import Seams
import Simulators
import Testing

@testable import LoadGen

@Suite struct SecretsKeptTests {
    private static func history(lines: Int? = 40, shown: [(secret: String, line: String)] = []) -> RunRecord {
        var history = HistoryBuilder.healthy()
        for (secret, line) in shown {
            history.add(.secretShown(place: "core.log", secret: secret, line: line), at: 8000)
        }
        if let lines { history.add(.logSearched(place: "core.log", lines: lines), at: 8000) }
        return history.record()
    }

    @Test func passesALogWithoutSecrets() {
        let record = SecretsKeptTests.history()
        #expect(SecretsKept.check(record) == .holds(examined: 40))
        #expect(Judgement(record).entries.contains { $0.checker == "secrets-kept" })
        #expect(Judgement(record).exitCode == 0)
    }

    @Test func findsEachSecretOnce() {
        let record = SecretsKeptTests.history(shown: [
            ("kingdee.password", "login •••"), ("dingtalk.appSecret", "config secret=•••"),
            ("kingdee.password", "again •••"),
        ])
        let verdict = SecretsKept.check(record)
        #expect(verdict.subjects == ["dingtalk.appSecret", "kingdee.password"])
        #expect(verdict.messages == "stands in core.log: config secret=•••\nstands in core.log: login •••")
        #expect(verdict.findings.first?.message.zh == "出现在 core.log 中：config secret=•••")
        let passwords = record.events.filter { event in
            if case .secretShown(_, "kingdee.password", _) = event.fact { true } else { false }
        }
        #expect(passwords.count == 2 && verdict.findings.last?.evidence == passwords.map(\.sequence))
        #expect(Judgement(record).exitCode == 1)
    }

    @Test func findsASecretAlthoughTheSearchWasNotFinished() {
        let record = SecretsKeptTests.history(lines: nil, shown: [("kingdee.password", "•••")])
        #expect(SecretsKept.check(record).subjects == ["kingdee.password"])
        #expect(Judgement(record).exitCode == 1)
    }

    /// An older history, or a core that logs nothing: nothing to judge, and no reason to void the run.
    @Test(arguments: [nil, 0, -1])
    func refusesALogThatNobodySearched(lines: Int?) {
        let record = SecretsKeptTests.history(lines: lines)
        #expect(SecretsKept.check(record).isUndecided)
        #expect(SecretsKept.applies(to: record.scenario) && !SecretsKept.applies(to: RunIndex(record)))
        #expect(Judgement(record).exitCode == 0)
    }

    @Test func refusesAnEmptyHistory() {
        #expect(SecretsKept.check(HistoryBuilder.empty()).isUndecided)
    }

    @Test func tellsTheNewFactsInBothLanguages() {
        let shown = HistoryFact.secretShown(place: "core.log", secret: "kingdee.password", line: "a ••• b")
        #expect(shown.sentence.en == "wrote the secret kingdee.password into core.log: a ••• b")
        #expect(shown.sentence.zh == "把密钥 kingdee.password 写入了 core.log：a ••• b")
        #expect(shown.actor == .system)
        let searched = HistoryFact.logSearched(place: "core.log", lines: 7)
        #expect(searched.sentence.en == "searched 7 lines of core.log for secrets")
        #expect(searched.sentence.zh == "已在 core.log 的 7 行中查找密钥")
        #expect(searched.actor == .harness)
    }
}

@Suite struct SecretSearchTests {
    private static func search() -> SecretSearch {
        SecretSearch(
            place: "core.log",
            secrets: [
                SecretSearch.Secret("kingdee.password", "rehearsal-password"),
                SecretSearch.Secret("dingtalk.token", "密钥rehearsal-pass"), SecretSearch.Secret("short", "abc"),
                SecretSearch.Secret("empty", ""), SecretSearch.Secret("inner", "password"),
            ])
    }

    @Test(arguments: [
        ("log in as admin with rehearsal-password", "kingdee.password", "log in as admin with •••"),
        ("rehearsal-password", "kingdee.password", "•••"),
        (#"{"p":"rehearsal-password","q":"rehearsal-password"}"#, "kingdee.password", #"{"p":"•••","q":"•••"}"#),
        ("x密钥rehearsal-pass密", "dingtalk.token", "x•••密"), ("my password", "inner", "my •••"),
        ("rehearsal-password and 密钥rehearsal-pass", "kingdee.password", "••• and •••"),
    ])
    func findsAndMasks(line: String, secret: String, masked: String) {
        var search = SecretSearchTests.search()
        #expect(search.search(line) == .secretShown(place: "core.log", secret: secret, line: masked))
        #expect(search.summary == .logSearched(place: "core.log", lines: 1))
    }

    @Test(arguments: ["", "abc", "rehearsal-passwor", "REHEARSAL-PASSWOR", "密钥rehearsal"])
    func passesWhatIsNoSecret(line: String) {
        var search = SecretSearchTests.search()
        #expect(search.search(line) == nil)
        #expect(search.lines == 1)
    }

    @Test func reportsASecretSoOftenAndNoMore() {
        var search = SecretSearchTests.search()
        let facts = (0..<50).compactMap { _ in search.search("password") }
        #expect(facts.count == SecretSearch.reportsMax && search.lines == 50)
        #expect(search.search("密钥rehearsal-pass, password") != nil, "another one is still to be told")
    }

    @Test func keepsWhatStandsAroundTheValueInALongLine() throws {
        var search = SecretSearchTests.search()
        let long = String(repeating: "a", count: 1000)
        guard case .secretShown(_, _, let line)? = search.search(long + "rehearsal-password" + long) else {
            Issue.record("nothing was found")
            return
        }
        #expect(line.count < 420 && line.contains("a•••a") && line.hasPrefix("…a") && line.hasSuffix("a…"))
    }

    @Test func knowsTheSecretsOfAWorld() {
        let company = Company.make(seed: Seed(1), employees: 4, departments: 2)
        let (dingTalk, kingdee) = (DingTalkWorld(company: company), KingdeeWorld(company: company))
        let secrets = SecretSearch.secrets(dingTalk: dingTalk, kingdee: kingdee, monitorToken: "m0nitor")
        #expect(
            secrets.map(\.name) == [
                "dingtalk.appSecret", "dingtalk.callbackToken", "dingtalk.aesKey", "kingdee.password",
                "kingdee.appSecret", "dingtalk.robots.default", "monitor.token",
            ])
        #expect(secrets.allSatisfy { $0.value.count >= SecretSearch.charactersMin })
        for secret in secrets {
            var search = SecretSearch(place: "core.log", secrets: secrets)
            let expected = HistoryFact.secretShown(place: "core.log", secret: secret.name, line: "<•••>")
            #expect(search.search("<\(secret.value)>") == expected)
        }
        #expect(SecretSearch.secrets(dingTalk: dingTalk, kingdee: kingdee, monitorToken: nil).count == 6)
    }

    @Test func searchesAFile() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("search-\(UUID().uuidString).log")
        let bytes = Array("start\n\nthe password is told\n".utf8) + [0xFF, 0xFE] + Array("password".utf8)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // left over in the temporary folder at worst
        var search = SecretSearchTests.search()
        let facts = search.facts(inFile: file.path)
        #expect(facts.count == 3)
        #expect(facts.first == .secretShown(place: "core.log", secret: "inner", line: "the ••• is told"))
        #expect(facts.last == .logSearched(place: "core.log", lines: 3))
    }

    @Test func notesAFileThatCannotBeRead() {
        var search = SecretSearchTests.search()
        let facts = search.facts(inFile: "/nowhere/core.log")
        guard case .note(let text)? = facts.first, facts.count == 1 else {
            Issue.record("expected a note, got \(facts)")
            return
        }
        #expect(text.hasPrefix("core.log could not be searched for secrets: "))
    }
}
