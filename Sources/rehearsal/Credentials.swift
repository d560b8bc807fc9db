import Foundation
import Simulators

/// The URLs and made-up credentials of a simulated world, for people and for programs.
struct Credentials {
    private let world: SimulatedWorld
    private let caFile: String?

    init(_ world: SimulatedWorld, caFile: String?) {
        self.world = world
        self.caFile = caFile
    }

    /// For people.
    var text: String {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        return """
            DingTalk (钉钉)       \(world.dingTalkURL)
              corpId             \(dingTalk.corpID)
              appKey             \(dingTalk.appKey)
              appSecret          \(dingTalk.appSecret)
              agentId            \(dingTalk.agentID)
              callback token     \(dingTalk.callbackToken)
              callback aes_key   \(dingTalk.callbackAESKey)
              process code       \(dingTalk.templates[0].code)
            Kingdee (金蝶云·星空)  \(world.kingdeeURL)
              acctID             \(kingdee.acctID)
              user / password    \(kingdee.userName) / \(kingdee.password)
              appId              \(kingdee.appID)
              appSecret          \(kingdee.appSecret)
            \(caFile.map { "CA certificate       \($0)\n" } ?? "")Control API          \(world.dingTalkURL)/_rehearsal/state
            Everything above is made up. Press Ctrl-C to stop.
            """
    }

    /// For programs.
    var json: Data {
        let (dingTalk, kingdee) = (world.dingTalkWorld, world.kingdeeWorld)
        let numbers = Dictionary(dingTalk.company.departments.map { ($0.id, $0.number) }) { first, _ in first }
        var members: [JSON.Member] = [
            .init(
                "dingtalk",
                [
                    "url": .string(world.dingTalkURL), "corpId": .string(dingTalk.corpID),
                    "appKey": .string(dingTalk.appKey), "appSecret": .string(dingTalk.appSecret),
                    "agentId": .number(dingTalk.agentID), "callbackToken": .string(dingTalk.callbackToken),
                    "aesKey": .string(dingTalk.callbackAESKey), "processCode": .string(dingTalk.templates[0].code),
                    "yida": .array(
                        dingTalk.yidaApps.map { app in
                            [
                                "appType": .string(app.appType), "systemToken": .string(app.systemToken),
                                "forms": .array(app.forms.map { .string($0.formUUID) }),
                            ]
                        }),
                    "robots": .array(
                        dingTalk.robots.map { robot in
                            [
                                "name": .string(robot.name),
                                "accessToken": .string(robot.accessToken(in: dingTalk.number)),
                            ]
                        }),
                ]),
            .init(
                "kingdee",
                [
                    "url": .string(world.kingdeeURL), "acctId": .string(kingdee.acctID),
                    "userName": .string(kingdee.userName), "password": .string(kingdee.password),
                    "appId": .string(kingdee.appID), "appSecret": .string(kingdee.appSecret),
                    "organization": .string(kingdee.organization),
                ]),
            .init(
                "employees",
                .array(
                    dingTalk.company.employees.prefix(10).map { employee in
                        [
                            "userid": .string(employee.userID), "name": .string(employee.name),
                            "staffNumber": .string(employee.staffNumber),
                            "departmentId": .number(employee.department),
                            "departmentNumber": .string(numbers[employee.department] ?? ""),
                        ]
                    })),
            .init(
                "expenseItems",
                .array(
                    dingTalk.company.expenseItems.map {
                        ["label": .string($0.label), "number": .string($0.number)]
                    })),
        ]
        if let caFile { members.append(.init("caFile", .string(caFile))) }
        return Data((JSON.object(members).text + "\n").utf8)
    }
}
