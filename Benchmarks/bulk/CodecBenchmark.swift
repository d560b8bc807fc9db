import Crypto
import Foundation
import Integration

/// Each step of the codec alone.
enum CodecBenchmark {
    private struct Reply: Decodable {
        struct Instance: Decodable {
            var title: String
            var status: String
            var result: String
            var businessId: String
            var formComponentValues: [Component]
        }

        struct Component: Decodable {
            var id: String
            var name: String
            var componentType: String
            var value: String
            var extValue: String?
        }

        var result: Instance
    }

    /// Returns the codec's limit: the speed at which it cuts a text into tokens.
    static func run(_ replies: [[UInt8]]) throws -> Double {
        print("Codec (MB/s of payload, one core)")
        let bytes = replies.reduce(0) { $0 + $1.count }
        @discardableResult
        func measure(_ name: String, _ body: ([UInt8]) throws -> Void) rethrows -> Double {
            let speed = try Measurement.megabytesPerSecond {
                for reply in replies { try body(reply) }
                return bytes
            }
            Measurement.row("  " + name, Measurement.speed(speed))
            return speed
        }
        var sink = 0
        measure("look at each byte (the memory's own limit)") { reply in
            sink &+= reply.withUnsafeBytes { $0.reduce(0) { $0 &+ Int($1) } }
        }
        try measure("Foundation: JSONDecoder into a struct") { reply in
            sink &+= try JSONDecoder().decode(Reply.self, from: Data(reply)).result.formComponentValues.count
        }
        try measure("Foundation: JSONSerialization") { reply in
            sink &+= try JSONSerialization.jsonObject(with: Data(reply)) is [String: Any] ? 1 : 0
        }
        let limit = measure("tape: cut into tokens") { sink &+= JSONSpeed.cut($0) }
        measure("tape: tokens and a whole tree") { sink &+= JSONSpeed.tree($0) ? 1 : 0 }
        measure("tape: tokens and an approval instance") { sink &+= JSONSpeed.instance($0) }
        measure("SHA-256") { sink &+= Int(SHA256.hash(data: $0).first { _ in true } ?? 0) }
        print(sink == 0 ? "nothing was measured" : "")
        return limit
    }
}
