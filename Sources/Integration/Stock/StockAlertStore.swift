import Crypto
import Foundation
import Seams

/// The stock alerts in the core's store. Each method is one transaction, and what it reports is on the disk.
struct StockAlertStore: Sendable {
    let database: any RelationalStore

    /// Which places of these materials are below by what is stored.
    func placesBelow(_ materials: [StockMaterial]) async throws -> Set<StockKey> {
        try await database.read { database in
            var keys: Set<StockKey> = []
            for material in materials {
                let rows = try database.rows(
                    "SELECT rule, warehouse FROM stock_states WHERE organization = ? AND material = ? AND below = 1",
                    [.of(material.organization), .of(material.number)])
                for row in rows {
                    keys.insert(
                        StockKey(
                            rule: try row.get(0), organization: material.organization, material: material.number,
                            warehouse: try row.get(1)))
                }
            }
            return keys
        }
    }

    /// Stores what changed: a breach with its notification, which is sent only afterwards, or a recovery. Returns how many
    /// breaches and recoveries were new.
    ///
    /// - Throws: `LostLeadership`.
    func store(
        _ changes: [StockFinding], under term: LeadershipTerm, until: Timestamp, at now: Timestamp,
        _ settings: StockAlertSettings
    ) async throws -> (breaches: Int, recoveries: Int) {
        try await database.commit { database in
            try database.hold(term, until: until)
            var counts = (breaches: 0, recoveries: 0)
            for finding in changes {
                if finding.isBelow {
                    if try database.breach(finding, at: now, settings) { counts.breaches += 1 }
                } else if try database.recover(finding.key, at: now, finding) {
                    counts.recoveries += 1
                }
            }
            return counts
        }
    }

    /// Forgets that places are below whose rule is no more.
    func dropRules(except names: [String], at now: Timestamp) async throws {
        try await database.commit { database in
            let known = try database.rows("SELECT DISTINCT rule FROM stock_states WHERE below = 1")
            for row in known {
                let rule: String = try row.get(0)
                guard !names.contains(rule) else { continue }
                try database.execute(
                    "UPDATE stock_states SET below = 0, since = ? WHERE rule = ? AND below = 1", [.of(now), .of(rule)])
                try database.execute(
                    "UPDATE stock_alerts SET recovered = ? WHERE rule = ? AND recovered IS NULL", [.of(now), .of(rule)])
                try database.audit(
                    AuditEntry(
                        at: now, kind: .system, action: "drop stock rule", subject: rule,
                        detail: "no longer in the configuration"))
            }
        }
    }

    // MARK: Marks

    /// Marks materials to be looked at soon; false when the nonce was used before, and nothing is marked.
    func mark(
        _ materials: [String], nonce: String, forgetBefore: Timestamp, at now: Timestamp
    ) async throws -> Bool {
        try await database.commit { database in
            try database.execute("DELETE FROM stock_nonces WHERE at < ?", [.of(forgetBefore)])
            let isNew = try database.execute(
                "INSERT INTO stock_nonces (nonce, at) VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING",
                [.of(nonce), .of(now)])
            guard isNew == 1 else { return false }
            for material in materials {
                try database.execute(
                    """
                    INSERT INTO stock_marks (material, marks, at) VALUES (?, 1, ?)
                    ON CONFLICT (material) DO UPDATE SET marks = stock_marks.marks + 1
                    """,
                    [.of(material), .of(now)])
            }
            try database.notify(StockAlertStore.channel)
            return true
        }
    }

    /// Writes down that Kingdee refuses to be asked about a material.
    func refuse(_ material: String, because reason: String, at now: Timestamp) async throws {
        try await database.commit { database in
            try database.audit(
                AuditEntry(
                    at: now, kind: .system, action: "stock not shown", subject: material, detail: reason))
        }
    }

    /// What wakes other processes.
    static let channel = "stock"

    /// The oldest marks.
    func marks(limit: Int) async throws -> [StockMark] {
        try await database.read { database in
            try database.rows(
                "SELECT material, marks FROM stock_marks ORDER BY at, material LIMIT ?", [.of(limit)]
            ).map { StockMark(material: try $0.get(0), marks: try $0.get(1)) }
        }
    }

    /// Takes marks away that were dealt with; one that was set again meanwhile stays.
    func unmark(_ marks: [StockMark], under term: LeadershipTerm, until: Timestamp) async throws {
        try await database.commit { database in
            try database.hold(term, until: until)
            for mark in marks {
                try database.execute(
                    "DELETE FROM stock_marks WHERE material = ? AND marks = ?", [.of(mark.material), .of(mark.marks)])
            }
        }
    }
}

/// A material that a hook marked, and how often.
struct StockMark: Hashable, Sendable {
    var material: String
    var marks: Int
}

extension SQLConnection {
    /// The state becomes "below", once; with it the alert. False when it was below before.
    fileprivate func breach(
        _ finding: StockFinding, at now: Timestamp, _ settings: StockAlertSettings
    ) throws -> Bool {
        let key = finding.key
        let row = try row(
            """
            INSERT INTO stock_states (rule, organization, material, warehouse, below, breaches, since)
            VALUES (?, ?, ?, ?, 1, 1, ?)
            ON CONFLICT (rule, organization, material, warehouse)
            DO UPDATE SET below = 1, breaches = stock_states.breaches + 1, since = excluded.since
            WHERE stock_states.below = 0
            RETURNING breaches, muted_until
            """,
            [.of(key.rule), .of(key.organization), .of(key.material), .of(key.warehouse), .of(now)])
        guard let row, let rule = settings.rules.first(where: { $0.name == key.rule }) else { return false }
        let number = StockAlertStore.number(of: key, breach: try row.get(0))
        let isMuted = try row.find(1, as: Timestamp.self).map { $0 > now } ?? false
        let users = rule.receivers(of: key.warehouse)
        let state: StockAlert.State = isMuted ? .muted : users.isEmpty && rule.departments.isEmpty ? .refused : .pending
        let reason: String? =
            state == .refused ? "nobody is to be told of warehouse \(key.warehouse); add users or a keeper" : nil
        try execute(
            """
            INSERT INTO stock_alerts (number, rule, organization, material, warehouse, name, quantity, threshold,
                opened, text, users, departments, state, due, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .of(number), .of(key.rule), .of(key.organization), .of(key.material), .of(key.warehouse),
                .of(finding.name), .of("\(finding.quantity)"), .of("\(finding.threshold)"), .of(now),
                .of(StockText.make(finding, number: number, at: now, settings)),
                .of(users.joined(separator: ",")), .of(rule.departments.map(String.init).joined(separator: ",")),
                .of(state.rawValue), .of(state == .pending ? now : nil), .of(reason),
            ])
        try audit(
            AuditEntry(
                at: now, kind: .system, action: "stock below", subject: number,
                detail: "\(key.text): \(finding.quantity) of \(finding.threshold); \(state.rawValue)"))
        return true
    }

    /// The state becomes "all right" again. False when it was so before.
    fileprivate func recover(_ key: StockKey, at now: Timestamp, _ finding: StockFinding) throws -> Bool {
        let arguments: [SQLValue] = [
            .of(now), .of(key.rule), .of(key.organization), .of(key.material), .of(key.warehouse),
        ]
        let place = "rule = ? AND organization = ? AND material = ? AND warehouse = ?"
        let changed = try execute(
            "UPDATE stock_states SET below = 0, since = ? WHERE \(place) AND below = 1", arguments)
        guard changed == 1 else { return false }
        try execute("UPDATE stock_alerts SET recovered = ? WHERE \(place) AND recovered IS NULL", arguments)
        try audit(
            AuditEntry(
                at: now, kind: .system, action: "stock recovered", subject: key.material,
                detail: "\(key.text): \(finding.quantity)"))
        return true
    }
}

extension StockKey {
    /// The place in a few words.
    var text: String {
        "\(rule), organisation \(organization), material \(material)"
            + (warehouse.isEmpty ? "" : ", warehouse \(warehouse)")
    }
}

extension StockAlertStore {
    /// The number of the `breach`-th breach of a place: `SA` and ten characters.
    static func number(of key: StockKey, breach: Int) -> String {
        let text = "\(key.rule)\n\(key.organization)\n\(key.material)\n\(key.warehouse)\n\(breach)"
        return "SA" + DocumentNumber.text(of: text, digits: 10)
    }
}
