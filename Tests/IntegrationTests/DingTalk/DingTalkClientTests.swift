import HTTPTypes
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct DingTalkClientTests {
    private let time = ManualTime()

    /// The reference's section 3.5, with the captured values of section 3.9.
    private static let instanceBody = #"""
        {"result":{"title":"张三提交的差旅报销","createTime":"2022-08-31T11:52Z","finishTime":"2022-08-31T12:10Z","originatorUserId":"manager1","originatorDeptId":"-1","originatorDeptName":"测试","status":"COMPLETED","result":"agree","businessId":"202208311952000123456","approverUserIds":["manager1"],"ccUserIds":[],"bizAction":"NONE","bizData":"","attachedProcessInstanceIds":[],"mainProcessInstanceId":"","operationRecords":[{"userId":"manager1","date":"2022-08-31T11:52Z","type":"EXECUTE_TASK_NORMAL","result":"AGREE","remark":"ok","images":[]}],"tasks":[{"taskId":74296847418,"userId":"manager1","status":"COMPLETED","result":"AGREE"}],"formComponentValues":[{"id":"TextField_1","name":"组件1","value":"客户拜访","extValue":"","componentType":"TextField","bizAlias":""},{"id":"InnerContactField_2","name":"报销人","value":"乔巧梅","extValue":"[{\"emplId\":\"2035\",\"name\":\"乔巧梅\"}]","componentType":"InnerContactField"},{"id":"TextareaField_3","name":"备注","value":"null","componentType":"TextareaField"}]},"success":true}
        """#
    private static let tokenRefused = HTTPReply.json(
        #"{"code":"InvalidAuthentication","requestid":"01A0","message":"不合法的access_token"}"#, status: 400)

    private func client(
        _ settings: DingTalkSettings = DingTalkSettings(
            appKey: "dingkey", appSecret: "very-secret-1", commentUserID: "u1"),
        _ answer: @escaping @Sendable (HTTPCall) async throws(NetworkError) -> HTTPReply
    ) -> (client: DingTalkClient, network: ScriptedNetwork) {
        let tokens = Mutex(0)
        let network = ScriptedNetwork { call throws(NetworkError) in
            guard call.path.hasSuffix("accessToken") else { return try await answer(call) }
            let number = tokens.withLock { count in
                count += 1
                return count
            }
            return .json(#"{"accessToken":"token-number-\#(number)","expireIn":7200}"#)
        }
        let randomness = SeededRandomness(seed: Seed(1))
        return (DingTalkClient(settings: settings, network: network, time: time, randomness: randomness), network)
    }

    @Test func readsAnInstance() async throws {
        let (client, network) = client { _ in .json(DingTalkClientTests.instanceBody) }
        let instance = try await client.instance("kNpm+Uav/ZQ中")
        let call = try #require(network.calls.last)
        #expect(
            call.request.path
                == "/v1.0/workflow/processInstances?processInstanceId=kNpm%2BUav%2FZQ%E4%B8%AD")
        #expect(call.header("x-acs-dingtalk-access-token") == "token-number-1")
        #expect(instance.isApproved)
        #expect(instance.title == "张三提交的差旅报销")
        #expect(instance.businessID == "202208311952000123456")
        #expect(instance.originatorDepartmentID == "-1")
        #expect(instance.values.map(\.value) == ["客户拜访", "乔巧梅", "null"])
        #expect(instance.values.map(\.extValue) == [nil, #"[{"emplId":"2035","name":"乔巧梅"}]"#, nil])
    }

    @Test func getsATokenWithTheCredentialsAndKeepsIt() async throws {
        let (client, network) = client { _ in .json(DingTalkClientTests.instanceBody) }
        for _ in 0..<3 { _ = try await client.instance("a") }
        #expect(network.calls(to: "accessToken").map(\.text) == [#"{"appKey":"dingkey","appSecret":"very-secret-1"}"#])
        #expect(network.calls.count == 4)
    }

    @Test func renewsARefusedTokenOnce() async throws {
        let answers = Script(DingTalkClientTests.tokenRefused, .json(DingTalkClientTests.instanceBody))
        let (client, network) = client { _ in answers.next() }
        #expect(try await client.instance("a").isApproved)
        #expect(network.calls(to: "accessToken").count == 2)
        #expect(network.calls(to: "processInstances").count == 2)
    }

    @Test func givesUpWhenANewTokenIsRefusedToo() async {
        let (client, network) = client { _ in DingTalkClientTests.tokenRefused }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.instance("a") }
        guard case .sessionLost = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(network.calls(to: "processInstances").count == 2)
    }

    @Test func manyCallersShareOneRenewal() async throws {
        let gate = Gate(64)
        let (client, network) = client { call in
            let token = call.header("x-acs-dingtalk-access-token")
            guard token == "token-number-1" else { return .json(DingTalkClientTests.instanceBody) }
            await gate.arrive()  // all of them hold the refused token
            return DingTalkClientTests.tokenRefused
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { _ = try await client.instance("a") } }
            try await group.waitForAll()
        }
        #expect(network.calls(to: "accessToken").count == 2)
        #expect(network.calls(to: "processInstances").count == 128)
    }

    @Test func repeatsACommentOnlyWhenItWasRefusedForItsToken() async throws {
        let answers = Script(DingTalkClientTests.tokenRefused, .json(#"{"result":true,"success":true}"#))
        let (client, network) = client { _ in answers.next() }
        try await client.comment(on: "i1", text: "已生成费用报销单 DT0001")
        #expect(
            network.calls(to: "comments").map(\.text)
                == Array(
                    repeating: #"{"processInstanceId":"i1","text":"已生成费用报销单 DT0001","commentUserId":"u1"}"#, count: 2))
    }

    @Test func leavesALostCommentUnknown() async {
        let (client, network) = client { _ throws(NetworkError) in throw .outcomeUnknown("the reply was late") }
        await #expect(throws: PlatformFailure.outcomeUnknown("the reply was late")) {
            try await client.comment(on: "i1", text: "…")
        }
        #expect(network.calls(to: "comments").count == 1)
    }

    @Test func passesOnThatNothingWasSent() async {
        let (client, _) = client { _ throws(NetworkError) in throw .notSent("connection refused") }
        await #expect(throws: PlatformFailure.notSent("connection refused")) { try await client.instance("a") }
    }

    @Test func sendsNothingWhileTheAddressIsDenied() async {
        let (client, network) = client { _ in .json(#"{"status":1111,"wait":5,"source":"x5","punish":"deny"}"#) }
        await #expect(throws: PlatformFailure.self) { try await client.instance("a") }
        time.advance(by: .seconds(60))
        await #expect(
            throws: PlatformFailure.throttled(
                reason: "DingTalk denies this address for 5 minutes", retryAfter: .seconds(240))
        ) {
            try await client.comment(on: "i1", text: "…")
        }
        #expect(network.calls.count == 2)
        time.advance(by: .seconds(240))
        await #expect(throws: PlatformFailure.self) { try await client.instance("a") }
        #expect(network.calls.count == 3)
    }

    @Test func reportsAFailedTokenAsNotSent() async {
        let network = ScriptedNetwork { _ throws(NetworkError) in throw .outcomeUnknown("the reply was late") }
        let client = DingTalkClient(
            settings: DingTalkSettings(appKey: "k", appSecret: "very-secret-1", commentUserID: "u1"), network: network,
            time: time, randomness: SeededRandomness(seed: Seed(1)))
        await #expect(throws: PlatformFailure.notSent("no token: outcome unknown: the reply was late")) {
            try await client.comment(on: "i", text: "t")
        }
    }

    @Test func neverTellsTokenOrSecret() async throws {
        let (client, _) = client { call throws(NetworkError) in
            throw .outcomeUnknown("GET \(call.request.path ?? "") with very-secret-1 broke")
        }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.contact("u1") }
        let text = "\(try #require(failure))"
        #expect(text.contains("access_token=***"))
        #expect(!text.contains("token-number-1") && !text.contains("very-secret-1"))
        #expect(!"\(client.settings)".contains("very-secret-1"))
        var dumped = ""
        dump(client.settings, to: &dumped)
        #expect(!dumped.contains("very-secret-1"))
    }

    @Test func refusesCredentialsWithARemedy() async {
        let network = ScriptedNetwork { _ in
            .json(
                #"{"requestid":"01A08FE7","code":"invalidClientIdOrSecret","message":"无效的clientId或者clientSecret"}"#,
                status: 400)
        }
        let client = DingTalkClient(
            settings: DingTalkSettings(appKey: "dingkey", appSecret: "x"), network: network, time: time,
            randomness: SeededRandomness(seed: Seed(1)))
        await #expect(
            throws: PlatformFailure.logInRefused(
                "no token for dingkey: invalidClientIdOrSecret: 无效的clientId或者clientSecret;"
                    + " check app key and secret")
        ) { try await client.instance("a") }
    }

    // MARK: listing

    @Test func listsAllPagesSendingTheTokenAsANumber() async throws {
        let answers = Script<HTTPReply>(
            .json(#"{"result":{"list":["a","b"],"nextToken":"20"},"success":true}"#),
            .json(#"{"result":{"list":["b","c"],"nextToken":"40"},"success":true}"#),
            .json(#"{"result":{"list":[]},"success":true}"#))
        let (client, network) = client { _ in answers.next() }
        let from = time.now - .seconds(3600)
        let ids = try await client.instanceIDs(processCode: "PROC-1", from: from, to: time.now + .seconds(60))
        #expect(ids == ["a", "b", "c"])
        let end = (time.now - .seconds(5)).milliseconds
        #expect(
            network.calls(to: "query").map(\.text)
                == ["0", "20", "40"].map {
                    #"{"processCode":"PROC-1","startTime":\#(from.milliseconds),"endTime":\#(end),"nextToken":\#($0),"maxResults":20}"#
                })
    }

    @Test func cutsALongIntervalIntoWhatThePlatformAllows() async throws {
        let (client, network) = client { _ in .json(#"{"result":{"list":[],"nextToken":""},"success":true}"#) }
        _ = try await client.instanceIDs(
            processCode: "P", from: time.now - .seconds(500 * 86_400), to: time.now)
        let intervals = try network.calls(to: "query").map { call in
            let body = try JSONValue(parsing: call.body)
            return (Int(body["startTime"]?.text ?? "") ?? 0, Int(body["endTime"]?.text ?? "") ?? 0)
        }
        #expect(intervals.count == 4)
        #expect(intervals.allSatisfy { $0.1 - $0.0 <= 120 * 86_400_000 })
        #expect(intervals[0].0 >= time.now.milliseconds - 365 * 86_400_000)
        #expect(zip(intervals, intervals.dropFirst()).allSatisfy { $0.1 == $1.0 })
    }

    @Test func halvesAnIntervalWithTooManyInstances() async throws {
        let wide = 3_600_000
        let (client, network) = client { call in
            let body = (try? JSONValue(parsing: call.body)) ?? .null
            let (start, end) = (Int(body["startTime"]?.text ?? "") ?? 0, Int(body["endTime"]?.text ?? "") ?? 0)
            let token = Int(body["nextToken"]?.text ?? "") ?? 0
            guard end - start > wide / 2 else {
                return .json(#"{"result":{"list":["at-\#(start)"]},"success":true}"#)
            }
            let list = (0..<20).map { "\"\(token + $0)\"" }.joined(separator: ",")
            return .json(#"{"result":{"list":[\#(list)],"nextToken":"\#(token + 20)"},"success":true}"#)
        }
        let start = time.now - .seconds(7200)
        let ids = try await client.instanceIDs(
            processCode: "P", from: start, to: start + .milliseconds(Int64(wide)))
        #expect(ids == ["at-\(start.milliseconds)", "at-\(start.milliseconds + Int64(wide / 2))"])
        #expect(network.calls(to: "query").count == 502)
    }

    @Test func doesNotFollowATokenThatLeadsNowhere() async {
        let (client, network) = client { _ in .json(#"{"result":{"list":["a"],"nextToken":"0"},"success":true}"#) }
        await #expect(throws: PlatformFailure.outcomeUnknown("nextToken '0' leads nowhere")) {
            try await client.instanceIDs(processCode: "P", from: time.now - .seconds(60), to: time.now)
        }
        #expect(network.calls(to: "query").count == 1)
    }
}

/// Lets nobody pass before `count` have arrived; open from then on.
actor Gate {
    private var missing: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        missing = count
    }

    func arrive() async {
        missing -= 1
        guard missing > 0 else {
            for continuation in waiting { continuation.resume() }
            waiting = []
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }
}
