import Foundation
import HTTPTypes
import Seams
import Simulators
import Testing

@Suite(.timeLimit(.minutes(1)))
struct CertificateAuthorityTests {
    @Test
    func servesClientsThatTrustItAndNoOthers() async throws {
        let authority = try CertificateAuthority(now: SystemTime().now)
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("ca-\(UUID().uuidString).pem")
        try Data(authority.certificatePEM.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let trusting = try SystemNetwork(caFile: file.path)
        let stranger = try SystemNetwork()
        let server = try await trusting.listen(ListenEndpoint(tls: authority.server), handler: Hello())
        let call = HTTPCall(
            request: HTTPRequest(method: .get, scheme: "https", authority: "127.0.0.1:\(server.port)", path: "/"))
        #expect(try await trusting.exchange(call, timeout: .seconds(10)).text == "hello")
        await #expect {
            _ = try await stranger.exchange(call, timeout: .seconds(10))
        } throws: { error in
            if case NetworkError.notSent = error { true } else { false }
        }
        await server.close()
        await trusting.shutdown()
        await stranger.shutdown()
    }

    @Test
    func namesACAFileThatCannotBeRead() {
        #expect {
            _ = try SystemNetwork(caFile: "/nowhere/ca.pem")
        } throws: { error in
            "\(error)" == "/nowhere/ca.pem: cannot be read as PEM certificates; write the path of a CA file"
        }
    }
}

private struct Hello: HTTPHandler {
    func respond(to call: HTTPCall) async -> HTTPOutcome {
        .reply(HTTPReply(.ok, contentType: "text/plain", body: "hello"))
    }
}
