import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

@Suite(.timeLimit(.minutes(2))) struct BatchedWritesTests {
    private let time = ManualTime()
    private let metrics = Metrics()

    private func batches(of size: Int, _ kingdee: NotingKingdee) -> BatchedWrites {
        let limit = Duration.seconds(20)
        let gate = CallGate(
            limit: limit, backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)), metrics: metrics
        ) { _ in }
        return BatchedWrites(kingdee: kingdee, size: size, gate: gate, limit: limit, time: time)
    }

    /// What each of `subjects` came to when all write at the same time.
    private func write(
        _ subjects: [String], _ kingdee: NotingKingdee, step: WriteStep = .submit
    ) async -> [String: Result<String, PlatformFailure>] {
        let batches = batches(of: subjects.count, kingdee)
        return await withTaskGroup(of: (String, Result<String, PlatformFailure>).self) { group in
            for subject in subjects {
                group.addTask { (subject, await BatchedWritesTests.outcome(batches, subject, step)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private static func outcome(
        _ batches: BatchedWrites, _ subject: String, _ step: WriteStep = .submit, form: String = "BILL"
    ) async -> Result<String, PlatformFailure> {
        await batches.write(step, form: form, subject).map(\.id)
    }

    @Test(arguments: [WriteStep.save, .submit, .audit])
    func sendsAFullBatchAtOnceAndTellsEachItsOwnVerdict(step: WriteStep) async {
        let kingdee = NotingKingdee { subjects in
            .success(subjects.map { $0 == "b" ? .failure(.rejected(reason: "no \($0)")) : .success(.named($0)) })
        }
        let outcomes = await write(["a", "b", "c"], kingdee, step: step)
        #expect(kingdee.calls.map { $0.sorted() } == [["a", "b", "c"]])
        #expect(
            outcomes == ["a": .success("a"), "b": .failure(.rejected(reason: "no b")), "c": .success("c")])
    }

    @Test func sendsOneAloneWhenNobodyJoins() async {
        let kingdee = NotingKingdee()
        let batches = batches(of: 9, kingdee)
        async let outcome = BatchedWritesTests.outcome(batches, "a")
        while time.sleepers == 0 { await Task.yield() }
        #expect(kingdee.calls.isEmpty)
        time.advance(by: BatchedWrites.window)
        #expect(await outcome == .success("a"))
        #expect(kingdee.calls == [["a"]])
    }

    /// One document that Kingdee cannot even read must not take others with it.
    @Test func sendsEachAloneWhenTheBatchIsRefusedAsAWhole() async {
        let kingdee = NotingKingdee { subjects in
            guard subjects.count == 1, subjects != ["b"] else { return .failure(.rejected(reason: "unreadable")) }
            return .success([.success(.named(subjects[0]))])
        }
        let outcomes = await write(["a", "b", "c"], kingdee)
        #expect(
            outcomes == ["a": .success("a"), "b": .failure(.rejected(reason: "unreadable")), "c": .success("c")])
        #expect(kingdee.calls.map(\.count).sorted() == [1, 1, 1, 3])
    }

    @Test func endsWhatGoesAloneWithinTheTimeOfOneCall() async throws {
        let (time, start) = (time, time.now)
        let kingdee = NotingKingdee(silentTo: [1]) { _ in
            time.advance(by: .seconds(15))
            return .failure(.rejected(reason: "unreadable"))
        }
        async let outcomes = write(["a", "b"], kingdee)
        while kingdee.calls.count < 3 || time.sleepers < 2 { await Task.yield() }
        #expect(time.nextDeadline == start + .seconds(20))
        time.advance(by: .seconds(5))
        for outcome in await outcomes.values {
            guard case .failure(.outcomeUnknown) = outcome else {
                Issue.record("the outcome of a call without an answer is known")
                continue
            }
        }
    }

    /// Whether it was carried out, nobody knows: each is looked up, and none is sent again from here.
    @Test(arguments: [PlatformFailure.outcomeUnknown("cut"), .notSent("down"), .transient(reason: "busy")])
    func tellsEachWhatHappenedToTheCall(failure: PlatformFailure) async {
        let kingdee = NotingKingdee { _ in .failure(failure) }
        let outcomes = await write(["a", "b"], kingdee)
        #expect(outcomes == ["a": .failure(failure), "b": .failure(failure)])
        #expect(kingdee.calls.count == 1)
        // One call that failed, not two: breakers and the success rate count calls.
        let labels = "\(PlatformOperation.submit.labels),outcome=\"\(failure.label)\""
        #expect(metrics.value("rehearsal_calls_total", labels) == 1)
    }

    @Test func mixesNeitherStepsNorForms() async {
        let kingdee = NotingKingdee()
        let batches = batches(of: 2, kingdee)
        await withDiscardingTaskGroup { group in
            for (step, form) in [(WriteStep.submit, "BILL"), (.audit, "BILL"), (.submit, "OTHER")] {
                for number in 1...2 {
                    group.addTask {
                        _ = await BatchedWritesTests.outcome(batches, "\(step) \(form) \(number)", step, form: form)
                    }
                }
            }
        }
        let expected = ["audit BILL", "submit BILL", "submit OTHER"].map { ["\($0) 1", "\($0) 2"] }
        #expect(kingdee.calls.map { $0.sorted() }.sorted { $0[0] < $1[0] } == expected)
    }

    /// The settle time counts from the limit of the call of whoever joined first.
    @Test func endsTheCallWithinTheTimeOfTheFirst() async throws {
        let kingdee = NotingKingdee(silentTo: [2])
        let batches = batches(of: 2, kingdee)
        async let first = BatchedWritesTests.outcome(batches, "a")
        async let second = BatchedWritesTests.outcome(batches, "b")
        while kingdee.calls.isEmpty || time.sleepers == 0 { await Task.yield() }
        #expect(time.nextDeadline == time.now + .seconds(20))
        time.advance(by: try #require(time.nextDeadline) - time.now)
        for outcome in await [first, second] {
            guard case .failure(.outcomeUnknown(let reason)) = outcome else {
                Issue.record("the outcome of a call without an answer is known")
                continue
            }
            #expect(reason.hasPrefix("no answer within"))
        }
    }

    @Test func endsTheCallForAllWhenTheFirstIsCancelled() async {
        let kingdee = NotingKingdee(silentTo: [2])
        let batches = batches(of: 2, kingdee)
        let first = Task { await BatchedWritesTests.outcome(batches, "a") }
        while time.sleepers == 0 { await Task.yield() }
        let second = Task { await BatchedWritesTests.outcome(batches, "b") }
        while kingdee.calls.isEmpty { await Task.yield() }
        first.cancel()
        for task in [first, second] {
            guard case .failure(.outcomeUnknown) = await task.value else {
                Issue.record("the outcome of a call that was cut off is known")
                continue
            }
        }
    }

    @Test func sendsNothingOnceTheFirstIsCancelled() async {
        let kingdee = NotingKingdee()
        let batches = batches(of: 9, kingdee)
        let first = Task { await BatchedWritesTests.outcome(batches, "a") }
        while time.sleepers == 0 { await Task.yield() }
        first.cancel()
        #expect(await first.value == .failure(.outcomeUnknown("cancelled")))
        #expect(kingdee.calls.isEmpty)
    }

    /// A document on which a batch founders would take the same others with it until all have used up their tries.
    @Test func sendsAloneWhatWasTriedBefore() async throws {
        let lost = (1...2).map { PlannedFault(operation: .save, call: $0, fault: .requestLost) }
        let office = try await DeliveryOffice(faults: lost, batch: 2)
        for instance in ["INST-1", "INST-2"] { try await office.receive(.make(id: instance)) }
        let items = try await office.deliverer.claim(limit: 2)
        await withDiscardingTaskGroup { group in
            for item in items { group.addTask { await office.deliverer.deliver(item) } }
        }
        #expect(office.kingdee.calls(.saveBatch) == 1)
        // One after the other: a Save that went with others would wait for them for ever.
        for (index, instance) in ["INST-1", "INST-2"].enumerated() {
            let due = try #require(try await office.store.items(of: instance).first?.due)
            office.time.advance(by: max(.nanoseconds(1), due - office.time.now))
            let claimed = try #require(try await office.deliverer.claim(limit: 1).first)
            let delivery = Task { await office.deliverer.deliver(claimed) }
            while office.kingdee.documents.count == index { await Task.yield() }
            delivery.cancel()  // its Submit waits for others
            await delivery.value
        }
        #expect(office.kingdee.calls(.saveBatch) == 1)
    }
}

/// A Kingdee that notes what it is sent, and answers as it is told; what is sent alone is a batch of one.
private final class NotingKingdee: KingdeePort {
    typealias Verdicts = Result<[Result<KingdeeDocument, PlatformFailure>], PlatformFailure>

    private let noted = Mutex<[[String]]>([])
    private let silentTo: Set<Int>
    private let answer: @Sendable ([String]) -> Verdicts

    /// - Parameter silentTo: calls with so many documents get no answer.
    init(
        silentTo: Set<Int> = [],
        _ answer: @escaping @Sendable ([String]) -> Verdicts = { .success($0.map { .success(.named($0)) }) }
    ) {
        self.silentTo = silentTo
        self.answer = answer
    }

    /// The subjects of each call.
    var calls: [[String]] { noted.withLock { $0 } }

    func writeAll(
        _ step: WriteStep, form: String, _ subjects: [String]
    ) async throws(PlatformFailure) -> [Result<KingdeeDocument, PlatformFailure>] {
        noted.withLock { $0.append(subjects) }
        if silentTo.contains(subjects.count) {
            while !Task.isCancelled { await Task.yield() }
            throw .outcomeUnknown("cancelled")
        }
        return try answer(subjects).get()
    }

    private func one(_ step: WriteStep, _ form: String, _ subject: String) async throws(PlatformFailure)
        -> KingdeeDocument
    {
        try await writeAll(step, form: form, [subject])[0].get()
    }

    func save(form: String, model: String) async throws(PlatformFailure) -> KingdeeDocument {
        try await one(.save, form, model)
    }

    func submit(form: String, id: String) async throws(PlatformFailure) { _ = try await one(.submit, form, id) }

    func audit(form: String, id: String) async throws(PlatformFailure) { _ = try await one(.audit, form, id) }

    func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure) { throw .notSent("unused") }

    func difference(
        of document: String, in form: DocumentForm, from model: String
    ) async throws(PlatformFailure) -> DocumentDifference { throw .notSent("unused") }

    func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] { throw .notSent("unused") }

    func content(form: String, id: String) async throws(PlatformFailure) -> String { throw .notSent("unused") }
}

extension KingdeeDocument {
    fileprivate static func named(_ id: String) -> KingdeeDocument { KingdeeDocument(id: id, number: id, status: "") }
}
