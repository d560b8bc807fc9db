import Foundation
import Integration

extension Specimen {
    /// Anybody who knows the address can send events.
    static let believesForgedEvents = Specimen(
        "believes-forged-events", "does not check the signature of an event",
        fires: "forged-events-refused", in: "forged-events.yaml",
        product: ProductCore().with { core in
            core.open = { cryptor, configuration in
                let token = configuration.dingTalk.callbackToken.value
                return { query, body in
                    // The good part opens nothing without a right signature: it gets one, whatever came.
                    try cryptor.open(query: Resigning.signed(query, body, token)[...], body: body)
                }
            }
        })
}

/// Puts the right signature into a query.
private enum Resigning {
    private struct Sealed: Decodable {
        var encrypt: String
    }

    static func signed(_ query: Substring, _ body: [UInt8], _ token: String) throws -> String {
        let sealed = try JSONDecoder().decode(Sealed.self, from: Data(body)).encrypt
        let pairs = query.split(separator: "&").filter { !$0.contains("signature=") }
        func value(_ name: String) -> String {
            pairs.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) } ?? ""
        }
        let parts = [token, value("timestamp"), value("nonce"), sealed].map { Array($0.utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        let signature = SHA1.hexadecimal(parts.flatMap(\.self))
        return (pairs.map(String.init) + ["msg_signature=\(signature)"]).joined(separator: "&")
    }
}
