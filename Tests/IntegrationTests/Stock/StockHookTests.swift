import Crypto
import HTTPTypes
import Logging
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct StockHookTests {
    let time = ManualTime()
    let store: StockAlertStore
    let hook: StockHook

    init() async throws {
        let disk = try MemoryDatabase()
        try await ItemStore(disk).migrate()
        store = StockAlertStore(database: EmbeddedStore(disk))
        hook = StockHookTests.hook(store, time, secret: "shared")
    }

    private static func hook(_ store: StockAlertStore, _ time: ManualTime, secret: String) -> StockHook {
        StockHook(
            store: store, secret: Secret(secret), window: .seconds(300), metrics: Metrics(), time: time,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, signal: WakeSignal())
    }

    /// A call signed as the documentation says.
    private func call(
        _ body: String = #"{"materials":["M1"]}"#, nonce: String = "nonce-0001", age: Int = 0,
        secret: String = "shared",
        signedBody: String? = nil, method: HTTPRequest.Method = .post
    ) -> HTTPCall {
        let timestamp = "\(time.now.seconds - Int64(age))"
        let text = Array("\(timestamp)\n\(nonce)\n\(signedBody ?? body)".utf8)
        let code = HMAC<SHA256>.authenticationCode(for: text, using: SymmetricKey(data: Array(secret.utf8)))
        var request = HTTPRequest(method: method, scheme: "http", authority: "core", path: StockHook.path)
        let digits = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        for (name, value) in [("Timestamp", timestamp), ("Nonce", nonce), ("Signature", digits)] {
            HTTPField.Name("X-Rehearsal-\(name)").map { request.headerFields[$0] = value }
        }
        return HTTPCall(request: request, body: Array(body.utf8))
    }

    private func marks() async throws -> [String] { try await store.marks(limit: 10).map(\.material) }

    @Test func marksMaterialsDurablyAndAnswersThen() async throws {
        let reply = await hook.respond(to: call(#"{"materials":["M2","M1","M2"]}"#))
        #expect(reply.response.status == .accepted)
        #expect(reply.text == "{\"marked\":2}\n")
        #expect(try await marks() == ["M1", "M2"])
    }

    /// HMAC-SHA256 by OpenSSL: printf '1768440600\nnonce-0001\n{"materials":["M1"]}' | openssl dgst -sha256 -hmac shared
    @Test func takesWhatAnotherProgramSigned() async throws {
        var known = call()
        HTTPField.Name("X-Rehearsal-Signature").map { known.request.headerFields[$0] = StockHookTests.openSSL }
        #expect(await hook.respond(to: known).response.status == .accepted)
    }

    private static let openSSL = "a1ddf058121657261406387f15df45804465da9c340945eaf92ec285fe65cf72"

    @Test func refusesForgedTamperedOldAndReplayedCalls() async throws {
        let refused = [
            call(secret: "guessed"), call(signedBody: #"{"materials":["M2"]}"#), call(age: 301), call(age: -301),
            call(nonce: "short"), call(nonce: "nonce 0001"),
            HTTPCall(request: HTTPRequest(method: .post, scheme: "http", authority: "core", path: StockHook.path)),
        ]
        for call in refused { #expect(await hook.respond(to: call).response.status == .unauthorized) }
        #expect(try await marks() == [])
        #expect(await hook.respond(to: call()).response.status == .accepted)
        #expect(await hook.respond(to: call()).response.status == .conflict)
    }

    @Test func readsNoBodyThatIsLargerThanOneCanBe() async throws {
        let spaces = String(repeating: " ", count: 65_536)
        let reply = await hook.respond(to: call(#"{"materials":["M1"]}"# + spaces))
        #expect(reply.response.status == .contentTooLarge)
        #expect(try await marks() == [])
    }

    /// The nonces outlive the process, and are kept longer than a timestamp counts as fresh.
    @Test func refusesAReplayAfterARestart() async throws {
        let first = call()
        #expect(await hook.respond(to: first).response.status == .accepted)
        time.advance(by: .seconds(299))
        let restarted = StockHookTests.hook(store, time, secret: "shared")
        #expect(await restarted.respond(to: first).response.status == .conflict)
    }

    @Test(arguments: [
        "", "{}", "[]", "nonsense", #"{"materials":[]}"#, #"{"materials":[1.5,null]}"#, #"{"materials":[""]}"#,
        #"{"materials":"M1"}"#,
    ])
    func tellsWhatABodyShouldBe(body: String) async throws {
        let reply = await hook.respond(to: call(body))
        #expect(reply.response.status == .badRequest)
        #expect(reply.text.contains("error"))
    }

    @Test func isClosedWithoutASecret() async throws {
        let closed = StockHookTests.hook(store, time, secret: "")
        #expect(await closed.respond(to: call(secret: "")).response.status == .notFound)
        #expect(await hook.respond(to: call(method: .get)).response.status == .methodNotAllowed)
        let large = call(#"{"materials":["\#(String(repeating: "M", count: 70_000))"]}"#)
        #expect(await hook.respond(to: large).response.status == .contentTooLarge)
    }
}
