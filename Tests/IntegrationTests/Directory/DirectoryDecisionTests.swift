import Testing

@testable import Integration

@Suite struct DirectoryDecisionTests {
    private let wanted = DirectoryContent([
        "name": "张三", "mobile": "13800000001", "department": "BM1", "status": "active",
    ])

    private func record(_ change: [String: String] = [:], status: String = "C") -> KingdeeBaseData {
        var content = wanted
        for (field, value) in change { content[field] = value }
        return KingdeeBaseData(
            id: "7", number: "E1", status: status, content: content,
            posts: DirectoryPosts(rows: [.init(id: "9", department: "BM1", isFirst: true)]), showsPosts: true)
    }

    private func decide(_ adjust: (inout DirectoryView) -> Void) -> DirectoryDecision {
        var view = DirectoryView(desired: wanted, base: wanted, actual: record())
        adjust(&view)
        return view.decision()
    }

    @Test func restsWhenBothSidesAgree() {
        #expect(decide { _ in } == DirectoryDecision(action: .rest))
    }

    @Test func createsWhoIsNowhere() {
        #expect(decide { ($0.base, $0.actual) = (nil, nil) }.action == .create)
    }

    @Test func writesWhatDingTalkChanged() {
        #expect(decide { $0.desired["name"] = "张三丰" }.action == .change(["name"]))
    }

    @Test func disablesWhoLeftBeforeTheFirstWriteWasAnswered() {
        let sent = DirectoryContent(["mobile": "13900000000"])
        let decision = decide { ($0.desired, $0.base, $0.attempts) = (.gone, nil, [sent]) }
        #expect(decision == DirectoryDecision(action: .disable))
        let shown = DirectoryContent(["mobile": "13800000001"])
        #expect(decide { ($0.desired, $0.base, $0.attempts) = (.gone, nil, [shown]) }.action == .disable)
        #expect(decide { ($0.desired, $0.base) = (.gone, shown) }.action == .disable)
        #expect(decide { ($0.desired, $0.base) = (.gone, nil) }.action == .rest)
    }

    @Test func holdsWhatSomebodyChangedInKingdee() {
        let decision = decide { $0.actual = record(["name": "李四"]) }
        #expect(decision.action == .rest)
        #expect(decision.conflicts == [DirectoryDifference(field: "name", ours: "张三", theirs: "李四")])
    }

    @Test func writesTheOtherFieldsOfAHeldRecord() {
        let decision = decide {
            $0.actual = record(["name": "李四"])
            $0.desired["mobile"] = "13900000000"
        }
        #expect(decision.action == .change(["mobile"]))
        #expect(decision.conflicts.map(\.field) == ["name"])
    }

    @Test func overwritesWhatAPersonConfirmedAndNothingElse() {
        let difference = DirectoryDifference(field: "name", ours: "张三", theirs: "李四")
        let confirmed = decide {
            $0.actual = record(["name": "李四"])
            $0.granted = [difference]
        }
        #expect(confirmed.action == .change(["name"]))
        let changedSince = decide {
            $0.actual = record(["name": "王五"])
            $0.granted = [difference]
        }
        #expect(changedSince.action == .rest)
        #expect(changedSince.conflicts.map(\.theirs) == ["王五"])
    }

    @Test func asksNotAgainWhatAPersonRejectedUntilEitherSideChanges() {
        let kept = [DirectoryDifference(field: "name", ours: "张三", theirs: "李四")]
        let rejected = decide {
            $0.actual = record(["name": "李四"])
            $0.kept = kept
        }
        #expect(rejected == DirectoryDecision(action: .rest, kept: kept))
        let changed = decide {
            $0.actual = record(["name": "李四"])
            $0.kept = kept
            $0.desired["name"] = "张三丰"
        }
        #expect(changed.conflicts.map(\.ours) == ["张三丰"])
    }

    @Test func knowsItsOwnWritesWhoseOutcomeNobodyTold() {
        let decision = decide {
            $0.actual = record(["name": "旧名"])
            $0.attempts = [DirectoryContent(["name": "旧名"])]
        }
        #expect(decision.action == .change(["name"]))
        #expect(decision.conflicts.isEmpty)
    }

    @Test func disablesLeaversAndDeletesNobody() {
        #expect(decide { $0.desired = .gone }.action == .disable)
        let done = decide {
            $0.desired = .gone
            $0.base?["status"] = "disabled"
            $0.actual = record(["status": "disabled"])
        }
        #expect(done == DirectoryDecision(action: .rest))
    }

    @Test func bringsBackWhoReturns() {
        let decision = decide {
            $0.base?["status"] = "disabled"
            $0.actual = record(["status": "disabled", "department": "BM0"])
            $0.base?["department"] = "BM0"
        }
        #expect(decision.action == .enable)
    }

    @Test func holdsADisablingAndADeletionInKingdee() {
        #expect(decide { $0.actual = record(["status": "disabled"]) }.conflicts.map(\.field) == ["status"])
        #expect(decide { $0.actual = nil }.conflicts.map(\.field) == ["record"])
        let confirmed = decide {
            $0.actual = nil
            $0.granted = [DirectoryDifference(field: "record", ours: "present", theirs: "absent")]
        }
        #expect(confirmed.action == .create)
    }

    @Test func fillsWhatIsEmptyAtTheFirstContactAndHoldsTheRest() {
        let decision = decide {
            $0.base = nil
            $0.actual = record(["mobile": "", "name": "别名"])
        }
        #expect(decision.action == .change(["mobile"]))
        #expect(decision.conflicts.map(\.field) == ["name"])
        let overwritten = decide {
            $0.base = nil
            $0.actual = record(["name": "别名"])
            $0.overwritesAtFirst = true
        }
        #expect(overwritten.action == .change(["name"]))
    }

    @Test func leavesStrangersAloneWhoAreGone() {
        let decision = decide {
            $0.desired = .gone
            $0.base = nil
        }
        #expect(decision == DirectoryDecision(action: .rest))
    }

    @Test(arguments: [("A", DirectoryDecision.Action.submit), ("D", .submit), ("B", .audit), ("C", .rest)])
    func carriesAHalfMadeRecordOn(status: String, action: DirectoryDecision.Action) {
        let decision = decide {
            $0.base = nil
            $0.attempts = [wanted]
            $0.actual = record(status: status)
        }
        #expect(decision.action == action)
    }

    @Test(arguments: [("A", DirectoryDecision.Action.submit), ("B", .audit), ("C", .rest)])
    func carriesOnARecordOfWhichSomeFieldsWereOurs(status: String, action: DirectoryDecision.Action) {
        let decision = decide {
            $0.base = DirectoryContent(["name": "张三", "mobile": "13800000001", "department": "BM1"])
            $0.actual = record(status: status)
        }
        #expect(decision.action == action)
    }

    @Test func disablesALeaverOfWhomSomeFieldsWereOurs() {
        let decision = decide { ($0.desired, $0.base) = (.gone, DirectoryContent(["name": "张三"])) }
        #expect(decision == DirectoryDecision(action: .disable))
    }
}
