import Foundation
import HTTPTypes
import Seams
import Testing

@testable import Simulators

@Suite struct SessionTests {
    private static let lost = """
        {"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":null,"Message":"会话信息已丢失，请重新登录","DIndex":0}],"SuccessEntitys":[],"SuccessMessages":[],"MsgCode":1}}}
        """
    private static let query: JSON = ["data": ["FormId": "BD_Expense", "FieldKeys": "FNumber"]]

    /// The reply of section 2.3 of the reference, byte for byte: clients look for `"issuccess":false` without a space.
    @Test(arguments: [
        ("DynamicFormService.Save", lost), ("DynamicFormService.ExecuteBillQuery", "[[\(lost)]]"),
        ("DynamicFormService.BillQuery", lost), ("DynamicFormService.View", lost),
    ])
    func saysThatTheSessionIsLost(operation: String, expected: String) async {
        #expect(await KingdeeBench().post(operation, ["formid": "X", "data": [:]]).text == expected)
    }

    @Test(
        arguments: [
            { ("Cookie", "Theme=standard;ASP.NET_SessionId=x; kdservice-sessionid=\($0)") },
            { ("kdservice-sessionid", $0) }, { ("SID", $0) },
        ] as [@Sendable (String) -> (String, String)])
    func takesTheSessionFromAnyPlace(header: @Sendable (String) -> (String, String)) async throws {
        let bench = try await KingdeeBench.loggedIn()
        let reply = await bench.post(
            "DynamicFormService.ExecuteBillQuery", SessionTests.query, headers: [header(bench.session ?? "")])
        #expect(try reply.json.at("0.0") == "CI001")
        #expect(reply.cookies.isEmpty)
    }

    @Test func endsAfterTwentyMinutesWithoutUse() async throws {
        let bench = try await KingdeeBench.loggedIn()
        for _ in 1...3 {
            bench.clock.advance(by: .seconds(19 * 60))
            #expect(try await bench.query("FID") == [])
        }
        bench.clock.advance(by: .seconds(20 * 60))
        #expect(try await bench.query("FID").status?["MsgCode"] == 1)
    }

    @Test func endsWithLogout() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let headers = [("kdservice-sessionid", bench.session ?? "")]
        #expect(await bench.post("AuthService.Logout", [:], headers: headers).text == "true")
        #expect(await bench.post("AuthService.Logout", [:], headers: headers).text == "false")
        #expect(try await bench.query("FID").status?["MsgCode"] == 1)
    }

    @Test func endsWhenAFaultSaysSo() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let call = HTTPCall.kingdee(
            "\(KingdeeBench.path)DynamicFormService.View.common.kdsvc",
            headers: [("kdservice-sessionid", bench.session ?? "")])
        let (_, request) = bench.simulator.read(call)
        bench.simulator.expireSession(of: request)
        #expect(try await bench.simulator.perform(request, call: 1).reply.json.status?["MsgCode"] == 1)
    }

    @Test func aCorrectSignatureGetsASessionSilently() async throws {
        let bench = KingdeeBench()
        let first = await bench.post("DynamicFormService.ExecuteBillQuery", SessionTests.query, headers: signed())
        #expect(try first.json.at("0.0") == "CI001")
        let session = try #require(self.session(of: first))
        // From here on the signature is not looked at.
        let second = await bench.post(
            "DynamicFormService.ExecuteBillQuery", SessionTests.query,
            headers: signed(signature: "wrong") + [("kdservice-sessionid", session)])
        #expect(try second.json.at("0.0") == "CI001")
        #expect(second.cookies.isEmpty)
    }

    @Test func aSignedClientIsReplacedItsEndedSession() async throws {
        let bench = KingdeeBench()
        let reply = await bench.post(
            "DynamicFormService.ExecuteBillQuery", SessionTests.query,
            headers: signed() + [("kdservice-sessionid", "11111111-2222-3333-4444-555555555555")])
        #expect(try reply.json.at("0.0") == "CI001")
        #expect(reply.cookies.count == 2)
    }

    @Test func aWrongSignatureReadsAsALostSessionAndGetsAHollowOne() async throws {
        let bench = KingdeeBench()
        let reply = await bench.post("DynamicFormService.Save", ["formid": "X"], headers: signed(signature: "wrong"))
        #expect(reply.text == SessionTests.lost)
        let hollow = try #require(self.session(of: reply))
        let next = await bench.post(
            "DynamicFormService.Save", ["formid": "X"], headers: [("kdservice-sessionid", hollow)])
        #expect(next.text == SessionTests.lost)
    }

    @Test func anUnknownDataCenterIsNoJSONAtAll() async {
        let appData = Data("000000,demo,2052,0".utf8).base64EncodedString()
        let reply = await KingdeeBench().post("DynamicFormService.Save", [:], headers: signed(appData: appData))
        #expect(reply.response.status == .internalServerError)
        #expect(reply.text == "Fail to verify thirty passport")
    }

    /// The headers of vector `headers_query_ascii`.
    private func signed(
        appData: String = "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=",
        signature: String = "MTZhZWU3ZWZlY2ZmNWNlOTg2ODUwMDQwMzdjYmNlNTIzZDkyYWI5ODFkNzljZGQwM2ZlYTA1OTRiMDE3NGJmZQ=="
    ) -> [(String, String)] {
        [
            ("X-Api-ClientID", "204399"), ("X-Api-Auth-Version", "2.0"), ("x-api-timestamp", "1767225600"),
            ("x-api-nonce", "1767225600"), ("x-api-signheaders", "x-api-timestamp,x-api-nonce"),
            ("X-Kd-Appkey", "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"), ("X-Kd-Appdata", appData),
            ("X-Kd-Signature", signature),
        ]
    }

    private func session(of reply: HTTPReply) -> String? {
        reply.cookies.first { $0.hasPrefix("kdservice-sessionid=") }
            .map { String($0.dropFirst("kdservice-sessionid=".count).prefix(36)) }
    }
}
