import Seams
import Testing

@testable import Simulators

@Suite
struct ApprovalStoreTests {
    private static let origin = Timestamp(seconds: 1_768_440_600)

    /// Ten instances, one a second.
    private func store() -> (ApprovalStore, [String]) {
        var store = ApprovalStore()
        var ids: [String] = []
        let template = ProcessTemplate(code: "PROC-1", name: "报销", components: [])
        for index in 0..<10 {
            let now = Self.origin + .seconds(index)
            let step = DingTalkStep(
                now: now, randomness: SeededRandomness(seed: Seed(UInt64(index))), history: History(time: SystemTime()),
                baseURL: "", world: .first)
            let draft = ApprovalDraft(
                template: template, originator: DingTalkBench.company.employees[index % 3], department: -1,
                departmentName: "", values: [], nodes: [ApproverNode(users: ["a"], mode: .any)])
            ids.append(store.start(draft, step).0.id)
        }
        return (store, ids)
    }

    private func query(
        _ from: Int, _ to: Int, people: [String] = [], statuses: [String] = [], offset: Int = 0, limit: Int = 20
    ) -> ApprovalStore.Query {
        ApprovalStore.Query(
            processCode: "PROC-1", from: Self.origin + .seconds(from), to: Self.origin + .seconds(to),
            originators: people, statuses: statuses, offset: offset, limit: limit)
    }

    @Test(arguments: [(0, 9, 0..<10), (3, 5, 3..<6), (-5, 0, 0..<1), (10, 20, 0..<0), (5, 3, 0..<0)])
    func listsByTheTimeOfCreationBothEndsIncluded(from: Int, to: Int, expected: Range<Int>) {
        let (store, ids) = store()
        #expect(store.ids(query(from, to)).ids == Array(ids[expected]))
    }

    @Test
    func pagesWithoutANextOneAtTheEnd() {
        let (store, ids) = store()
        let first = store.ids(query(0, 9, limit: 6))
        #expect(first.ids == Array(ids[0..<6]))
        #expect(first.next == 6)
        let last = store.ids(query(0, 9, offset: 6, limit: 6))
        #expect(last.ids == Array(ids[6...]))
        #expect(last.next == nil)
        #expect(store.ids(query(0, 9, offset: 4, limit: 6)).next == nil)
    }

    @Test
    func filtersByPersonAndStatus() {
        let (store, _) = store()
        #expect(store.ids(query(0, 9, people: [DingTalkBench.zhang])).ids.count == 3)
        #expect(store.ids(query(0, 9, statuses: ["COMPLETED"])).ids.isEmpty)
        #expect(store.ids(query(0, 9, statuses: ["RUNNING"])).ids.count == 10)
    }

    /// Shapes as in the ids that were observed: `kNpmUavZQwSHP_ZJvVdL7g07561689326476`, `202305081616000370844`.
    @Test
    func makesIDsOfTheObservedShape() throws {
        let (store, ids) = store()
        let instance = try #require(store[ids[0]])
        #expect(instance.id.count == "kNpmUavZQwSHP_ZJvVdL7g07561689326476".count)
        #expect(instance.id.suffix(14).allSatisfy { $0.isNumber })
        #expect(instance.businessID.count == 21)
        #expect(instance.businessID.hasPrefix("202601150930"))
        #expect(String(instance.tasks[0].id).count == 11)
        #expect(Set(ids).count == 10)
    }
}
