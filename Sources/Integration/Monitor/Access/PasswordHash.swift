import Crypto
import CryptoExtras
import Foundation
package import Seams

/// A password as it is stored: the key that scrypt (RFC 7914) derives from it, with everything needed to derive it again.
///
/// The text form is `scrypt:16384:8:5:<salt>:<key>`, both in Base64; the costs are OWASP's for 16 MiB of memory.
package struct PasswordHash: Hashable, Sendable {
    private static let keyBytes = 32
    /// Higher costs than these are no file of ours, and would stop the core for minutes.
    private static let (roundsMax, blockSizeMax, parallelismMax) = (1 << 14, 8, 16)

    private let rounds: Int
    private let blockSize: Int
    private let parallelism: Int
    private let salt: [UInt8]
    private let key: [UInt8]

    /// Hashes a new password. Takes about a tenth of a second.
    package init(_ password: String, randomness: any Randomness) throws {
        (rounds, blockSize, parallelism) = (1 << 14, 8, 5)
        salt = randomness.bytes(16, "monitor-salt")
        key = try PasswordHash.derive(password, salt, rounds, blockSize, parallelism)
    }

    /// Reads the text form; nil when it is something else.
    package init?(text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]), let blockSize = Int(parts[2]),
            let parallelism = Int(parts[3]), let salt = Data(base64Encoded: parts[4]),
            let key = Data(base64Encoded: parts[5]), key.count == PasswordHash.keyBytes, salt.count >= 16,
            rounds >= 2, rounds <= PasswordHash.roundsMax, rounds.nonzeroBitCount == 1,
            (1...PasswordHash.blockSizeMax).contains(blockSize),
            (1...PasswordHash.parallelismMax).contains(parallelism)
        else { return nil }
        (self.rounds, self.blockSize, self.parallelism) = (rounds, blockSize, parallelism)
        (self.salt, self.key) = (Array(salt), Array(key))
    }

    /// The text form.
    package var text: String {
        let (salt, key) = (Data(salt).base64EncodedString(), Data(key).base64EncodedString())
        return "scrypt:\(rounds):\(blockSize):\(parallelism):\(salt):\(key)"
    }

    /// Whether `password` is the one. Takes as long as hashing it, and no shorter for a wrong one.
    package func matches(_ password: String) -> Bool {
        guard let derived = try? PasswordHash.derive(password, salt, rounds, blockSize, parallelism) else {
            return false  // the library is out of memory: nobody gets in by that
        }
        return ConstantTime.areEqual(derived, key)
    }

    private static func derive(
        _ password: String, _ salt: [UInt8], _ rounds: Int, _ blockSize: Int, _ parallelism: Int
    ) throws -> [UInt8] {
        // People type the same characters in different ways; the canonical form is the same for all of them.
        let bytes = Data(password.precomposedStringWithCompatibilityMapping.utf8)
        let key = try KDF.Scrypt.deriveKey(
            from: bytes, salt: Data(salt), outputByteCount: keyBytes, rounds: rounds, blockSize: blockSize,
            parallelism: parallelism)
        return key.withUnsafeBytes { Array($0) }
    }
}

/// Comparing secrets.
enum ConstantTime {
    /// Compares in a time that does not depend on where the two differ.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    static func areEqual(_ left: String, _ right: String) -> Bool {
        areEqual(Array(left.utf8), Array(right.utf8))
    }
}
