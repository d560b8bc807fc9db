import HTTPTypes
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct KingdeeClientTests {
    private static let saved = """
        {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":100101,"Number":"DT0001","DIndex":0}],"SuccessMessages":[],"MsgCode":0},"Id":100101,"Number":"DT0001","NeedReturnData":[{"FBillNo":"DT0001"}]}}
        """
    private static let done = """
        {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":100101,"Number":"DT0001","DIndex":0}],"SuccessMessages":[{"FieldName":null,"Message":"单据编号为“DT0001”的费用报销单，审核成功！","DIndex":0}],"MsgCode":0}}}
        """
    private static let dfs = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService"

    private func settings(_ authentication: KingdeeSettings.Authentication) -> KingdeeSettings {
        KingdeeSettings(
            url: "http://kingdee.example.com/k3cloud/", acctID: "5f1234567890ab", userName: "demo",
            authentication: authentication, password: "pass-word-1", appID: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup",
            appSecret: "0123456789abcdef0123456789abcdef")
    }

    /// A client whose log-ins succeed with the sessions `session-1`, `session-2`, …
    private func client(
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
        let (client, _) = client { _ in .json(reply) }
        let models: [JSONValue] = Array(repeating: .object([]), count: 4)
        let verdicts = try await client.saveBatch(form: "BD_Empinfo", models: models, audits: true)
        #expect((try? verdicts[0].get())?.id == "100101")
        #expect(verdicts.dropFirst().map { $0.failure?.label } == ["duplicate-number", "rejected", "outcome-unknown"])
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
        guard case .rejected(let reason) = failure else {
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
        (.success(.json("Fail to verify thirty passport", status: 500)), "rejected"),
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
                    "notSent": "not sent", "transient": "refused for now", "rejected": "rejected",
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

    // MARK: documents

    @Test func savesTheModelAsItIs() async throws {
        let (client, network) = client { _ in .json(KingdeeClientTests.saved) }
        let model =
            #"{"FBillTypeID":{"FNUMBER":"FYBX001_SYS"},"FCausa":"客户\"拜访\"","FEntity":[{"FExpenseAmount":0.29},{"FExpenseAmount":1005.005}]}"#
        _ = try await client.save(form: "ER_ExpReimbursement", model: model)
        let call = try #require(network.calls.last)
        #expect(call.request.path == "\(KingdeeClientTests.dfs).Save.common.kdsvc")
        #expect(
            call.text
                == #"{"formid":"ER_ExpReimbursement","data":{"NeedReturnFields":["FBillNo"],"IsVerifyBaseDataField":true,"IsAutoSubmitAndAudit":false,"Model":\#(model)}}"#
        )
    }

    @Test(arguments: [
        #"{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":100040,"Number":"FYBX1"}}"#,  // an old server
        #"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[{"Id":100040,"Number":"FYBX1"}]}}}"#,
        #"{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":"100040","Number":"FYBX1"}}"#,
    ])
    func readsIdAndNumberWhereverTheyStand(body: String) async throws {
        let (client, _) = client { _ in .json(body) }
        #expect(
            try await client.save(form: "F", model: "{}") == KingdeeDocument(id: "100040", number: "FYBX1", status: "A")
        )
    }

    @Test func isUnsureOfASaveWithoutAnId() async {
        let (client, _) = client { _ in .json(#"{"Result":{"ResponseStatus":{"IsSuccess":true},"Id":"","Number":""}}"#)
        }
        let failure = await #expect(throws: PlatformFailure.self) { try await client.save(form: "F", model: "{}") }
        guard case .outcomeUnknown = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(arguments: ["", "[]", #"{"a":"#])
    func refusesAModelThatIsNone(model: String) async {
        let (client, network) = client { _ in .json(KingdeeClientTests.saved) }
        await #expect(throws: PlatformFailure.rejected(reason: "the document's model is no JSON object")) {
            try await client.save(form: "F", model: model)
        }
        #expect(network.calls.isEmpty)
    }

    @Test func passesADuplicateNumberOn() async {
        let (client, _) = client { _ in
            .json(KingdeeRow.refusal("违反字段唯一性要求：编码唯一。[DT0001]在当前系统中已经被使用。", code: 11, field: "FBillNo"))
        }
        await #expect(
            throws: PlatformFailure.duplicateNumber("FBillNo: 违反字段唯一性要求：编码唯一。[DT0001]在当前系统中已经被使用。 (MsgCode 11)")
        ) { try await client.save(form: "F", model: "{}") }
    }

    @Test func submitsById() async throws {
        let (client, network) = client { _ in .json(KingdeeClientTests.done) }
        try await client.submit(form: "ER_ExpReimbursement", id: "100101")
        #expect(
            network.calls.last?.text
                == #"{"formid":"ER_ExpReimbursement","data":{"CreateOrgId":0,"Numbers":[],"Ids":"100101","NetworkCtrl":""}}"#
        )
    }

    @Test(arguments: [
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[]}}}"#, false),
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[{"Id":7}]}}}"#, false),
        (#"{"Result":{"ResponseStatus":null}}"#, false),
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true}}}"#, true),
        (#"{"Result":{"ResponseStatus":{"IsSuccess":true,"SuccessEntitys":[{"Id":"100101"}]}}}"#, true),
    ])
    func believesASuccessOnlyForTheDocumentsItLists(body: String, isBelieved: Bool) async {
        let (client, _) = client { _ in .json(body) }
        do {
            try await client.audit(form: "F", id: "100101")
            #expect(isBelieved)
        } catch PlatformFailure.outcomeUnknown {
            #expect(!isBelieved)
        } catch {
            Issue.record(error)
        }
    }

    // MARK: finding

    @Test func findsByNumber() async throws {
        let (client, network) = client { _ in
            .json(
                #"[[100101,"DT'1","C","客户拜访 钉钉审批 kNpm"],[100101,"DT'1","C","客户拜访 钉钉审批 kNpm"],[100102,"DT'1","A",null]]"#
            )
        }
        let found = try await client.find(
            form: "ER_ExpReimbursement", number: "DT'1", source: "kNpm", sourceField: "FCausa")
        #expect(
            found == [
                KingdeeDocument(id: "100101", number: "DT'1", status: "C", source: "客户拜访 钉钉审批 kNpm"),
                KingdeeDocument(id: "100102", number: "DT'1", status: "A", source: nil),
            ])
        #expect(
            network.calls.last?.text
                == #"{"formid":"ER_ExpReimbursement","data":{"FormId":"ER_ExpReimbursement","FieldKeys":"FID,FBillNo,FDocumentStatus,FCausa","FilterString":"FBillNo='DT''1'","OrderString":"FID ASC","TopRowCount":0,"StartRow":0,"Limit":2000,"SubSystemId":""}}"#
        )
    }

    @Test func findsBySourceAndSortsOutWhatWildcardsMatchTooMuch() async throws {
        let (client, network) = client { _ in .json(#"[[1,"A","C","x k_[1]% y"],[2,"B","C","x kz[1]% y"]]"#) }
        let found = try await client.find(form: "F", number: nil, source: "k_[1]%", sourceField: "F_DT_SourceId")
        #expect(found.map(\.id) == ["1"])
        #expect(network.calls.last?.text.contains(#""FilterString":"F_DT_SourceId like '%k__1]%%'""#) == true)
    }

    @Test func readsPageAfterPageUntilAShortOne() async throws {
        let (client, network) = client { call in
            let start = Int((try? JSONValue(parsing: call.body))?["data"]?["StartRow"]?.text ?? "") ?? 0
            let rows = (0..<(start == 0 ? 2000 : 3)).map { #"[\#(start + $0),"N","A","s"]"# }
            return .json("[\(rows.joined(separator: ","))]")
        }
        #expect(try await client.find(form: "F", number: nil, source: "s", sourceField: "FCausa").count == 2003)
        #expect(network.calls(to: "ExecuteBillQuery.common.kdsvc").count == 2)
    }

    @Test(arguments: [#"[["x"]]"#, #"[{"a":1}]"#, #"[[{"a":1},"N","A","s"]]"#])
    func doesNotTakeAnythingElseForARow(body: String) async {
        let (client, _) = client { _ in .json(body) }
        await #expect(throws: PlatformFailure.self) {
            try await client.find(form: "F", number: "N", source: "s", sourceField: "FCausa")
        }
    }

    @Test func showsADocumentsContent() async throws {
        let (client, network) = client { _ in
            .json(#"{"Result":{"ResponseStatus":null,"Result":{"Id":100101,"BillNo":"DT0001","Amount":1005.0050}}}"#)
        }
        #expect(
            try await client.content(form: "F", id: "100101") == #"{"Id":100101,"BillNo":"DT0001","Amount":1005.0050}"#)
        #expect(network.calls.last?.text == #"{"formid":"F","data":{"CreateOrgId":0,"Number":"","Id":"100101"}}"#)
    }

    @Test func missesADocumentThatIsGone() async {
        let (client, _) = client { _ in .json(KingdeeRow.refusal("数据不存在", code: 10)) }
        await #expect(throws: PlatformFailure.notFound("数据不存在 (MsgCode 10)")) {
            try await client.content(form: "F", id: "1")
        }
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
