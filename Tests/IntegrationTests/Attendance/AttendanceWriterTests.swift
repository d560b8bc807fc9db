import Seams
import Testing
import VirtualTime

@testable import Integration

/// What becomes of results that a mapping is to map.
@Suite struct AttendanceWriterTests {
    private static let good = """
        record: attendance
        form: XX_Attendance
        number: FBillNo
        head: {FUserId: {from: userid}, FTimeResult: {from: timeResult}}
        """

    /// A writer with one result that was read for a mapping.
    private struct Bench {
        let time = ManualTime()
        let records = RecordMappings()
        let store: AttendanceStore
        let network: ScriptedNetwork
        let writer: AttendanceWriter

        init(_ database: any RelationalStore) async throws {
            try await database.commit { try StoreSchema.migrate($0) }
            store = AttendanceStore(database: database)
            let kingdee = KingdeeClientTests().client { _ in .json(KingdeeClientTests.saved) }
            network = kingdee.network
            writer = AttendanceWriter(
                store: store, kingdee: kingdee.client, standard: AttendanceSettings(), records: records,
                oracle: SilentOracle(), policy: DeliveryPolicy(),
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)),
                    metrics: Metrics()
                ) { _ in }, metrics: Metrics(), time: time, logger: .silent)
            let record = AttendanceRecord(
                userID: "015201", staff: "E0001", day: 20_467, checkType: "OnDuty", plan: "1", planned: nil,
                checked: nil, timeResult: "Late", locationResult: "Normal", sourceType: "USER")
            let term = try #require(
                try await database.takeTerm("attendance-read", until: time.now + .seconds(60), at: time.now))
            _ = try await store.store(
                [record], nil, content: AttendanceDocument.content, under: term, until: time.now + .seconds(60),
                at: time.now)
        }

        func use(_ yaml: String) throws {
            records.replace([.attendance: try Mapping.load(yaml: yaml, file: "attendance.yaml")])
        }

        /// Writes what is due, an hour after the last time; returns the models that went to Kingdee.
        func write() async throws -> [JSONValue] {
            let before = network.calls(to: ".BatchSave.common.kdsvc").count
            for batch in try await writer.claim() { await writer.write(batch) }
            time.advance(by: .seconds(3600))
            return try network.calls(to: ".BatchSave.common.kdsvc").dropFirst(before).flatMap { call in
                try JSONValue(parsing: call.body).at(path: "data.Model")?.elements ?? []
            }
        }
    }

    @Test(arguments: StoreEngine.allCases)
    func waitsWhileTheMappingFailsAndFollowsTheMendedOne(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database)
            try bench.use(AttendanceWriterTests.good.replacing("from: userid", with: "from: nobody"))
            #expect(try await bench.write().isEmpty)
            #expect(try await bench.store.refused(limit: 10).first?.reason.contains("FUserId") == true)
            try bench.use(AttendanceWriterTests.good)
            let models = try await bench.write()
            #expect(models.map { $0["FTimeResult"]?.text } == ["Late"] && models[0]["FUserId"]?.text == "015201")
            #expect(try await bench.store.counts() == ["saved": 1])
        }
    }

    @Test func writesNothingThatTheMappingDoesNotWant() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(database)
            try bench.use(AttendanceWriterTests.good + "\nonly-when: {from: timeResult, differs: Late}")
            #expect(try await bench.write().isEmpty)
            #expect(try await bench.store.counts() == ["saved": 1])
        }
    }
}
