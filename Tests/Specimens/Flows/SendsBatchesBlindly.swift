import HTTPTypes
import LoadGen
import Seams

extension Specimen {
    /// Kingdee is asked in vain: the core hears that nothing is there, whatever became of the batch before. Where Kingdee
    /// refused a number that exists, that would mend it.
    static let sendsBatchesBlindly = Specimen(
        "sends-batches-blindly", "sends attendance results again whose reply was lost, without seeing what is there",
        fires: "attendance-once", in: "attendance-twice.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in BlindNetwork(inner: environment.network) }
        })
}

/// Answers each look-up of attendance documents with an empty list.
private struct BlindNetwork: NetworkWrapper {
    let inner: any Network

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        guard call.path.contains("ExecuteBillQuery"),
            String(decoding: call.body, as: UTF8.self).contains("XX_Attendance")
        else { return try await inner.exchange(call, timeout: timeout) }
        return HTTPReply(response: HTTPResponse(status: .ok), body: Array("[]".utf8))
    }
}
