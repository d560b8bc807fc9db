import Seams
import Testing

@testable import Integration

@Suite struct ShownSettingsTests {
    /// A configuration with every part switched on, and a secret wherever one can stand.
    private static let full: Configuration = {
        var configuration = Configuration()
        configuration.dingTalk.agentID = 7
        configuration.dingTalk.appSecret = Secret("hush")
        configuration.kingdee.url = "https://lin:hush@kingdee.test/k3cloud/"
        configuration.organisation.number = "100"
        configuration.signOn.publicURL = "https://gateway.test"
        configuration.signOn.accounts = ["u1": "hush"]
        configuration.stockAlert = StockAlertSettings()
        configuration.stockAlert?.hookSecret = Secret("hush")
        configuration.stockAlert?.rules = [StockRule(name: "all")]
        configuration.attendance = AttendanceSettings()
        configuration.yida = YidaSettings()
        configuration.yida?.applications = [YidaApplication(appType: "APP_1", systemToken: Secret("hush"), user: "u")]
        configuration.alerts = AlertSettings()
        configuration.alerts?.robot = AlertSettings.Robot()
        configuration.alerts?.robot?.token = Secret("hush")
        configuration.alerts?.robot?.atMobiles = [Secret("hush")]
        configuration.alerts?.hook = AlertSettings.Hook()
        configuration.alerts?.hook?.url = "https://hooks.test/services/hush?key=hush"
        return configuration
    }()

    /// Where a member is shown under another name than its own: as the configuration file calls it.
    private static let renamed = [
        "listen.certificateFile": "tls.certificateFile", "listen.keyFile": "tls.keyFile", "listen.isPlain": "plain",
        "delivery.backoff": "backoffBase", "attachments.blockBytes": "blockKiB",
        "organisation.unknown": "unknownInKingdee",
        "organisation.employeeFields": "employees", "organisation.departmentFields": "departments",
        "organisation.brake": "brake.people", "monitor.usersFile": "users", "stockAlert.quantityField": "quantity",
        "stockAlert.verifies": "verify", "attendance.rereadDays": "reread", "attendance.lookbackDays": "lookback",
        "alerts.robot": "robot.token", "alerts.hook": "hook.url", "stockAlert.rules.all.scope": "per",
        "stockAlert.rules.all.hysteresisPercent": "hysteresis",
    ]

    /// Settings by section, member by member, so that whoever adds one is told here to show it.
    @Test func showsEveryMemberOfEverySection() throws {
        let full = ShownSettingsTests.full
        let sections = full.shownSections
        let parts: [(String, Any)] = [
            ("dingtalk", full.dingTalk), ("kingdee", full.kingdee), ("listen", full.listen),
            ("delivery", full.delivery), ("catchUp", full.catchUp), ("attachments", full.attachments),
            ("organisation", full.organisation), ("audit", full.audit), ("signOn", full.signOn),
            ("monitor", full.monitor), ("stockAlert", try #require(full.stockAlert)),
            ("stockAlert.rules.all", try #require(full.stockAlert?.rules.first)),
            ("attendance", try #require(full.attendance)), ("yida", try #require(full.yida)),
            ("alerts", try #require(full.alerts)),
        ]
        for (name, value) in parts {
            let section = try #require(sections.first { $0.name == name }, "\(name)")
            let keys = Set(section.values.map(\.key))
            for member in Mirror(reflecting: value).children.compactMap(\.label) {
                guard "\(name).\(member)" != "alerts.rules", "\(name).\(member)" != "stockAlert.rules.all.name" else {
                    continue  // sections of their own
                }
                #expect(keys.contains(ShownSettingsTests.renamed["\(name).\(member)"] ?? member), "\(name).\(member)")
            }
        }
        let names = Set(sections.map(\.name))
        for name in ["store", "mapping", "personalFields", "tls", "alerts.rules", "yida.applications.APP_1"] {
            #expect(names.contains(name))
        }
    }

    @Test func showsNoSecretAndNoAddressThatHoldsOne() throws {
        let values = ShownSettingsTests.full.shownSections.flatMap(\.values)
        #expect(values.filter { $0.value.contains("hush") }.map(\.key) == [])
        #expect(values.first { $0.key == "hook.url" }?.value == "https://hooks.test/…")
        #expect(values.first { $0.key == "url" }?.value == "https://kingdee.test/k3cloud/")
        #expect(values.first { $0.key == "agentID" }?.value == "7")
    }

    @Test func showsTheDatabaseWithoutItsPassword() throws {
        var configuration = Configuration()
        configuration.postgreSQL = PostgreSQLSettings(
            address: try PostgreSQLAddress("postgresql://core:hush@db.test:5433/rehearsal?sslmode=require"))
        let store = try #require(configuration.shownSections.first { $0.name == "store" })
        #expect(store.values.first { $0.key == "postgresql" }?.value == "db.test:5433/rehearsal")
        #expect(!store.values.contains { $0.value.contains("hush") })
    }

    @Test func leavesOutWhatIsOff() {
        let names = Configuration().shownSections.map(\.name)
        for name in ["organisation", "signOn", "stockAlert", "attendance", "yida", "alerts"] {
            #expect(!names.contains(name))
        }
    }
}
