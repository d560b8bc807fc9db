/// A part of a regular expression.
indirect enum MatchNode {
    /// How often something repeats: as often as it can, as seldom, or as often without giving anything back.
    enum Greed {
        case most, least, all
    }

    case byte(UInt8)
    case one(MatchSet)
    case sequence([MatchNode])
    case choice([MatchNode])
    /// A group that captures, counted from 1.
    case group(Int, MatchNode)
    case repeated(MatchNode, least: Int, most: Int?, Greed)
    case assert(MatchProgram.Assertion)
    case again(Int)
    case look(MatchNode, isWanted: Bool)
    case atomic(MatchNode)

    /// Whether it can match nothing at all.
    var isNullable: Bool {
        switch self {
        case .byte, .one: false
        case .sequence(let nodes): nodes.allSatisfy(\.isNullable)
        case .choice(let nodes): nodes.contains(where: \.isNullable)
        case .group(_, let node), .atomic(let node): node.isNullable
        case .repeated(let node, let least, _, _): least == 0 || node.isNullable
        case .assert, .again, .look: true
        }
    }

    /// What it can begin with; nil when it may match nothing.
    var first: MatchSet? {
        switch self {
        case .byte(let byte): return MatchSet(Unicode.Scalar(byte))
        case .one(let set): return set
        case .sequence(let nodes):
            // Assertions and the like before it narrow what comes, but begin with nothing themselves.
            var sets: [MatchSet] = []
            for node in nodes {
                if let set = node.first { return .union(sets + [set]) }
                switch node {
                case .assert, .look: continue
                case .repeated(let inner, _, _, _):
                    guard let set = inner.first else { return nil }
                    sets.append(set)
                default: return nil
                }
            }
            return nil
        case .choice(let nodes):
            let sets = nodes.compactMap(\.first)
            return sets.count == nodes.count ? .union(sets) : nil
        case .group(_, let node), .atomic(let node): return node.first
        case .repeated(let node, let least, _, _): return least == 0 ? nil : node.first
        case .assert, .again, .look: return nil
        }
    }

    /// Whether every match begins at the beginning of the text.
    var isAnchored: Bool {
        switch self {
        case .assert(.start): true
        case .sequence(let nodes): nodes.first?.isAnchored == true
        case .choice(let nodes): nodes.allSatisfy(\.isAnchored)
        case .group(_, let node), .atomic(let node): node.isAnchored
        default: false
        }
    }
}

extension MatchProgram {
    /// More steps are no expression that a person wrote.
    private static let stepsMax = 10_000

    init(_ root: MatchNode, groups: Int) throws(MatchSyntaxError) {
        self.groups = groups
        slots = 2 + 2 * groups
        first = root.first
        isAnchored = root.isAnchored
        try add(root)
        steps.append(.accept)
    }

    private mutating func add(_ node: MatchNode) throws(MatchSyntaxError) {
        guard steps.count < MatchProgram.stepsMax else {
            throw MatchSyntaxError(reason: "it repeats too much in braces; write smaller numbers")
        }
        switch node {
        case .byte(let byte): steps.append(.byte(byte))
        case .one(let set): steps.append(.one(set))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let nodes):
            var ends: [Int] = []
            for node in nodes.dropLast() {
                let fork = placeholder()
                try add(node)
                ends.append(placeholder())
                steps[fork] = .either(fork + 1, steps.count)
            }
            if let last = nodes.last { try add(last) }
            for end in ends { steps[end] = .jump(steps.count) }
        case .group(let index, let node):
            steps.append(.save(2 * index))
            try add(node)
            steps.append(.save(2 * index + 1))
        case .assert(let assertion): steps.append(.assert(assertion))
        case .again(let group): steps.append(.again(group))
        case .look(let node, let isWanted):
            let start = placeholder()
            try add(node)
            steps.append(.accept)
            steps[start] = .look(isWanted: isWanted, end: steps.count)
        case .atomic(let node):
            let start = placeholder()
            try add(node)
            steps.append(.accept)
            steps[start] = .atomic(end: steps.count)
        case .repeated(let inner, let least, let most, .all):
            try add(.atomic(.repeated(inner, least: least, most: most, .most)))
        case .repeated(let inner, let least, let most, let greed):
            for _ in 0..<least { try add(inner) }
            guard let most else {
                try addLoop(inner, isLazy: greed == .least)
                return
            }
            var forks: [Int] = []
            for _ in least..<max(least, most) {
                forks.append(placeholder())
                try add(inner)
            }
            for fork in forks { steps[fork] = MatchProgram.fork(fork + 1, steps.count, greed == .least) }
        }
    }

    private mutating func addLoop(_ inner: MatchNode, isLazy: Bool) throws(MatchSyntaxError) {
        let start = placeholder()
        guard inner.isNullable else {
            try add(inner)
            steps.append(.jump(start))
            steps[start] = MatchProgram.fork(start + 1, steps.count, isLazy)
            return
        }
        let slot = slots
        slots += 1
        steps.append(.save(slot))
        try add(inner)
        let end = steps.count + 2
        steps.append(.leaveUnlessMoved(since: slot, to: end))
        steps.append(.jump(start))
        steps[start] = MatchProgram.fork(start + 1, end, isLazy)
    }

    private mutating func placeholder() -> Int {
        steps.append(.accept)
        return steps.count - 1
    }

    private static func fork(_ inside: Int, _ outside: Int, _ isLazy: Bool) -> Step {
        isLazy ? .either(outside, inside) : .either(inside, outside)
    }
}
