import HTTPTypes
import Seams
import Simulators
import Synchronization
import Testing
import VirtualTime

/// What each fault does to a request, on a platform that only counts.
@Suite(.timeLimit(.minutes(1)))
struct PlatformServerTests {
    @Test
    func performsAndRecordsACallWithoutFaults() async throws {
        let stage = Stage()
        let reply = try await stage.call("A")
        #expect(reply.text == "1")
        #expect(stage.history.events().count == 2)
    }

    @Test(arguments: [
        (["fault": "error-reply", "reason": "-1"], "refused -1", 0),
        (["fault": "gateway-outage", "status": "502"], "502 Bad Gateway", 0),
        (["fault": "garbled-reply", "text": "portal"], "portal", 0),
    ])
    func answersInThePlatformsPlaceWithoutActing(rule: [String: String], text: String, performed: Int) async throws {
        let stage = Stage()
        try stage.install(rule)
        #expect(try await stage.call("A").text.contains(text))
        #expect(stage.platform.count == performed)
    }

    @Test
    func losesTheReplyAfterTheCommit() async throws {
        let stage = Stage()
        try stage.install(["fault": "lost-after-commit", "hold": "0s", "attempts": "1"])
        await #expect(throws: NetworkError.outcomeUnknown("the connection was cut")) { try await stage.call("A") }
        #expect(stage.platform.count == 1)
        #expect(try await stage.call("A").text == "2")
        #expect(
            stage.history.events().contains { if case .callCut(_, _, _, _, true, _) = $0.fact { true } else { false } })
    }

    @Test
    func cutsBeforeTheCommit() async throws {
        let stage = Stage()
        try stage.install(["fault": "connection-cut"])
        await #expect(throws: NetworkError.self) { try await stage.call("A") }
        #expect(stage.platform.count == 0)
        #expect(
            stage.history.events().contains { if case .callCut(_, _, _, _, false, _) = $0.fact { true } else { false } }
        )
    }

    @Test
    func commitsLateEvenWhenTheClientIsGone() async throws {
        let stage = Stage()
        try stage.install(["fault": "committed-late", "after": "4s"])
        let call = Task { try await stage.call("A") }
        while stage.time.sleepers == 0 { await Task.yield() }
        call.cancel()
        #expect(stage.platform.count == 0)
        stage.time.advance(by: .seconds(4))
        _ = try await call.value
        #expect(stage.platform.count == 1)
    }

    @Test
    func endsTheSessionFirst() async throws {
        let stage = Stage()
        try stage.install(["fault": "session-expired", "attempts": "1"])
        #expect(try await stage.call("A").text == "session lost")
        #expect(try await stage.call("A").text == "1")
    }

    @Test
    func servesItsControlAPIBesideTheFaults() async throws {
        let stage = Stage()
        let rules = #"{"seed":7,"rules":[{"fault":"gateway-outage","name":"out","on":"kingdee"}]}"#
        let installed = try await stage.control(.put, "faults", rules)
        #expect(
            installed.text == #"{"rules":[{"name":"out","fault":"gateway-outage","active":true,"fired":0}]}"# + "\n")
        #expect(try await stage.call("A").response.status.code == 503)
        #expect(try await stage.control(.get, "faults").text.contains(#""fired":1"#))
        #expect(try await stage.control(.delete, "faults").text == #"{"rules":[]}"# + "\n")
        #expect(try await stage.call("A").text == "1")
        #expect(try await stage.control(.get, "history?from=2").text.contains(#""callAnswered""#))
        let wrong = try await stage.control(.put, "faults", #"{"rules":[{"fault":"delai"}]}"#)
        #expect(wrong.response.status == .badRequest)
        #expect(wrong.text.contains("did you mean 'delay'?"))
        #expect(try await stage.control(.get, "nothing").response.status == .notFound)
        #expect(try await stage.control(.post, "seed", "{").response.status == .badRequest)
        #expect(try await stage.control(.post, "reset").text == "{\"ok\":true}\n")
        #expect(stage.history.events().isEmpty)
    }

    /// A delay must not hold a thread: of 64 callers under a delay of 100 ms nearly all are inside it at the same time.
    @Test
    func servesSixtyFourCallersUnderADelayAtOnce() async throws {
        let time = SystemTime()
        let stage = Stage(time: time)
        try stage.install(["fault": "delay", "by": "100ms"])
        let network = try SystemNetwork()
        let server = try await network.listen(ListenEndpoint(), handler: stage.server)
        try await withThrowingDiscardingTaskGroup { group in
            for caller in 0..<64 {
                group.addTask {
                    for index in 0..<10 {
                        _ = try await network.exchange(
                            .save("\(caller)-\(index)", port: server.port), timeout: .seconds(30))
                    }
                }
            }
        }
        #expect(stage.platform.count == 640)
        var (open, most) = (0, 0)
        for event in stage.history.events() {
            switch event.fact {
            case .callArrived: open += 1
            case .callAnswered, .callCut: open -= 1
            default: continue
            }
            most = max(most, open)
        }
        // A server that blocked its few threads would have as many open as it has threads.
        #expect(most >= 32, "at most \(most) were open at once")
        await server.close()
        await network.shutdown()
    }
}

/// A platform that counts what it performs.
final class CountingPlatform: SimulatedPlatform {
    struct Request: Sendable {
        let key: String
    }

    let platform = Platform.kingdee
    static let refusalReasons = ["-1"]
    static let operations = ["Save"]
    static let catalog = [CatalogEntry(name: "Save", method: "POST", path: "/save")]
    static let identityPrefixes: [String] = []
    let secrets: [String] = []
    private let counter = Mutex((count: 0, isSessionLost: false))

    var count: Int { counter.withLock { $0.count } }

    static func credentials(of call: HTTPCall) -> [String] { [] }

    func read(_ call: HTTPCall) -> (facts: CallFacts, request: Request) {
        let key = String(decoding: call.body, as: UTF8.self)
        return (CallFacts(platform: .kingdee, operation: "Save", key: key), Request(key: key))
    }

    func perform(_ request: Request, call: Int) async -> PlatformAnswer {
        let text = counter.withLock { state in
            if state.isSessionLost {
                state.isSessionLost = false
                return "session lost"
            }
            state.count += 1
            return String(state.count)
        }
        return PlatformAnswer(.reply(HTTPReply(.ok, contentType: "text/plain", body: text)))
    }

    func refusal(_ reason: String, of request: Request) -> PlatformAnswer {
        PlatformAnswer(.reply(HTTPReply(.ok, contentType: "text/plain", body: "refused \(reason)")), error: reason)
    }

    func expireSession(of request: Request) {
        counter.withLock { $0.isSessionLost = true }
    }

    func reset() {
        counter.withLock { $0 = (0, false) }
    }

    func seed(_ world: JSON) throws {}

    func state() -> JSON { ["count": .number(count)] }

    func control(_ method: String, _ path: [String], _ body: JSON) async throws -> JSON? { nil }
}

private struct Stage {
    let time: ManualTime
    let history: History
    let faults: FaultEngine
    let platform = CountingPlatform()
    let server: PlatformServer<CountingPlatform>
    private let network = DirectNetwork()
    private let clock: any Time

    init(time clock: (any Time)? = nil) {
        time = ManualTime()
        self.clock = clock ?? time
        history = History(time: self.clock)
        faults = FaultEngine(time: self.clock, history: history)
        server = PlatformServer(platform, faults: faults, history: history, time: self.clock)
        network.connect("127.0.0.1:1", to: server)
    }

    func install(_ members: [String: String]) throws {
        faults.install(FaultPlan(seed: Seed(7), rules: [try FaultRule(members, index: 0)]), origin: clock.now)
    }

    func call(_ key: String) async throws -> HTTPReply {
        try await network.exchange(.save(key, port: 1), timeout: .seconds(5))
    }

    func control(_ method: HTTPRequest.Method, _ path: String, _ body: String = "") async throws -> HTTPReply {
        let request = HTTPRequest(
            method: method, scheme: "http", authority: "127.0.0.1:1", path: "/_rehearsal/\(path)")
        return try await network.exchange(HTTPCall(request: request, body: Array(body.utf8)), timeout: .seconds(5))
    }
}

extension HTTPCall {
    fileprivate static func save(_ key: String, port: Int) -> HTTPCall {
        HTTPCall(
            request: HTTPRequest(method: .post, scheme: "http", authority: "127.0.0.1:\(port)", path: "/save"),
            body: Array(key.utf8))
    }
}
