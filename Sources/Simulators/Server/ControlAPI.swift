import Foundation
import HTTPTypes
import Seams

/// The control API of a fake platform, below `/_rehearsal/`: reset, seed, state, history, fault plan, waiting, and the
/// platform's own actions. Never subject to faults, never part of the history.
struct ControlAPI<Simulated: SimulatedPlatform>: Sendable {
    let platform: Simulated
    let faults: FaultEngine
    let history: History
    let journal: CallJournal
    let time: any Time

    /// Answers a control call on `path`, the parts after the prefix.
    func respond(to call: HTTPCall, _ path: [String]) async -> HTTPReply {
        do {
            let body = call.body.isEmpty ? ControlAPI.members(of: call.query) : try JSON(parsing: call.body)
            if call.request.method == .post, path == ["wait"] { return await wait(try Expectation(body)) }
            guard let answer = try await answer(call.request.method.rawValue, path, call.query, body) else {
                return ControlReply.unknown(call)
            }
            return ControlReply.ok(answer)
        } catch {
            return ControlReply.refused(error)
        }
    }

    private func answer(_ method: String, _ path: [String], _ query: Substring, _ body: JSON) async throws -> JSON? {
        switch (method, path) {
        case ("POST", ["reset"]):
            platform.reset()
            journal.reset()
            faults.install(FaultPlan(), origin: time.now)
            history.reset()
            return ["ok": true]
        case ("POST", ["seed"]):
            try platform.seed(body)
            return ["ok": true]
        case ("GET", ["state"]):
            return platform.state()
        case ("GET", ["history"]):
            return try historyAnswer(query)
        case ("GET", ["operations"]):
            return ["operations": .array(Simulated.catalog.map(\.json))]
        case ("GET", ["calls"]):
            return callsAnswer(query)
        case ("GET", ["faults"]):
            return faultsAnswer()
        case ("PUT", ["faults"]):
            faults.install(try FaultPlan(control: body), origin: time.now)
            return faultsAnswer()
        case ("DELETE", ["faults"]):
            faults.install(FaultPlan(), origin: time.now)
            return faultsAnswer()
        default:
            return try await platform.control(method, path, body)
        }
    }

    private func historyAnswer(_ query: Substring) throws -> JSON {
        let from = Int(URLEncodedText.members(query)["from"] ?? "") ?? 0
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try history.events(from: from).map { try JSON(parsing: Array(encoder.encode($0))) }
        return ["events": .array(lines)]
    }

    private func faultsAnswer() -> JSON {
        let firings = faults.firings
        let active = Set(faults.active.map(\.id))
        return [
            "rules": .array(
                faults.plan.rules.map { rule in
                    [
                        "name": .string(rule.id), "fault": .string(type(of: rule.fault).name),
                        "active": .bool(active.contains(rule.id)), "fired": .number(firings[rule.id] ?? 0),
                    ]
                })
        ]
    }

    /// A query as an object of texts: what a call without a body has to say.
    private static func members(of query: Substring) -> JSON {
        .object(URLEncodedText.members(query).sorted { $0.key < $1.key }.map { JSON.Member($0.key, .string($0.value)) })
    }

    /// Waits until what a test expects is there (200), or says after the time-out what came nearest (417).
    private func wait(_ expectation: Expectation) async -> HTTPReply {
        if case .calls = expectation.condition, !journal.keepsCalls {
            return ControlReply.refused(ControlError("this server keeps no calls, so that none can be waited for"))
        }
        let start = time.now
        var watch = Watch(expectation)
        while true {
            let count = history.count
            if let found = watch.look(history, journal) {
                return ControlReply.ok(
                    .object(
                        [.init("met", true), .init("after", .string((time.now - start).unitText))]
                            + (found.members ?? [])))
            }
            let left = expectation.timeout - (time.now - start)
            guard left > .zero, !Task.isCancelled else { break }
            let history = history
            // Its end, by a change or by the time-out, is looked at above; cancelled means that the client went away.
            _ = try? await time.withTimeout(left) { await history.waitForChange(from: count) }
        }
        return ControlReply.reply(
            .expectationFailed,
            [
                "met": false, "error": .string("not met within \(expectation.timeout.unitText)"),
                "nearMisses": .array(watch.nearMisses(journal).map(JSON.string)),
            ])
    }

    private func callsAnswer(_ query: Substring) -> JSON {
        let arguments = URLEncodedText.members(query)
        let entries = journal.entries().filter { entry in
            entry.number >= Int(arguments["from"] ?? "") ?? 0
        }.filter { entry in
            arguments["operation"].map { $0 == entry.facts.operation } ?? true
        }
        return ["calls": .array(entries.map { platform.masked($0) })]
    }
}

extension SimulatedPlatform {
    /// A call for a person, with the world's secrets masked.
    fileprivate func masked(_ entry: CallJournal.Entry) -> JSON {
        func text(_ bytes: [UInt8]) -> JSON {
            let hidden = secrets.filter { !$0.isEmpty }
            return .string(hidden.reduce(String(decoding: bytes, as: UTF8.self)) { $0.replacing($1, with: "•••") })
        }
        return [
            "number": .number(entry.number), "operation": .string(entry.facts.operation),
            "key": entry.facts.key.map(JSON.string) ?? .null, "form": entry.facts.form.map(JSON.string) ?? .null,
            "account": entry.facts.account.map(JSON.string) ?? .null, "method": .string(entry.method),
            "path": text(Array(entry.target.utf8)), "body": text(entry.body),
            "status": entry.status.map { .number($0) } ?? .null, "error": entry.error.map(JSON.string) ?? .null,
            "reply": text(entry.reply),
        ]
    }
}

extension CatalogEntry {
    fileprivate var json: JSON {
        ["name": .string(name), "method": .string(method), "path": .string(path)]
    }
}
