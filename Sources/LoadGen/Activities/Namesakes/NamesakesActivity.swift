import HTTPTypes
import Seams
import Simulators

/// Somebody enters documents in Kingdee that a core may take for its own: under the number of one that it tried to save
/// and that did not come into being, or of an approval, with its id and another claim's amounts. Once the world is quiet,
/// the person deletes them, and has the core make its own.
struct NamesakesActivity: Activity {
    static let key = "namesakes"
    /// The record of a document that somebody entered; its subject is the number, its detail tells the id and whose it
    /// claims to be.
    static let entered = "entered"
    /// The record of an approval that the core left to a person for it.
    static let held = "held"

    /// How many are entered under a number of the core's.
    var numbers = 5
    /// How many are entered for an approval, under a number of their own.
    var sources = 5
    private let memory = Namesakes()

    init?(_ section: inout ScenarioSection) {
        numbers = section.integer("numbers", in: 0...1000) ?? numbers
        sources = section.integer("sources", in: 0...1000) ?? sources
        guard numbers + sources > 0 else {
            section.notes.note(
                line: section.line, "namesakes: nobody enters anything; write numbers: 5, or leave the section out")
            return nil
        }
    }

    init(numbers: Int = 5, sources: Int = 5) {
        (self.numbers, self.sources) = (numbers, sources)
    }

    var length: Duration { .zero }

    func prepare(_ stage: ActivityStage) async throws {
        // A scenario that was read once is run for many seeds.
        memory.begin()
    }

    func run(_ stage: ActivityStage, from origin: Timestamp) async throws {
        let end = origin + (stage.scenario.workload.length ?? .zero) + .seconds(2)
        var next = 0
        var (numbersLeft, sourcesLeft) = (numbers, sources)
        while stage.time.now < end {
            for event in stage.history.events(from: next) {
                next = event.sequence + 1
                switch event.fact {
                case .instanceStarted(let instance, _, _, _, _): memory.start(instance)
                case .callCut(_, .kingdee, "Save", let number?, false, _),
                    .callAnswered(_, .kingdee, "Save", let number?, _, .some, _):
                    guard numbersLeft > 0 else { break }
                    if await enter(number, nil, stage) { numbersLeft -= 1 }
                case .instanceFinished(let instance, .agree, let claim?, _):
                    guard sourcesLeft > 0, stage.seed.fraction(["source", claim]) < 0.3 else { break }
                    if await enter("手工-\(sourcesLeft)", instance, stage) { sourcesLeft -= 1 }
                default: break
                }
            }
            try await stage.time.sleep(for: .milliseconds(5))
        }
    }

    /// Enters a document like one that is there, of another claim. Returns whether it came into being: the core's own
    /// may have been faster.
    private func enter(_ number: String, _ instance: String?, _ stage: ActivityStage) async -> Bool {
        let (form, source) = (stage.scenario.expectations.form, stage.scenario.expectations.sourceField)
        let copied = stage.world.kingdee.documents(form: form).first?.content.members ?? []
        let texts = copied.compactMap { member in member.value.string.map { (member.key, $0) } }
        let cause = texts.first { $0.0 == source }?.1 ?? ""
        guard let old = memory.started.first(where: cause.contains) else { return false }
        // Wherever the other approval's id stands.
        var changes: [String: JSON] = [:]
        for (key, text) in texts where text.contains(old) {
            changes[key] = .string(text.replacing(old, with: instance ?? "手工录入"))
        }
        guard !memory.has(number),
            let model = stage.world.kingdee.copy(ofFirst: form, as: number, changes)
        else { return false }
        let answer = try? await stage.world.kingdee.control("POST", ["documents", form], model)
        guard let id = answer?["id"]?.scalarText else { return false }
        memory.add(number, of: instance)
        stage.record(
            NamesakesActivity.self, NamesakesActivity.entered, of: number, ["id": id, "instance": instance ?? ""])
        return true
    }

    /// The approvals that the core left to a person because of a document that somebody entered.
    private func letters(_ core: CoreOperator) async throws -> [CoreOperator.DeadLetter] {
        let (numbers, instances) = memory.all
        return try await core.deadLetters().filter { letter in
            instances.contains(letter.instance) || numbers.contains(where: letter.reason.contains)
        }
    }

    func awaitingPerson(_ stage: ActivityStage) async throws -> Int {
        guard let core = stage.core else { return 0 }
        // A core that was killed answers later.
        return (try? await letters(core))?.count ?? 0
    }

    func intervene(_ stage: ActivityStage) async throws -> Bool {
        guard let core = stage.core else { return false }
        let letters = try await insist(stage) { try await self.letters(core) }
        for letter in letters {
            stage.record(NamesakesActivity.self, NamesakesActivity.held, of: letter.instance, ["reason": letter.reason])
        }
        // What a call has touched is no more what somebody entered.
        let touched = NamesakesActivity.touched(stage.history.events())
        for number in memory.all.numbers where !touched.contains(number) {
            _ = try await stage.world.kingdee.control(
                "POST", ["documents", stage.scenario.expectations.form, number, "delete"], .object([]))
        }
        for letter in letters {
            do {
                _ = try await insist(stage) { try await core.call(.post, "/api/dead-letters/\(letter.instance)/redo") }
            } catch {
                // Decided, perhaps, by a core that died before it answered; whether the document comes is judged anyway.
                stage.history.record(.note(text: "the approval \(letter.instance) could not be redone: \(error)"))
            }
        }
        return !letters.isEmpty
    }

    /// Tries again, as a person does when the core is away just then.
    private func insist<Answer>(_ stage: ActivityStage, _ body: () async throws -> Answer) async throws -> Answer {
        for _ in 0..<20 {
            if let answer = try? await body() { return answer }
            try await stage.time.sleep(for: .milliseconds(500))
        }
        return try await body()
    }

    /// The numbers of documents that were entered by hand and that a call changed, moved or deleted.
    private static func touched(_ events: [HistoryEvent]) -> Set<String> {
        Set(NamesakeStory(events).documents.values.filter { !$0.touches.isEmpty }.map(\.number))
    }
}
