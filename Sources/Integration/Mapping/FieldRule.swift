/// How one field of the document gets its value.
final class FieldRule: MemberRule {
    /// The field, such as `FDate`; with dots for a field inside an object, such as `FDetailID.FDETAILID__FFLEX5`.
    let name: String
    /// Whether an empty value is an error; otherwise the field is left out.
    private let isRequired: Bool
    /// When it does not hold, the field is left out.
    private let condition: Condition?
    private let rule: ValueRule

    /// Reads the rule behind a field; nil, with the mistakes noted, when it is none.
    init?(_ member: MappingSection.Member, in name: String, _ library: MappingLibrary) {
        let path = "\(name).\(member.key)"
        let opened = MappingSection(
            member.node, name: path, line: member.line, notes: library.notes,
            write: "\(member.key): {from: TextField_REASON} or \(member.key): {constant: \"1\"}")
        guard var section = opened else { return nil }
        self.name = member.key
        isRequired = section.flag("required", default: true)
        condition = Condition(&section, "when", library)
        let rule = ValueRule(&section, library)
        section.finish()
        guard let rule else { return nil }
        self.rule = rule
    }

    /// A rule that copies one of the form's own names, such as `instance`.
    init(field: String, copying source: SourceName) {
        name = field
        isRequired = true
        condition = nil
        rule = ValueRule(copying: source)
    }

    /// What empties the field in Kingdee.
    var emptyValue: JSONValue { rule.emptyValue }

    /// The names that the value is taken from.
    var sources: [String] { rule.sources }

    /// Whether the field always carries the text of `name`, but for what scripts do to it.
    func carries(_ name: String) -> Bool { condition == nil && rule.carries(name) }

    /// Whether a script works on the value.
    var hasScript: Bool { rule.hasScript }

    /// Appends the field's value; false when it is left out.
    func write(_ record: RecordContext, _ place: FieldPlace, to bytes: inout [UInt8]) throws(MappingError) -> Bool {
        var record = record
        if !isRequired { record.toleratesAbsence = true }
        do throws(TransformRefusal) {
            if let condition, try !condition.holds(record) { return false }
            if try rule.write(record, to: &bytes) { return true }
        } catch {
            throw MappingError(error, field: place.path(name), sources: sources)
        }
        guard isRequired else { return false }
        throw MappingError(emptiness(record), field: place.path(name), sources: sources)
    }

    private func emptiness(_ record: RecordContext) -> TransformRefusal {
        record.missing(sources)
            ?? TransformRefusal(
                value: "", reason: "nothing is filled in",
                remedy: "fill it in, or write default: or required: false in the mapping")
    }
}

extension MappingError {
    /// One field's problem.
    init(_ refusal: TransformRefusal, field: String, sources: [String]) {
        self.init([
            Problem(
                field: field, component: sources.isEmpty ? "a constant" : sources.joined(separator: " or "),
                value: ReplyText.brief(refusal.value), reason: refusal.reason, remedy: refusal.remedy,
                question: refusal.question)
        ])
    }
}
