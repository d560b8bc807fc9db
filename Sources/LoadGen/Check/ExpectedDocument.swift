package import Simulators

/// One field that a document must have, and what it must say.
package struct ExpectedField: Hashable, Sendable {
    /// Where it stands, such as `FEntity.FExpenseAmount`.
    package var path: String
    package var fact: ContentFact
    /// One value, or for a fact of rows one a row, in order.
    package var values: [String]
}

/// What the document of a claim must say, worked out from the claim alone: written independently of every core and of
/// every mapping file, so that a mistake in those shows.
package enum ExpectedDocument {
    /// The standard expectation for an expense reimbursement.
    package static let standard: [String: ContentFact] = [
        "FDate": .occurredDate,
        "FProposerID.FNumber": .staffNumber,
        "FExpenseDeptID.FNumber": .departmentNumber,
        "F_DT_TotalAmount": .total,
        "FEntity.FExpID.FNumber": .rowItem,
        "FEntity.FExpenseAmount": .rowAmount,
        "FEntity.FRequestAmount": .rowAmount,
        "FEntity.FRemark": .rowNote,
    ]

    /// The standard expectation for a purchase requisition.
    package static let requisition: [String: ContentFact] = [
        "FApplicationDate": .occurredDate,
        "FApplicantId.FNumber": .staffNumber,
        "FApplicationDeptId.FNumber": .departmentNumber,
        "FEntity.FMaterialId.FNumber": .rowItem,
        "FEntity.FReqQty": .rowAmount,
        "FEntity.FApproveQty": .rowAmount,
        "FEntity.FArrivalDate": .rowDate,
        "FEntity.FEntryNote": .rowNote,
    ]

    /// The fields of the document for `claim`, in the order of their paths.
    package static func fields(
        of claim: Claim, instance: String, content: [String: ContentFact] = standard
    ) -> [ExpectedField] {
        content.sorted { $0.key < $1.key }.map { path, fact in
            ExpectedField(path: path, fact: fact, values: values(of: fact, claim: claim, instance: instance))
        }
    }

    private static func values(of fact: ContentFact, claim: Claim, instance: String) -> [String] {
        switch fact {
        case .occurredDate: [ShanghaiDate.text(claim.occurred)]
        case .staffNumber: [claim.employee.staffNumber]
        case .departmentNumber: [claim.costDepartment.number]
        case .total: [DecimalText.sum(of: claim.rows.map(\.amount)) ?? "the sum of no numbers"]
        case .instance: [instance]
        case .rowItem: claim.rows.map(\.item.number)
        case .rowAmount: claim.rows.map(\.amount)
        case .rowNote: claim.rows.map(\.note)
        case .rowDate: claim.rows.map(\.date)
        }
    }

    /// What differs between `content` and the expectation; empty when it is right.
    package static func differences(_ fields: [ExpectedField], in content: JSON) -> [BilingualText] {
        fields.flatMap { field in
            field.fact.isOfRow ? rowDifferences(field, content) : headDifferences(field, content)
        }
    }

    private static func headDifferences(_ field: ExpectedField, _ content: JSON) -> [BilingualText] {
        let actual = ContentPath(field.path).values(in: content).first?.scalarText ?? ""
        return field.values.filter { !field.fact.matches(actual, $0) }.map { difference(field.path, actual, $0) }
    }

    private static func rowDifferences(_ field: ExpectedField, _ content: JSON) -> [BilingualText] {
        let path = ContentPath(field.path)
        let rows = path.rows(in: content) ?? []
        guard rows.count == field.values.count else {
            let table = field.path.prefix { $0 != "." }
            return [
                BilingualText(
                    "\(table) has \(rows.count) rows instead of \(field.values.count)",
                    "\(table) 有 \(rows.count) 行，应为 \(field.values.count) 行")
            ]
        }
        return zip(rows, field.values).enumerated().compactMap { index, pair in
            let actual = path.withinRow.values(in: pair.0).first?.scalarText ?? ""
            guard !field.fact.matches(actual, pair.1) else { return nil }
            return difference("\(field.path) of row \(index + 1)", actual, pair.1, zh: "第 \(index + 1) 行 \(field.path)")
        }
    }

    private static func difference(
        _ place: String, _ actual: String, _ expected: String, zh: String? = nil
    ) -> BilingualText {
        BilingualText(
            "\(place) is '\(actual)' instead of '\(expected)'", "\(zh ?? place) 为 '\(actual)'，应为 '\(expected)'")
    }
}
