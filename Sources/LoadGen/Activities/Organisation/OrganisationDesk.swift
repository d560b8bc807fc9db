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
        /// Both sides of each field: the same question is the same text.
        var difference: String
    }

    private struct Answer: Decodable {
        struct Conflict: Decodable {
            struct Record: Decodable {
                var number: String?
            }

            struct Field: Decodable {
                var field: String
                var dingtalk: String
                var kingdee: String
            }

            var id: Int64
            var record: Record
            var fields: [Field]
        }

        var conflicts: [Conflict]
    }

    /// An open decision about many.
    struct Leave: Hashable, Sendable {
        var id: Int64
        /// The numbers of those who wait for it.
        var numbers: [String]
    }

    private struct Leaves: Decodable {
        struct Leave: Decodable {
            var id: Int64
        }

        var leaves: [Leave]
    }

    private struct Held: Decodable {
        struct Record: Decodable {
            var number: String?
        }

        var records: [Record]
        var next: Int64?
    }

    private struct Summary: Decodable {
        struct Count: Decodable {
            var state: String
            var count: Int
        }

        var counts: [Count]
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
        return answer.conflicts.map { conflict in
            Conflict(
                id: conflict.id, number: conflict.record.number ?? "", fields: conflict.fields.map(\.field),
                difference: conflict.fields.map { "\($0.field): \($0.dingtalk) / \($0.kingdee)" }
                    .joined(separator: "; "))
        }
    }

    /// The open decisions about leavers in great numbers and strangers.
    func openLeaves() async throws -> [Leave] {
        var leaves: [Leave] = []
        for leave in try await read(Leaves.self, "/api/leaves?state=open&limit=1000").leaves {
            var numbers: [String] = []
            var after: Int64? = 0
            while let place = after {
                let page = try await read(Held.self, "/api/leaves/\(leave.id)?after=\(place)&limit=1000")
                numbers += page.records.compactMap(\.number)
                after = page.next
            }
            leaves.append(Leave(id: leave.id, numbers: numbers))
        }
        return leaves
    }

    /// Whether no record waits for anything but a person.
    func isAtRest() async throws -> Bool {
        try await read(Summary.self, "/api/directory/summary").counts.allSatisfy { $0.state != "open" || $0.count == 0 }
    }

    func decideLeave(_ id: Int64, isConfirmed: Bool) async throws {
        _ = try await core.call(.post, "/api/leaves/\(id)/\(isConfirmed ? "confirm" : "reject")")
    }

    private func read<Answer: Decodable>(_ type: Answer.Type, _ path: String) async throws -> Answer {
        let reply = try await core.call(.get, path)
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(reply.body)) else {
            throw ControlError("the core's answer to \(path) is not readable: \(reply.text.prefix(200))")
        }
        return answer
    }

    func decide(_ id: Int64, isConfirmed: Bool) async throws {
        _ = try await core.call(.post, "/api/conflicts/\(id)/\(isConfirmed ? "confirm" : "reject")")
    }
}
