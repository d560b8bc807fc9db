import Testing

@testable import Integration

@Suite struct SignOnSettingsTests {
    private func read(_ signOn: String, listen: String = "") throws -> Integration.Configuration {
        let text = """
            dingtalk: {appKey: ding1, mode: stream}
            kingdee: {url: https://k/k3cloud/, acctID: a, userName: u, appID: app}
            mapping: [expense.yaml]
            \(listen)
            signOn:
            \(signOn)
            """
        return try Integration.Configuration.read(
            text, path: "core.yaml",
            environment: ["REHEARSAL_DINGTALK_APP_SECRET": "s", "REHEARSAL_KINGDEE_APP_SECRET": "k"])
    }

    @Test func readsTargetsAndAccounts() throws {
        let settings = try read(
            """
              publicURL: https://gateway.example.com
              corpID: ding1
              identity: table
              accounts: [zhangsan=zhang.san, lisi=li.si]
              targets: [claims=ER_ExpReimbursement/list]
            """
        ).signOn
        #expect(settings.accounts == ["zhangsan": "zhang.san", "lisi": "li.si"])
        #expect(settings.targets == ["claims": KingdeeEntry.Target(form: "ER_ExpReimbursement", type: "list")])
        #expect(settings.version == .v4)
        #expect(settings.isSecure)
    }

    @Test func namesEveryMistakeAtOnce() {
        do {
            _ = try read(
                """
                  publicURL: http://gateway.example.com
                  identity: table
                  targets: [https://evil.example/]
                  stateLife: 2h
                """, listen: "listen: {host: 0.0.0.0, tls: {certificateFile: a.pem}}")
            Issue.record("it was taken")
        } catch {
            let text = "\(error)"
            for part in [
                "signOn.publicURL should begin with https://", "signOn.corpID is missing",
                "signOn.identity is table", "signOn.targets: 'https://evil.example/' should be a name",
                "signOn.stateLife is '2h'", "listen.tls needs both",
            ] {
                #expect(text.contains(part))
            }
        }
    }

    @Test func isOpenToOthersByTLSOrOnPurposeOnly() throws {
        #expect(throws: ConfigurationError.self) {
            try read("  linkField: FLink", listen: "listen: {host: 0.0.0.0}\nmonitor: {token: 0123456789abcdef}")
        }
        let plain = try read(
            "  linkField: FLink", listen: "listen: {host: 0.0.0.0, plain: true}\nmonitor: {token: 0123456789abcdef}")
        #expect(plain.listen.isPlain)
        let tls =
            "listen: {host: 0.0.0.0, tls: {certificateFile: a.pem, keyFile: b.pem}}\nmonitor: {token: 0123456789abcdef}"
        #expect(try read("  linkField: FLink", listen: tls).listen.keyFile == "b.pem")
    }

    @Test func readsAFileOfAccounts() {
        let read = SignOnSettings.accounts(in: "# people\nzhangsan,zhang.san\r\n\nlisi,li.si\n")
        #expect(read.accounts == ["zhangsan": "zhang.san", "lisi": "li.si"])
        #expect(read.wrongLine == nil)
        #expect(SignOnSettings.accounts(in: "a,b\na,c\n").wrongLine == 2)
    }
}
