import LoadGen
import Seams

extension Specimen {
    /// DingTalk drops the same words to the same person; this core stamps each message, so that it does not.
    static let tellsTwice = Specimen(
        "tells-twice", "sends each notification twice to be sure, with a stamp that makes them differ",
        fires: "stock-alerts-once", in: "stock.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in InsistingNetwork(inner: environment.network) }
        })
}

/// Sends each work notification once more, with another text.
private struct InsistingNetwork: NetworkWrapper {
    let inner: any Network

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        guard call.path.contains("corpconversation/asyncsend_v2") else {
            return try await inner.exchange(call, timeout: timeout)
        }
        _ = try await inner.exchange(call, timeout: timeout)
        var again = call
        let text = String(decoding: call.body, as: UTF8.self)
        again.body = Array(text.replacing("【库存预警】", with: "【库存预警】请注意：").utf8)
        return try await inner.exchange(again, timeout: timeout)
    }
}
