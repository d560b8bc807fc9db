/// Collects the mistakes of one file while it is read, so that reading can go on after each.
final class MistakeNotes {
    let file: String
    private var mistakes: [ScenarioMistake] = []

    init(file: String) {
        self.file = file
    }

    func note(line: Int, _ message: String) {
        mistakes.append(ScenarioMistake(file: file, line: line, message: message))
    }

    /// How many there are so far.
    var count: Int { mistakes.count }

    /// All mistakes so far by line, those of one line in the order they were found; nil when there are none.
    var error: ScenarioError? {
        guard !mistakes.isEmpty else { return nil }
        let sorted = mistakes.enumerated().sorted {
            ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
        }
        return ScenarioError(sorted.map(\.element))
    }
}
