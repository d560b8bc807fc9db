import Logging
import Seams

/// Looks at all stock every `every`, and in between at the materials that a hook marked; stores each breach and recovery.
///
/// One process at a time does so, one question after the other: an older answer is never judged after a newer one, which
/// would make a recovery and a second breach out of nothing. `STK_Inventory` has no dependable date of change, so the
/// whole of it is compared (the reference's section 8); memory holds one page of materials.
struct StockWatch: Sendable {
    let store: StockAlertStore
    let kingdee: KingdeeClient
    let settings: StockAlertSettings
    let gate: CallGate
    let metrics: Metrics
    let time: any Time
    let logger: Logger
    let signal: WakeSignal
    /// Wakes the sender.
    let notices: WakeSignal

    private static let marksPerPage = 200
    /// More refused materials than these are not told of one by one.
    private static let refusedMax = 1000

    /// Where a look at all stock has come to.
    private struct Walk {
        var began: Timestamp
        var organization = 0
        var start = 0
    }

    /// Runs until the signal is stopped.
    func run() async {
        let loop = LeaderLoop(
            role: "stock-watch", database: store.database, gate: gate, time: time, logger: logger, signal: signal,
            health: metrics.health)
        var walk: Walk? = Walk(began: time.now)
        var next = time.now
        var refused: Set<String> = []
        await loop.run { term in
            try await checkMarks(term, &refused)
            if walk == nil, StockWatch.isDue(next, every: settings.every, at: time.now) {
                walk = Walk(began: time.now)
            }
            if let current = walk {
                walk = try await goOn(current, term, &refused)
                if walk == nil {
                    metrics.stockLooked(took: time.now - current.began)
                    next = current.began + settings.every
                    if next < time.now { next = time.now + settings.every / 10 }
                }
            }
            // A mark that was set meanwhile has set the signal too.
            return walk == nil ? .at(next) : .now
        }
    }

    /// Whether it is time to look at all stock. A clock that was set back is no reason to wait.
    static func isDue(_ next: Timestamp, every: Duration, at now: Timestamp) -> Bool {
        now >= next || next - now > every
    }

    /// Looks at the next page of materials; nil when it was the last.
    private func goOn(_ walk: Walk, _ term: LeadershipTerm, _ refused: inout Set<String>) async throws -> Walk? {
        let organizations = settings.organizations.isEmpty ? [""] : settings.organizations
        let organization = organizations[walk.organization]
        let condition = settings.materialsCondition
        let page = try await gate.read(.readStock) { [kingdee, settings] in
            try await kingdee.materials(
                organization: organization, where: condition, from: walk.start, limit: settings.materialsPerPage)
        }
        try await check(page.materials, organization, term, &refused)
        var walk = walk
        walk.start += page.materials.count
        guard page.isLast else { return walk }
        walk.organization += 1
        walk.start = 0
        return walk.organization < organizations.count ? walk : nil
    }

    /// Looks at what hooks marked.
    private func checkMarks(_ term: LeadershipTerm, _ refused: inout Set<String>) async throws {
        while true {
            let marks = try await store.marks(limit: StockWatch.marksPerPage)
            guard !marks.isEmpty else { return }
            try await check(marks, term, &refused)
            if marks.count < StockWatch.marksPerPage { return }
        }
    }

    /// Looks at marked materials. One text that Kingdee will not take is not to be in the way of the others: whoever knows
    /// the hook's secret can mark anything.
    private func check(_ marks: [StockMark], _ term: LeadershipTerm, _ refused: inout Set<String>) async throws {
        let list = marks.map { KingdeeClient.literal($0.material) }.joined(separator: ",")
        do {
            for organization in settings.organizations.isEmpty ? [""] : settings.organizations {
                let page = try await gate.read(.readStock) { [kingdee] in
                    try await kingdee.materials(
                        organization: organization, where: "FNumber in (\(list))", from: 0, limit: 2000)
                }
                try await check(page.materials, organization, term, &refused)
            }
        } catch PlatformFailure.rejected(let reason) {
            guard marks.count == 1 else {
                let middle = marks.count / 2
                try await check(Array(marks[..<middle]), term, &refused)
                try await check(Array(marks[middle...]), term, &refused)
                return
            }
            try await refuse(marks[0].material, because: reason, &refused)
        }
        try await store.unmark(marks, under: term, until: time.now + LeaderLoop.leaseTime)
    }

    /// Writes down, once in the life of the process, that Kingdee does not take a material's number.
    private func refuse(_ material: String, because reason: String, _ refused: inout Set<String>) async throws {
        guard refused.count < StockWatch.refusedMax, refused.insert(material).inserted else { return }
        logger.warning("Kingdee refuses a question about a material's stock", metadata: ["reason": "\(reason)"])
        try await store.refuse(material, because: reason, at: time.now)
    }

    /// How much there is of materials; those about which Kingdee refuses to be asked are told apart, one by one.
    private func levels(
        of numbers: [String], _ organization: String
    ) async throws -> (levels: [StockLevel], refused: [String: String]) {
        do {
            let levels = try await gate.read(.readStock) { [kingdee, settings] in
                try await kingdee.levels(
                    organization: organization, materials: numbers, quantity: settings.quantityField,
                    filter: settings.filter)
            }
            return (levels, [:])
        } catch PlatformFailure.rejected(let reason) {
            guard numbers.count > 1 else { return ([], Dictionary(uniqueKeysWithValues: numbers.map { ($0, reason) })) }
            let middle = numbers.count / 2
            let first = try await levels(of: Array(numbers[..<middle]), organization)
            let second = try await levels(of: Array(numbers[middle...]), organization)
            return (first.levels + second.levels, first.refused.merging(second.refused) { reason, _ in reason })
        }
    }

    /// Reads how much there is of materials, and stores what changed.
    private func check(
        _ materials: [StockMaterial], _ organization: String, _ term: LeadershipTerm, _ refused: inout Set<String>
    ) async throws {
        var watched = materials.filter { material in
            settings.rules.contains { $0.covers(material.number) && ($0.threshold ?? material.safetyStock) != nil }
        }
        guard !watched.isEmpty else { return }
        let (levels, unknown) = try await levels(of: Array(Set(watched.map(\.number))).sorted(), organization)
        for (material, reason) in unknown.sorted(by: { $0.key < $1.key }) {
            try await refuse(material, because: reason, &refused)
        }
        // Of whom nothing is known nothing is said: none at all would be a breach.
        watched.removeAll { unknown[$0.number] != nil }
        let below = try await store.placesBelow(watched)
        let changes = settings.findings(watched, levels).filter { finding in
            below.contains(finding.key) ? finding.isRecovered : finding.isBelow
        }
        guard !changes.isEmpty else { return }
        let counts = try await store.store(
            changes, under: term, until: time.now + LeaderLoop.leaseTime, at: time.now, settings)
        metrics.stockChanged(breaches: counts.breaches, recoveries: counts.recoveries)
        if counts.breaches > 0 { notices.wake() }
    }
}

extension StockAlertSettings {
    /// Which materials are asked for: all, unless every rule names some, or takes their own safety stock.
    fileprivate var materialsCondition: String {
        let conditions = rules.map { rule -> String in
            let own = rule.threshold == nil ? "FSafeStock>0" : ""
            guard !rule.materials.contains("*") else { return own }
            let named = rule.materials.filter { !$0.hasSuffix("*") }.map(KingdeeClient.literal)
            var parts = named.isEmpty ? [] : ["FNumber in (\(named.joined(separator: ",")))"]
            parts += rule.materials.filter { $0.hasSuffix("*") }.map { pattern in
                // What a wildcard of `like` matches too much is sorted out afterwards.
                let prefix = pattern.dropLast().replacing("[", with: "_")
                return "FNumber like \(KingdeeClient.literal("\(prefix)%"))"
            }
            let listed = "(\(parts.joined(separator: " or ")))"
            return own.isEmpty ? listed : "(\(own) and \(listed))"
        }
        guard !conditions.contains("") else { return "" }
        return Array(Set(conditions)).sorted().joined(separator: " or ")
    }
}
