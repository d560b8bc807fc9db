import Integration
import Seams

extension Specimen {
    /// A page has twenty ids, and the test had five.
    static let readsOnePage = Specimen(
        "reads-one-page", "takes the first page of a listing for all of it",
        fires: "nothing-lost", in: "lost-events.yaml",
        product: ProductCore().with { $0.dingTalk = { OnePage(inner: $0) } })
}

private struct OnePage: DingTalkWrapper {
    let inner: any DingTalkPort

    func instanceIDs(processCode: String, from: Timestamp, to: Timestamp) async throws(PlatformFailure) -> [String] {
        Array(try await inner.instanceIDs(processCode: processCode, from: from, to: to).prefix(20))
    }
}
