import Crypto
import CryptoExtras
import Foundation

/// The encryption and signature of callbacks (「回调事件消息体加解密」).
///
/// AES-256-CBC whose key's first half is the IV, over 16 random bytes, the message's length in bytes, the message and
/// the owner key, padded to blocks of 32.
struct CallbackCipher: Hashable, Sendable {
    private static let blockBytes = 32

    /// The signature's secret.
    let token: String
    /// App key for a callback of the developer console, corpId for one that was registered by API.
    let ownerKey: String
    private let key: [UInt8]

    /// Makes the cipher; nil when `aesKey` is not 43 base64 characters.
    init?(token: String, aesKey: String, ownerKey: String) {
        guard let key = CallbackCipher.key(aesKey) else { return nil }
        self.token = token
        self.ownerKey = ownerKey
        self.key = key
    }

    /// The encrypted message in base64. `random` are 16 bytes.
    func encrypt(_ message: String, random: [UInt8]) throws(CallbackCipherError) -> String {
        let text = Array(message.utf8)
        let length = withUnsafeBytes(of: UInt32(clamping: text.count).bigEndian) { Array($0) }
        var plain = random + length + text + Array(ownerKey.utf8)
        let padding = CallbackCipher.blockBytes - plain.count % CallbackCipher.blockBytes
        plain += [UInt8](repeating: UInt8(padding), count: padding)
        do {
            let vector = try AES._CBC.IV(ivBytes: key.prefix(16))
            return try AES._CBC.encrypt(plain, using: SymmetricKey(data: key), iv: vector, noPadding: true)
                .base64EncodedString()
        } catch {
            throw .encryptFailed
        }
    }

    /// The message inside `encrypted`, when it was meant for this owner.
    func decrypt(_ encrypted: String) throws(CallbackCipherError) -> String {
        guard let data = Data(base64Encoded: encrypted), !data.isEmpty, data.count % CallbackCipher.blockBytes == 0,
            let vector = try? AES._CBC.IV(ivBytes: key.prefix(16)),
            let padded = try? AES._CBC.decrypt(data, using: SymmetricKey(data: key), iv: vector, noPadding: true)
        else { throw .decryptFailed }
        let plain = try CallbackCipher.unpadded(Array(padded))
        guard plain.count >= 20 else { throw .lengthWrong }
        let length = plain[16..<20].reduce(0) { $0 << 8 | Int($1) }
        guard length <= plain.count - 20 else { throw .lengthWrong }
        let owner = String(decoding: plain[(20 + length)...], as: UTF8.self)
        guard owner == ownerKey else { throw .ownerWrong(owner) }
        return String(decoding: plain[20..<(20 + length)], as: UTF8.self)
    }

    /// Lower-case hexadecimal SHA-1 of the four texts, sorted by bytes and joined.
    func signature(timestamp: String, nonce: String, encrypted: String) -> String {
        CallbackCipher.signature(token: token, timestamp: timestamp, nonce: nonce, encrypted: encrypted)
    }

    static func signature(token: String, timestamp: String, nonce: String, encrypted: String) -> String {
        let texts = [token, timestamp, nonce, encrypted].map { Array($0.utf8) }
        let joined = texts.sorted { $0.lexicographicallyPrecedes($1) }.joined()
        return Insecure.SHA1.hash(data: Array(joined)).map { String(hexadecimal: $0) }.joined()
    }

    private static func unpadded(_ bytes: [UInt8]) throws(CallbackCipherError) -> [UInt8] {
        guard let last = bytes.last, (1...32).contains(last), bytes.count >= Int(last),
            bytes.suffix(Int(last)).allSatisfy({ $0 == last })
        else { throw .decryptFailed }
        return bytes.dropLast(Int(last))
    }

    /// 43 base64 characters are 32 bytes and two spare bits, which are usually not zero: a strict decoder refuses them.
    private static func key(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 43 else { return nil }
        var bits: UInt32 = 0
        var count = 0
        var bytes: [UInt8] = []
        for character in text.utf8 {
            guard let value = sextet(character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }

    private static func sextet(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

/// Why a callback's cipher failed; the numbers are the platform's (「全局错误码」).
enum CallbackCipherError: Error, Hashable, CustomStringConvertible {
    case encryptFailed, decryptFailed, lengthWrong
    case ownerWrong(String)

    var description: String {
        switch self {
        case .encryptFailed: "900007 encryption failed"
        case .decryptFailed: "900008 decryption failed"
        case .lengthWrong: "900009 the decrypted text has a wrong length"
        case .ownerWrong(let owner): "900010 the owner key inside is '\(owner)'"
        }
    }
}
