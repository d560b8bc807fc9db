import Foundation
import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(1))) struct MonitorPageTests {
    @Test func servesEverythingThePageAsksForFromItself() async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        let page = await bench.send(.get, "/")
        #expect(page.response.status == .ok)
        #expect(page.response.headerFields[.contentSecurityPolicy]?.hasPrefix("default-src 'self';") == true)
        for path in ["/page/monitor.css", "/page/main.js", "/page/core.js", "/page/words.js", "/page/icon.svg"] {
            let file = await bench.send(.get, path)
            #expect(file.response.status == .ok && file.body.count > 100, "\(path)")
            let tag = file.response.headerFields[.eTag] ?? ""
            let again = await bench.send(.get, path, "", ["If-None-Match": tag])
            #expect(again.response.status == .notModified && again.body.isEmpty)
        }
        #expect(await bench.send(.get, "/page/../main.js").response.status == .notFound)
        for reply in [page, await bench.send(.get, "/page/main.js"), await bench.send(.get, "/page/overview.js")] {
            // Nothing from elsewhere, nothing inline, and text never becomes markup.
            for word in ["https://", "innerHTML", "insertAdjacentHTML", "<style", "style=\"", "eval("] {
                #expect(!reply.text.contains(word), "\(word)")
            }
        }
    }

    /// A wrong secret is to be noticed before the worker takes the place of one that works.
    @Test func isNotReadyWhileAPlatformHasRefusedTheLogInSinceTheStart() async throws {
        let bench = try await MonitorBench(token: "token-of-the-monitor")
        func health() async throws -> (HTTPResponse.Status, String) {
            let reply = await bench.send(.get, "/health/ready")
            let metrics = await bench.send(.get, "/metrics").text
            #expect(metrics.contains("\nrehearsal_ready \(reply.response.status == .ok ? 1 : 0)\n"))
            return (reply.response.status, reply.text.filter { !$0.isWhitespace })
        }
        #expect(try await health() == (.ok, #"{"status":"ready"}"#))
        let refuse: @Sendable () throws -> Int = { throw PlatformFailure.logInRefused("数据中心不存在") }
        _ = await bench.gate.call(.save, refuse)
        #expect(try await health() == (.serviceUnavailable, #"{"missing":["kingdee-log-in"],"status":"refused"}"#))
        #expect(
            await bench.send(.get, "/metrics").text.contains("rehearsal_log_in_refused{platform=\"kingdee\"} 1\n"))
        // The page goes on being served, and says what is wrong.
        let headers = ["Authorization": "Bearer token-of-the-monitor"]
        let overview = await bench.send(.get, "/api/overview", "", headers)
        #expect(overview.response.status == .ok && overview.text.contains("数据中心不存在"))
        _ = await bench.gate.call(.save) { 1 }
        #expect(try await health() == (.ok, #"{"status":"ready"}"#))
        // Refused only later, it goes on taking events: nobody else could take them any better.
        _ = await bench.gate.call(.save, refuse)
        #expect(try await health() == (.ok, #"{"missing":["kingdee-log-in"],"status":"ready"}"#))
    }

    @Test func answersUnknownPathsWithOneMessage() async throws {
        let bench = try await MonitorBench(token: "s3cret-token")
        let right = ["Authorization": "Bearer s3cret-token"]
        for path in ["/nothing", "/page/nothing", "/api/nothing", "/api", "/api/transfers/a/b", "/api/overview/x"] {
            #expect(await bench.send(.get, path, "", right).response.status == .notFound, "\(path)")
        }
        #expect(await bench.send(.put, "/api/session", "", right).response.status == .methodNotAllowed)
    }

    /// Each line is a comment, or a sample as the text format 0.0.4 describes it; each metric has one type, before its
    /// samples; histograms are cumulative and end with their count.
    @Test func writesMetricsThatPrometheusReads() async throws {
        let bench = try await MonitorBench()
        try await bench.put(["INST-1"])
        bench.metrics.called(.save, outcome: "ok", took: .milliseconds(20))
        bench.metrics.called(.save, outcome: "ok", took: .seconds(100))
        bench.metrics.rested(.done, took: .seconds(2))
        let text = await bench.send(.get, "/metrics").text
        #expect(text.hasSuffix("\n") && text.contains("# HELP rehearsal_call_seconds "))
        let sample =
            /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{[a-zA-Z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-zA-Z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?[0-9.e+-]+|NaN|\+Inf)/
        var (types, last, helped) = ([String: Substring](), [String: Double](), Set<Substring>())
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3)
            if line.hasPrefix("# HELP ") {
                #expect(helped.insert(words[2]).inserted)
                continue
            }
            if line.hasPrefix("# TYPE ") {
                #expect(types.updateValue(words[3], forKey: String(words[2])) == nil, "\(line)")
                continue
            }
            guard let match = line.wholeMatch(of: sample) else {
                Issue.record("no sample: \(line)")
                continue
            }
            let name = String(match.1)
            let base = ["_bucket", "_sum", "_count"].reduce(name) {
                $0.hasSuffix($1) ? String($0.dropLast($1.count)) : $0
            }
            #expect(types[name] != nil || types[base] == "histogram", "\(line)")
            guard name.hasSuffix("_bucket"), let value = Double(match.3) else { continue }
            let series = name + (match.2.map { $0.replacing(/,?le="[^"]*"/, with: "") } ?? "")
            #expect(value >= last[series] ?? 0, "\(line)")
            last[series] = line.contains("le=\"+Inf\"") ? nil : value
        }
        #expect(text.contains("rehearsal_call_seconds_bucket{platform=\"kingdee\",operation=\"save\",le=\"+Inf\"} 2\n"))
        #if os(Linux)
            #expect(text.contains("process_resident_memory_bytes ") && text.contains("process_start_time_seconds "))
        #endif
    }
}
