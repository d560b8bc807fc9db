import LoadGen
import Seams

extension Specimen {
    /// The HTTP library means well. The core above it never hears of the first attempt.
    static let libraryRetries = Specimen(
        "library-retries", "lets its HTTP library repeat a POST whose reply was lost",
        fires: "no-duplicates", in: "free-numbers.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in RepeatingNetwork(inner: environment.network) }
        })
}

/// Sends a call up to three times until somebody replies.
private struct RepeatingNetwork: NetworkWrapper {
    let inner: any Network

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        for _ in 0..<2 {
            do {
                return try await inner.exchange(call, timeout: timeout)
            } catch {
                continue
            }
        }
        return try await inner.exchange(call, timeout: timeout)
    }
}
