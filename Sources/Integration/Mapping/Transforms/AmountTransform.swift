/// `amount: yuan` (thousand separators allowed) or `amount: cents`: a number, exact to the last digit.
///
/// `decimals: 2` rounds half up to so many places; without it every digit of the form reaches the document.
struct AmountTransform: Transform {
    static let appliesToEach = true
    private enum Unit: String, CaseIterable {
        case yuan, cents
    }

    private let unit: Unit
    private let decimals: Int?

    init?(_ rule: inout MappingSection, _ library: MappingLibrary) {
        rule.noteIfAlone("decimals", without: "amount")
        let unit = rule.choice("amount", Unit.self)
        let member = rule.take("decimals")
        decimals = member?.text.flatMap { Int($0) }
        if let member, !(0...10).contains(decimals ?? -1) {
            rule.note(member, "is no number of places; write a number from 0 to 10")
            return nil
        }
        guard let unit else { return nil }
        self.unit = unit
    }

    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue? {
        guard let text = value?.text else { return nil }
        guard var amount = ExactDecimal(grouped: text) else {
            throw TransformRefusal(
                value: text, reason: "it is no amount", remedy: "write digits only, such as 1005.50 or 1,005.50")
        }
        // Fractions of a cent stay: a sum of 1005.005 yuan reads 100500.5 in the form.
        if unit == .cents { amount = amount.hundredth }
        if let decimals { amount = amount.rounded(to: decimals) }
        return .number(amount.text)
    }
}
