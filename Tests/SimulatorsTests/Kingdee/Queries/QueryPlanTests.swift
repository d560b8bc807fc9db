import Foundation
import Seams
import Testing

@testable import Simulators

/// That queries find the same rows whichever way they find them, and do not look at documents they need not look at.
@Suite struct QueryPlanTests {
    @Test(arguments: 0..<6)
    func aPlanGivesTheRowsOfAScan(seed: UInt64) throws {
        var generator = Seed(seed).stream("query plans")
        let stage = QueryStage()
        for _ in 0..<Int.random(in: 0...400, using: &generator) { try stage.store(using: &generator) }
        for _ in 0..<400 {
            if Int.random(in: 0..<3, using: &generator) == 0 { try stage.change(using: &generator) }
            let data = QueryStage.query(using: &generator)
            let query = try DocumentQuery(data, form: stage.form, of: .standard, QuerySettings(pageRowsMax: 40))
            let (planned, scanned) = try stage.bothWays(query)
            #expect(planned == scanned, "seed \(seed): \(data.text)")
        }
    }

    /// Each looks at about as many documents as its page has, however many there are.
    @Test(arguments: [
        ("FBillNo='EXP-15000'", "", 0, 1, 1), ("FBillNo in ('EXP-1','EXP-15000')", "FID desc", 0, 2, 2),
        ("FID=115000", "", 0, 1, 1), ("FID>115000", "FID", 0, 100, 103), ("FID>100000", "FID desc", 0, 100, 103),
        ("F_DT_SourceId='src-15000'", "", 0, 1, 1),
        ("FDocumentStatus='A' and F_DT_SourceId='src-15001'", "FBillNo", 0, 1, 1),
        ("FDocumentStatus='B'", "", 0, 20, 20), ("FDocumentStatus='A'", "", 0, 100, 101),
        ("FDocumentStatus='A'", "FModifyDate desc", 0, 100, 140),
        ("FModifyDate>='2026-08-03 06:30:00'", "", 0, 100, 201),
        ("FModifyDate>='2026-08-03 06:30:00'", "FID", 0, 100, 201),
        ("FCreateDate>='2026-08-03 06:30:00' and FCreateDate<'2026-08-03 06:31:00'", "", 0, 60, 61),
        ("FModifyDate>='2026-08-03 01:00:00'", "FModifyDate", 0, 100, 102), ("", "", 0, 100, 101),
        ("", "FID desc", 15_000, 100, 101), ("", "FBillNo", 15_000, 100, 101),
        ("", "FModifyDate desc", 15_000, 100, 102),
        ("", "FCreateDate,FBillNo", 19_900, 100, 102), ("FProposerID.FNumber='E0002'", "", 0, 20, 20),
        ("(FBillNo='EXP-7' or FID=100009) and FCausa like '%'", "", 0, 2, 2),
    ])
    func looksAtNoMoreThanThePage(filter: String, order: String, start: Int, rows: Int, examined: Int) throws {
        let stage = QueryStage.large
        let query = try DocumentQuery(
            [
                "FieldKeys": "FID,FBillNo", "FilterString": .string(filter), "OrderString": .string(order),
                "StartRow": .number(start), "Limit": 100,
            ], form: stage.form, of: .standard)
        let looked = try stage.examined(query)
        #expect(looked.rows == rows)
        #expect(looked.documents <= examined)
    }

    @Test func keepsNoMoreIndexesThanItsBound() throws {
        let stage = QueryStage()
        var generator = Seed(1).stream("indexes")
        for _ in 0..<50 { try stage.store(using: &generator) }
        for field in stage.form.definition.fields {
            guard let column = try? QueryColumn(field.key, in: stage.form, of: .standard), column.isIndexed else {
                continue
            }
            let filter: JSON = column.type == .moment ? "2026-01-01" : "1"
            let query = try DocumentQuery(
                [
                    "FieldKeys": "FID",
                    "FilterString": [["FieldName": .string(field.key), "Compare": "=", "Value": filter]],
                ], form: stage.form, of: .standard)
            let (planned, scanned) = try stage.bothWays(query)
            #expect(planned == scanned)
        }
    }
}

/// Reimbursements in a store of their own, without a server around them.
final class QueryStage: Sendable {
    let form: KingdeeForm
    let documents: DocumentStore
    private let clock = HandClock()

    /// Twenty thousand documents, one a second: each thousandth submitted and by another employee.
    static let large = QueryStage(documents: 20_000)

    init(documents count: Int = 0) {
        let world = KingdeeWorld(company: Company.make(seed: Seed(7), employees: 3, departments: 2))
        documents = DocumentStore(world: world, now: clock.now)
        form =
            FormCatalog.standard.form("ER_ExpReimbursement") ?? FormCatalog.standard.forms[0]
        for index in 1..<max(1, count + 1) { add(index) }
    }

    private func add(_ index: Int) {
        var record = DocumentRecord(form: form, by: "demo", at: clock.now)
        record.number = "EXP-\(index)"
        record.status = index % 1000 == 0 ? .underReview : .created
        set("F_DT_SourceId", .text("src-\(index)"), &record)
        set("FCausa", .text("客户拜访 \(index)"), &record)
        set("FProposerID", .reference(form: "BD_Empinfo", number: index % 1000 == 0 ? "E0002" : "E0001"), &record)
        var row = DocumentRecord.Row(fields: Array(repeating: nil, count: form.definition.entries[0].fields.count))
        if let place = form.entryField("FExpenseAmount", entry: 0) { row.fields[place] = .number("\(index).50") }
        record.entries[0] = [row]
        store(record)
        clock.advance(by: .seconds(1))
    }

    /// Stores an arbitrary document.
    func store(using generator: inout SeededGenerator) throws {
        var record = DocumentRecord(form: form, by: "demo", at: clock.now)
        scramble(&record, using: &generator)
        store(record)
        if Bool.random(using: &generator) { clock.advance(by: .milliseconds(400)) }
    }

    /// Changes or deletes an arbitrary document.
    func change(using generator: inout SeededGenerator) throws {
        let ids = documents.transact { $0.books[form.position].ids }
        guard let id = ids.randomElement(using: &generator) else { return }
        guard var record = documents.transact({ $0.books[form.position][id] }) else { return }
        if Int.random(in: 0..<5, using: &generator) == 0 {
            documents.transact { $0.books[form.position].remove(record) }
            return
        }
        scramble(&record, using: &generator)
        record.modified = clock.now
        store(record)
        clock.advance(by: .milliseconds(700))
    }

    /// The rows of a query as planned, and as a look at every document finds them.
    func bothWays(_ query: DocumentQuery) throws -> (planned: [[JSON]], scanned: [[JSON]]) {
        try documents.transact { state in
            let plan = QueryPlan(query, &state.books[form.position])
            let bases = state.baseData
            let book = state.books[form.position]
            func cells(_ plan: QueryPlan) throws -> [[JSON]] {
                try query.rows(in: book, by: plan, bases).map { row in
                    query.columns.map { row.value($0, bases)?.cell ?? .null }
                }
            }
            return (try cells(plan), try cells(.scan(query)))
        }
    }

    /// How many rows a query has, and how many documents its walk shows until it has them.
    func examined(_ query: DocumentQuery) throws -> (rows: Int, documents: Int) {
        try documents.transact { state in
            let plan = QueryPlan(query, &state.books[form.position])
            let rows = try query.rows(in: state.books[form.position], by: plan, state.baseData)
            let needed = plan.isInOrder ? query.page.upperBound - plan.skipped : .max
            var shown = 0
            plan.each(in: state.books[form.position]) { (_, _) throws(Never) in
                shown += 1
                return shown <= needed
            }
            return (rows.count, shown)
        }
    }

    private func store(_ record: DocumentRecord) {
        documents.transact { state in
            var record = record
            state.books[form.position].store(&record)
        }
    }

    private func scramble(_ record: inout DocumentRecord, using generator: inout SeededGenerator) {
        func pick(_ texts: [String]) -> String { texts.randomElement(using: &generator) ?? "" }
        record.number = pick(["", "EXP-\(Int.random(in: 0..<60, using: &generator))", "exp_1", "Exp-1", "号%"])
        record.status = [.temporary, .created, .underReview, .audited].randomElement(using: &generator) ?? .created
        for field in form.definition.fields {
            let text = pick(QueryStage.texts)
            let value: FieldValue? =
                switch field.kind {
                case .text: text.isEmpty ? nil : .text(text)
                case .decimal: .number(pick(["0.29", "1005.005", "-3", "100.0", "100", "1e400"]))
                case .date: CivilDate(pick(QueryStage.dates)).map(FieldValue.date)
                case .flag: .flag(Bool.random(using: &generator))
                case .base(let form):
                    .reference(form: form, number: pick(["E0001", "e0002", "BM000001", "100", "none"]))
                case .anyBase:
                    .reference(form: pick(["BD_Empinfo", "BD_Expense", "X"]), number: pick(["E0001", "CI001"]))
                default: nil
                }
            set(field.key, Int.random(in: 0..<4, using: &generator) == 0 ? nil : value, &record)
        }
        record.audited = Bool.random(using: &generator) ? clock.now : nil
        record.entries[0] = (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            let fields = form.definition.entries[0].fields.map { field -> FieldValue? in
                switch field.kind {
                case .text: .text(pick(QueryStage.texts))
                case .decimal: .number(pick(["0.29", "1", "2.5"]))
                default: nil
                }
            }
            return DocumentRecord.Row(fields: fields)
        }
    }

    private func set(_ key: String, _ value: FieldValue?, _ record: inout DocumentRecord) {
        if let place = form.headField(key) { record.head[place] = value }
    }

    private static let texts = ["", "客户拜访", "abc", "ABC", "a%", "it's", "10", "é", "É"]
    private static let dates = ["2026-01-15", "2026-01-16", "2026-02-01", "9999-12-31"]

    /// An arbitrary query.
    static func query(using generator: inout SeededGenerator) -> JSON {
        let fields = ["FID", "FBillNo,FCausa", "FID,FExpenseAmount", "FID,FRemark,FProposerID.FName", "FModifyDate"]
        let orders = [
            "", "", "FID", "FID desc", "FBillNo", "FBillNo desc,FCausa", "FModifyDate", "FModifyDate DESC,FID desc",
            "FCreateDate desc", "FDate,FBillNo", "FExpenseAmount desc,FID", "F_DT_TotalAmount,FRemark", "FPayBox desc",
            "FProposerID.FNumber", "FApproveDate desc", "FDocumentStatus,FModifyDate",
        ]
        let pages: [(Int, Int)] = [(0, 0), (0, 1), (3, 7), (20, 30), (300, 40), (0, 40)]
        let page = pages.randomElement(using: &generator) ?? (0, 0)
        return [
            "FieldKeys": .string(fields.randomElement(using: &generator) ?? "FID"),
            "OrderString": .string(orders.randomElement(using: &generator) ?? ""),
            "FilterString": .string(
                Bool.random(using: &generator) ? filter(2, using: &generator) : both(using: &generator)),
            "StartRow": .number(page.0), "Limit": .number(page.1),
        ]
    }

    private static func both(using generator: inout SeededGenerator) -> String {
        let parts = (0..<Int.random(in: 0...3, using: &generator)).map { _ in condition(using: &generator) }
        return parts.joined(separator: " and ")
    }

    private static func filter(_ depth: Int, using generator: inout SeededGenerator) -> String {
        guard depth > 0 else { return condition(using: &generator) }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return "not (\(filter(depth - 1, using: &generator)))"
        case 1: return "(\(filter(depth - 1, using: &generator)) or \(filter(depth - 1, using: &generator)))"
        default: return "(\(filter(depth - 1, using: &generator)) and \(filter(depth - 1, using: &generator)))"
        }
    }

    private static func condition(using generator: inout SeededGenerator) -> String {
        func pick(_ texts: [String]) -> String { texts.randomElement(using: &generator) ?? "" }
        let comparison = pick(["=", "=", "=", "<>", ">", ">=", "<", "<="])
        let id = 100_000 + Int.random(in: 0..<420, using: &generator)
        let moment = LocalMoment(
            Timestamp(milliseconds: 1_785_690_000_000 + Int64.random(in: 0..<300_000, using: &generator)))
        switch Int.random(in: 0..<14, using: &generator) {
        case 0: return "FID\(comparison)\(id)"
        case 1: return "FID in (\(id),\(id + 3).0,\(id + 5).5)"
        case 2: return "FBillNo\(comparison)'\(pick(["exp-7", "EXP-31", "exp_1", "号%", ""]))'"
        case 3: return "FBillNo in ('EXP-1','exp-2','EXP_1')"
        case 4: return "\(pick(["FModifyDate", "FCreateDate", "FApproveDate"]))\(comparison)'\(moment.spacedText)'"
        case 5: return "FModifyDate between '\(moment.spacedText)' and '2026-08-03 01:03:00'"
        case 6: return "FDocumentStatus\(comparison)'\(pick(["a", "B", "Z"]))'"
        case 7: return "F_DT_SourceId\(comparison)'\(pick(texts).replacing("'", with: "''"))'"
        case 8: return "\(pick(["FCausa", "FProposerID.FNumber", "FRemark"])) in ('abc','E0002','e0001','É')"
        case 9: return "FDate\(comparison)'\(pick(dates))'"
        case 10: return "F_DT_TotalAmount\(comparison)\(pick(["0.290", "100", "-5"]))"
        case 11: return "\(pick(["FCausa", "FBillNo", "FApproveDate"])) is \(pick(["", "not "]))null"
        case 12: return "FProposerID.FNumber\(comparison)'\(pick(["E0001", "e0002", "NONE"]))'"
        default: return "\(pick(["FBillNo", "FCausa", "FRemark"])) like '\(pick(["EXP%", "%b%", "_bc", "客%"]))'"
        }
    }
}
