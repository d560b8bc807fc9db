/// A convert rule (单据转换规则): how pushing a document of one form down makes one of another (下推).
///
/// Which rules a tenant has, and what they map, is its own configuration (《WebAPI接口说明书》, 下推接口).
struct PushRule: Hashable, Sendable {
    /// How the rows of an entry become rows of the target.
    struct Entry: Hashable, Sendable {
        /// The entry of the source, such as `FEntity`.
        let source: String
        /// The entry of the target.
        let target: String
        /// The target's field for each field of the source.
        let fields: [Field]
    }

    /// A field of the source and where its value goes.
    struct Field: Hashable, Sendable {
        let source: String
        let target: String
    }

    /// What `TargetFormId` names.
    let targetForm: String
    /// What `RuleId` names.
    let id: String
    /// Whether `IsEnableDefaultRule` chooses this rule.
    var isDefault = true
    /// The number of the target's bill type when `TargetBillTypeId` names none; nil leaves it to `head`.
    var billType: String?
    let head: [Field]
    let entries: [Entry]
    /// Whether a source that was pushed already may be pushed again.
    var allowsRepeat = false
}
