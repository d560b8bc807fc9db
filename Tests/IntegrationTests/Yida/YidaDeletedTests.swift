import Seams
import Testing
import VirtualTime

@testable import Integration

/// Filled forms that somebody deletes.
@Suite struct YidaDeletedTests {
    private func delivered(
        _ count: Int = 1, _ settings: YidaSettings = YidaSettings(), policy: DeliveryPolicy = DeliveryPolicy(),
        _ database: (any RelationalStore)? = nil
    ) async throws -> YidaOffice {
        let office = try await YidaOffice(database, settings: settings, policy: policy)
        for number in 1...count { office.yida.put(try .form("F-\(number)")) }
        office.time.advance(by: .seconds(5))
        try await office.list()
        try await office.work()
        for number in 1...count { #expect(try await office.state("F-\(number)") == .done) }
        return office
    }

    private func audited(_ office: YidaOffice, _ action: String) async throws -> [String] {
        try await office.store.database.read { connection in
            try connection.rows("SELECT subject FROM audit WHERE action = ?", [.of(action)]).map { try $0.get(0) }
        }
    }

    @Test(arguments: StoreEngine.allCases) func holdsTheDocumentOfADeletedForm(engine: StoreEngine) async throws {
        try await engine.withStore { database in
            let office = try await delivered(3, database)
            office.yida.remove("F-2")
            office.time.advance(by: .seconds(700))
            try await office.list()
            try await office.work()
            let item = try #require(try await office.item("F-2"))
            #expect(item.progress.state == .human)
            #expect(item.progress.reason?.contains("the form was deleted in Yida; its document") == true)
            #expect(try await office.state("F-1") == .done)
            #expect(try await audited(office, "find deleted form") == ["F-2"])
            // A person is asked once.
            office.time.advance(by: .seconds(700))
            try await office.list()
            try await office.work()
            #expect(try await audited(office, "find deleted form") == ["F-2"])
            #expect(office.kingdee.calls(.save) == 3)
        }
    }

    private func delivered(_ count: Int, _ database: any RelationalStore) async throws -> YidaOffice {
        try await delivered(count, YidaSettings(), policy: DeliveryPolicy(), database)
    }

    @Test func takesTheDocumentBackWhereThatIsWanted() async throws {
        var policy = DeliveryPolicy()
        policy.onRevoke = .delete
        let office = try await delivered(2, policy: policy)
        office.yida.remove("F-1")
        office.time.advance(by: .seconds(700))
        try await office.list()
        try await office.work(until: 300)
        #expect(try await office.state("F-1") == .revoked)
        #expect(try await office.state("F-2") == .done)
    }

    @Test func makesNoDocumentOfAFormThatWasDeletedBefore() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form())
        office.time.advance(by: .seconds(5))
        try await office.list()
        office.yida.remove("F-1")
        try await office.work(until: 600)
        let item = try #require(try await office.item())
        #expect(item.progress.state == .ignored)
        #expect(item.progress.reason == "the form was deleted in Yida before it became a document")
        #expect(try await audited(office, "find deleted form") == ["F-1"])
        #expect(office.kingdee.calls(.save) == 0)
    }

    @Test func believesNoListingThatLacksAForm() async throws {
        let office = try await delivered()
        // The listing fails to show it; reading it shows that it is there.
        let kept = YidaForm(id: "FORM-elsewhere")
        office.yida.put(try .form(), in: kept)
        office.time.advance(by: .seconds(700))
        try await office.list()
        try await office.work()
        #expect(try await office.state() == .done)
    }

    @Test func takesVeryManyForSomethingElse() async throws {
        var settings = YidaSettings()
        settings.deletedMost = 2
        let office = try await delivered(5, settings)
        for number in 1...4 { office.yida.remove("F-\(number)") }
        office.time.advance(by: .seconds(700))
        let failure = await #expect(throws: YidaPassFailure.self) { try await office.list() }
        #expect(failure?.description.contains("more than 2 forms of FORM-1 with documents cannot be found") == true)
        try await office.work()
        for number in 1...5 { #expect(try await office.state("F-\(number)") == .done) }
    }

    @Test func leavesDocumentsAloneWhenTheWholeFormIsGone() async throws {
        let office = try await delivered(2)
        office.yida.shut("FORM-1", .rejected(reason: "invalidParameter.parameter.incorrectFormUuid: x"))
        office.time.advance(by: .seconds(700))
        await #expect(throws: YidaPassFailure.self) { try await office.list() }
        try await office.work()
        for number in 1...2 { #expect(try await office.state("F-\(number)") == .done) }
    }

    @Test func seesADeletionWhileItComparesAChange() async throws {
        let office = try await delivered()
        office.yida.put(try .form(text: "螺母"))
        office.time.advance(by: .seconds(5))
        office.yida.fail(.readForm, .notFound("invalidState.form.dataDoesNotExistOrIsDeleted"))
        try await office.list()
        office.yida.remove("F-1")
        try await office.work()
        #expect(try await office.item()?.progress.reason?.contains("deleted in Yida") == true)
    }
}
