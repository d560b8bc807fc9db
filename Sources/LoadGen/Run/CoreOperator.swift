import Foundation
import HTTPTypes
import Seams
import Simulators

/// What a person does with the core's operator API: looks at dead letters, mends and replays them.
struct CoreOperator: Sendable {
    /// A dead letter, as `GET /api/dead-letters` lists it.
    struct DeadLetter: Decodable, Hashable {
        var key: String
        var instance: String
        var reason: String
    }

    private struct DeadLetters: Decodable {
        var deadLetters: [DeadLetter]
    }

    /// A document's story, as `GET /api/items` lists it.
    struct Item: Decodable, Hashable {
        var instance: String
        var form: String
    }

    private struct Items: Decodable {
        var items: [Item]
    }

    private struct Adoption: Encodable {
        var form: String
        var document: String?
        var number: String?
    }

    private struct Mending: Encodable {
        var set: [String: String]
    }

    /// Host and port of a living core itself, not of the link: an operator's network is not under test.
    let authority: @Sendable () -> String
    let token: String
    let network: any Network
    /// `http` or `https`.
    var scheme = "http"

    /// The most dead letters that the core lists at once.
    static let deadLettersMax = 1000

    /// The items that wait for a person.
    ///
    /// - Throws: `NetworkError`, or `ControlError` with what the core answered.
    func deadLetters() async throws -> [DeadLetter] {
        let reply = try await call(.get, "/api/dead-letters?limit=\(CoreOperator.deadLettersMax)", body: [])
        guard let answer = try? JSONDecoder().decode(DeadLetters.self, from: Data(reply.body)) else {
            throw ControlError("the core's dead-letter list is not readable: \(reply.text.prefix(200))")
        }
        return answer.deadLetters.sorted { $0.instance < $1.instance }
    }

    /// The items whose outcome only a person can tell.
    ///
    /// - Throws: as `deadLetters()`.
    func waitingForPerson() async throws -> [Item] {
        let reply = try await call(.get, "/api/items?state=human&limit=1000")
        guard let answer = try? JSONDecoder().decode(Items.self, from: Data(reply.body)) else {
            throw ControlError("the core's list of items is not readable: \(reply.text.prefix(200))")
        }
        return answer.items.sorted { $0.instance < $1.instance }
    }

    /// Tells the core which document is the right one, or, where there is none, to make it.
    ///
    /// - Throws: as `deadLetters()`.
    func decide(_ item: Item, adopting document: StoredDocument?) async throws {
        let decision = Adoption(form: item.form, document: document.map { String($0.id) }, number: document?.number)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys  // the same seed, the same bytes
        _ = try await call(
            .post, "/api/items/\(item.instance)/\(document == nil ? "redo" : "adopt")",
            body: Array(try encoder.encode(decision)))
    }

    /// Sets form values of a dead letter's instance and lets the core try again.
    ///
    /// - Throws: as `deadLetters()`.
    func replay(_ letter: DeadLetter, set values: [String: String]) async throws {
        let body = try JSONEncoder().encode(Mending(set: values))
        _ = try await call(.post, "/api/dead-letters/\(letter.instance)/replay", body: Array(body))
    }

    /// Calls the operator API with the token.
    ///
    /// - Throws: `NetworkError`, or `ControlError` when the core answers anything but success.
    func call(_ method: HTTPRequest.Method, _ path: String, body: [UInt8] = []) async throws -> HTTPReply {
        var request = HTTPRequest(method: method, scheme: scheme, authority: authority(), path: path)
        request.headerFields[.authorization] = "Bearer \(token)"
        request.headerFields[.contentType] = "application/json"
        let reply = try await network.exchange(HTTPCall(request: request, body: body), timeout: .seconds(5))
        guard reply.response.status.kind == .successful else {
            throw ControlError("the core answered \(reply.response.status.code): \(reply.text.prefix(200))")
        }
        return reply
    }
}
