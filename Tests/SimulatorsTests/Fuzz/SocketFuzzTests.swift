import Foundation
import HTTPTypes
import Seams
import Synchronization
import Testing

@testable import Simulators

/// Broken bytes on a real socket: half requests, wrong request lines, chunks that lie. The server answers or hangs up, and
/// serves the next client.
@Suite(.timeLimit(.minutes(5)))
struct SocketFuzzTests {
    private static let path = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.View.common.kdsvc"

    private static let requests: [(name: String, bytes: [UInt8])] = [
        ("nothing", []), ("zeros", [UInt8](repeating: 0, count: 5000)), ("0xFF", [UInt8](repeating: 255, count: 5000)),
        ("a TLS hello", [0x16, 3, 1, 0, 5, 1, 0, 0, 1, 3]), ("HTTP/2", Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)),
        ("half a line", Array("POST /k3cl".utf8)), ("no version", Array("GET /\r\n\r\n".utf8)),
        ("no target", Array("GET HTTP/1.1\r\n\r\n".utf8)),
        ("HTTP/9.9", Array("GET / HTTP/9.9\r\nHost: x\r\n\r\n".utf8)),
        ("absolute", Array("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
        ("CONNECT", Array("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
        ("no host", Array("GET / HTTP/1.1\r\n\r\n".utf8)),
        ("a long target", Array("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n".utf8)),
        (
            "a long field",
            Array("GET / HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 200_000))\r\n\r\n".utf8)
        ),
        (
            "many fields",
            Array(("GET / HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 20_000) + "\r\n").utf8)
        ),
        ("a field without a colon", Array("GET / HTTP/1.1\r\nHost x\r\n\r\n".utf8)),
        ("a folded field", Array("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n".utf8)),
        ("NUL in a field", Array("GET / HTTP/1.1\r\nHost: x\r\nA: b\u{0}c\r\n\r\n".utf8)),
        ("a negative length", post("Content-Length: -1", "{}")),
        ("a huge length", post("Content-Length: 99999999999", "{}")),
        ("an impossible length", post("Content-Length: 99999999999999999999999", "{}")),
        ("two lengths", post("Content-Length: 2\r\nContent-Length: 20", "{}")),
        ("half a body", post("Content-Length: 50", "{")),
        ("length and chunks", post("Content-Length: 2\r\nTransfer-Encoding: chunked", "2\r\n{}\r\n0\r\n\r\n")),
        ("no number of a chunk", post("Transfer-Encoding: chunked", "xyz\r\n{}\r\n0\r\n\r\n")),
        ("a huge chunk", post("Transfer-Encoding: chunked", "FFFFFFFFFFFFFFFF\r\n{}")),
        ("half a chunk", post("Transfer-Encoding: chunked", "10\r\n{}")),
        ("an unknown coding", post("Transfer-Encoding: rot13", "{}")),
        ("more than asked for", post("Content-Length: 2", "{}garbage behind the end\r\n\r\n")),
        ("ten in one", Array(repeating: post("Content-Length: 2", "{}"), count: 10).flatMap { $0 }),
        (
            "an upgrade",
            Array("GET /connect HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".utf8)
        ),
        ("expects", post("Content-Length: 2\r\nExpect: 100-continue", "{}")),
        ("bare line feeds", Array("GET / HTTP/1.1\nHost: x\n\n".utf8)),
    ]

    private static func post(_ fields: String, _ body: String) -> [UInt8] {
        Array("POST \(path) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n\(body)".utf8)
    }

    @Test func theServersOutliveBrokenBytes() async throws {
        let bench = try await KingdeeBench.loggedIn()
        let faults = FaultEngine(time: bench.clock, history: bench.history)
        let server = PlatformServer(bench.simulator, faults: faults, history: bench.history, time: bench.clock)
        let dingTalk = DingTalkBench()
        let network = try SystemNetwork()
        let ports = [
            try await network.listen(ListenEndpoint(bodyBytesMax: 1 << 20), handler: server),
            try await network.listen(ListenEndpoint(bodyBytesMax: 1 << 20), handler: dingTalk.server),
        ]
        for (listener, good) in zip(ports, ["/k3cloud/nothing", "/gettoken"]) {
            for (name, bytes) in SocketFuzzTests.requests {
                let reply = try RawSocket.exchange(bytes, port: listener.port)
                let isAnswer = reply.isEmpty || reply.starts(with: Array("HTTP/1.".utf8))
                #expect(isAnswer, "\(name): \(String(decoding: reply.prefix(200), as: UTF8.self))")
                #expect(!reply.starts(with: Array("HTTP/1.1 5".utf8)), "\(name)")
            }
            let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:\(listener.port)", path: good)
            let reply = try await network.exchange(HTTPCall(request: request), timeout: .seconds(5))
            #expect(reply.response.status.code < 500)
            await listener.close()
        }
        await network.shutdown()
    }
}

/// A socket without HTTP.
private enum RawSocket {
    struct Failure: Error {}

    /// Sends bytes, ends the sending side, and gives what comes back until the peer ends or is silent for a quarter second.
    static func exchange(_ bytes: [UInt8], port: Int) throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure() }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure() }
        var patience = timeval(tv_sec: 0, tv_usec: 250_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        var reply: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return reply }
            reply += buffer[..<count]
        }
    }
}
