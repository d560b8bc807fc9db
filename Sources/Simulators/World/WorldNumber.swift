/// The number of a world on a server that holds several; 0 is the one the server started with.
///
/// Every credential that a fake hands out (token, session, ticket, code) ends with the number's eight hexadecimal digits,
/// so that the server finds the world again when the credential comes back, without a table of them all. To a client a
/// credential is opaque, on the real platforms too.
package struct WorldNumber: Hashable, Sendable {
    package let rawValue: UInt32

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// The world that a server starts with.
    package static let first = WorldNumber(0)

    /// The number that `credential` ends with; nil when it is none of ours.
    package init?(credential: some StringProtocol) {
        var value: UInt32 = 0
        var digits = 0
        for byte in credential.utf8.suffix(8) {
            guard let digit = WorldNumber.digit(byte) else { return nil }
            value = value << 4 | digit
            digits += 1
        }
        guard digits == 8 else { return nil }
        rawValue = value
    }

    /// `credential` with its last eight characters replaced by the number.
    func sealing(_ credential: String) -> String {
        let digits = String(rawValue, radix: 16)
        return credential.dropLast(8) + String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
