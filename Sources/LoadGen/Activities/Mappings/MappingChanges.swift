import Seams
import Simulators

/// Somebody changes a mapping while the core runs: first by mistake, then rightly. The list of departments that the shipped
/// mappings read is put with a line that is none, and later with other numbers.
struct MappingChanges: Activity {
    static let key = "mapping-changes"
    /// The record of the file as it was put: what each department's number becomes, by the number before.
    static let put = "put"
    /// The record of a file that no core may put in force.
    static let putWrong = "put-wrong"

    /// When the wrong file is put.
    private var wrongAt = Duration.seconds(3)
    /// When the right one is.
    private var at = Duration.seconds(8)
    /// How soon it must be in force.
    var within = Duration.seconds(8)

    private static let file = "departments.csv"

    init?(_ section: inout ScenarioSection) {
        wrongAt = section.duration("wrong-at", in: .zero ... .seconds(3600)) ?? wrongAt
        at = section.duration("at", in: .seconds(1) ... .seconds(3600)) ?? at
        within = section.duration("within", in: .seconds(1) ... .seconds(600)) ?? within
        guard wrongAt < at else {
            section.notes.note(
                line: section.line,
                "mapping-changes.wrong-at \(wrongAt.unitText) must come before at \(at.unitText)")
            return nil
        }
    }

    var length: Duration { at + within }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let departments = stage.world.dingTalkWorld.company.departments
        try await stage.time.sleep(until: origin + wrongAt)
        stage.record(MappingChanges.self, MappingChanges.putWrong, of: MappingChanges.file)
        try stage.putFile(
            MappingChanges.text(departments.map { ($0.id, "WRONG") }) + "a line that is no pair\n", MappingChanges.file)
        try await stage.time.sleep(until: origin + at)
        // Each department gets the number of the next one.
        let numbers = departments.map(\.number)
        let changed = Dictionary(zip(numbers, numbers.dropFirst() + numbers.prefix(1))) { first, _ in first }
        stage.record(MappingChanges.self, MappingChanges.put, of: MappingChanges.file, changed)
        try stage.putFile(
            MappingChanges.text(departments.map { ($0.id, changed[$0.number] ?? $0.number) }), MappingChanges.file)
        try await stage.time.sleep(until: origin + length)
    }

    private static func text(_ entries: [(Int64, String)]) -> String {
        entries.map { "\($0.0),\($0.1)\n" }.joined()
    }
}
