import HTTPTypes
import Seams
import Testing

@testable import Simulators

/// The request-body dialects of section 1.3 of the reference.
@Suite struct KingdeeArgumentsTests {
    static let dialects = [
        ("A", #"["PUR_Requisition","{\"Model\":{\"FBillNo\":\"N1\"}}"]"#),
        ("B with text", #"{"parameters":["PUR_Requisition","{\"Model\":{\"FBillNo\":\"N1\"}}"]}"#),
        ("B with objects", #"{"parameters":["PUR_Requisition",{"Model":{"FBillNo":"N1"}}]}"#),
        ("B as text", #"{"parameters":"[\"PUR_Requisition\",{\"Model\":{\"FBillNo\":\"N1\"}}]"}"#),
        (
            "C",
            #"{"format":1,"useragent":"ApiClient","rid":"42","parameters":"[\"PUR_Requisition\",\"{\\\"Model\\\":{\\\"FBillNo\\\":\\\"N1\\\"}}\"]","timestamp":"2026-01-01 00:00:00","v":"1.0"}"#
        ),
        ("D", #"{"formid": "PUR_Requisition", "data": {"Model": {"FBillNo": "N1"}}}"#),
        ("D in other case", #"{"FORMID":"PUR_Requisition","Data":{"MODEL":{"FBillNo":"N1"}}}"#),
        ("E", #"{"formid":"PUR_Requisition","data":"{\"Model\":{\"FBillNo\":\"N1\"}}"}"#),
        ("F", "formid=PUR_Requisition&data=%7B%22Model%22%3A+%7B%22FBillNo%22%3A%22N1%22%7D%7D"),
    ]

    @Test(arguments: dialects)
    func readsEachDialect(name: String, body: String) throws {
        let arguments = try KingdeeArguments(body: Array(body.utf8), parameters: ["formid", "data"])
        #expect(arguments.formID == "PUR_Requisition")
        #expect(arguments.data?.member(ignoringCase: "Model")?["FBillNo"] == "N1")
    }

    @Test(arguments: [
        #"{"parameters":[{"FormId":"BD_MATERIAL"}]}"#, #"{"parameters":["{\"FormId\":\"BD_MATERIAL\"}"]}"#,
        #"{"data":{"FormId":"BD_MATERIAL"}}"#, #"{"data":"{\"FormId\":\"BD_MATERIAL\"}"}"#,
        "data=%7B%22FormId%22%3A%20%22BD_MATERIAL%22%7D", #"[{"FormId":"BD_MATERIAL"}]"#,
    ])
    func findsTheFormOfAQueryInItsData(body: String) throws {
        #expect(try KingdeeArguments(body: Array(body.utf8), parameters: ["data"]).formID == "BD_MATERIAL")
    }

    @Test func doesNotTakeTheFlattenedForm() throws {
        let body = Array(#"{"FormId":"X","Model":{"FBillNo":"N1"}}"#.utf8)
        #expect(try KingdeeArguments(body: body, parameters: ["formid", "data"]).data == nil)
    }

    @Test func readsEscapedAndRawChinese() throws {
        for body in [
            #"{"formid":"X","data":{"Model":{"FCausa":"\u5ba2\u6237"}}}"#,
            #"{"formid":"X","data":{"Model":{"FCausa":"客户"}}}"#,
        ] {
            let arguments = try KingdeeArguments(body: Array(body.utf8), parameters: ["formid", "data"])
            #expect(arguments.data?.at("Model.FCausa") == "客户")
        }
    }

    @Test(arguments: ["{\"formid\":", "[1,", #"{"formid":"X","data":"{broken"}"#])
    func aBodyThatIsNoJSONIsAServerFault(body: String) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let call = HTTPCall.kingdee(
            "\(KingdeeBench.path)DynamicFormService.Save.common.kdsvc", body: body,
            headers: [("kdservice-sessionid", bench.session ?? "")])
        let reply = await bench.send(call)
        #expect(reply.response.status == .ok)
        #expect(reply.text.hasPrefix("response_error:发生时间：2026-08-03 01:00:00"))
    }

    @Test(arguments: [
        "/K3Cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc",
        "/k3cloud/kingdee.bos.webapi.servicesstub.dynamicformservice.save.common.kdsvc",
        "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save,Kingdee.BOS.WebApi.ServicesStub.common.kdsvc",
        "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc?x=1",
    ])
    func matchesPathsRegardlessOfCase(path: String) {
        #expect(KingdeeBench().simulator.read(.kingdee(path)).facts.operation == "Save")
    }

    @Test(arguments: [
        "/", "/k3cloud/", "/k3cloud/Nothing.common.kdsvc", "/k3cloud/html5/other.aspx", "/k3cloud/.common.kdsvc",
    ])
    func otherPathsGetThePageOfIIS(path: String) async {
        let reply = await KingdeeBench().send(.kingdee(path))
        #expect(reply.response.status == .notFound)
        #expect(reply.response.headerFields[.contentType] == "text/html")
        #expect(reply.text.contains("404"))
    }

    @Test func onlyPostIsAllowed() async {
        let path = "\(KingdeeBench.path)DynamicFormService.Save.common.kdsvc"
        let reply = await KingdeeBench().send(.kingdee(path, method: .get))
        #expect(reply.response.status == .methodNotAllowed)
        #expect(reply.response.headerFields[.allow] == "POST")
    }
}
