import Foundation
import HTTPTypes
import Seams
import Testing

@testable import Integration

/// Everything that the core serves, asked for by everybody: what they get is what this table says. A request that the code
/// serves and the table does not know, or the other way round, is a failure: whoever adds one decides here who may.
@Suite(.timeLimit(.minutes(2))) struct RouteMatrixTests {
    /// Method, path, and the statuses in the order of `FullCore.Asker`. 400, 404 and 409 mean that somebody was let in:
    /// the requests name things that are not there.
    static let expected = """
        DELETE /api/session 401 200 200 200 200 401 401
        GET / 200 200 200 200 200 200 200
        GET /api/alerts 401 200 200 200 200 401 401
        GET /api/alerts/{id} 401 404 404 404 404 401 401
        GET /api/attendance 401 200 200 200 200 401 401
        GET /api/audit 401 403 200 403 200 401 401
        GET /api/audit/head 401 403 200 403 200 401 401
        GET /api/audit/verify 401 403 200 403 200 401 401
        GET /api/conflicts 401 200 200 200 200 401 401
        GET /api/conflicts/{id} 401 404 404 404 404 401 401
        GET /api/dead-letters 401 200 200 200 200 401 401
        GET /api/directory 401 200 200 200 200 401 401
        GET /api/directory/summary 401 200 200 200 200 401 401
        GET /api/directory/{kind}/{source} 401 404 404 404 404 401 401
        GET /api/events 401 200 200 200 200 401 401
        GET /api/items 401 200 200 200 200 401 401
        GET /api/items/{instance} 401 404 404 404 404 401 401
        GET /api/leaves 401 200 200 200 200 401 401
        GET /api/leaves/{id} 401 404 404 404 404 401 401
        GET /api/mappings 401 200 200 200 200 401 401
        GET /api/overview 401 200 200 200 200 401 401
        GET /api/series 401 200 200 200 200 401 401
        GET /api/session 200 200 200 200 200 200 200
        GET /api/settings 401 403 403 403 200 401 401
        GET /api/sign-ons 401 403 200 403 200 401 401
        GET /api/stock-alerts 401 200 200 200 200 401 401
        GET /api/stock-alerts/{number} 401 404 404 404 404 401 401
        GET /api/transfers 401 200 200 200 200 401 401
        GET /api/transfers/{instance} 401 404 404 404 404 401 401
        GET /health/live 200 200 200 200 200 200 200
        GET /health/ready 200 200 200 200 200 200 200
        GET /metrics 200 200 200 200 200 200 200
        GET /page/cases.js 200 200 200 200 200 200 200
        GET /page/charts.js 200 200 200 200 200 200 200
        GET /page/core.js 200 200 200 200 200 200 200
        GET /page/icon.svg 200 200 200 200 200 200 200
        GET /page/main.js 200 200 200 200 200 200 200
        GET /page/mappings.js 200 200 200 200 200 200 200
        GET /page/monitor.css 200 200 200 200 200 200 200
        GET /page/overview.js 200 200 200 200 200 200 200
        GET /page/records.js 200 200 200 200 200 200 200
        GET /page/said.js 200 200 200 200 200 200 200
        GET /page/story.js 200 200 200 200 200 200 200
        GET /page/transfers.js 200 200 200 200 200 200 200
        GET /page/words.js 200 200 200 200 200 200 200
        GET /sign-on 302 302 302 302 302 302 302
        GET /sign-on/browser 302 302 302 302 302 302 302
        GET /sign-on/callback 400 400 400 400 400 400 400
        GET /sign-on/in-app 200 200 200 200 200 200 200
        POST /api/alerts/{id}/acknowledge 401 403 403 404 404 401 401
        POST /api/alerts/{id}/silence 401 403 403 404 404 401 401
        POST /api/attendance/retry 401 403 403 200 200 401 401
        POST /api/conflicts/{id}/confirm 401 403 403 404 404 401 401
        POST /api/conflicts/{id}/reject 401 403 403 404 404 401 401
        POST /api/dead-letters/replay 401 403 403 400 400 401 401
        POST /api/dead-letters/{instance}/abandon 401 403 403 404 404 401 401
        POST /api/dead-letters/{instance}/adopt 401 403 403 404 404 401 401
        POST /api/dead-letters/{instance}/preview 401 403 403 404 404 401 401
        POST /api/dead-letters/{instance}/redo 401 403 403 404 404 401 401
        POST /api/dead-letters/{instance}/replay 401 403 403 404 404 401 401
        POST /api/dead-letters/{instance}/revoke 401 403 403 404 404 401 401
        POST /api/directory/compare 401 403 403 202 202 401 401
        POST /api/directory/retry 401 403 403 200 200 401 401
        POST /api/directory/{kind}/{source}/retry 401 403 403 404 404 401 401
        POST /api/items/{instance}/abandon 401 403 403 404 404 401 401
        POST /api/items/{instance}/adopt 401 403 403 404 404 401 401
        POST /api/items/{instance}/preview 401 403 403 404 404 401 401
        POST /api/items/{instance}/redo 401 403 403 404 404 401 401
        POST /api/items/{instance}/replay 401 403 403 404 404 401 401
        POST /api/items/{instance}/revoke 401 403 403 404 404 401 401
        POST /api/leaves/{id}/confirm 401 403 403 404 404 401 401
        POST /api/leaves/{id}/reject 401 403 403 404 404 401 401
        POST /api/mappings/preview 401 400 400 400 400 401 401
        POST /api/mappings/reload 401 403 403 403 409 401 401
        POST /api/session 400 400 400 400 400 400 400
        POST /api/stock-alerts/{number}/mute 401 403 403 404 404 401 401
        POST /api/stock-alerts/{number}/resend 401 403 403 404 404 401 401
        POST /dingtalk/callback 403 403 403 403 403 403 403
        POST /hooks/kingdee/stock 401 401 401 401 401 401 401
        POST /sign-on/in-app 400 400 400 400 400 400 400
        """

    /// The table by request.
    private static let rows = Dictionary(
        expected.split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return (words.prefix(2).joined(separator: " "), words.dropFirst(2).compactMap { Int($0) })
        }, uniquingKeysWith: { $1 })

    private static func name(_ route: ServedRoute) -> String { "\(route.method.rawValue) \(route.path)" }

    @Test func answersEverybodyAsTheTableSays() async throws {
        let core = try FullCore()
        try await core.run {
            let askers = try await core.askers()
            // Logging out ends what the others ask with.
            let routes = core.core.routes.sorted { $0.method != .delete && $1.method == .delete }
            #expect(Set(routes).count == routes.count, "a request is in the list twice")
            var got: [String: [Int]] = [:]
            for route in routes {
                let path = route.path.replacing(/\{[a-z]+\}/, with: "999999")
                for asker in FullCore.Asker.allCases {
                    let reply = await core.send(route.method, path, "", askers[asker] ?? [])
                    got[RouteMatrixTests.name(route), default: []].append(reply.response.status.code)
                }
            }
            for (name, statuses) in got.sorted(by: { $0.key < $1.key }) {
                let line = "\(name) \(statuses.map(String.init).joined(separator: " "))"
                #expect(RouteMatrixTests.rows[name] == statuses, "\(line)")
            }
            let gone = Set(RouteMatrixTests.rows.keys).subtracting(got.keys).sorted()
            #expect(gone == [], "the core does not serve these any more")
        }
    }

    /// What the list says of a request is what decides: whoever may not do it gets 401 or 403, whoever may something else.
    @Test func letsInWhomTheListNames() async throws {
        let core = try FullCore()
        let roles: [FullCore.Asker: Role] = [
            .viewer: .viewer, .auditor: .auditor, .operator: .operator, .administrator: .administrator,
        ]
        for route in core.core.routes {
            guard let row = RouteMatrixTests.rows[RouteMatrixTests.name(route)] else { continue }
            for (asker, status) in zip(FullCore.Asker.allCases, row) {
                let isRefused = status == 401 || status == 403
                switch route.access {
                case .everybody: #expect(!isRefused || route.method == .post, "\(route.path) \(asker)")
                case .proof: #expect(isRefused || status >= 400, "\(route.path) \(asker)")
                case .role(let permission):
                    let isAllowed = roles[asker]?.allows(permission) ?? false
                    #expect(isRefused != isAllowed, "\(route.method) \(route.path) \(asker): \(status)")
                }
            }
        }
    }

    /// Nothing beside the list is answered, whatever the method.
    @Test func answersNothingElse() async throws {
        let core = try FullCore()
        try await core.run {
            let headers = [("Authorization", "Bearer \(FullCore.token)")]
            let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT", "FOO"]
            let paths = core.core.routes.map { $0.path.replacing(/\{[a-z]+\}/, with: "999999") }
            for path in Set(paths + paths.map { $0 + "/more" } + ["/..", "/page/..", "/page/%2e%2e/main.js"]).sorted() {
                let components = path.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
                for method in methods.compactMap({ HTTPRequest.Method(rawValue: $0) })
                where !core.core.routes.contains(where: { $0.matches(method, components) }) {
                    let status = await core.send(method, path, "", headers).response.status.code
                    // A callback or hook of another method, or of another path below sign-on, is refused by its own.
                    #expect([403, 404, 405].contains(status), "\(method) \(path): \(status)")
                }
            }
        }
    }

    // MARK: The documents

    private static func table(_ routes: [ServedRoute], _ words: [String]) -> String {
        let head = "| \(words[0]) | \(words[1]) | " + Role.allCases.map(\.rawValue).joined(separator: " | ") + " |\n"
        let line = "| --- | --- |" + Role.allCases.map { _ in " --- |" }.joined() + "\n"
        return head + line
            + routes.map { route in
                var marks = Role.allCases.map { _ in words[2] }
                var nobody = words[2]
                switch route.access {
                case .everybody: break
                case .proof: (nobody, marks) = (words[3], marks.map { _ in words[3] })
                case .role(let permission):
                    nobody = ""
                    marks = Role.allCases.map { $0.allows(permission) ? words[2] : "" }
                }
                return "| `\(name(route))` | \(nobody) | \(marks.joined(separator: " | ")) |\n"
            }.joined()
    }

    @Test(arguments: [
        ("security.md", ["request", "nobody", "yes", "with its proof"]),
        ("security.zh-CN.md", ["请求", "未登录", "可", "须有凭证"]),
    ])
    func isWhatTheDocumentsSay(name: String, words: [String]) throws {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let file = folder.appending(path: "docs/\(name)")
        let text = try String(contentsOf: file, encoding: .utf8)
        let (start, end) = ("<!-- routes -->\n\n", "\n<!-- end of routes -->")
        let parts = text.components(separatedBy: start)
        let table = RouteMatrixTests.table(try FullCore().core.routes, words)
        guard parts.count == 2, let after = parts[1].range(of: end) else {
            Issue.record("docs/\(name) has no marks around its table of requests")
            return
        }
        if ProcessInfo.processInfo.environment["REHEARSAL_WRITE_DOCS"] != nil {
            try (parts[0] + start + table + parts[1][after.lowerBound...]).write(
                to: file, atomically: true, encoding: .utf8)
            return
        }
        #expect(
            parts[1][..<after.lowerBound] == table,
            "docs/\(name) says otherwise; REHEARSAL_WRITE_DOCS=1 swift test --filter RouteMatrixTests writes it")
    }
}
