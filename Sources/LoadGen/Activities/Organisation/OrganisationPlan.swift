import Seams

/// What happens in an organisation during a run, as a scenario's section `organisation` says.
struct OrganisationPlan: Hashable, Sendable {
    /// One kind of thing that happens.
    enum Change: String, CaseIterable, Hashable, Sendable {
        /// Somebody new comes.
        case join
        /// Somebody goes to another department.
        case move
        /// Somebody's name or e-mail address changes.
        case rename
        /// Somebody leaves.
        case leave
        /// Somebody comes and leaves at once: a leave must not overtake the join.
        case brief
        /// Somebody leaves and comes back under the same staff number: soon or a while later, with the old userid or a new
        /// one.
        case comeback
        /// Somebody gets a post in another department too.
        case appointment
        /// Somebody loses a post that is not the main one.
        case recall
        /// A post that was not the main one becomes it.
        case promotion
        case createDepartment = "create-department"
        case renameDepartment = "rename-department"
        case removeDepartment = "remove-department"
        /// Somebody whose name Kingdee does not take: only that person is not to arrive.
        case poison
        /// Somebody changes a name in Kingdee, behind DingTalk's back.
        case edit
        /// Somebody changes, adds or deletes one of a person's posts in Kingdee.
        case postEdit = "post-edit"
        /// Somebody deletes a person's record in Kingdee.
        case erasure

        var isEdit: Bool { self == .edit || self == .postEdit || self == .erasure }
    }

    /// Which of a person's departments become posts in Kingdee.
    enum Posts: String, CaseIterable, Hashable, Sendable {
        case all, main
    }

    /// Whether Kingdee begins with the company's people and departments, or without any.
    enum Kingdee: String, CaseIterable, Hashable, Sendable {
        case same, empty
    }

    /// What a person decides about changes made in Kingdee.
    enum Decision: String, CaseIterable, Hashable, Sendable {
        case confirm, reject
        /// Confirms every other one.
        case alternate
    }

    var kingdee = Kingdee.same
    var posts = Posts.all
    /// So many people have two or three departments from the start.
    var manifold = 0
    var counts: [Change: Int] = [:]
    var arrivals = Arrivals.burst(within: .seconds(1))
    /// So many people are gone from DingTalk at one moment, after everything else.
    var vanished = 0
    /// So many people left DingTalk before the core was ever started: only Kingdee has them.
    var strangers = 0
    var decision = Decision.alternate
    /// What a person decides about those who vanished, and about strangers; never nothing by itself.
    var leavesDecision = Decision.reject
    /// The longest that a change may take to be in Kingdee; nil for until the end.
    var within: Duration?
    /// The same for 99 of 100; nil leaves it unchecked.
    var withinP99: Duration?

    /// The changes in the order in which they happen: drawn, so that kinds mix.
    func changes(seed: Seed) -> [Change] {
        var generator = seed.stream("changes")
        return Change.allCases.flatMap { Array(repeating: $0, count: counts[$0] ?? 0) }
            .shuffled(using: &generator)
    }

    var total: Int { counts.values.reduce(0, +) }

    /// Whether anything happens whose way to Kingdee can be timed.
    var isTimed: Bool { total > edits + (counts[.poison] ?? 0) }

    /// How often somebody changes something in Kingdee.
    var edits: Int { counts.reduce(0) { $0 + ($1.key.isEdit ? $1.value : 0) } }
}

extension OrganisationPlan {
    init?(_ section: inout ScenarioSection) {
        kingdee = section.choice("kingdee", of: Kingdee.self) ?? kingdee
        posts = section.choice("posts", of: Posts.self) ?? posts
        manifold = section.integer("manifold", in: 0...100_000) ?? manifold
        for change in Change.allCases {
            counts[change] = section.integer("\(change.rawValue)s", in: 0...100_000) ?? 0
        }
        vanished = section.integer("vanished", in: 0...100_000) ?? vanished
        strangers = section.integer("strangers", in: 0...100_000) ?? strangers
        decision = section.choice("decide", of: Decision.self) ?? decision
        leavesDecision = section.choice("decide-leaves", of: Decision.self) ?? leavesDecision
        within = section.duration("within", in: .milliseconds(1) ... .seconds(3600))
        withinP99 = section.duration("within-p99", in: .milliseconds(1) ... .seconds(3600))
        if section.has("arrivals") {
            guard let read = section.arrivals() else { return nil }
            arrivals = read
        }
    }
}
