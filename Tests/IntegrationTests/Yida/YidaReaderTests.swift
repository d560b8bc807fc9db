import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct YidaReaderTests {
    @Test(arguments: StoreEngine.allCases) func makesOneDocumentAndWritesItBack(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let office = try await YidaOffice(database)
            office.yida.put(try .form())
            office.time.advance(by: .seconds(5))
            try await office.list()
            try await office.work()
            let item = try #require(try await office.item())
            #expect(item.progress.state == .done && item.key.flow == "yida:FORM-1")
            #expect(office.yida.updates == ["F-1: textField_n=\(item.number) textField_s=已审核"])
            // Its own change of the form is no news.
            for _ in 0..<3 {
                office.time.advance(by: .seconds(60))
                try await office.list()
                try await office.work()
            }
            #expect(try await office.state() == .done)
            #expect(office.yida.updates.count == 1)
            #expect(try await office.store.items(state: nil, limit: 10).count == 1)
        }
    }

    @Test func waitsForAnApprovalThatRuns() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form(status: "RUNNING", result: ""))
        office.time.advance(by: .seconds(5))
        try await office.list()
        try await office.work()
        #expect(try await office.state() == .open)
        office.yida.put(try .form())
        office.time.advance(by: .seconds(5))
        try await office.list()
        try await office.work()
        #expect(try await office.state() == .done)
        office.yida.put(try .form("F-2", result: "disagree"))
        office.time.advance(by: .seconds(5))
        try await office.list()
        try await office.work()
        #expect(try await office.state("F-2") == .ignored)
    }

    @Test func readsPagesFromTheLastToTheFirst() async throws {
        let office = try await YidaOffice()
        for number in 1...250 { office.yida.put(try .form("F-\(number)")) }
        office.time.advance(by: .seconds(5))
        // A form of the first page is changed after the last page was read: it leaves the window, the rest moves up.
        office.yida.afterNextPage { [yida = office.yida] in
            office.time.advance(by: .seconds(1))
            yida.put((try? .form("F-250")) ?? .make())
        }
        try await office.list()
        #expect(office.yida.pages == [1, 3, 2, 1])
        let all = Set(try await office.store.items(state: nil, limit: 1000).map(\.key.instance))
        #expect(all == Set((1...249).map { "F-\($0)" }))
        office.time.advance(by: .seconds(5))
        try await office.list()
        #expect(try await office.store.items(state: nil, limit: 1000).count == 250)
    }

    @Test func keepsItsCheckpointWhenAPageFails() async throws {
        let office = try await YidaOffice()
        for number in 1...150 { office.yida.put(try .form("F-\(number)")) }
        office.time.advance(by: .seconds(5))
        office.yida.afterNextPage { [yida = office.yida] in yida.fail(.listForms, .rejected(reason: "no")) }
        await #expect(throws: YidaPassFailure.self) { try await office.list() }
        #expect(try await office.store.position(of: "yida:FORM-1") == nil)
        try await office.list()
        #expect(try await office.store.items(state: nil, limit: 1000).count == 150)
        let margin = YidaSettings().margin
        #expect(try await office.store.position(of: "yida:FORM-1") == office.time.now - margin)
    }

    @Test func overlapsItsCheckpoint() async throws {
        let office = try await YidaOffice()
        try await office.list()
        // Changed before the checkpoint, and listed late.
        office.yida.put(try .form())
        office.time.advance(by: .seconds(120))
        try await office.store.database.commit { connection in
            _ = try connection.execute("UPDATE cursors SET position = ?", [.of(office.time.now)])
        }
        try await office.list()
        #expect(try await office.state() == .received)
    }

    @Test func holdsAFormThatWasChangedAfterItsDocument() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form())
        office.time.advance(by: .seconds(5))
        try await office.list()
        try await office.work()
        let number = try #require(try await office.item()).number
        office.yida.put(try .form(text: "螺母", more: #","textField_n":"\#(number)","textField_s":"已审核""#))
        office.time.advance(by: .seconds(60))
        try await office.list()
        let held = try #require(try await office.item())
        #expect(held.progress.state == .human)
        #expect(held.progress.reason?.contains("changed in textField_1 after it became the document \(number)") == true)
        // The person is asked once.
        _ = try await office.desk.adopt("F-1", documentID: nil, number: nil)
        office.time.advance(by: .seconds(60))
        try await office.work()
        try await office.list()
        #expect(try await office.state() == .done)
        #expect(office.kingdee.calls(.save) == 1)
    }

    @Test func readsAFormAgainThatCouldNotBeMapped() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form(text: "未知"))
        office.time.advance(by: .seconds(5))
        try await office.list()
        try await office.work()
        #expect(try await office.state() == .dead)
        #expect(office.yida.updates == ["F-1: textField_s=未生成"])
        office.yida.put(try .form(text: "螺丝", more: #","textField_s":"未生成""#))
        office.time.advance(by: .seconds(60))
        try await office.list()
        try await office.work()
        #expect(try await office.state() == .done)
        #expect(office.yida.updates.count == 2)
    }

    @Test func looksBeforeItWritesASecondTime() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form())
        office.time.advance(by: .seconds(5))
        office.yida.fail(.updateForm, .outcomeUnknown("no reply"))
        try await office.list()
        try await office.work(until: 20)
        // A look before the first can have arrived would be too early.
        #expect(office.yida.reads == 1)
        try await office.work()
        #expect(office.yida.reads == 2 && office.yida.updates.count == 1)
        #expect(try await office.store.nextNoticeDue(after: Timestamp(seconds: 0)) == nil)
    }

    @Test func takesEventsAsWellAsListings() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form())
        let keys = try RouteTable([.yida()]).keys(flow: "yida:FORM-1", instance: "F-1")
        let event = ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: "F-1")
        _ = try await office.store.receive(
            event, Arrival(keys: keys, news: .over), at: office.time.now, rereadAt: office.time.now)
        try await office.work()
        #expect(try await office.state() == .done)
        // Changed before it was ever listed.
        office.yida.put(try .form(text: "螺母"))
        office.time.advance(by: .seconds(5))
        try await office.list()
        #expect(try await office.state() == .human)
    }
}
