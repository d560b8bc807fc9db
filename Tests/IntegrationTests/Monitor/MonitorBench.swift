import Foundation
import HTTPTypes
import Seams
import Synchronization
import VirtualTime

@testable import Integration

/// The monitor alone, on a store in memory and a clock that stands still.
struct MonitorBench: Sendable {
    let time = ManualTime()
    let database: EmbeddedStore
    let store: ItemStore
    let series: MinuteSeries
    let metrics: Metrics
    let gate: CallGate
    let monitor: MonitorParts

    init(
        token: String = "", users: String? = nil, settings change: (inout MonitorSettings) -> Void = { _ in }
    ) async throws {
        let time = time
        let database = EmbeddedStore(try MemoryDatabase())
        self.database = database
        store = ItemStore(database)
        series = MinuteSeries(time: time)
        metrics = Metrics(series: series)
        let randomness = SeededRandomness(seed: Seed(1))
        gate = CallGate(
            limit: .seconds(10), backoff: Backoff(), time: time, randomness: randomness, metrics: metrics
        ) { _ in }
        var configuration = Integration.Configuration()
        configuration.monitorToken = Secret(token)
        configuration.monitor.usersFile = users
        change(&configuration.monitor)
        let routes = try RouteTable([.make()])
        let readiness = Readiness()
        for part in Readiness.Part.allCases { readiness.mark(part) }
        monitor = MonitorParts(
            configuration: configuration, store: store,
            desk: CaseDesk(store: store, routes: routes, policy: DeliveryPolicy(), time: time, logger: .silent),
            routes: routes, readiness: readiness, metrics: metrics, series: series, gate: gate, signal: WakeSignal(),
            resources: [], process: { ProcessFigures.current() }, time: time, randomness: randomness, logger: .silent)
        try await store.migrate()
    }

    /// A users file with these people, all with the password `correct horse`; in a folder of its own.
    static func users(_ people: (name: String, role: Role)...) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "rehearsal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        var users = MonitorUsers()
        for person in people { users.set(.init(name: person.name, role: person.role, password: try horse.get())) }
        let path = folder.appending(path: "users.txt").path
        try users.text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// Hashed once: that is slow on purpose.
    static let horse = Result { try PasswordHash("correct horse", randomness: SeededRandomness(seed: Seed(7))) }

    func outcome(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", _ headers: [String: String] = [:],
        authority: String = "127.0.0.1:18700", peer: String = "10.0.0.1", scheme: String = "http"
    ) async -> HTTPOutcome {
        var request = HTTPRequest(method: method, scheme: scheme, authority: authority, path: path)
        for (name, value) in headers {
            guard let name = HTTPField.Name(name) else { continue }
            request.headerFields[name] = value
        }
        return await monitor.endpoint.respond(to: HTTPCall(request: request, body: Array(body.utf8), peer: peer))
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String = "", _ headers: [String: String] = [:],
        authority: String = "127.0.0.1:18700", peer: String = "10.0.0.1", scheme: String = "http"
    ) async -> HTTPReply {
        let outcome = await outcome(
            method, path, body, headers, authority: authority, peer: peer, scheme: scheme)
        guard case .reply(let reply) = outcome else {
            return HTTPReply(.badGateway, contentType: "text/plain", body: "no whole reply")
        }
        return reply
    }

    func logIn(_ name: String, _ password: String = "correct horse", peer: String = "10.0.0.1") async -> HTTPReply {
        await send(.post, "/api/session", "{\"name\":\"\(name)\",\"password\":\"\(password)\"}", peer: peer)
    }

    /// The headers of somebody who just logged in.
    func headers(_ name: String) async throws -> [String: String] {
        let reply = await logIn(name)
        let cookie = (reply.response.headerFields[.setCookie] ?? "").prefix { $0 != ";" }
        let answer = try JSONSerialization.jsonObject(with: Data(reply.body)) as? [String: Any]
        return ["Cookie": String(cookie), "X-CSRF-Token": answer?["proof"] as? String ?? ""]
    }

    /// Stores items as an event does; `state` is written over them.
    func put(_ instances: [String], state: ItemState = .received, reason: String? = nil) async throws {
        for instance in instances {
            let key = ItemKey(flow: "PROC-CLAIM", instance: instance, form: "ER_ExpReimbursement")
            _ = try await store.receive(
                ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: instance),
                Arrival(keys: [key], news: .over), at: time.now, rereadAt: time.now)
            _ = try await database.commit { database in
                try database.execute(
                    "UPDATE items SET state = ?, reason = ? WHERE instance = ?",
                    [.of(state.rawValue), .of(reason), .of(instance)])
            }
        }
    }

    /// Stores the approval behind an item.
    func read(_ instance: ApprovalInstance) async throws {
        let item = try await store.items(of: instance.id)[0]
        let text = instance.storedText()
        _ = try await database.commit { database in
            try database.execute("INSERT INTO bodies (item, snapshot) VALUES (?, ?)", [.of(item.id), .of(text)])
        }
    }

    func auditActions() async throws -> [String] {
        try await database.read { database in
            try database.rows("SELECT actor, action FROM audit ORDER BY number").map {
                "\(try $0.get(0, as: String.self)): \(try $0.get(1, as: String.self))"
            }
        }
    }
}

/// Collects what a streamed reply writes.
final class StreamTrap: Sendable {
    private let text = Mutex("")

    var collected: String { text.withLock { $0 } }
    var writer: HTTPBodyWriter {
        HTTPBodyWriter { bytes in
            self.text.withLock { $0 += String(decoding: bytes, as: UTF8.self) }
            return true
        }
    }
}
