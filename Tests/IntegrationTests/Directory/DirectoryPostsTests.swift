import Seams
import Testing

@testable import Integration

@Suite struct DirectoryPostsTests {
    private let wanted = DirectoryContent([
        "name": "张三", "department": "BM1", "post BM2": "secondary", "status": "active",
    ])
    private let mapping = DirectoryMapping(
        settings: {
            var settings = DirectorySettings()
            settings.number = "100"
            return settings
        }())

    /// A record with these posts: `BM1*` is the main one. Rows have the ids 1, 2, …
    private func record(_ posts: String..., posts setting: DirectorySettings.Posts = .all) -> KingdeeBaseData {
        var settings = DirectorySettings()
        settings.posts = setting
        let rows = posts.enumerated().map { index, text in
            DirectoryPosts.Row(
                id: String(index + 1), department: text.replacing("*", with: ""), isFirst: text.hasSuffix("*"))
        }
        var record = KingdeeBaseData(
            id: "7", number: "E1", status: "C", content: DirectoryContent(["name": "张三", "status": "active"]))
        DirectoryMapping(settings: settings).take(DirectoryPosts(rows: rows), into: &record)
        return record
    }

    private func decide(_ actual: KingdeeBaseData, _ adjust: (inout DirectoryView) -> Void = { _ in })
        -> DirectoryDecision
    {
        var view = DirectoryView(desired: wanted, base: wanted, actual: actual)
        adjust(&view)
        return view.decision()
    }

    private func change(_ actual: KingdeeBaseData, _ desired: DirectoryContent) -> String {
        let decision = decide(actual) { ($0.desired, $0.overwritesAtFirst) = (desired, true) }
        guard case .change(let fields) = decision.action else { return "\(decision)" }
        let change = mapping.change(.employee, actual, to: desired, fields: fields)
        let rows = change.model["FPostEntity"]?.jsonText ?? ""
        return (change.deletesRows ? "only " : "") + rows.replacing("\"", with: "")
    }

    private func content(_ main: String, _ others: String...) -> DirectoryContent {
        var content = wanted
        content["post BM2"] = nil
        content["department"] = main
        for other in others { content["post \(other)"] = "secondary" }
        return content
    }

    // MARK: What DingTalk says

    @Test func readsAllDepartmentsOfAPerson() throws {
        let person = try JSONValue(
            parsing: """
                {"name":"张三","dept_id_list":[3,2,4],"dept_position_list":[{"dept_id":2,"is_main":true},{"dept_id":9}]}
                """)
        let facts = DirectoryMapping.facts(ofPerson: person)
        #expect(facts["department"] == "2")
        #expect(facts["departments"] == "3,4,9")
        #expect(mapping.parents(.employee, facts).others == ["3", "4", "9"])
        var settings = DirectorySettings()
        settings.posts = .main
        #expect(DirectoryMapping(settings: settings).parents(.employee, facts).others.isEmpty)
        let content = mapping.content(.employee, facts: facts, parent: "BM2", others: ["BM3", "BM2"])
        #expect(content.posts == ["post BM3"])
    }

    // MARK: Decisions

    @Test func restsWhenEachPostIsThere() {
        #expect(decide(record("BM1*", "BM2")) == DirectoryDecision(action: .rest))
        #expect(decide(record("BM2", "BM1*")) == DirectoryDecision(action: .rest))
    }

    @Test func writesPostsThatDingTalkAddsAndRemoves() {
        #expect(decide(record("BM1*")) { $0.base?["post BM2"] = nil }.action == .change(["post BM2"]))
        let fewer = decide(record("BM1*", "BM2")) { $0.desired["post BM2"] = nil }
        #expect(fewer.action == .change(["post BM2"]))
    }

    @Test func holdsPostsThatSomebodyChangedInKingdee() {
        let added = decide(record("BM1*", "BM2", "BM9"))
        #expect(added.action == .rest)
        #expect(added.conflicts == [DirectoryDifference(field: "post BM9", ours: "", theirs: "secondary")])
        let deleted = decide(record("BM1*"))
        #expect(deleted.conflicts == [DirectoryDifference(field: "post BM2", ours: "secondary", theirs: "")])
        let twoMain = decide(record("BM1*", "BM2*"))
        #expect(twoMain.conflicts == [DirectoryDifference(field: "post BM2", ours: "secondary", theirs: "main")])
        let swapped = decide(record("BM1", "BM2*"))
        #expect(swapped.action == .rest)
        #expect(swapped.conflicts.map(\.field) == ["department", "post BM1", "post BM2"])
        let again = decide(record("BM1*", "BM2", "BM2"))
        #expect(again.conflicts.map(\.field) == ["post BM2 #2"])
    }

    @Test func deletesNoForeignPostAtFirstContact() {
        let found = record("BM1*", "BM2", "BM9")
        let decision = decide(found) { ($0.base, $0.overwritesAtFirst) = (nil, true) }
        #expect(decision.action == .rest)
        #expect(decision.conflicts.map(\.field) == ["post BM9"])
        let confirmed = decide(found) { $0.granted = decision.conflicts }
        #expect(confirmed.action == .change(["post BM9"]))
        let rejected = decide(found) { $0.kept = decision.conflicts }
        #expect(rejected == DirectoryDecision(action: .rest, kept: decision.conflicts))
    }

    @Test func adoptsPostsThatAreThereAndAddsThoseThatAreNot() {
        #expect(decide(record("BM1*", "BM2")) { $0.base = nil }.conflicts.isEmpty)
        #expect(decide(record("BM1*")) { $0.base = nil }.action == .change(["post BM2"]))
    }

    @Test func addsNoSecondRowWhereTheMainPostIsHeld() {
        let decision = decide(record("BM2*")) { $0.base?["post BM2"] = nil }
        #expect(decision.action == .rest)
        #expect(decision.conflicts.map(\.field) == ["department", "post BM2"])
    }

    @Test func takesForOursWhatALostWriteCarriedOut() {
        let sent = DirectoryContent(["department": "BM1", "post BM2": "secondary", "post BM1": ""])
        let before = DirectoryContent(["name": "张三", "status": "active", "department": "BM2", "post BM1": "secondary"])
        // Somebody took the post BM2 to BM9 before anybody looked.
        let decision = decide(record("BM1*", "BM9")) { ($0.base, $0.attempts) = (before, [sent]) }
        #expect(decision.action == .rest)
        #expect(decision.conflicts.map(\.field) == ["post BM2", "post BM9"])
        let unsent = decide(record("BM2*", "BM1")) { ($0.base, $0.attempts) = (before, [sent]) }
        #expect(unsent.conflicts.isEmpty)
        #expect(unsent.action == .change(["department", "post BM1", "post BM2"]))
    }

    @Test func tellsOfALostWriteThatAPersonConfirmed() async throws {
        let database = EmbeddedStore(try MemoryDatabase())
        try await database.commit { try StoreSchema.migrate($0) }
        let (store, now) = (DirectoryStore(database), Timestamp(seconds: 1_768_440_600))
        try await store.mark(.employee, ["u1"], at: now)
        var row = try await store.claim(limit: 1, at: now, lease: now + .seconds(60))[0]
        (row.base, row.attempts) = (wanted, [DirectoryContent(["post BM2": "secondary"])])
        var unasked = DirectoryJob(row)
        unasked.actual = record("BM1*", "BM2")
        unasked.tellWhatIsFound(at: now)
        #expect(unasked.audits.isEmpty)
        row.granted = [DirectoryDifference(field: "post BM2", ours: "secondary", theirs: "")]
        var job = DirectoryJob(row)
        job.actual = record("BM1*", "BM2")
        job.tellWhatIsFound(at: now)
        #expect(job.audits.map(\.action) == ["find BD_Empinfo"])
    }

    @Test func leavesFurtherPostsAloneWhereOnlyTheMainOneCounts() {
        let actual = record("BM9", "BM1*", posts: .main)
        #expect(decide(actual) { $0.desired["post BM2"] = nil } == DirectoryDecision(action: .rest))
        #expect(!actual.differs(from: wanted))
        #expect(record("BM1*", "BM9").differs(from: wanted))
        #expect(record("BM1*").differs(from: wanted))
    }

    // MARK: Rows

    @Test func changesRowsByTheirIDs() {
        // The main post moves: its row goes along.
        #expect(change(record("BM1*", "BM2"), content("BM3", "BM2")) == "[{FENTRYID:1,FPostDept:{FNumber:BM3}}]")
        // Main and further post change places: no row does.
        #expect(
            change(record("BM1*", "BM2"), content("BM2", "BM1"))
                == "[{FENTRYID:1,FIsFirstPost:false},{FENTRYID:2,FIsFirstPost:true}]")
        // The further post becomes the main one, and the other ends.
        #expect(change(record("BM1*", "BM2"), content("BM2")) == "only [{FENTRYID:2,FIsFirstPost:true}]")
        // The main post goes elsewhere, and its department stays.
        #expect(
            change(record("BM1*", "BM2"), content("BM3", "BM1", "BM2"))
                == "[{FENTRYID:1,FIsFirstPost:false},"
                + "{FWorkOrgId:{FNumber:100},FPostDept:{FNumber:BM3},FIsFirstPost:true}]")
        #expect(
            change(record("BM1*", "BM2"), content("BM1", "BM2", "BM3"))
                == "[{FWorkOrgId:{FNumber:100},FPostDept:{FNumber:BM3},FIsFirstPost:false}]")
    }

    @Test func namesEachRowThatStaysWhenOneIsDeleted() {
        let actual = record("BM1*", "BM2", "BM9")
        let change = mapping.change(.employee, actual, to: content("BM1"), fields: ["post BM2"])
        #expect(change.deletesRows)
        #expect(change.model["FPostEntity"]?.jsonText == #"[{"FENTRYID":1},{"FENTRYID":3}]"#)
        #expect(change.keys == ["FPostEntity", "FPostDept"])
    }

    @Test func makesOneMainPostOfNewPeople() {
        let rows = mapping.newPosts(content("BM1", "BM2", "BM3")).elements ?? []
        #expect(rows.map { $0["FPostDept"]?["FNumber"]?.text } == ["BM1", "BM2", "BM3"])
        #expect(rows.map { $0["FIsFirstPost"]?.flag } == [true, false, false])
    }

    @Test func readsAllRowsOfARecord() throws {
        let cells = try JSONValue(
            parsing: """
                [[7,"E1","C","A","BM1",11,"1"],[7,"E1","C","A","BM2",12,"0"],[8,"E2","C","A"," ",0,false]]
                """)
        var settings = DirectorySettings()
        settings.employeeFields = []
        let rows = (cells.elements ?? []).map { ($0.elements ?? []) + ["100"] }
        let records = DirectoryMapping(settings: settings).records(.employee, rows: rows)
        #expect(records.map(\.content.posts) == [["post BM2"], []])
        #expect(records.map { $0.content["department"] } == ["BM1", ""])
        #expect(records[0].posts.rows.map(\.id) == ["11", "12"])
    }
}
