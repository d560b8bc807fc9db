import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Simulators

/// Broken requests to the fake DingTalk: none makes it crash, answer in a shape that the platform has not, or forget.
@Suite(.timeLimit(.minutes(10)))
struct DingTalkFuzzTests {
    private struct Target {
        let bench: DingTalkBench
        let values: [(name: String, value: String)]

        init() async throws {
            bench = DingTalkBench()
            let instance = try bench.submit()
            bench.time.advance(by: .seconds(60))  // an instance cannot be withdrawn in its first seconds
            let shown = try await bench.topapi("processinstance/get", ["process_instance_id": .string(instance)])
            var values = [
                ("token", try await bench.token()), ("instance", instance),
                ("task", shown.at("process_instance.tasks.0.taskid")?.scalarText ?? "0"),
                ("start", String(bench.time.now.milliseconds - 1000)), ("key", bench.world.appKey),
                ("secret", bench.world.appSecret), ("corp", bench.world.corpID), ("user", DingTalkBench.zhang),
                ("boss", DingTalkBench.boss), ("code", bench.world.templates[0].code),
                ("agent", String(bench.world.agentID)), ("app", YidaApp.purchasing.appType),
                ("system", YidaApp.purchasing.systemToken), ("form", YidaForm.purchaseRequest.formUUID),
                ("flow", YidaForm.purchaseRequest.processCode ?? ""), ("supplier", YidaForm.supplier.formUUID),
                ("robot", bench.world.robots[0].accessToken(in: bench.world.number)),
            ]
            // What other examples act on, made by examples.
            for (name, operation, member) in [
                ("purchase", "yida/processes/instances/start", "result"),
                ("data", "yida/forms/instances/save", "result"),
                ("notice", "message/corpconversation/asyncsend_v2", "task_id"),
                ("message", "robot/oToMessages/batchSend", "processQueryKey"),
            ] {
                let line = DingTalkExamples.lines.first { line in
                    FuzzRequest(line: line, values: values).call.map { DingTalkRequest($0).operation } == operation
                }
                let request = Target.request(line ?? "", values)
                guard let call = request.call, case .reply(let reply) = await bench.server.respond(to: call) else {
                    continue
                }
                values.append((name, (try? reply.json[member]?.scalarText).flatMap { $0 } ?? "none"))
            }
            self.values = values
        }

        func request(_ line: String) -> FuzzRequest { Target.request(line, values) }

        private static func request(_ line: String, _ values: [(name: String, value: String)]) -> FuzzRequest {
            var request = FuzzRequest(line: line, values: values)
            let isJSON = request.body.first == UInt8(ascii: "{")
            request.headers = [("Content-Type", isJSON ? "application/json" : "application/x-www-form-urlencoded")]
            request.headers.append(("x-acs-dingtalk-access-token", values[0].value))
            return request
        }
    }

    @Test func hasAnExampleOfEachEndpoint() async throws {
        let target = try await Target()
        let found = Set(
            DingTalkExamples.lines.compactMap { line in
                target.request(line).call.flatMap { DingTalkRequest($0).endpoint?.operation }
            })
        let missing = DingTalkCatalog.all.map { $0.operation }.filter { !found.contains($0) }
        #expect(missing.isEmpty, "add a line to DingTalkExamples for each")
    }

    @Test(arguments: DingTalkExamples.lines)
    func examplesAreValid(line: String) async throws {
        let target = try await Target()
        let request = target.request(line)
        let call = try #require(request.call)
        guard case .reply(let reply) = await target.bench.server.respond(to: call) else { return }
        let isRefused =
            reply.response.status.code >= 400 || (try? reply.json["errcode"]).flatMap { $0 } ?? 0 != 0
            || reply.text.contains("error_response")
        #expect(isRefused == (line.first == "!"), "\(request.curl)\n\(reply.text)")
    }

    @Test func survivesBrokenRequests() async throws {
        try await FuzzRun(name: "dingtalk").run(
            prepare: { _ in try await Target() },
            make: { target, mutation in
                target.request(DingTalkExamples.lines.randomElement(using: &mutation.generator) ?? "")
            },
            judge: { target, request in
                guard let call = request.call else { return nil }
                return complaint(about: await target.bench.server.respond(to: call), to: call)
            }, aftermath: aftermath)
    }

    private func complaint(about outcome: HTTPOutcome, to call: HTTPCall) -> String? {
        guard case .reply(let reply) = outcome else {
            if case .webSocket = outcome { return nil }
            return "no reply"
        }
        // The control API is a door of ours, with sentences of its own.
        guard !call.path.hasPrefix("/_rehearsal/") else { return nil }
        let status = reply.response.status.code
        guard status < 500 else { return "status \(status): \(reply.text.prefix(300))" }
        guard reply.response.headerFields[.contentType]?.contains("json") == true else { return nil }
        let family = APIFamily(path: call.path)
        guard !reply.body.isEmpty else { return family == .modern ? nil : "an empty body" }
        guard let json = try? reply.json else { return "no JSON: \(reply.text.prefix(300))" }
        switch family {
        case .modern:
            if status >= 400, json["code"]?.string == nil || json["message"]?.string == nil {
                return "no code and message: \(json.text.prefix(300))"
            }
        case .root, .topapi:
            if status == 200, json["errcode"]?.integer == nil { return "no errcode: \(json.text.prefix(300))" }
        case .router: break
        }
        return nil
    }

    /// What must hold after each request.
    private func aftermath(_ target: Target) async throws -> String? {
        let state = target.bench.simulator.state()
        let counts = ["instances", "running", "completed", "terminated"].map { state[$0]?.integer ?? -1 }
        guard counts.allSatisfy({ $0 >= 0 }), counts[0] == counts[1] + counts[2] + counts[3] else {
            return "the counts of instances are \(counts)"
        }
        let boss = try await target.bench.topapi("v2/user/get", ["userid": .string(DingTalkBench.boss)])
        return boss["errcode"] == 0 ? nil : "a correct request failed afterwards: \(boss.text)"
    }
}
