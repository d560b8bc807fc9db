import Crypto
import Seams
import Testing
import VirtualTime

@testable import Integration

/// What becomes of files that cannot be carried over, and of the documents that they belong to.
@Suite struct AttachmentDeliveryTests {
    private func office(
        _ rule: AttachmentRule = AttachmentDeliveryTests.strict, faults: [PlannedFault] = [], transfers: Int = 8
    ) async throws -> DeliveryOffice {
        var route = Route.make()
        route.attachments = rule
        var policy = DeliveryPolicy()
        policy.blockBytes = 1024
        return try await DeliveryOffice(routes: [route], faults: faults, policy: policy, transfers: transfers)
    }

    private func receive(_ files: [TestFile], _ office: DeliveryOffice, put: Bool = true) async throws {
        for file in files where put { office.dingTalk.put(file: file.id, file.bytes) }
        try await office.receive(.make(files: files))
    }

    private let two = [TestFile("f", bytes: 3000), TestFile("ff", name: "secret name.pdf", bytes: 100)]

    private let optional = AttachmentRule()

    private static let strict = {
        var rule = AttachmentRule()
        rule.isRequired = true
        return rule
    }()

    @Test func aDeletedFileStopsADocumentThatMustHaveIt() async throws {
        let office = try await office()
        try await receive(two, office)
        office.dingTalk.put(file: "ff", nil)
        let dead = try await office.work()
        #expect(dead?.progress.state == .dead)
        #expect(dead?.progress.reason == "file 2 cannot be carried over: not found: NoSuchKey")
        #expect(office.kingdee.documents.map(\.status) == ["A"])
        // It comes back, and a person replays: the first file does not hang twice.
        office.dingTalk.put(file: "ff", two[1].bytes)
        _ = try await office.desk.replay("INST-1", set: [:])
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == two.map(\.bytes))
    }

    @Test func aPersonMayTakeTheFileOut() async throws {
        let office = try await office()
        try await receive(two, office)
        office.dingTalk.put(file: "ff", nil)
        _ = try await office.work()
        _ = try await office.desk.replay("INST-1", set: ["DDAttachment_1": "[\(two[0].reference)]"])
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == [two[0].bytes])
    }

    @Test func aDocumentGoesOnWithoutAnOptionalFileAndSaysSo() async throws {
        let office = try await office(optional)
        try await receive(two, office)
        office.dingTalk.put(file: "f", nil)
        let done = try await office.work()
        #expect(done?.progress.state == .done)
        #expect(done?.progress.reason == "1 of 2 files left out; file 1: not found: NoSuchKey")
        #expect(office.kingdee.hung.map(\.bytes) == [two[1].bytes])
        let entries = try await AuditStore(office.store.database).search(AuditQuery()).map(\.entry)
        let details = entries.filter { $0.action.contains("file") }
        #expect(
            details.map(\.action).sorted() == [
                "attach file to ER_ExpReimbursement", "leave file out of ER_ExpReimbursement",
            ])
        // Names may name a person.
        #expect(!entries.contains { $0.detail.contains("secret") })
        #expect(details.contains { $0.detail.contains("file 2 of 2, 100 bytes, sha256 ") })
    }

    @Test func whatTheFormAlreadyForbidsNeverGetsADocument() async throws {
        var rule = AttachmentDeliveryTests.strict
        rule.bytesMax = 2000
        let office = try await office(rule)
        try await receive(two, office)
        let dead = try await office.work()
        #expect(dead?.progress.state == .dead)
        #expect(dead?.progress.reason == "file 1 cannot be carried over: it has 3000 bytes, more than the 2000 allowed")
        #expect(office.kingdee.documents.isEmpty)
    }

    @Test func aFileLargerThanItSaysIsRefused() async throws {
        var rule = AttachmentDeliveryTests.strict
        rule.bytesMax = 3500
        let office = try await office(rule)
        office.dingTalk.put(file: "f", [UInt8](repeating: 1, count: 4000))
        office.dingTalk.put(file: "ff", two[1].bytes)
        try await receive(two, office, put: false)
        let dead = try await office.work()
        #expect(dead?.progress.reason == "file 1 cannot be carried over: it has 4000 bytes, more than the 3500 allowed")
        #expect(office.kingdee.hung.isEmpty)
    }

    @Test func aLinkThatEndedIsAskedForAgain() async throws {
        let office = try await office(faults: [
            PlannedFault(
                operation: .uploadFile, call: 1, fault: .refused(.throttled(reason: "slow", retryAfter: .seconds(1))))
        ])
        try await receive(two, office)
        _ = try await office.work(until: office.time.now + .milliseconds(1))
        office.dingTalk.endLinks()
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == two.map(\.bytes))
    }

    @Test func aGatewaysTextIsNoFile() async throws {
        let office = try await office()
        office.dingTalk.answerStrangely(2)
        try await receive(two, office)
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == two.map(\.bytes))
    }

    @Test func anOutageUsesUpNoTryOfAFile() async throws {
        let slow = PlatformFailure.throttled(reason: "slow", retryAfter: .seconds(1))
        let office = try await office(faults: [PlannedFault(operation: .uploadFile, call: 2, fault: .refused(slow))])
        try await receive(two, office)
        _ = try await office.work(until: office.time.now + .milliseconds(1))
        office.kingdee.setOutage(.outcomeUnknown("connection reset"))
        let waiting = try await office.work(until: office.time.now + .seconds(1800))
        #expect(waiting?.progress.state == .attaching)
        office.kingdee.setOutage(nil)
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == two.map(\.bytes))
    }

    @Test func anUnlookableOutcomeIsForAPerson() async throws {
        let office = try await office(faults: [
            PlannedFault(operation: .uploadFile, call: 3, fault: .replyLost),
            PlannedFault(operation: .findFile, call: 1, fault: .refused(.rejected(reason: "no permission"))),
        ])
        try await receive(two, office)
        #expect(try await office.work()?.progress.state == .human)
        _ = try await office.desk.adopt("INST-1", documentID: nil, number: nil)
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == two.map(\.bytes))
    }

    @Test func aLargeFileGivesItsPlaceToOthersAndIsHashedWhole() async throws {
        let office = try await office(transfers: 1)
        let large = TestFile("large", bytes: 60_000)
        let small = TestFile("s", bytes: 10)
        for file in [large, small] { office.dingTalk.put(file: file.id, file.bytes) }
        try await office.receive(.make(id: "INST-1", files: [large]))
        try await office.receive(.make(id: "INST-2", files: [small]))
        #expect(try await office.work()?.progress.state == .done)
        // The small one did not wait for all of the large one.
        #expect(office.kingdee.hung.map(\.bytes.count) == [10, 60_000])
        let files = try await office.store.files(of: 1)
        let hash = SHA256.hash(data: large.bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
            .joined()
        #expect(files.map(\.hash) == [hash])
    }

    // MARK: Wherever an approval carries them

    private static func recorded(_ type: String, _ file: TestFile) -> String {
        #"[{"type":"\#(type)","attachments":[\#(file.reference)],"images":["https://pictures/p.jpg?x=1"]}]"#
    }

    @Test(arguments: ["ADD_REMARK", "EXECUTE_TASK_NORMAL"])
    func carriesWhatWasHandedInLater(type: String) async throws {
        let office = try await office()
        let (later, picture) = (TestFile("ff", name: "later.pdf", bytes: 1500), TestFile("fff", bytes: 1200))
        office.dingTalk.put(file: "f", two[0].bytes)
        office.dingTalk.put(file: "ff", later.bytes)
        office.dingTalk.put(file: "https://pictures/p.jpg?x=1", picture.bytes)
        var instance = ApprovalInstance.make(files: [two[0]])
        instance.recordedFiles = AttachmentDeliveryTests.recorded(type, later)
        try await office.receive(instance)
        #expect(try await office.work()?.progress.state == .done)
        #expect(office.kingdee.hung.map(\.bytes) == [two[0].bytes, later.bytes, picture.bytes])
        #expect(office.kingdee.hung.map(\.name) == ["a.pdf", "later.pdf", "p.jpg"])
    }

    @Test func fetchesPicturesOnlyFromWhereTheyMayLie() async throws {
        let office = try await office(optional)
        office.dingTalk.put(file: "https://10.0.0.1/secret", [1, 2, 3])
        var instance = ApprovalInstance.make()
        instance.values.append(
            FormValue(
                id: "DDPhotoField_1", name: "图片", componentType: "DDPhotoField", value: #"["https://10.0.0.1/secret"]"#)
        )
        try await office.receive(instance)
        let done = try await office.work()
        #expect(done?.progress.reason == "1 of 1 files left out; file 1: it lies elsewhere")
        #expect(office.kingdee.hung.isEmpty)
        #expect(office.dingTalk.calls(.downloadFile) == 0)
    }

    @Test func namesInACommentWhatADocumentLacks() async throws {
        let office = try await office(optional)
        try await receive(two, office)
        office.dingTalk.put(file: "ff", nil)
        _ = try await office.work()
        let notices = try await office.store.claimNotices(limit: 10, at: office.time.now, lease: office.time.now)
        #expect(notices.map(\.draft.kind) == [.done])
        #expect(notices.first?.draft.text.contains("《secret name.pdf》（not found: NoSuchKey）") == true)
        #expect(notices.first?.draft.text.contains("a.pdf") == false)
    }

    /// The last of several documents tells of all: also of what an earlier one lacks.
    @Test func namesInACommentWhatAnEarlierDocumentLacks() async throws {
        var routes = [Route.make(), .make(form: "GL_VOUCHER")]
        routes[0].attachments = optional
        routes[1].after = "ER_ExpReimbursement"
        let office = try await DeliveryOffice(routes: routes)
        try await receive(two, office)
        office.dingTalk.put(file: "ff", nil)
        _ = try await office.work()
        let notices = try await office.store.claimNotices(limit: 10, at: office.time.now, lease: office.time.now)
        #expect(notices.count == 1)
        #expect(notices.first?.draft.text.contains("GL_VOUCHER") == true)
        #expect(notices.first?.draft.text.contains("《secret name.pdf》") == true)
    }

    @Test func namesInACommentWhatStoppedADocument() async throws {
        let office = try await office()
        try await receive(two, office)
        office.dingTalk.put(file: "ff", nil)
        #expect(try await office.work()?.progress.state == .dead)
        let notices = try await office.store.claimNotices(limit: 10, at: office.time.now, lease: office.time.now)
        #expect(notices.first?.draft.text.contains("《secret name.pdf》") == true)
    }

    /// Kingdee may let more of a file in than it takes as a whole.
    @Test func leavesOutWhatKingdeeRefusesLate() async throws {
        let refused = (2...8).map {
            PlannedFault(operation: .uploadFile, call: $0, fault: .refused(.rejected(reason: "附件大小超过上限")))
        }
        let office = try await office(optional, faults: refused.filter { $0.call % 2 == 0 })
        try await receive([two[0]], office)
        let done = try await office.work()
        #expect(done?.progress.state == .done)
        #expect(done?.progress.reason?.contains("Kingdee does not take it: rejected: 附件大小超过上限") == true)
        #expect(office.kingdee.hung.isEmpty)
    }
}
