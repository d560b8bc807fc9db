import Foundation
import HTTPTypes
import Seams
import Simulators

/// What a person does with the core's held conflicts.
struct OrganisationDesk: Sendable {
    /// An open conflict.
    struct Conflict: Hashable, Sendable {
        var id: Int64
        var number: String
        var fields: [String]
    }

    private struct Answer: Decodable {
        struct Conflict: Decodable {
            struct Record: Decodable {
                var number: String?
            }

            struct Field: Decodable {
                var field: String
            }

            var id: Int64
            var record: Record
            var fields: [Field]
        }

        var conflicts: [Conflict]
    }

    private let core: CoreOperator

    init(_ core: CoreOperator) {
        self.core = core
    }

    /// The open conflicts.
    func open() async throws -> [Conflict] {
        let reply = try await core.call(.get, "/api/conflicts?state=open&limit=1000")
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body)) else {
            throw ControlError("the core's list of conflicts is not readable: \(reply.text.prefix(200))")
        }
        return answer.conflicts.map {
            Conflict(id: $0.id, number: $0.record.number ?? "", fields: $0.fields.map(\.field))
        }
    }

    func decide(_ id: Int64, isConfirmed: Bool) async throws {
        _ = try await core.call(.post, "/api/conflicts/\(id)/\(isConfirmed ? "confirm" : "reject")")
    }
}
