/// A fact of a claim that a document must repeat: what a scenario's `content` names on its right-hand side.
package enum ContentFact: String, CaseIterable, Sendable {
    /// The date of the expense in Asia/Shanghai.
    case occurredDate = "occurred-date"
    /// The claimant's staff number.
    case staffNumber = "staff-number"
    /// Kingdee's number of the department that bears the cost.
    case departmentNumber = "department-number"
    /// The sum of the rows' amounts.
    case total
    /// The approval instance's id, somewhere in the field.
    case instance
    /// Kingdee's number of each row's expense item.
    case rowItem = "row-item"
    /// Each row's amount.
    case rowAmount = "row-amount"
    /// Each row's note.
    case rowNote = "row-note"
    /// Each row's date.
    case rowDate = "row-date"

    /// Whether it is a fact of each row and not of the whole claim.
    package var isOfRow: Bool {
        switch self {
        case .rowItem, .rowAmount, .rowNote, .rowDate: true
        case .occurredDate, .staffNumber, .departmentNumber, .total, .instance: false
        }
    }

    /// Whether `actual` says what `expected` says: dates may carry a time of midnight, amounts compare by value.
    func matches(_ actual: String, _ expected: String) -> Bool {
        switch self {
        case .occurredDate, .rowDate: ContentFact.date(actual) == expected
        case .total, .rowAmount: DecimalText.equal(actual, expected)
        case .instance: actual.contains(expected)
        case .staffNumber, .departmentNumber, .rowItem, .rowNote: actual == expected
        }
    }

    private static func date(_ text: String) -> String {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "T" || $0 == " " }
        guard parts.count == 2 else { return text }
        return parts[1].allSatisfy { "0:.".contains($0) } ? String(parts[0]) : text
    }
}
