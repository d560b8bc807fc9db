import Foundation
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

        init(
            _ database: any RelationalStore, users: [String] = ["015201"],
            _ answer: @escaping @Sendable (HTTPCall) -> String = { _ in KingdeeClientTests.saved }
        ) async throws {
            try await database.commit { try StoreSchema.migrate($0) }
            store = AttendanceStore(database: database)
            let kingdee = KingdeeClientTests().client { .json(answer($0)) }
            network = kingdee.network
            writer = AttendanceWriter(
                store: store, kingdee: kingdee.client, standard: AttendanceSettings(), records: records,
                oracle: SilentOracle(), policy: DeliveryPolicy(),
                gate: CallGate(
                    limit: .seconds(10), backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)),
                    metrics: Metrics()
                ) { _ in }, metrics: Metrics(), time: time, logger: .silent)
            let results = users.map { user in
                AttendanceRecord(
                    userID: user, staff: "E0001", day: 20_467, checkType: "OnDuty", plan: "1", planned: nil,
                    checked: nil, timeResult: "Late", locationResult: "Normal", sourceType: "USER")
            }
            let term = try #require(
                try await database.takeTerm("attendance-read", until: time.now + .seconds(60), at: time.now))
            _ = try await store.store(
                results, nil, content: AttendanceDocument.content, under: term, until: time.now + .seconds(60),
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

    /// Kingdee has the number, but under rights or an organisation that the look-up does not reach.
    @Test func doesNotGoRoundWhenATakenNumberIsNotFound() async throws {
        try await StoreEngine.sqlite.withStore { database in
            let bench = try await Bench(database) { call in
                guard call.path.contains("BatchSave") else { return "[]" }
                return """
                    {"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[{"FieldName":"FBillNo","Message":\
                    "违反字段唯一性要求：编码唯一。[X]在当前系统中已经被使用。","DIndex":0}],"SuccessEntitys":[],"MsgCode":11}}}
                    """
            }
            try bench.use(AttendanceWriterTests.good)
            var batches = 0
            while let batch = try await bench.writer.claim().first, batches < 10 {
                batches += 1
                await bench.writer.write(batch)
            }
            // At once it is only looked up; then it takes its time.
            #expect(batches == 2)
            #expect(try await bench.store.counts() == ["saving": 1])
        }
    }

    /// The interceptor of suspicious texts refuses a call as a whole.
    @Test(arguments: StoreEngine.allCases)
    func savesTheOthersWhereOneTextIsRefused(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let bench = try await Bench(database, users: ["u1", "<b>.1", "u3", "u4", "u5"]) { call in
                let count = call.text.components(separatedBy: "FTimeResult").count - 1
                return call.text.contains("<b>")
                    ? StockWatchTests.intercepted : AttendanceWriterTests.saved(count)
            }
            try bench.use(AttendanceWriterTests.good)
            _ = try await bench.write()
            #expect(try await bench.store.counts() == ["saved": 4, "refused": 1])
            #expect(try await bench.store.refused(limit: 10).first?.reason.contains("intercepted") == true)
        }
    }

    private static func saved(_ count: Int) -> String {
        let entities = (0..<count).map { #"{"Id":\#(100_101 + $0),"Number":"N\#($0)","DIndex":\#($0)}"# }
        return """
            {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[\
            \(entities.joined(separator: ","))],"SuccessMessages":[],"MsgCode":0}}}
            """
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
