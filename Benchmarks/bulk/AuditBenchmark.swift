import Foundation
import Integration
import Seams

/// What the audit log costs, and how fast it is verified.
enum AuditBenchmark {
    static func run(_ folder: String) async throws {
        print("Audit log")
        let count = 200_000
        let database = EmbeddedStore(try SQLiteDatabase(path: folder + "/audit.sqlite"))
        try await ItemStore(database).migrate()
        let clock = ContinuousClock()
        let began = clock.now
        for start in stride(from: 0, to: count, by: 1000) {
            try await database.commit { connection in
                for index in start..<(start + 1000) { try connection.audit(entry(index)) }
            }
        }
        let appended = (clock.now - began) / .seconds(1)
        let bytes = try await size(database)
        Measurement.row(
            "  appended, 1000 a transaction", "\(Int(Double(count) / appended)) entries/s",
            String(
                format: "%.1f µs each, %.0f bytes each", appended / Double(count) * 1e6,
                Double(bytes) / Double(count)))
        let audit = AuditStore(database)
        var stage = Stage()
        let progress = try await stage.wait { try await AuditCheck(audit).verify() }
        row("  verified in the store", bytes, stage, "\(progress.entries) entries, \(progress.findings.count) findings")
        var text = ""
        var place = try await audit.beginning(of: "embedded")
        var lines = [AuditSegment(after: place, records: []).heading]
        while case let records = try await audit.records(of: "embedded", after: place.number, limit: 5000),
            let last = records.last
        {
            lines += records.map(\.line)
            place = last.place
        }
        text = lines.joined(separator: "\n") + "\n"
        stage = Stage()
        let outcome = stage.measure {
            AuditFiles.verify([AuditFiles.File(name: "export", text: text)], anchors: [])
        }
        row(
            "  verified from a file", text.utf8.count, stage,
            "\(outcome.entries) entries, \(outcome.findings.count) findings")
        try await database.close()
        print("")
    }

    private static func row(_ name: String, _ bytes: Int, _ stage: Stage, _ remark: String) {
        let payload = Double(bytes) / 1e6
        Measurement.row(
            name, Measurement.speed(payload / stage.seconds),
            String(format: "%.1f MB/s of processor; ", payload / stage.processorSeconds) + remark)
    }

    private static func entry(_ index: Int) -> AuditEntry {
        AuditEntry(
            at: Timestamp(nanoseconds: 1_790_000_000_000_000_000 + Int64(index)), kind: .effect,
            action: "save ER_ExpReimbursement", subject: "RH\(1_000_000 + index)",
            detail: "instance bench-\(index), id \(100_000 + index), payload \(String(repeating: "0123abcd", count: 8))"
        )
    }

    private static func size(_ database: EmbeddedStore) async throws -> Int {
        try await database.read { connection in
            try connection.value(
                Int.self,
                """
                SELECT SUM(LENGTH(chain) + LENGTH(actor) + LENGTH(action) + LENGTH(subject) + LENGTH(detail) + 104)
                FROM audit
                """
            ) ?? 0
        }
    }
}
