import HTTPTypes
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct KingdeeClientTests {
    static let saved = """
        {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":100101,"Number":"DT0001","DIndex":0}],"SuccessMessages":[],"MsgCode":0},"Id":100101,"Number":"DT0001","NeedReturnData":[{"FBillNo":"DT0001"}]}}
        """
    static let done = """
        {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":100101,"Number":"DT0001","DIndex":0}],"SuccessMessages":[{"FieldName":null,"Message":"单据编号为“DT0001”的费用报销单，审核成功！","DIndex":0}],"MsgCode":0}}}
        """
    static let dfs = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService"

    private func settings(_ authentication: KingdeeSettings.Authentication) -> KingdeeSettings {
        KingdeeSettings(
            url: "http://kingdee.example.com/k3cloud/", acctID: "5f1234567890ab", userName: "demo",
            authentication: authentication, password: "pass-word-1", appID: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup",
            appSecret: "0123456789abcdef0123456789abcdef")
    }

    /// A client whose log-ins succeed with the sessions `session-1`, `session-2`, …
    func client(
        _ authentication: KingdeeSettings.Authentication = .appSecret,
        _ answer: @escaping @Sendable (HTTPCall) async throws(NetworkError) -> HTTPReply
    ) -> (client: KingdeeClient, network: ScriptedNetwork) {
        let logIns = Mutex(0)
        let network = ScriptedNetwork { call throws(NetworkError) in
            guard call.path.contains("AuthService") else { return try await answer(call) }
            let number = logIns.withLock { count in
                count += 1
                return count
            }
            return KingdeeClientTests.logIn("session-\(number)")
        }
        return (make(settings(authentication), network), network)
    }

    private func make(_ settings: KingdeeSettings, _ network: ScriptedNetwork) -> KingdeeClient {
        KingdeeClient(
            settings: settings, network: network, time: ManualTime(now: Timestamp(seconds: 1_767_225_600)),
            randomness: SeededRandomness(seed: Seed(1)))
    }

    @Test func judgesEachDocumentOfABatch() async throws {
        let reply = """
            {"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[\
            {"FieldName":"FNumber","Message":"违反字段唯一性要求：编码唯一。[E2]在当前系统中已经被使用。","DIndex":1},\
            {"FieldName":"FName","Message":"名称是必填项","DIndex":2}],\
            "SuccessEntitys":[{"Id":100101,"Number":"E1","DIndex":0}],"SuccessMessages":[],"MsgCode":11},"Id":100101}}
            """
        let (client, network) = client { _ in .json(reply) }
        let models: [JSONValue] = Array(repeating: .object([]), count: 4)
        let verdicts = try await client.saveBatch(form: "BD_Empinfo", models: models, fields: ["F"], audits: true)
        let data: JSONValue = .members([
            "NeedUpDateFields": ["F"], "NeedReturnFields": [], "IsDeleteEntry": false, "IsVerifyBaseDataField": true,
            "IsAutoSubmitAndAudit": true, "Model": .array(models),
        ])
        #expect(network.calls.last?.text == JSONValue.members(["formid": "BD_Empinfo", "data": data]).jsonText)
        #expect((try? verdicts[0].get())?.id == "100101")
        #expect(verdicts.dropFirst().map { $0.failure?.label } == ["duplicate-number", "rejected", "outcome-unknown"])
    }

    /// Old servers tell no places: no document may be taken for another one's.
    @Test(arguments: [1, 2]) func believesNoPlaceThatIsNotTold(count: Int) async throws {
        let entities = (0..<count).map { #"{"Id":\#(100_101 + $0),"Number":"E\#($0)"}"# }.joined(separator: ",")
        let (client, _) = client { _ in
            .json(#"{"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[\#(entities)]}}}"#)
        }
        let verdicts = try await client.writeAll(.save, form: "F", Array(repeating: "{}", count: count))
        #expect(verdicts.map { $0.failure?.label } == (count == 1 ? [nil] : ["outcome-unknown", "outcome-unknown"]))
    }

    @Test func tellsALostSessionFromRefusedDocuments() async throws {
        let (client, network) = client { _ in .json(KingdeeRow.lost) }
        await #expect(throws: PlatformFailure.self) {
            try await client.saveBatch(form: "BD_Empinfo", models: [.object([])], audits: true)
        }
        #expect(network.calls.count { !$0.path.contains("AuthService") } == 2)
    }

    private static func logIn(_ session: String, type: Int = 1) -> HTTPReply {
        var reply = HTTPReply.json(
            #"{"Message":null,"MessageCode":"CheckPasswordPolicy","LoginResultType":\#(type),"Context":{"UserLocale":"zh-CN","SessionId":"k2mz0q1w3e4r5t6y7u8i9o0p"},"KDSVCSessionId":"\#(session)","IsSuccessByAPI":true}"#
        )
        reply.response.headerFields.append(
            HTTPField(
                name: .setCookie, value: "kdservice-sessionid=\(session); expires=Thu, 30-Jul-2026 10:00:00 GMT; path=/"
            ))
        reply.response.headerFields.append(
            HTTPField(name: .setCookie, value: "ASP.NET_SessionId=k2mz0q1w3e4r5t6y7u8i9o0p; path=/; HttpOnly"))
        return reply
    }

    // MARK: sessions

    @Test(arguments: [
        (
            KingdeeSettings.Authentication.appSecret, "LoginByAppSecret",
            #"{"parameters":["5f1234567890ab","demo","204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup","0123456789abcdef0123456789abcdef",2052]}"#
        ),
        (.password, "ValidateUser", #"{"parameters":["5f1234567890ab","demo","pass-word-1",2052]}"#),
    ])
    func logsInOnceAndKeepsTheSession(
        authentication: KingdeeSettings.Authentication, operation: String, body: String
    ) async throws {
        let (client, network) = client(authentication) { _ in .json(KingdeeClientTests.done) }
        try await client.submit(form: "ER_ExpReimbursement", id: "100101")
        try await client.audit(form: "ER_ExpReimbursement", id: "100101")
        #expect(network.calls.count == 3)
        #expect(
            network.calls.first?.request.path
                == "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.AuthService.\(operation).common.kdsvc")
        #expect(network.calls.first?.text == body)
        for call in network.calls.dropFirst() {
            #expect(call.header("kdservice-sessionid") == "session-1")
            #expect(
                call.header("cookie") == "kdservice-sessionid=session-1; ASP.NET_SessionId=k2mz0q1w3e4r5t6y7u8i9o0p")
            #expect(call.header("X-Kd-Signature") == nil)
        }
    }

    @Test(arguments: [
        KingdeeClientTests.logIn("", type: 0), .json(#"{"LoginResultType":-1,"Message":"数据中心不存在"}"#),
        HTTPReply(.notFound, contentType: "text/html", body: "<html>404</html>"),
    ])
    func aRefusedLogInIsNoRefusedDocument(reply: HTTPReply) async {
        let network = ScriptedNetwork { _ in reply }
        let client = make(settings(.appSecret), network)
        for _ in 0..<3 {
            let failure = await #expect(throws: PlatformFailure.self) { try await client.submit(form: "F", id: "1") }
            #expect(failure?.label == "log-in-refused")
        }
        #expect(network.calls.count == 1)
    }

    @Test func signedCallsThatAreTakenForNobodysAreARefusedLogIn() async {
        let (client, _) = client(.signed) { _ in .json(KingdeeRow.lost) }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.submit(form: "F", id: "1") }
        #expect(failure?.label == "log-in-refused")
    }

    @Test func takesTheSessionFromTheBodyWhenThereIsNoCookie() async throws {
        let network = ScriptedNetwork { call in
            call.path.contains("AuthService")
                ? .json(#"{"LoginResultType":1,"KDSVCSessionId":"from-body"}"#) : .json(KingdeeClientTests.done)
        }
        try await make(settings(.appSecret), network).submit(form: "F", id: "100101")
        #expect(network.calls.last?.header("cookie") == "kdservice-sessionid=from-body")
    }

    @Test func sendsALostWriteAgainOnlyOnAStatusBlocksWord() async throws {
        let answers = Script<HTTPReply>(.json(KingdeeRow.lost), .json(KingdeeClientTests.saved))
        let (client, network) = client { _ in answers.next() }
        let document = try await client.save(form: "ER_ExpReimbursement", model: #"{"FBillNo":"DT0001"}"#)
        #expect(document == KingdeeDocument(id: "100101", number: "DT0001", status: "A"))
        #expect(network.calls.map { $0.header("kdservice-sessionid") } == [nil, "session-1", nil, "session-2"])
    }

    @Test(arguments: ["response_error:会话信息已丢失", "{}", "", "<html><title>502</title></html>"])
    func neverSendsAWriteAgainWithoutProof(body: String) async {
        let (client, network) = client { _ in .json(body) }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.save(form: "F", model: "{}") }
        guard case .outcomeUnknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(network.calls(to: "Save.common.kdsvc").count == 1)
    }

    @Test func givesUpWhenTheNewSessionIsLostToo() async {
        let (client, network) = client { _ in .json("[[\(KingdeeRow.lost)]]") }
        await #expect(throws: PlatformFailure.sessionLost("会话信息已丢失，请重新登录 (MsgCode 1)")) {
            try await client.find(form: "F", number: "X", source: "i", sourceField: "FCausa")
        }
        #expect(network.calls(to: "ExecuteBillQuery.common.kdsvc").count == 2)
    }

    @Test func manyCallersShareOneLogIn() async throws {
        let gate = Gate(64)
        let (client, network) = client { call in
            guard call.header("kdservice-sessionid") == "session-1" else { return .json(KingdeeClientTests.done) }
            await gate.arrive()
            return .json(KingdeeRow.lost)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<64 { group.addTask { try await client.audit(form: "F", id: "100101") } }
            try await group.waitForAll()
        }
        #expect(network.calls.count == 2 + 128)
    }

    @Test(arguments: [
        (0, "user name or password wrong"), (-1, "general failure"), (-3, "password change required"),
        (-5, "a form must be handled first"), (-7, "activation needed"),
    ])
    func explainsARefusedLogIn(type: Int, meaning: String) async {
        let network = ScriptedNetwork { _ in
            .json(#"{"Message":"用户名或密码错误","LoginResultType":\#(type),"Context":null,"KDSVCSessionId":null}"#)
        }
        let failure = await #expect(throws: PlatformFailure.self) {
            try await make(settings(.password), network).submit(form: "F", id: "1")
        }
        guard case .logInRefused(let reason) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.contains(meaning) && reason.contains("用户名或密码错误"))
    }

    @Test(arguments: [
        (Result<HTTPReply, NetworkError>.failure(.outcomeUnknown("late")), "notSent"),
        (.failure(.notSent("refused")), "notSent"),
        (.success(.page(503, title: "Service Unavailable")), "transient"),
        (.success(.json("response_error:空引用")), "transient"),
        (.success(.json("")), "transient"),
        (.success(.json("Fail to verify thirty passport", status: 500)), "logInRefused"),
    ])
    func neverLeavesAWriteUnknownThatWaitedForALogIn(
        reply: Result<HTTPReply, NetworkError>, expected: String
    ) async {
        let network = ScriptedNetwork { _ throws(NetworkError) in try reply.get() }
        let failure = await #expect(throws: PlatformFailure.self) {
            try await make(settings(.appSecret), network).save(form: "F", model: "{}")
        }
        #expect(
            failure.map { "\($0)" }.map {
                [
                    "notSent": "not sent", "transient": "refused for now", "logInRefused": "log-in refused",
                ][expected].map($0.hasPrefix) ?? false
            } == true)
        #expect(network.calls.count == 1)
    }

    // MARK: signed calls

    @Test func signsEachCallAndHandsTheSessionBack() async throws {
        let replies = Mutex(0)
        let network = ScriptedNetwork { _ in
            let count = replies.withLock { count in
                count += 1
                return count
            }
            guard count == 1 else { return .json(KingdeeClientTests.done) }
            var reply = KingdeeClientTests.logIn("given-session")
            reply.body = Array(KingdeeClientTests.saved.utf8)
            return reply
        }
        let client = make(settings(.signed), network)
        _ = try await client.save(form: "F", model: "{}")
        try await client.submit(form: "F", id: "100101")
        #expect(network.calls.count == 2)
        #expect(network.calls.map { $0.header("kdservice-sessionid") } == [nil, "given-session"])
        for call in network.calls {
            // vector headers_query_ascii: these do not depend on path, time or nonce
            #expect(
                call.header("X-Kd-Signature")
                    == "MTZhZWU3ZWZlY2ZmNWNlOTg2ODUwMDQwMzdjYmNlNTIzZDkyYWI5ODFkNzljZGQwM2ZlYTA1OTRiMDE3NGJmZQ==")
            #expect(call.header("X-Kd-Appdata") == "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=")
            #expect(call.header("x-api-timestamp") == "1767225600")
        }
    }

    @Test func signsAgainWithoutTheSessionThatWasLost() async throws {
        let replies = Script<HTTPReply>(
            {
                var reply = KingdeeClientTests.logIn("given-session")
                reply.body = Array(KingdeeClientTests.saved.utf8)
                return reply
            }(), .json(KingdeeRow.lost), .json(KingdeeClientTests.done))
        let network = ScriptedNetwork { _ in replies.next() }
        let client = make(settings(.signed), network)
        _ = try await client.save(form: "F", model: "{}")
        try await client.submit(form: "F", id: "100101")
        #expect(network.calls.map { $0.header("kdservice-sessionid") } == [nil, "given-session", nil])
    }

    @Test func saysThatALostSignedSessionMeansWrongCredentials() async {
        let network = ScriptedNetwork { _ in .json(KingdeeRow.lost) }
        let failure = await #expect(throws: PlatformFailure.self) {
            try await make(settings(.signed), network).submit(form: "F", id: "1")
        }
        #expect("\(String(describing: failure))".contains("wrong credentials"))
        #expect(network.calls.count == 2)
    }

    @Test func neverTellsSessionOrSecret() async {
        let (client, _) = client { call throws(NetworkError) in
            throw .outcomeUnknown("\(call.header("cookie") ?? "") with 0123456789abcdef0123456789abcdef")
        }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.save(form: "F", model: "{}") }
        let text = "\(String(describing: failure))"
        #expect(text.contains("***") && !text.contains("session-1") && !text.contains("0123456789abcdef"))
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
