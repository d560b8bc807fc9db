import Foundation
import HTTPTypes
import Integration
import LoadGen
import Seams

/// Answers on the small core's port: callbacks, health, and the operator's dead letters.
struct SmallHandler: HTTPHandler {
    let office: Office

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        let path = call.path.split(separator: "/").map(String.init)
        switch (call.request.method, path.first) {
        case (.post, "dingtalk"): return await callback(call)
        case (.get, "health"): return answer(.ok, "{\"status\":\"ready\"}")
        case (.get, "api"): return await deadLetters()
        case (.post, "api"): return await replay(path, call)
        default: return answer(.notFound, "{}")
        }
    }

    private func callback(_ call: HTTPCall) async -> HTTPOutcome {
        // Whoever cannot sign learns nothing more.
        guard let event = try? office.cryptor.open(query: call.query, body: call.body) else {
            return answer(.forbidden, "{}")
        }
        if event.type != "check_url" {
            guard await office.core.accept(office, event) else { return answer(.serviceUnavailable, "{}") }
        }
        return answer(.ok, office.cryptor.sealedSuccess(time: office.time, randomness: office.environment.randomness))
    }

    private struct Letters: Encodable {
        struct Letter: Encodable {
            var key: String
            var instance: String
            var reason: String
        }
        var deadLetters: [Letter]
    }

    private func deadLetters() async -> HTTPOutcome {
        do {
            let letters = try await office.core.deadLetters(office).map {
                Letters.Letter(key: $0.key, instance: $0.instance, reason: $0.reason ?? "")
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let text = String(decoding: try encoder.encode(Letters(deadLetters: letters)), as: UTF8.self)
            return answer(.ok, text)
        } catch {
            return answer(.internalServerError, "{}")
        }
    }

    private struct Mending: Decodable {
        var set: [String: String]?
    }

    private func replay(_ path: [String], _ call: HTTPCall) async -> HTTPOutcome {
        guard path.count == 4, let instance = path[2].removingPercentEncoding else { return answer(.notFound, "{}") }
        do {
            let mending = try JSONDecoder().decode(Mending.self, from: Data(call.body))
            try await office.core.replay(office, instance, mending.set ?? [:])
            office.bell.ring()
            return answer(.ok, "{}")
        } catch {
            return answer(.conflict, "{}")
        }
    }

    private func answer(_ status: HTTPResponse.Status, _ body: String) -> HTTPOutcome {
        .reply(HTTPReply(status, contentType: "application/json", body: body))
    }
}
