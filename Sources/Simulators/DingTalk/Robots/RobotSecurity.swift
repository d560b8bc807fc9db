import Crypto
import Foundation
import Seams

/// The three settings that protect a custom robot (「自定义机器人安全设置」). Each one that is set must be met.
struct RobotSecurity {
    /// How far the client's clock may be off.
    private static let drift = Duration.seconds(3600)

    let robot: CustomRobot

    /// Checks a call.
    ///
    /// - Throws: 310000 with the setting that was not met.
    func check(_ request: DingTalkRequest, words: String, at now: Timestamp) throws(DingTalkRefusal) {
        if !robot.addresses.isEmpty, !robot.addresses.contains(where: { covers($0, request.sourceAddress) }) {
            throw .business(310000, "ip \(request.sourceAddress) not in whitelist")
        }
        if let secret = robot.secret {
            let timestamp = request.query["timestamp"] ?? ""
            guard let milliseconds = Int64(timestamp), milliseconds > 0 else {
                throw .business(310000, "invalid timestamp")
            }
            let difference = Timestamp(milliseconds: milliseconds) - now
            guard difference <= RobotSecurity.drift, difference >= .zero - RobotSecurity.drift else {
                throw .business(310000, "invalid timestamp")
            }
            guard request.query["sign"] == RobotSecurity.signature(timestamp: timestamp, secret: secret) else {
                throw .business(310000, "sign not match")
            }
        }
        guard robot.keywords.isEmpty || robot.keywords.contains(where: words.contains) else {
            throw .business(310000, "keywords not in content")
        }
    }

    /// Base64 of the HMAC-SHA256 of timestamp, line feed and secret under the secret.
    static func signature(timestamp: String, secret: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array("\(timestamp)\n\(secret)".utf8), using: SymmetricKey(data: Array(secret.utf8)))
        return Data(code).base64EncodedString()
    }

    /// Whether `rule`, an address or a range of IPv4 addresses, has `address` in it.
    private func covers(_ rule: String, _ address: String) -> Bool {
        let parts = rule.split(separator: "/")
        guard parts.count == 2, let length = UInt32(parts[1]), (1...32).contains(length),
            let network = RobotSecurity.number(parts[0]), let number = RobotSecurity.number(address[...])
        else { return rule == address }
        let mask = UInt32.max << (32 - length)
        return network & mask == number & mask
    }

    private static func number(_ address: Substring) -> UInt32? {
        let bytes = address.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard bytes.count == 4 else { return nil }
        var number: UInt32 = 0
        for byte in bytes {
            guard let byte else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }
}
