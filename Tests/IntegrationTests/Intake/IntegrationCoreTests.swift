import GRDB
import HTTPTypes
import Logging
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// The whole core in one process: its handler over a network without sockets, platforms and disk in memory.
@Suite(.timeLimit(.minutes(1))) struct IntegrationCoreTests {
    /// A core that runs while `body` does.
    struct Running: Sendable {
        let network = DirectNetwork()
        let time = ManualTime()
        let dingTalk: FakeDingTalk
        let kingdee: FakeKingdee
        let disk: MemoryDatabase
        let core: IntegrationCore

        init(
            mode: Integration.Configuration.DingTalk.Mode = .callback, token: String = "", faults: [PlannedFault] = [],
            kingdee port: ((FakeKingdee) -> any KingdeePort)? = nil
        ) throws {
            var configuration = Integration.Configuration()
            configuration.dingTalk.mode = mode
            configuration.dingTalk.commentUser = "manager1"
            configuration.monitorToken = Secret(token)
            dingTalk = FakeDingTalk(time: time)
            kingdee = FakeKingdee(time: time, faults: faults)
            disk = try MemoryDatabase()
            core = try IntegrationCore(
                configuration: configuration, routes: [.make()], dingTalk: dingTalk, kingdee: port?(kingdee) ?? kingdee,
                open: { query, body in
                    guard query == "signature=right" else { throw WrongSignature() }
                    let text = String(decoding: body, as: UTF8.self)
                    return text == "check_url"
                        ? .make(instance: nil, type: "check_url") : .make(instance: text, change: "finish")
                },
                seal: { timestamp, _ in "{\"sealed\":\"\(timestamp)\"}" },
                on: CoreSurroundings(
                    database: EmbeddedStore(disk), network: network, time: time,
                    randomness: SeededRandomness(seed: Seed(1)), logger: .silent))
        }

        struct WrongSignature: Error {}

        func run(_ body: () async throws -> Void) async throws {
            let running = Task { try await core.run() }
            defer { running.cancel() }
            try await until { await get("/health/ready").response.status == .ok }
            try await body()
            running.cancel()
            try await running.value
        }

        func exchange(
            _ method: HTTPRequest.Method, _ path: String, _ body: String = "", token: String? = nil
        ) async -> HTTPReply {
            var request = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:18700", path: path)
            if let token { request.headerFields[.authorization] = "Bearer \(token)" }
            do {
                return try await network.exchange(
                    HTTPCall(request: request, body: Array(body.utf8)), timeout: .seconds(5))
            } catch {
                return HTTPReply(.badGateway, contentType: "text/plain", body: "\(error)")
            }
        }

        func get(_ path: String, token: String? = nil) async -> HTTPReply { await exchange(.get, path, token: token) }

        func callback(_ instance: String, query: String = "signature=right") async -> HTTPReply {
            await exchange(.post, "/dingtalk/callback?\(query)", instance)
        }

        /// Waits without a clock, giving way to the core's tasks.
        func until(_ condition: () async throws -> Bool) async throws {
            while try await !condition() {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }

    @Test func carriesACallbackToAnAuditedDocumentAndTellsItsPeople() async throws {
        let running = try Running()
        running.dingTalk.put(.make())
        try await running.run {
            let reply = await running.callback("INST-1")
            #expect(reply.response.status == .ok)
            #expect(reply.text == "{\"sealed\":\"\(running.time.now.milliseconds)\"}")
            try await running.until { !running.dingTalk.comments.isEmpty }
            #expect(running.kingdee.documents.map(\.status) == ["C"])
            let number = running.kingdee.documents[0].number
            #expect(running.dingTalk.comments == ["INST-1: 金蝶单据已生成并审核，单据编号：\(number)"])
        }
    }

    @Test func acknowledgesStreamEventsAfterStoringThem() async throws {
        let running = try Running(mode: .stream)
        running.dingTalk.put(.make())
        running.dingTalk.push(.make())
        try await running.run {
            try await running.until { running.kingdee.documents.first?.status == "C" }
            #expect(running.dingTalk.acknowledgements == [true])
        }
    }

    @Test func deliversAHundredAtOnceBesideAPoisonedOne() async throws {
        let running = try Running(token: "s3cret")
        for index in 0..<100 { running.dingTalk.put(.make(id: "INST-\(index)", item: index == 50 ? "未知" : "差旅")) }
        try await running.run {
            await withDiscardingTaskGroup { group in
                for index in 0..<100 {
                    group.addTask { #expect(await running.callback("INST-\(index)").response.status == .ok) }
                    group.addTask { #expect(await running.callback("INST-\(index)").response.status == .ok) }
                }
            }
            try await running.until { running.kingdee.documents.filter { $0.status == "C" }.count == 99 }
            #expect(Set(running.kingdee.documents.map(\.source)).count == 99)
            let letters = await running.get("/api/dead-letters", token: "s3cret")
            #expect(
                letters.text == """
                    {"deadLetters":[{"instance":"INST-50","key":"PROC-CLAIM/INST-50/ER_ExpReimbursement",\
                    "reason":"no expense item is called '未知'","state":"dead"}]}

                    """)
            let set = "{\"set\":{\"TableField_1.DDSelectField_1\":\"差旅\"}}"
            let replay = await running.exchange(.post, "/api/dead-letters/INST-50/replay", set, token: "s3cret")
            #expect(replay.response.status == .ok)
            try await running.until { running.kingdee.documents.filter { $0.status == "C" }.count == 100 }
        }
    }

    @Test func refusesACallbackWithoutSayingWhy() async throws {
        let running = try Running()
        try await running.run {
            let reply = await running.callback("INST-1", query: "signature=wrong")
            #expect(reply.response.status == .forbidden)
            #expect(reply.text == "{\"error\":\"the callback was refused\"}\n")
            #expect(await running.get("/dingtalk/callback").response.status == .methodNotAllowed)
        }
    }

    @Test func answersTheProbeOfItsURL() async throws {
        let running = try Running()
        try await running.run {
            #expect(await running.callback("check_url").response.status == .ok)
            let counts = try await ItemStore(running.disk).counts()
            #expect(counts.isEmpty)
        }
    }

    @Test func acknowledgesNothingThatItCouldNotStore() async throws {
        let running = try Running()
        try await running.run {
            try await running.disk.commit { try $0.execute(sql: "DROP TABLE events") }
            #expect(await running.callback("INST-1").response.status == .serviceUnavailable)
        }
    }

    @Test func isNotReadyBeforeItRunsNorAfterwards() async throws {
        let running = try Running()
        running.network.connect("127.0.0.1:1", to: running.core.handler)
        func ready() async throws -> HTTPReply {
            let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:1", path: "/health/ready")
            return try await running.network.exchange(HTTPCall(request: request), timeout: .seconds(1))
        }
        let before = try await ready()
        #expect(before.response.status == .serviceUnavailable)
        #expect(before.text == "{\"missing\":[\"listener\",\"store\",\"recovery\"],\"status\":\"starting\"}\n")
        try await running.run {
            let status = try await ready().response.status
            #expect(status == .ok)
        }
        #expect(try await ready().response.status == .serviceUnavailable)
    }

    @Test func showsItsAPIOnlyToWhoKnowsTheToken() async throws {
        let running = try Running(token: "s3cret")
        try await running.run {
            #expect(await running.get("/api/items").response.status == .unauthorized)
            #expect(await running.get("/api/items", token: "s3creT").response.status == .unauthorized)
            #expect(await running.get("/api/items", token: "s3cret").response.status == .ok)
            #expect(await running.get("/metrics").response.status == .ok)
        }
    }

    @Test func tellsAnItemsStory() async throws {
        let running = try Running()
        running.dingTalk.put(.make())
        try await running.run {
            _ = await running.callback("INST-1")
            try await running.until { !running.dingTalk.comments.isEmpty }
            let story = await running.get("/api/items/INST-1").text
            for state in [
                "received", "ready", "save-intent", "saved", "submit-intent", "submitted", "audit-intent", "done",
            ] {
                #expect(story.contains("\"to\":\"\(state)\""))
            }
            #expect(!story.contains("1234.56"))  // form values are for callers with a token
            #expect(await running.get("/api/items?state=done").text.contains("\"instance\":\"INST-1\""))
            let unknown = await running.get("/api/items?state=donee")
            #expect(unknown.text == "{\"error\":\"no state is called 'donee'; did you mean 'done'?\"}\n")
            #expect(await running.get("/api/items/INST-2").response.status == .notFound)
        }
    }

    @Test func countsWhatHappens() async throws {
        let running = try Running()
        running.dingTalk.put(.make())
        try await running.run {
            _ = await running.callback("INST-1")
            try await running.until { !running.dingTalk.comments.isEmpty }
            running.time.advance(by: .seconds(1))  // items are counted at most once a second
            let lines = await running.get("/metrics").text.split(separator: "\n").map(String.init)
            for line in [
                "rehearsal_ready 1", "rehearsal_items{state=\"done\"} 1",
                "rehearsal_calls_total{platform=\"kingdee\",operation=\"save\",outcome=\"ok\"} 1",
                "rehearsal_breaker_open{platform=\"kingdee\",operation=\"save\"} 0",
                "rehearsal_intake_ack_seconds_count{channel=\"callback\"} 1", "# TYPE rehearsal_call_seconds histogram",
            ] { #expect(lines.contains(line), "\(line)") }
        }
    }

    @Test func finishesTheDocumentInHandBeforeItStops() async throws {
        let gate = Turnstile()
        let running = try Running(kingdee: { HeldKingdee(kingdee: $0, turnstile: gate) })
        running.dingTalk.put(.make())
        let task = Task { try await running.core.run() }
        try await running.until { await running.get("/health/ready").response.status == .ok }
        _ = await running.callback("INST-1")
        try await running.until { gate.isWaiting }
        task.cancel()
        try await running.until { await running.get("/health/ready").response.status == .serviceUnavailable }
        gate.open()
        try await task.value
        #expect(running.kingdee.documents.map(\.status) == ["C"])
        #expect(try await ItemStore(running.disk).counts() == [.done: 1])
    }

    @Test func leavesAnIntentBehindWhenTheDocumentInHandTakesTooLong() async throws {
        let gate = Turnstile()
        let running = try Running(kingdee: { HeldKingdee(kingdee: $0, turnstile: gate) })
        running.dingTalk.put(.make())
        let hasEnded = Atomic(false)
        let task = Task {
            try await running.core.run()
            hasEnded.store(true, ordering: .relaxed)
        }
        try await running.until { await running.get("/health/ready").response.status == .ok }
        _ = await running.callback("INST-1")
        try await running.until { gate.isWaiting }
        task.cancel()
        let start = running.time.now
        try await running.until {
            running.time.advance(by: .milliseconds(1))
            return hasEnded.load(ordering: .relaxed)
        }
        #expect((.seconds(15) ..< .seconds(40)).contains(running.time.now - start))  // drained, before the call's limit
        let states = try await ItemStore(running.disk).counts()
        #expect(states == [.saveIntent: 1] || states == [.saveUnknown: 1])  // never "not sent"
    }

    @Test func saysThatItsPortIsTaken() async throws {
        let running = try Running()
        running.network.connect("127.0.0.1:18700", to: running.core.handler)
        await #expect(throws: ListenError.self) { try await running.core.run() }
    }

    @Test func wantsAMapping() throws {
        var configuration = Integration.Configuration()
        configuration.dingTalk.processCodes = ["PROC-NONE"]
        let time = ManualTime()
        #expect(throws: NoRoute(processCodes: ["PROC-NONE"])) {
            try IntegrationCore(
                configuration: configuration, routes: [.make()], dingTalk: FakeDingTalk(time: time),
                kingdee: FakeKingdee(time: time), open: { _, _ in .make() }, seal: { _, _ in "" },
                on: CoreSurroundings(
                    database: EmbeddedStore(try MemoryDatabase()), network: DirectNetwork(), time: time,
                    randomness: SeededRandomness(seed: Seed(1)), logger: .silent))
        }
    }
}

/// Holds callers until it is opened, or until they are cancelled.
final class Turnstile: Sendable {
    private struct State {
        var isOpen = false
        var waiting: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())

    var isWaiting: Bool { state.withLock { $0.waiting != nil } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    func pass() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOpen = state.withLock { state in
                    if !state.isOpen { state.waiting = continuation }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(throwing: CancellationError())
        }
    }
}

/// A Kingdee whose Save waits at a turnstile.
struct HeldKingdee: KingdeePort {
    let kingdee: FakeKingdee
    let turnstile: Turnstile

    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        do { try await turnstile.pass() } catch { throw .outcomeUnknown("cancelled") }
        return try await kingdee.save(form: form, model: model)
    }

    func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>] {
        throw .notSent("stopping")
    }

    func submit(form: String, id: String) async throws(PlatformFailure) {
        try await kingdee.submit(form: form, id: id)
    }

    func audit(form: String, id: String) async throws(PlatformFailure) {
        try await kingdee.audit(form: form, id: id)
    }

    func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        throw .notSent("stopping")
    }

    func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure) {
        throw .notSent("stopping")
    }

    func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference {
        throw .notSent("stopping")
    }

    func content(form: String, id: String) async throws(PlatformFailure) -> String { "{}" }
}
