/// One step of a field's rule: turns the value that the step before made into another.
///
/// A new transform is one file like its neighbours and one line in `TransformCatalog.all`.
protocol Transform: Sendable {
    /// Reads the transform's keys from a rule. Nil when the rule does not ask for it, or asks wrongly, which is noted.
    init?(_ rule: inout MappingSection, _ library: MappingLibrary)

    /// The names that the transform takes values from; empty for one that works on the step before.
    var sources: [String] { get }

    /// Whether this is where a rule's value begins.
    static var isSource: Bool { get }

    /// Whether it can also be where a rule's value begins.
    var canBegin: Bool { get }

    /// Whether a list is changed element by element.
    static var appliesToEach: Bool { get }

    /// Whether what it makes, of whatever record, has the text of `name` in it.
    func carries(_ name: String) -> Bool

    /// Whether it leaves a text as it is, or where it does not, the finished document is looked at.
    var leavesText: Bool { get }

    /// Turns `value`, nil while nothing is filled in, into the next step's value.
    func apply(_ value: JSONValue?, _ record: RecordContext) throws(TransformRefusal) -> JSONValue?
}

extension Transform {
    var sources: [String] { [] }
    static var isSource: Bool { false }
    var canBegin: Bool { false }
    static var appliesToEach: Bool { false }
    func carries(_ name: String) -> Bool { false }
    var leavesText: Bool { false }
}

/// The transforms in the order in which a rule applies them, whatever the order of its keys.
enum TransformCatalog {
    static let all: [any Transform.Type] = [
        ConstantSource.self,
        ComponentSource.self,
        TemplateSource.self,
        ChooseSource.self,
        SumSource.self,
        CountSource.self,
        CollectSource.self,
        SplitTransform.self,
        ListTransform.self,
        ItemTransform.self,
        MatchTransform.self,
        ScriptTransform.self,
        DictionaryTransform.self,
        DateTransform.self,
        AmountTransform.self,
        DefaultTransform.self,
        JoinTransform.self,
        ReferenceTransform.self,
    ]
}

/// Why a transform has no value for what it was given.
struct TransformRefusal: Error, Hashable {
    /// What it was given.
    var value: String
    var reason: String
    /// What a person can do.
    var remedy: String
    /// What must be known first; nil when nothing that could be asked would help.
    var question: MappingQuestion?
}
