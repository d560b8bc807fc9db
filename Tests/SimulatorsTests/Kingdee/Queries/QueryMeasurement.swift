import Foundation
import Seams
import Testing

@testable import Simulators

/// How long the usual queries take at a thousand and at a hundred thousand documents: a report, not a test, since a time
/// depends on the machine. Runs when `REHEARSAL_MEASURE` is set.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["REHEARSAL_MEASURE"] != nil), .serialized)
struct QueryMeasurement {
    private static let queries = [
        ("FBillNo='EXP-777'", "", 0), ("FID=100777", "", 0), ("F_DT_SourceId='src-777'", "", 0),
        ("FModifyDate>='%'", "FID ASC", 0), ("FCreateDate>='%'", "FModifyDate", 0), ("FDocumentStatus='A'", "", 0),
        ("FDocumentStatus='A' and FModifyDate>='%'", "FID", 0), ("", "FID DESC", 0), ("", "FBillNo", 0),
        ("", "FID ASC", -1), ("", "FModifyDate", -1), ("FCausa like '%拜访 777'", "", 0), ("FExpenseAmount>0", "FID", 0),
    ]

    @Test func reports() throws {
        let stages = [1000, 100_000].map { count in
            let clock = ContinuousClock()
            let start = clock.now
            let stage = QueryStage(documents: count)
            print("\(count) documents stored, each in \((clock.now - start) / count)")
            return (count, stage)
        }
        for (filter, order, start) in QueryMeasurement.queries {
            var line = "\(filter) | \(order) | \(start == 0 ? "first page" : "last page"):"
            for (count, stage) in stages {
                let time = LocalMoment(Timestamp(seconds: 1_785_690_000 + Int64(count) - 100)).spacedText
                let data: JSON = [
                    "FieldKeys": "FID,FBillNo,FDocumentStatus,FCausa,FProposerID.FName",
                    "FilterString": .string(filter.replacing("%'", with: "\(time)'")), "OrderString": .string(order),
                    "StartRow": .number(start == 0 ? 0 : count - 100), "Limit": 100,
                ]
                let clock = ContinuousClock()
                _ = try DocumentQuery(data, form: stage.form, of: .standard).run(on: stage.documents)
                let begin = clock.now
                var rounds = 0
                while clock.now - begin < .milliseconds(300) {
                    _ = try DocumentQuery(data, form: stage.form, of: .standard).run(on: stage.documents)
                    rounds += 1
                }
                line += " \((clock.now - begin) / rounds)"
            }
            print(line)
        }
        for (count, stage) in stages {
            var generator = Seed(1).stream("measurement")
            let clock = ContinuousClock()
            let start = clock.now
            for _ in 0..<1000 { try stage.store(using: &generator) }
            print("store at \(count) documents with all indexes: \((clock.now - start) / 1000)")
        }
    }
}
