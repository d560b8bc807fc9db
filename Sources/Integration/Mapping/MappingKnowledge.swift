/// What the outside has told so far: a mapping itself never waits. It maps with what is known; what it lacks comes out as
/// questions (`MappingError.questions`), and once they are answered it maps again. The same knowledge always gives the
/// same document.
package struct MappingKnowledge: Sendable {
    /// Entries of dictionaries that Kingdee answered, by `QueriedDictionary.id`.
    var dictionaries: [String: [String: String]] = [:]
    /// Keys with several values, and those values, by the same id.
    var ambiguous: [String: [String: String]] = [:]
    /// Keys that a fresh query did not find.
    var absent: Set<MappingQuestion> = []
    /// What scripts outside the process returned.
    var answers: [MappingQuestion: ScriptAnswer] = [:]

    package init() {}
}

/// Something that a mapping cannot know by itself.
package enum MappingQuestion: Hashable, Sendable {
    /// What `key` is called in Kingdee.
    case entry(dictionary: QueriedDictionary, key: String)
    /// What a script outside the process makes of a value.
    case script(ScriptCall)
}

/// One call of a script in a worker process.
package struct ScriptCall: Hashable, Sendable {
    /// The language: `python` or `groovy`.
    package var language: String
    /// The script's text, which belongs to the mapping's version.
    package var text: String
    /// The script's file, for messages.
    package var file: String
    package var function: String
    /// What it is called with, JSON text.
    package var input: String
}

/// What came of a call.
package enum ScriptAnswer: Hashable, Sendable {
    /// JSON text.
    case value(String)
    /// What the script raised.
    case refused(String)
}
