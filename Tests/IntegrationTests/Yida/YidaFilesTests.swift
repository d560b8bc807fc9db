import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

/// Files of Yida forms.
@Suite struct YidaFilesTests {
    private static func entry(_ key: String, _ name: String = "发票.pdf") -> String {
        #"{\"downloadUrl\":\"/fileHandle?appType=APP_X&fileName=\#(key)&instId=&type=download\","#
            + #"\"name\":\"\#(name)\",\"ext\":\"pdf\",\"size\":12}"#
    }

    private static func form(_ more: String) throws -> ApprovalInstance { try .form(more: ",\(more)") }

    @Test func findsFilesOfAttachmentsImagesAndTables() throws {
        let form = try YidaFilesTests.form(
            """
            "attachmentField_6":"[\(YidaFilesTests.entry("k1")),\(YidaFilesTests.entry("k2"))]",
            "imageField_7":"[\(YidaFilesTests.entry("k3", "a/b.png"))]","attachmentField_8":"[]",
            "tableField_9":[{"textField_1":"x"},{"attachmentField_2":"[\(YidaFilesTests.entry("k4"))]"}]
            """)
        let files = try form.files(by: AttachmentRule())
        #expect(files.map(\.identity) == ["k1", "k2", "k3", "k4"])
        #expect(files.map(\.name) == ["发票.pdf", "发票.pdf", "a_b.png", "发票.pdf"])
        #expect(files.map(\.alias) == ["发票.pdf", "发票 (2).pdf", "a_b.png", "发票 (3).pdf"])
        #expect(files.map(\.position) == [0, 1, 2, 3] && files[0].stated == 12)
        var rule = AttachmentRule()
        rule.components = ["imageField_7"]
        #expect(try form.files(by: rule).map(\.identity) == ["k3"])
        rule.components = ["textField_1"]
        let error = #expect(throws: UnreadableAttachment.self) { try form.files(by: rule) }
        #expect(error?.description.contains("a downloadUrl each") == true)
    }

    @Test func knowsAFileWhoseAddressWasMadeAnew() {
        let file = CarriedFile(source: "/o/1?sign=a&fileName=k1.pdf", name: "a", stated: 1)
        let other = CarriedFile(source: "/fileHandle?fileName=k1.pdf&sign=b", name: "a", stated: 1)
        #expect(file.identity == other.identity)
        #expect(CarriedFile(source: "21", name: "a", stated: 1).identity == "21")
        #expect(CarriedFile(source: "/o/1?k=2", name: "a", stated: 1).identity == "/o/1?k=2")
    }

    @Test func asksForALinkThatNeedsNoSignOn() async throws {
        let network = ScriptedNetwork { call throws(NetworkError) in
            if call.path.hasSuffix("accessToken") { return .json(#"{"accessToken":"token-1","expireIn":7200}"#) }
            if call.path == "/sent-on" {
                return HTTPReply(
                    response: HTTPResponse(status: .found, headerFields: [.location: "https://store.test/o?k=1"]))
            }
            if call.request.authority == "store.test" {
                return HTTPReply(
                    response: HTTPResponse(status: .partialContent, headerFields: [.contentRange: "bytes 0-2/3"]),
                    body: [1, 2, 3])
            }
            return .json(#"{"result":"https://www.aliwork.com/sent-on"}"#)
        }
        var settings = YidaSettings()
        settings.applications = [YidaApplication(appType: "APP_X", systemToken: Secret("hexTOKEN"), user: "u1")]
        let client = YidaClient(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(appKey: "k", appSecret: "s"), network: network, time: ManualTime(),
                randomness: SeededRandomness(seed: Seed(1))), settings: settings)
        let files = client.files(of: .request)
        let link = try await files.fileLink("/fileHandle?appType=APP_X&fileName=k1.pdf", of: "F-1", isRecorded: false)
        #expect(link == "https://www.aliwork.com/sent-on")
        let asked = try #require(network.calls.last)
        #expect(asked.path == "/v1.0/yida/apps/temporaryUrls/APP_X")
        #expect(
            asked.request.path?.hasSuffix(
                "?systemToken=hexTOKEN&userId=u1&fileUrl=https%3A%2F%2Fwww.aliwork.com%2FfileHandle%3FappType%3DAPP_X"
                    + "%26fileName%3Dk1.pdf&timeout=900000") == true)
        let part = try await files.filePart(link, from: 0, bytes: 10, timeout: .seconds(1))
        #expect(part.bytes == [1, 2, 3] && part.size == 3)
    }
}
