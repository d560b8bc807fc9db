import Seams

/// So many people, each submitting, waiting until the document is audited, and thinking before the next claim. The
/// runner drives them, since their pace depends on the system under test. `{closed: {users: 20, think-time: 1s}}`
struct ClosedUsers: ArrivalProcess {
    static let name = "closed"

    static func read(_ section: inout ScenarioSection) -> Arrivals? {
        guard var closed = section.section(name) else { return nil }
        let users = closed.requires("users", write: "20") ? closed.integer("users", in: 1...100_000) : nil
        let thinkTime = closed.duration("think-time", in: .zero ... .seconds(3600)) ?? .zero
        closed.finish()
        return users.map { .closed(users: $0, thinkTime: thinkTime) }
    }
}
