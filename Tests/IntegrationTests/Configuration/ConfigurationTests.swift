import Foundation
import Integration
import Seams
import Testing

@Suite struct ConfigurationTests {
    private let whole = """
        dingtalk:
          appKey: dingabc
          mode: stream
          processCodes: [PROC-CLAIM]
          commentUser: manager1
        kingdee:
          url: https://tenant.ik3cloud.com/k3cloud/
          acctID: 20240101000000001
          userName: integration
          authentication: password
          lcid: 2052
        listen: {host: 127.0.0.1, port: 18701}
        store:
          path: /var/lib/rehearsal/core.sqlite
        mapping:
          - expense.yaml
        delivery: {attempts: 5, callTimeout: 2s, workers: 4, settle: 10s, backoffBase: 50ms, numberEnforced: false}
        catchUp: {every: 5s, lookback: 10m}
        tls: {caFile: ca.pem}
        """

    private let secrets = ["REHEARSAL_DINGTALK_APP_SECRET": "shh", "REHEARSAL_KINGDEE_PASSWORD": "hush"]

    @Test func readsAFile() throws {
        let configuration = try Configuration.read(whole, path: "core.yaml", environment: secrets)
        #expect(configuration.dingTalk.mode == .stream)
        #expect(configuration.dingTalk.apiURL == "https://api.dingtalk.com")
        #expect(configuration.dingTalk.ownerKey == "dingabc")
        #expect(configuration.kingdee.acctID == "20240101000000001")
        #expect(configuration.kingdee.password.value == "hush")
        #expect(configuration.listen.port == 18_701)
        #expect(configuration.mappingFiles == ["expense.yaml"])
        #expect(configuration.delivery.attempts == 5)
        #expect(configuration.deliveryPolicy.callLimit == .seconds(20))  // four exchanges of the slower platform
        #expect(configuration.deliveryPolicy.isNumberGuarded == false)
        #expect(configuration.catchUp.every == .seconds(5))
        #expect(configuration.caFile == "ca.pem")
    }

    @Test func prefersTheEnvironmentsSecrets() throws {
        let text = whole.replacing("appKey: dingabc", with: "appKey: dingabc\n  appSecret: from-the-file")
        let configuration = try Configuration.read(text, path: "core.yaml", environment: secrets)
        #expect(configuration.dingTalk.appSecret.value == "shh")
    }

    @Test func masksEverySecret() throws {
        let configuration = try Configuration.read(whole, path: "core.yaml", environment: secrets)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", dumped, String(reflecting: configuration)] {
            #expect(!text.contains("shh"))
            #expect(!text.contains("hush"))
        }
    }

    @Test(arguments: [
        ("dingtalk:\n  appKey：x\n  mode: stream\n", "core.yaml:2: this is not YAML: a full-width colon"),
        ("dingtalk:\n\tappKey: x\n", "core.yaml:2: this is not YAML: a tab stands at the beginning"),
    ])
    func namesTheLineOfAFullWidthSlip(text: String, words: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(text, path: "core.yaml", environment: [:])
        }
        #expect(error?.description.hasPrefix(words) == true, "\(String(describing: error))")
    }

    /// As Notepad saves them in China; or with the mark of UTF-8, which is taken.
    @Test func asksForUTF8() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "core-\(ProcessInfo.processInfo.globallyUniqueString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (core, users) = (folder.appending(path: "core.yaml"), folder.appending(path: "users"))
        try Data([0xEF, 0xBB, 0xBF] + Array(whole.utf8)).write(to: core)
        #expect(try Configuration.load(path: core.path, environment: secrets).dingTalk.appKey == "dingabc")
        try Data([0x23, 0xB2, 0xEE, 0x0A] + Array(whole.utf8)).write(to: core)
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(path: core.path, environment: secrets)
        }
        #expect(error?.description == "\(core.path): the file is not UTF-8; save it as UTF-8")
        try Data([0xEF, 0xBB, 0xBF, 0x23, 0x0A]).write(to: users)
        #expect(throws: Never.self) { try MonitorUsers.load(path: users.path) }
        try Data([0x23, 0xB2, 0xEE, 0x0A]).write(to: users)
        let wrong = #expect(throws: MonitorUsersError.self) { try MonitorUsers.load(path: users.path) }
        #expect(wrong?.mistakes == ["\(users.path): is not UTF-8; save it as UTF-8"])
    }

    @Test func reportsEveryMistakeAtOnce() {
        let text = """
            dingtalk:
              appKy: x
              mode: streem
            kingdee:
              url: tenant.ik3cloud.com
              lcid: none
            delivery:
              attempts: 0
              callTimeout: 5
            mappings: [a.yaml]
            """
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(text, path: "core.yaml", environment: [:])
        }
        let lines = "\(error.map(\.description) ?? "")".split(separator: "\n").map(String.init)
        #expect(
            lines == [
                "core.yaml:2: unknown key 'dingtalk.appKy'; did you mean 'appKey'?",
                "core.yaml:3: dingtalk.mode is 'streem'; write one of callback, stream",
                "core.yaml:5: kingdee.url is 'tenant.ik3cloud.com'; write a URL such as https://host/",
                "core.yaml:6: kingdee.lcid is 'none'; write a whole number from 1 to 65535",
                "core.yaml:8: delivery.attempts is '0'; write a whole number from 1 to 10",
                "core.yaml:9: delivery.callTimeout is '5'; "
                    + "write a duration with its unit, such as 5s, from 100ms to 10m",
                "core.yaml:10: unknown key 'mappings'; did you mean 'mapping'?",
                "core.yaml: dingtalk.appKey is missing; write the app key, or set REHEARSAL_DINGTALK_APP_KEY",
                "core.yaml: dingtalk.appSecret is missing; set the environment variable REHEARSAL_DINGTALK_APP_SECRET",
                "core.yaml: dingtalk.callbackToken is missing; "
                    + "set the environment variable REHEARSAL_DINGTALK_CALLBACK_TOKEN",
                "core.yaml: dingtalk.aesKey is missing; set the environment variable REHEARSAL_DINGTALK_AES_KEY",
                "core.yaml: kingdee.url is missing; "
                    + "write the product's address, such as https://tenant.ik3cloud.com/k3cloud/",
                "core.yaml: kingdee.acctID is missing; write the data centre's id",
                "core.yaml: kingdee.userName is missing; write the integration user's name",
                "core.yaml: kingdee.appID is missing; write the third-party application's id",
                "core.yaml: kingdee.appSecret is missing; set the environment variable REHEARSAL_KINGDEE_APP_SECRET",
                "core.yaml: mapping is missing; write for example mapping: [expense.yaml]",
            ])
    }

    @Test(arguments: [
        ("dingtalk: [1", "core.yaml:2: this is not YAML"), ("a: 1\n b: 2\n", "core.yaml:2: this is not YAML"),
        ("- just\n- a list\n", "core.yaml:1: the file should be a mapping of 'key: value' lines"),
    ])
    func saysWhereAFileIsBroken(text: String, start: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(text, path: "core.yaml", environment: [:])
        }
        #expect("\(error.map(\.description) ?? "")".hasPrefix(start), "\(error.map(\.description) ?? "")")
    }

    @Test func saysThatAFileDoesNotExist() {
        #expect(
            throws: ConfigurationError(
                path: "/nowhere/core.yaml", mistakes: [.init(line: nil, message: "the file does not exist")])
        ) { try Configuration.load(path: "/nowhere/core.yaml", environment: [:]) }
    }

    @Test func readsTheOrganisation() throws {
        let section = """

            organisation:
              number: "100"
              post: GW000001
              compareEvery: 20m
              employees: {title: F_DT_Title, telephone: none}
            """
        let settings = try Configuration.read(whole + section, path: "core.yaml", environment: secrets).organisation
        #expect(settings.isOn)
        #expect(settings.compareEvery == .seconds(1200))
        #expect(settings.employeeFields.map(\.fact) == ["name", "mobile", "email", "hired", "title"])
        #expect(try !Configuration.read(whole, path: "core.yaml", environment: secrets).organisation.isOn)
    }

    @Test func namesWhatIsWrongWithTheOrganisation() {
        let section = "\norganisation: {listEvery: 1ms, employees: {nmae: FName}}\n"
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(whole + section, path: "core.yaml", environment: secrets)
        }
        let text = error.map(\.description) ?? ""
        #expect(text.contains("organisation.listEvery is '1ms'; write a duration"), "\(text)")
        #expect(text.contains("unknown key 'organisation.employees.nmae'"), "\(text)")
    }

    @Test func wantsATokenWhereOthersCanReachTheMonitor() {
        let text = whole.replacing("host: 127.0.0.1", with: "host: 0.0.0.0")
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(text, path: "core.yaml", environment: secrets)
        }
        let messages = error?.mistakes.map(\.message) ?? []
        #expect(messages.contains { $0.hasPrefix("monitor.token is missing") })
        #expect(messages.contains { $0.hasPrefix("listen.host 0.0.0.0 is open to others without TLS") })
    }

    @Test func readsASharedStore() throws {
        let text = whole.replacing(
            "path: /var/lib/rehearsal/core.sqlite",
            with: "postgresql: host=db dbname=rehearsal user=core\n  worker: one\n  connections: 8")
        var configuration = try Configuration.read(
            text, path: "core.yaml",
            environment: secrets.merging(["REHEARSAL_POSTGRESQL_PASSWORD": "psst"]) { $1 })
        #expect(configuration.postgreSQL?.worker == "one")
        #expect(configuration.postgreSQL?.connections == 8)
        #expect("\(configuration)".contains("PostgreSQL db/rehearsal as worker one"))
        var dumped = ""
        dump(configuration, to: &dumped)
        #expect(!"\(configuration) \(dumped) \(String(reflecting: configuration))".contains("psst"))
        configuration = try Configuration.read(
            text, path: "core.yaml", environment: secrets.merging(["REHEARSAL_WORKER": "two"]) { $1 })
        #expect(configuration.postgreSQL?.worker == "two")
    }

    @Test(arguments: [
        ("path: a.sqlite\n  postgresql: host=db", "store has both path and postgresql"),
        ("path: a.sqlite\n  worker: one", "store.worker belongs to a PostgreSQL store"),
        ("postgresql: host=db password=hu sh", "store.postgresql is no connection string"),
        ("postgresql: host=db\n  worker: 'a b'", "store.worker is 'a b'; write 1 to 60"),
        ("postgresql: host=db\n  connections: 99", "store.connections is '99'; write a whole number from 1 to 32"),
    ])
    func namesMistakesOfTheStore(store: String, message: String) {
        let text = whole.replacing("path: /var/lib/rehearsal/core.sqlite", with: store)
        #expect {
            _ = try Configuration.read(text, path: "core.yaml", environment: secrets)
        } throws: { error in
            "\(error)".contains(message) && !"\(error)".contains("hu sh")
        }
    }
}
