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
        await loop.run { term in
            try await checkMarks(term)
            if walk == nil, time.now >= next { walk = Walk(began: time.now) }
            if let current = walk {
                walk = try await goOn(current, term)
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

    /// Looks at the next page of materials; nil when it was the last.
    private func goOn(_ walk: Walk, _ term: LeadershipTerm) async throws -> Walk? {
        let organizations = settings.organizations.isEmpty ? [""] : settings.organizations
        let organization = organizations[walk.organization]
        let condition = settings.materialsCondition
        let page = try await gate.read(.readStock) { [kingdee, settings] in
            try await kingdee.materials(
                organization: organization, where: condition, from: walk.start, limit: settings.materialsPerPage)
        }
        try await check(page.materials, organization, term)
        var walk = walk
        walk.start += page.materials.count
        guard page.isLast else { return walk }
        walk.organization += 1
        walk.start = 0
        return walk.organization < organizations.count ? walk : nil
    }

    /// Looks at what hooks marked.
    private func checkMarks(_ term: LeadershipTerm) async throws {
        while true {
            let marks = try await store.marks(limit: StockWatch.marksPerPage)
            guard !marks.isEmpty else { return }
            let list = marks.map { KingdeeClient.literal($0.material) }.joined(separator: ",")
            for organization in settings.organizations.isEmpty ? [""] : settings.organizations {
                let page = try await gate.read(.readStock) { [kingdee] in
                    try await kingdee.materials(
                        organization: organization, where: "FNumber in (\(list))", from: 0, limit: 2000)
                }
                try await check(page.materials, organization, term)
            }
            try await store.unmark(marks, under: term, until: time.now + LeaderLoop.leaseTime)
            if marks.count < StockWatch.marksPerPage { return }
        }
    }

    /// Reads how much there is of materials, and stores what changed.
    private func check(_ materials: [StockMaterial], _ organization: String, _ term: LeadershipTerm) async throws {
        let watched = materials.filter { material in
            settings.rules.contains { $0.covers(material.number) && ($0.threshold ?? material.safetyStock) != nil }
        }
        guard !watched.isEmpty else { return }
        let numbers = watched.map(\.number)
        let levels = try await gate.read(.readStock) { [kingdee, settings] in
            try await kingdee.levels(
                organization: organization, materials: numbers, quantity: settings.quantityField,
                filter: settings.filter)
        }
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
