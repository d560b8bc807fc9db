import Crypto
import Foundation
import HTTPTypes
import Logging
import Seams

/// `POST /hooks/kingdee/stock`: Kingdee says that stock moved. No vendor's web hook exists (the reference's section 8), so
/// the payload is ours: a plug-in of the customer's sends it.
///
/// The body is `{"materials":["M1","M2"]}`. The headers `X-Rehearsal-Timestamp` (seconds since 1970), `X-Rehearsal-Nonce`
/// (8 to 64 letters, digits, `-`, `_`) and `X-Rehearsal-Signature`, the hexadecimal HMAC-SHA256 of timestamp, line feed,
/// nonce, line feed and body with the shared secret. A request is answered 202 once its marks are on the disk; the figures
/// are always read from Kingdee itself.
struct StockHook: Sendable {
    static let path = "/hooks/kingdee/stock"
    private static let bytesMax = 65_536
    private static let materialsMax = 1000

    let store: StockAlertStore
    let secret: Secret
    let window: Duration
    let metrics: Metrics
    let time: any Time
    let logger: Logger
    /// Wakes the watch.
    let signal: WakeSignal

    /// Why a request is refused.
    enum Refusal: Error, Hashable {
        case closed, method, size, unsigned, signature, stale, replayed
        case body(String)

        var status: HTTPResponse.Status {
            switch self {
            case .closed: .notFound
            case .method: .methodNotAllowed
            case .size: .contentTooLarge
            case .unsigned, .signature, .stale: .unauthorized
            case .replayed: .conflict
            case .body: .badRequest
            }
        }

        /// A short name from a bounded set.
        var label: String {
            switch self {
            case .closed: "closed"
            case .method: "method"
            case .size: "size"
            case .unsigned: "unsigned"
            case .signature: "signature"
            case .stale: "stale"
            case .replayed: "replayed"
            case .body: "body"
            }
        }

        /// What the caller is told; nothing that helps an attacker.
        var message: String {
            switch self {
            case .closed: "the hook is closed: set REHEARSAL_STOCK_HOOK_SECRET"
            case .method: "only POST is answered here"
            case .size: "the body is too large"
            case .unsigned, .signature, .stale: "the signature was refused"
            case .replayed: "this nonce was used before"
            case .body(let reason): reason
            }
        }
    }

    func respond(to call: HTTPCall) async -> HTTPReply {
        do {
            let materials = try await accept(call)
            metrics.stockHook("accepted")
            signal.wake()
            return HTTPReply(.accepted, encoding: ["marked": materials])
        } catch let refusal as Refusal {
            metrics.stockHook(refusal.label)
            logger.warning("a stock hook was refused", metadata: ["reason": "\(refusal.label)"])
            return HTTPReply(refusal.status, encoding: ["error": refusal.message])
        } catch {
            logger.error("a stock hook was not stored", metadata: ["error": "\(error)"])
            return HTTPReply(.serviceUnavailable, encoding: ["error": "not stored: send it again"])
        }
    }

    private func accept(_ call: HTTPCall) async throws -> Int {
        guard !secret.value.isEmpty else { throw Refusal.closed }
        guard call.request.method == .post else { throw Refusal.method }
        guard call.body.count <= StockHook.bytesMax else { throw Refusal.size }
        let nonce = try verified(call)
        let materials = try StockHook.materials(call.body)
        let now = time.now
        guard try await store.mark(materials, nonce: nonce, forgetBefore: now - window * 3, at: now) else {
            throw Refusal.replayed
        }
        return materials.count
    }

    /// Checks signature and freshness; returns the nonce.
    private func verified(_ call: HTTPCall) throws(Refusal) -> String {
        func header(_ name: String) -> String? {
            HTTPField.Name(name).flatMap { call.request.headerFields[$0] }
        }
        guard let timestamp = header("X-Rehearsal-Timestamp"), let nonce = header("X-Rehearsal-Nonce"),
            let signature = header("X-Rehearsal-Signature").flatMap(Hexadecimal.bytes)
        else { throw .unsigned }
        guard (8...64).contains(nonce.utf8.count),
            nonce.utf8.allSatisfy({
                Character(UnicodeScalar($0)).isLetter || (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x5F
            }),
            timestamp.utf8.count <= 12, let seconds = Int64(timestamp)
        else { throw .unsigned }
        let message = Array("\(timestamp)\n\(nonce)\n".utf8) + call.body
        let key = SymmetricKey(data: Array(secret.value.utf8))
        // Compares in constant time.
        guard HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: message, using: key) else {
            throw .signature
        }
        let age = time.now - Timestamp(seconds: seconds)
        guard age <= window, age >= .zero - window else { throw .stale }
        return nonce
    }

    private static func materials(_ body: [UInt8]) throws(Refusal) -> [String] {
        guard let list = (try? JSONValue(parsing: body))?["materials"]?.elements else {
            throw .body(#"send {"materials":["M1"]}"#)
        }
        guard (1...materialsMax).contains(list.count) else { throw .body("send 1 to \(materialsMax) materials") }
        let materials = list.compactMap(\.text)
        guard materials.count == list.count, materials.allSatisfy({ (1...80).contains($0.utf8.count) }) else {
            throw .body("a material is a number of 1 to 80 bytes")
        }
        return Array(Set(materials)).sorted()
    }
}
