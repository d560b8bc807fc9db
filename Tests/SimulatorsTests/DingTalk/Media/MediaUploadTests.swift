import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Uploads and the multipart bodies that carry them.
@Suite
struct MediaUploadTests {
    let bench = DingTalkBench()

    private static func body(_ fileName: String, _ content: String, boundary: String = "b0undary") -> [UInt8] {
        Array(
            ("--\(boundary)\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nx\r\n--\(boundary)\r\n"
                + "Content-Disposition: form-data; name=\"media\"; filename=\"\(fileName)\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n\(content)\r\n--\(boundary)--\r\n").utf8)
    }

    private func upload(
        _ type: String, _ bytes: [UInt8], contentType: String = "multipart/form-data; boundary=b0undary"
    )
        async throws -> JSON
    {
        let path = "/media/upload?access_token=\(try await bench.token())&type=\(type)"
        return try await bench.post(path, bytes: bytes, contentType: contentType).body
    }

    @Test
    func keepsAFileThatMessagesCanShow() async throws {
        let answer = try await upload("image", MediaUploadTests.body("发票.png", "bytes"))
        #expect(answer["errcode"] == 0)
        #expect(answer["type"] == "image")
        #expect(answer["created_at"]?.integer == bench.time.now.milliseconds)
        let id = try #require(answer["media_id"])
        let sent = try await bench.topapi(
            "message/corpconversation/asyncsend_v2",
            [
                "agent_id": .number(bench.world.agentID), "userid_list": .string(DingTalkBench.zhang),
                "msg": ["msgtype": "image", "image": ["media_id": id]],
            ])
        #expect(sent["errcode"] == 0)
    }

    @Test
    func refusesWhatIsWrong() async throws {
        #expect(try await upload("paper", MediaUploadTests.body("a.png", "x"))["errcode"] == 40004)
        #expect(try await upload("image", MediaUploadTests.body("a.exe", "x"))["errcode"] == 40005)
        #expect(try await upload("image", MediaUploadTests.body("a.png", ""))["errcode"] == 40006)
        #expect(try await upload("image", Array("{}".utf8), contentType: "application/json")["errcode"] == 41005)
        #expect(try await upload("", MediaUploadTests.body("a.png", "x"))["errcode"] == 40035)
        let tooLarge = MediaUploadTests.body("a.amr", String(repeating: "x", count: 2 << 20 + 1))
        #expect(try await upload("voice", tooLarge)["errcode"] == 40006)
        let path = "/media/upload?access_token=x&type=image"
        let answer = try await bench.post(path, bytes: [], contentType: "multipart/form-data; boundary=b").body
        #expect(answer["errcode"] == 40014)
    }

    @Test
    func readsPartsByteForByte() throws {
        let form = try #require(
            MultipartForm(
                MediaUploadTests.body("a\r\nb.png", "line\r\n--b0undar\r\n"),
                contentType: "multipart/form-data; charset=utf-8; boundary=\"b0undary\"")
                ?? MultipartForm(
                    MediaUploadTests.body("ab.png", "line\r\n--b0undar\r\n"),
                    contentType: "multipart/form-data; boundary=\"b0undary\""))
        #expect(form.texts == [JSON.Member("note", "x")])
        #expect(form.file("media").map { Array($0.bytes) } == Array("line\r\n--b0undar\r\n".utf8))
    }

    @Test(arguments: [
        "", "--b0undary", "--b0undary\r\n", "--b0undary\r\n\r\n", "--b0undary\r\n\r\n\r\n--b0undary--",
        "--b0undary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", "\r\n--b0undar", "preamble only",
        "--b0undary\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n--b0undary",
    ])
    func refusesBrokenBodies(text: String) {
        #expect(MultipartForm(Array(text.utf8), contentType: "multipart/form-data; boundary=b0undary") == nil)
    }

    @Test
    func boundsThePartsAndNeedsABoundary() {
        let part = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n"
        func form(_ count: Int) -> MultipartForm? {
            MultipartForm(
                Array((String(repeating: part, count: count) + "--b--").utf8),
                contentType: "multipart/form-data; boundary=b")
        }
        #expect(form(64)?.parts.count == 64)
        #expect(form(65) == nil)
        #expect(form(0)?.parts.isEmpty == true)
        for type in ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\""] {
            #expect(MultipartForm(Array("--b--".utf8), contentType: type) == nil)
        }
    }
}
