import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct YidaFormTests {
    @Test func readsBothKindsOfAnswers() throws {
        let process = try ApprovalInstance.form()
        #expect(process.isApproved && process.originatorUserID == "u1")
        let record = try JSONValue(parsing: try #require(process.record))
        #expect(record["instance"]?.text == "F-1" && record.at(path: "tableField_3.0.selectField_4_id")?.text == "a")
        #expect(try ApprovalInstance.form(result: "disagree").result == "refuse")
        let plain = try JSONValue(
            parsing: """
                {"formInstanceId":"FINST-1","serialNo":"S1","createdTimeGMT":"2018-01-24 11:22:01",
                 "originator":{"userId":"u1","userName":{"nameInChinese":"张三"}},"formData":{"textField_1":"甲"}}
                """)
        let form = try #require(ApprovalInstance(id: "FINST-1", of: YidaForm(id: "FORM-2"), yida: plain))
        #expect(form.isApproved && form.businessID == "S1")
        #expect(form.record?.contains(#""originatorName":"张三""#) == true)
        #expect(ApprovalInstance(id: "x", of: .request, yida: ["title"]) == nil)
        #expect(try ApprovalInstance(stored: form.storedText()) == form)
    }

    @Test func knowsTheSameContentHoweverItIsWritten() throws {
        let form = try ApprovalInstance.form()
        var other = try ApprovalInstance.form(more: #","textField_n":"DT1""#)
        #expect(form.changedFields(against: other, without: ["textField_n"]) == [])
        #expect(form.changedFields(against: other, without: []) == ["textField_n"])
        other.record =
            #"{"tableField_3":[{"numberField_5":2,"selectField_4":"renamed","selectField_4_id":"a"}],"numberField_2_value":"1005.005","numberField_2":1005.005,"textField_1":"螺丝"}"#
        #expect(form.changedFields(against: other, without: []) == [])
        let file = #","attachmentField_6":"[{\"name\":\"a.pdf\",\"downloadUrl\":\"/o/1?k=KEY\"}]""#
        let first = try ApprovalInstance.form(more: file.replacing("KEY", with: "1"))
        #expect(
            first.changedFields(against: try .form(more: file.replacing("KEY", with: "2")), without: []) == [])
        #expect(
            first.changedFields(against: try .form(more: file.replacing("a.pdf", with: "b.pdf")), without: [])
                == ["attachmentField_6"])
        #expect(form.changedFields(against: try .form(text: "x"), without: []) == ["textField_1"])
    }

    @Test func mendsARecord() throws {
        let form = try ApprovalInstance.form()
        let mended = try form.mended([
            "textField_1": "螺母", "numberField_2": "2.5", "tableField_3.selectField_4": "乙", "textField_9": "neu",
        ])
        let record = try JSONValue(parsing: try #require(mended.record))
        #expect(record["textField_1"]?.text == "螺母" && record["numberField_2"] == .number("2.5"))
        #expect(record.at(path: "tableField_3.0.selectField_4")?.text == "乙")
        #expect(record.at(path: "tableField_3.0")?.memberNames.contains("selectField_4_id") == false)
        #expect(record.memberNames.contains("numberField_2_value") == false && record["textField_9"]?.text == "neu")
        #expect(mended.recordAsRead == form.record)
        #expect(form.changedFields(against: mended, without: []) == [])
        let error = #expect(throws: MendingError.self) {
            try form.mended(["nothing": "1", "tableField_3.nothing": "1", "textField_1.x": "1"])
        }
        #expect(error?.mistakes.count == 3)
    }

    @Test func readsTheMappingFile() throws {
        let mapping = try Mapping.load(yaml: MaterialRequestMapping.yaml, file: "yida.yaml") { _ in "" }
        #expect(mapping.flow == "yida:FORM-4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T8" && mapping.processCode == "")
        #expect(mapping.writeBack?.fields == ["textField_m1q2w3e6", "textField_m1q2w3e7", "textField_m1q2w3e8"])
        let wrong = #expect(throws: MappingFileError.self) {
            try Mapping.load(
                yaml: """
                    yida: {from: FORM-1}
                    process: PROC-1
                    form: X
                    source: S
                    write-back: {number: a, state: a, nummer: b}
                    head: {A: {from: a}}
                    """, file: "m.yaml")
        }
        #expect(
            wrong?.mistakes.map(\.description) == [
                "m.yaml:1: yida.form is missing; write for example form: FORM-EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ3",
                "m.yaml:1: yida: unknown key 'from'; known are form, app, process",
                "m.yaml:2: process stands beside yida; keep one of them",
                "m.yaml:5: write-back names one field twice; give each its own",
                "m.yaml:5: write-back: unknown key 'nummer'; did you mean 'number'?",
            ])
        let stray = #expect(throws: MappingFileError.self) {
            try Mapping.load(
                yaml: "process: P\nform: X\nsource: S\nwrite-back: {number: a}\nhead: {A: {from: a}}\n", file: "m.yaml")
        }
        #expect(stray?.mistakes.first?.description.contains("belongs to Yida forms only") == true)
    }

    @Test func readsTheConfiguration() throws {
        let rest = """
            dingtalk: {appKey: k, appSecret: s, mode: stream}
            kingdee: {url: http://k.test/k3cloud/, acctID: a, userName: u, authentication: password, password: p}
            mapping: [m.yaml]

            """
        let configuration = try Configuration.read(
            rest + "yida: {appType: APP_X, user: u1, every: 5s, times: days}\n", path: "c.yaml",
            environment: ["REHEARSAL_YIDA_SYSTEM_TOKEN": "hexTOKEN"])
        #expect(
            configuration.yida?.applications.first?.systemToken.value == "hexTOKEN"
                && configuration.yida?.times == .days)
        #expect(configuration.yida?.every == .seconds(5))
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(
                rest + "yida: {appTyp: x, every: 5, times: hours}\n", path: "c.yaml", environment: [:])
        }
        #expect(error?.mistakes.count == 4)
        #expect(try Configuration.read(rest, path: "c.yaml", environment: [:]).yida == nil)
    }

    @Test func callsAsTheReferenceSays() async throws {
        let network = ScriptedNetwork { call throws(NetworkError) in
            if call.path.hasSuffix("accessToken") { return .json(#"{"accessToken":"token-1","expireIn":7200}"#) }
            if call.request.method == .put { return HTTPReply(.ok, contentType: "application/json", body: "") }
            return .json(#"{"totalCount":1,"data":[{"processInstanceId":"F-1","instanceStatus":"RUNNING","data":{}}]}"#)
        }
        let time = ManualTime()
        var settings = YidaSettings()
        settings.applications = [YidaApplication(appType: "APP_X", systemToken: Secret("hexTOKEN"), user: "u1")]
        let client = YidaClient(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(appKey: "k", appSecret: "s"), network: network, time: time,
                randomness: SeededRandomness(seed: Seed(1))), settings: settings)
        let page = try await client.changed(
            .request, from: Timestamp(seconds: 1_768_440_600), through: Timestamp(seconds: 1_768_440_660), page: 2)
        #expect(page.total == 1 && page.forms.map(\.status) == ["RUNNING"])
        let list = try #require(network.calls.last)
        #expect(
            list.path == "/v2.0/yida/processes/instances"
                && list.request.path?.hasSuffix("?pageNumber=2&pageSize=100") == true)
        #expect(
            list.text
                == #"{"appType":"APP_X","systemToken":"hexTOKEN","userId":"u1","formUuid":"FORM-1","modifiedFromTimeGMT":"2026-01-15 09:30:00","modifiedToTimeGMT":"2026-01-15 09:31:00"}"#
        )
        try await client.update("F-1", of: .request, fields: [("textField_n", "DT1")])
        let update = try #require(network.calls.last)
        #expect(update.request.method == .put && update.path == "/v1.0/yida/processes/instances")
        #expect(update.text.hasSuffix(#""processInstanceId":"F-1","updateFormDataJson":"{\"textField_n\":\"DT1\"}"}"#))
        let lost = await #expect(throws: PlatformFailure.self) {
            try await client.form("F-1", of: YidaForm(id: "FORM-2"))
        }
        #expect("\(try #require(lost))".contains("hexTOKEN") == false)
    }
}
