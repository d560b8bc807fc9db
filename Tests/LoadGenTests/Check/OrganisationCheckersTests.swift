import Seams
import Testing

@testable import LoadGen
@testable import Simulators

@Suite struct OrganisationCheckersTests {
    private func planted(_ counts: [OrganisationPlan.Change: Int] = [.join: 1, .leave: 1, .edit: 1]) -> HistoryBuilder {
        HistoryBuilder { scenario in
            var plan = OrganisationPlan()
            plan.counts = counts
            plan.within = .seconds(10)
            plan.withinP99 = .seconds(5)
            scenario.activities = [ScenarioActivity(activity: OrganisationActivity(plan), yaml: "")]
        }
    }

    // MARK: In time

    @Test func passesAChangeInTime() {
        var history = planted()
        history.know("BM1", "销售部")
        history.change("join", "N1", name: "张三", department: "销售部", at: 100)
        history.save("N1", name: "张三", department: "BM1", at: 900)
        #expect(OrganisationInTime.check(history.record()) == .holds(examined: 1))
    }

    @Test func findsALateOrMissingOrWrongChange() {
        var history = planted()
        history.know("BM1", "销售部")
        history.know("BM2", "财务部")
        history.change("join", "N1", name: "张三", department: "销售部", at: 100)
        history.save("N1", name: "张三", department: "BM1", at: 11_000)
        history.change("join", "N2", name: "李四", department: "销售部", at: 100)
        history.change("join", "N3", name: "王五", department: "销售部", at: 100)
        history.save("N3", name: "王五", department: "BM2", at: 500)
        #expect(OrganisationInTime.check(history.record(endsAt: 20_000)).subjects == ["N1", "N2", "N3", "p99"])
    }

    @Test func takesALaterChangeForAnEarlierOne() {
        var history = planted()
        history.know("BM1", "销售部")
        history.change("rename", "E1", name: "一", department: "销售部", at: 100)
        history.change("rename", "E1", name: "二", department: "销售部", at: 150)
        history.save("E1", name: "二", department: "BM1", at: 400)
        #expect(OrganisationInTime.check(history.record()) == .holds(examined: 2))
    }

    @Test func asksNothingOfWhoMovesAndMovesBackUnseen() {
        var history = planted()
        history.know("BM1", "销售部")
        history.know("BM2", "财务部")
        history.save("E1", name: "张三", department: "BM1", at: -500)
        history.change("move", "E1", name: "张三", department: "财务部", at: 100)
        #expect(OrganisationInTime.check(history.record()).subjects == ["E1"])
        history.change("move", "E1", name: "张三", department: "销售部", at: 200)
        #expect(OrganisationInTime.check(history.record()) == .holds(examined: 2))
    }

    /// What somebody wrote in Kingdee meanwhile is held, and stands in the way of DingTalk's name, of nothing else.
    @Test func takesANameThatIsHeldForItsOwn() {
        var history = planted()
        history.know("BM1", "销售部")
        history.know("BM2", "财务部")
        history.change("move", "E1", name: "张三", department: "财务部", at: 100)
        history.save("E1", name: "张三改", department: "BM2", at: 300)
        #expect(OrganisationInTime.check(history.record()).subjects == ["E1"])
        history.did("edit", "E1", ["field": "FName", "value": "张三改"], at: 350)
        #expect(OrganisationInTime.check(history.record()).subjects == ["E1"])
        history.save("E1", name: "张三改", department: "BM1", at: 370)
        #expect(OrganisationInTime.check(history.record()).subjects == ["E1"])
        history.save("E1", name: "张三改", department: "BM2", at: 400)
        #expect(OrganisationInTime.check(history.record()) == .holds(examined: 1))
    }

    @Test func asksForEachPost() {
        var history = planted()
        history.know("BM1", "销售部")
        history.know("BM2", "财务部")
        history.post("E1", ["财务部"], at: 100)
        history.save("E1", name: "张三", department: "BM1", posts: ["BM2"], at: 300)
        #expect(OrganisationInTime.check(history.record()) == .holds(examined: 1))
        history.post("E2", ["财务部"], at: 100)
        history.save("E2", name: "张三", department: "BM1", at: 300)
        history.post("E3", [], at: 100)
        history.save("E3", name: "张三", department: "BM1", posts: ["BM2"], at: 300)
        #expect(OrganisationInTime.check(history.record(endsAt: 20_000)).subjects == ["E2", "E3"])
    }

    @Test func findsAnOverwrittenPost() {
        var history = planted([.postEdit: 1])
        history.did("edit", "E1", ["field": "FPostEntity", "value": "BM1* BM9", "before": "BM1*"], at: 100)
        history.save("E1", name: "张三", department: "BM1", posts: ["BM9"], isFromCall: false, at: 101)
        history.did("held", "E1", at: 1000)
        history.did("reject", "E1", at: 1001)
        #expect(ConflictsHeld.check(history.record()) == .holds(examined: 1))
        history.save("E1", name: "张三", department: "BM1", at: 1500)
        #expect(ConflictsHeld.check(history.record()).messages.contains("overwritten"))
    }

    @Test func comparesEachPost() {
        let main = StoredMember.Post(id: 1, department: "BM1", isMain: true)
        let other = StoredMember.Post(id: 2, department: "BM2", isMain: false)
        func view(
            _ posts: [StoredMember.Post], _ setting: OrganisationPlan.Posts = .all,
            joined: String = "1998-03-29 00:00:00"
        ) -> [String] {
            let departments = [(1, "公司", "BM0"), (2, "销售部", "BM1"), (3, "财务部", "BM2")].map {
                Company.Department(id: Int64($0.0), parent: $0.0 == 1 ? nil : 1, name: $0.1, number: $0.2)
            }
            var person = Company.Employee(
                userID: "u", unionID: "n", name: "张三", mobile: "139", staffNumber: "E1", department: 2)
            person.profile.hired = 891_100_800_000  // midnight in Asia/Shanghai
            person.profile.memberships = [.init(department: 2), .init(department: 3)]
            let stored = departments.map { department in
                StoredMember(
                    number: department.number, isForbidden: false, isAudited: true, fields: ["FName": department.name],
                    place: department.parent == nil ? "" : "BM0")
            }
            let record = StoredMember(
                number: "E1", isForbidden: false, isAudited: true,
                fields: ["FName": "张三", "FMobile": "139", "FJoinDate": joined],
                place: (posts.first(where: \.isMain) ?? posts.first)?.department ?? "", posts: posts)
            return OrganisationView(
                posts: setting, dingTalk: (departments, [person]), departments: stored, employees: [record], except: []
            ).mismatches.map(\.what)
        }
        #expect(view([main, other]).isEmpty)
        #expect(view([main]) == ["FPostEntity differs: 1 posts, not 2"])
        #expect(view([main], .main).isEmpty)
        #expect(view([main, other, other]) == ["FPostEntity differs: 3 posts, not 2"])
        var second = other
        second.isMain = true
        #expect(view([main, second]) == ["2 main posts instead of one"])
        #expect(view([main, other], joined: "1998-03-29").isEmpty)
        for wrong in ["1998-03-28", "", "1998-03-30 00:00:00"] {
            #expect(view([main, other], joined: wrong) == ["FJoinDate differs"])
        }
    }

    @Test func knowsADepartmentThatWasRenamedBeforeAnybodySawItsName() {
        var history = planted()
        history.change("move", "E1", name: "张三", department: "一部", at: 100)
        history.did(
            "rename-department", "department of 一部",
            ["kind": "department", "name": "二部", "before": "一部", "status": "active"], at: 150)
        history.know("BM1", "二部")
        history.save("E1", name: "张三", department: "BM1", at: 400)
        // The department itself never shows in Kingdee here, which is another finding.
        #expect(OrganisationInTime.check(history.record()).subjects == ["department of 一部"])
    }

    @Test func asksForNoTraceOfWhoCameAndWentUnseen() {
        var history = planted()
        history.change("brief", "N1", name: "张三", department: "销售部", at: 100)
        history.change("leave", "N1", isGone: true, at: 110)
        #expect(OrganisationInTime.check(history.record()) == .holds(examined: 2))
        // Whom Kingdee had before the run does not go without a trace.
        history.change("leave", "E9", isGone: true, at: 110)
        #expect(OrganisationInTime.check(history.record()).subjects == ["E9"])
    }

    @Test func refusesToJudgeNothing() {
        let record = planted().record()
        #expect(OrganisationInTime.check(record).isUndecided)
        #expect(OrganisationInStep.check(record).isUndecided)
        #expect(OrganisationNoDuplicates.check(record).isUndecided)
        #expect(LeaversStayOut.check(record).isUndecided)
        #expect(ConflictsHeld.check(record).isUndecided)
        #expect(LeavesHeld.check(record).isUndecided)
    }

    // MARK: In step, once

    @Test func findsWhatDiffersInTheEnd() {
        var history = planted()
        history.did("compared", "all", ["records": "7"], at: 5000)
        #expect(OrganisationInStep.check(history.record()) == .holds(examined: 7))
        history.did("mismatch", "E1", ["what": "FEmail differs"], at: 4999)
        #expect(OrganisationInStep.check(history.record()).subjects == ["E1"])
    }

    @Test func findsASecondRecordOfAPerson() {
        var history = planted()
        history.save("N1", name: "张三", department: "BM1", at: 100)
        history.save("N1", name: "张三", department: "BM1", at: 200)
        #expect(OrganisationNoDuplicates.check(history.record()) == .holds(examined: 1))
        history.save("N1", id: "second", name: "张三", department: "BM1", at: 300)
        #expect(OrganisationNoDuplicates.check(history.record()).subjects == ["N1"])
    }

    // MARK: Leavers

    @Test func findsALeaverWhoIsActiveOrCameBack() {
        var history = planted()
        history.change("leave", "E1", isGone: true, at: 100)
        history.save("E1", name: "张三", department: "BM1", isForbidden: true, at: 300)
        #expect(LeaversStayOut.check(history.record()) == .holds(examined: 1))
        history.save("E1", name: "张三", department: "BM1", at: 400)
        history.change("leave", "E2", isGone: true, at: 100)
        history.save("E2", name: "李四", department: "BM1", at: 300)
        #expect(LeaversStayOut.check(history.record()).subjects == ["E1", "E2"])
    }

    /// Between leaving and coming back nobody is allowed again; afterwards they have to be.
    @Test func findsAReturnerWhoIsStillDisabledOrWasAllowedTooSoon() {
        func history(allowedAt: Int?) -> HistoryBuilder {
            var history = planted()
            history.change("leave", "E1", isGone: true, at: 100)
            history.save("E1", name: "张三", department: "BM1", isForbidden: true, at: 300)
            if let allowedAt, allowedAt < 500 { history.save("E1", name: "张三", department: "BM1", at: allowedAt) }
            history.change("comeback", "E1", name: "张三", department: "销售部", at: 500)
            if let allowedAt { history.save("E1", name: "张三", department: "BM1", at: max(allowedAt, 501)) }
            return history
        }
        #expect(LeaversStayOut.check(history(allowedAt: 700).record()) == .holds(examined: 1))
        #expect(LeaversStayOut.check(history(allowedAt: nil).record()).messages.contains("still disabled"))
        #expect(LeaversStayOut.check(history(allowedAt: 400).record()).messages.contains("came back"))
        // Who comes back before anybody wrote was never disabled.
        var quick = planted()
        quick.save("E1", name: "张三", department: "BM1", at: 50)
        quick.change("leave", "E1", isGone: true, at: 100)
        quick.change("comeback", "E1", name: "张三", department: "销售部", at: 110)
        #expect(LeaversStayOut.check(quick.record()) == .holds(examined: 1))
        // Who leaves for good afterwards is a leaver again.
        quick.change("leave", "E1", isGone: true, at: 600)
        #expect(LeaversStayOut.check(quick.record()).messages.contains("still active"))
    }

    // MARK: Conflicts

    /// Somebody's record was deleted in Kingdee, and `made` times made again after a person decided.
    private func erased(_ decision: String?, made: Int, isEarly: Bool = false) -> Verdict {
        var history = planted()
        history.did("erase", "E1", at: 100)
        if isEarly { history.save("E1", id: "early", name: "张三", department: "BM1", at: 300) }
        if let decision {
            history.did("held", "E1", at: 1000)
            history.did(decision, "E1", at: 1001)
        }
        for copy in 0..<made {
            history.save("E1", id: "new-\(copy)", name: "张三", department: "BM1", at: 1500 + copy)
        }
        return ConflictsHeld.check(history.record())
    }

    @Test func wantsADeletedRecordMadeAgainOnceWhenAPersonWantsIt() {
        #expect(erased("confirm", made: 1) == .holds(examined: 1))
        #expect(erased("reject", made: 0) == .holds(examined: 1))
        #expect(erased("confirm", made: 0).messages.contains("was made 0 times"))
        #expect(erased("confirm", made: 2).messages.contains("was made 2 times"))
        #expect(erased("reject", made: 1).messages.contains("without being asked"))
        #expect(erased("confirm", made: 1, isEarly: true).messages.contains("without being asked"))
        #expect(erased(nil, made: 0).messages.contains("never held"))
    }

    private func edited() -> HistoryBuilder {
        var history = planted()
        history.did("edit", "E1", ["field": "FName", "value": "改", "before": "张三"], at: 100)
        history.save("E1", name: "改", department: "BM1", isFromCall: false, at: 101)
        return history
    }

    @Test func findsAQuestionThatIsAskedAgainAfterTheDecision() {
        var history = edited()
        history.did("held", "E1", at: 1000)
        history.did("reject", "E1", at: 1001)
        #expect(ConflictsHeld.check(history.record()) == .holds(examined: 1))
        history.did("asked-again", "E1", at: 5000)
        #expect(ConflictsHeld.check(history.record()).messages.contains("asked again"))
    }

    @Test func passesAHeldChangeThatBecomesWhatWasDecided() {
        var confirmed = edited()
        confirmed.did("held", "E1", at: 1000)
        confirmed.did("confirm", "E1", at: 1001)
        confirmed.save("E1", name: "张三", department: "BM1", at: 1500)
        #expect(ConflictsHeld.check(confirmed.record()) == .holds(examined: 1))
        var rejected = edited()
        rejected.did("held", "E1", at: 1000)
        rejected.did("reject", "E1", at: 1001)
        #expect(ConflictsHeld.check(rejected.record()) == .holds(examined: 1))
    }

    @Test func findsASilentOverwriteAndAnUnheardDecision() {
        var silent = edited()
        silent.save("E1", name: "张三", department: "BM1", at: 500)
        #expect(ConflictsHeld.check(silent.record()).messages.contains("without being asked"))
        var unheld = edited()
        unheld.did("note", "E1", at: 1000)
        #expect(ConflictsHeld.check(unheld.record()).messages.contains("never held"))
        var ignored = edited()
        ignored.did("held", "E1", at: 1000)
        ignored.did("confirm", "E1", at: 1001)
        #expect(ConflictsHeld.check(ignored.record()).messages.contains("not as decided"))
        var overridden = edited()
        overridden.did("held", "E1", at: 1000)
        overridden.did("reject", "E1", at: 1001)
        overridden.save("E1", name: "张三", department: "BM1", at: 1500)
        #expect(ConflictsHeld.check(overridden.record()).subjects == ["E1"])
    }

    // MARK: Many at once

    private func gone(_ decision: String?, _ action: String = "vanish") -> HistoryBuilder {
        var history = planted()
        history.did(action, "E1", at: 100)
        guard let decision else { return history }
        history.did("held", "E1", at: 1000)
        history.did(decision, "E1", at: 1001)
        return history
    }

    @Test(arguments: ["vanish", "stranger"])
    func passesWhoWaitedForAPerson(action: String) {
        var confirmed = gone("confirm", action)
        confirmed.save("E1", name: "张三", department: "BM1", isForbidden: true, at: 1500)
        #expect(LeavesHeld.check(confirmed.record()) == .holds(examined: 1))
        #expect(LeavesHeld.check(gone("reject", action).record()) == .holds(examined: 1))
    }

    @Test func findsWhoWasDisabledUnasked() {
        var early = gone("confirm")
        early.save("E1", name: "张三", department: "BM1", isForbidden: true, at: 500)
        #expect(LeavesHeld.check(early.record()).messages.contains("without being confirmed"))
        var rejected = gone("reject")
        rejected.save("E1", name: "张三", department: "BM1", isForbidden: true, at: 1500)
        #expect(LeavesHeld.check(rejected.record()).messages.contains("without being confirmed"))
        #expect(LeavesHeld.check(gone(nil).record()).messages.contains("never held"))
        #expect(LeavesHeld.check(gone("confirm").record()).messages.contains("still active"))
    }

    @Test func appliesOnlyWhereSomethingHappens() {
        #expect(!OrganisationInStep.applies(to: HistoryBuilder().scenario))
        #expect(OrganisationInStep.applies(to: planted([:]).scenario))
        #expect(!OrganisationInTime.applies(to: planted([.edit: 1]).scenario))
        #expect(!LeaversStayOut.applies(to: planted([.join: 1]).scenario))
        #expect(!ConflictsHeld.applies(to: planted([.join: 1]).scenario))
        #expect(ConflictsHeld.applies(to: planted([.erasure: 1]).scenario))
        #expect(LeaversStayOut.applies(to: planted([.comeback: 1]).scenario))
    }
}

extension HistoryBuilder {
    fileprivate mutating func did(_ action: String, _ subject: String, _ detail: [String: String] = [:], at time: Int) {
        add(
            .activity(
                name: OrganisationActivity.key, action: action, subject: subject, detail: detail,
                due: HistoryBuilder.start + .milliseconds(time)), at: time)
    }

    fileprivate mutating func know(_ number: String, _ name: String) {
        did("known", number, ["name": name], at: 0)
    }

    fileprivate mutating func change(
        _ action: String, _ subject: String, name: String = "", department: String = "", isGone: Bool = false,
        at time: Int
    ) {
        did(
            action, subject,
            [
                "kind": "employee", "name": name, "department": "department of \(department)", "place": department,
                "status": isGone ? "disabled" : "active",
            ], at: time)
    }

    /// Somebody of the sales department gets these posts too.
    fileprivate mutating func post(_ subject: String, _ places: [String], at time: Int) {
        did(
            "appointment", subject,
            [
                "kind": "employee", "name": "张三", "department": "department of 销售部", "place": "销售部",
                "status": "active", "posts": places.map { "department of \($0)" }.joined(separator: ","),
                "postPlaces": places.joined(separator: ","),
            ], at: time)
    }

    fileprivate mutating func save(
        _ number: String, id: String? = nil, name: String, department: String, posts: [String] = [],
        isForbidden: Bool = false,
        isFromCall: Bool = true, at time: Int
    ) {
        let forbidden = isForbidden ? #""FForbidStatus":"B","# : ""
        let others = posts.map { #",{"FPostDept":{"FNumber":"\#($0)"},"FIsFirstPost":false}"# }.joined()
        let content = """
            {"FID":1,"FNumber":"\(number)",\(forbidden)"FName":"\(name)",\
            "FPostEntity":[{"FPostDept":{"FNumber":"\(department)"},"FIsFirstPost":true}\(others)]}
            """
        add(
            .documentSaved(
                call: isFromCall ? call("BatchSave", number, at: time) : nil, form: "BD_Empinfo",
                id: id ?? "id-\(number)", number: number, created: false, status: "C", content: content), at: time)
    }
}
