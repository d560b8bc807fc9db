import Crypto
import CryptoExtras
import Foundation
package import Seams

/// Opens the callbacks that DingTalk pushes, and seals the reply that it waits for (《回调事件消息体加解密》).
///
/// AES-256-CBC with the key's first 16 bytes as initial vector; 16 random bytes, the message's length in bytes
/// (big-endian), the message, the owner key; padded to blocks of **32** bytes, which stock PKCS#7 code rejects.
package struct CallbackCryptor: Sendable {
    private static let blockBytes = 32
    private static let headBytes = 20
    private static let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    private let token: String
    private let key: [UInt8]
    private let ownerKey: String

    /// Makes a cryptor.
    ///
    /// - Parameters:
    ///   - token: what signatures are made with.
    ///   - aesKey: 43 letters and digits.
    ///   - ownerKey: the app key for callbacks configured in the developer console, the corpId for registered ones.
    package init(token: String, aesKey: String, ownerKey: String) throws(CallbackError) {
        guard let key = CallbackCryptor.keyBytes(aesKey) else { throw .unusableKey }
        self.token = token
        self.key = key
        self.ownerKey = ownerKey
    }

    /// Verifies and decrypts a pushed request. The probe of a new URL becomes an event of type `check_url`.
    ///
    /// - Parameters:
    ///   - query: the request's query, percent-encoded, with `signature` or `msg_signature`: pages name both.
    ///   - body: `{"encrypt":"…"}`.
    package func open(query: Substring, body: [UInt8]) throws(CallbackError) -> IncomingEvent {
        let parameters = CallbackCryptor.parameters(query)
        guard let signature = parameters["msg_signature"] ?? parameters["signature"] else {
            throw .missing("signature")
        }
        guard let timestamp = parameters["timestamp"] else { throw .missing("timestamp") }
        guard let nonce = parameters["nonce"] else { throw .missing("nonce") }
        // A body that is no JSON has no such member either.
        guard let sealed = (try? JSONValue(parsing: body))?["encrypt"]?.text else { throw .missing("encrypt") }
        let expected = sign(timestamp: timestamp, nonce: nonce, sealed)
        guard CallbackCryptor.isSame(expected, signature.lowercased()) else { throw .signatureMismatch }
        return try CallbackCryptor.event(unseal(sealed))
    }

    /// As `open(query:body:)`, and refuses a request whose timestamp is further than `window` from `now`: somebody
    /// recorded it and sends it again.
    ///
    /// Within the window a repeated request is opened again. DingTalk may do that itself when an answer was late; what an
    /// event announces is stored once, and looked up at the platform before anything follows from it.
    package func open(
        query: Substring, body: [UInt8], at now: Timestamp, within window: Duration
    ) throws(CallbackError) -> IncomingEvent {
        let event = try open(query: query, body: body)
        let text = CallbackCryptor.parameters(query)["timestamp"] ?? ""
        guard let sent = CallbackCryptor.time(text) else { throw .stale }
        let age = now - sent
        guard age <= window, age >= .zero - window else { throw .stale }
        return event
    }

    /// A timestamp in milliseconds or in seconds: published samples show both.
    private static func time(_ text: String) -> Timestamp? {
        guard let number = Int64(text), number > 0 else { return nil }
        return number >= 100_000_000_000 ? Timestamp(milliseconds: number) : Timestamp(seconds: number)
    }

    /// The reply that DingTalk accepts as "delivered": the encrypted word `success`, signed, as JSON.
    package func sealedSuccess(time: any Time, randomness: any Randomness) -> String {
        let nonce = randomness.text(16, from: CallbackCryptor.alphabet, "callback-nonce")
        return sealedSuccess(timestamp: String(time.now.milliseconds), nonce: nonce, randomness: randomness)
    }

    /// The reply as `sealedSuccess(time:randomness:)`, signed with this timestamp, in milliseconds, and nonce.
    package func sealedSuccess(timestamp: String, nonce: String, randomness: any Randomness) -> String {
        let salt = randomness.text(16, from: CallbackCryptor.alphabet, "callback-salt")
        let sealed = seal("success", random: Array(salt.utf8))
        let reply: JSONValue = .members([
            "msg_signature": .string(sign(timestamp: timestamp, nonce: nonce, sealed)),
            "timeStamp": .string(timestamp), "nonce": .string(nonce), "encrypt": .string(sealed),
        ])
        return reply.jsonText
    }

    /// Lower-case hexadecimal SHA-1 of the four texts in byte order.
    func sign(timestamp: String, nonce: String, _ sealed: String) -> String {
        let parts = [token, timestamp, nonce, sealed].map { Array($0.utf8) }
            .sorted { $0.lexicographicallyPrecedes($1) }
        return Insecure.SHA1.hash(data: parts.flatMap(\.self)).map { CallbackCryptor.hex($0) }.joined()
    }

    /// Encrypts `message`; `random` is 16 bytes.
    func seal(_ message: String, random: [UInt8]) -> String {
        let length = UInt32(message.utf8.count)
        var plain =
            random + withUnsafeBytes(of: length.bigEndian) { Array($0) } + Array(message.utf8) + Array(ownerKey.utf8)
        let padding = CallbackCryptor.blockBytes - plain.count % CallbackCryptor.blockBytes
        plain += Array(repeating: UInt8(padding), count: padding)
        do {
            return try AES._CBC.encrypt(plain, using: SymmetricKey(data: key), iv: vector(), noPadding: true)
                .base64EncodedString()
        } catch {
            // The key has 32 bytes and the text whole blocks: nothing is left that could fail.
            preconditionFailure("AES refused a sound key and text: \(error)")
        }
    }

    /// Decrypts to the message, and checks whom it is for.
    func unseal(_ sealed: String) throws(CallbackError) -> String {
        guard let data = Data(base64Encoded: sealed), !data.isEmpty, data.count % 16 == 0 else {
            throw .undecryptable("it is no base64 of whole blocks")
        }
        let plain: [UInt8]
        do {
            plain = Array(
                try AES._CBC.decrypt(data, using: SymmetricKey(data: key), iv: vector(), noPadding: true))
        } catch {
            throw .undecryptable("AES failed")
        }
        guard let padding = plain.last, (1...CallbackCryptor.blockBytes).contains(Int(padding)),
            plain.count >= CallbackCryptor.headBytes + Int(padding),
            plain.suffix(Int(padding)).allSatisfy({ $0 == padding })
        else { throw .undecryptable("its padding is wrong") }
        let text = plain.dropLast(Int(padding))
        let length = text[16..<CallbackCryptor.headBytes].reduce(0) { $0 << 8 | Int($1) }
        let rest = text.dropFirst(CallbackCryptor.headBytes)
        guard length <= rest.count, let message = String(validating: rest.prefix(length), as: UTF8.self) else {
            throw .undecryptable("its length is wrong")
        }
        guard Array(rest.dropFirst(length)) == Array(ownerKey.utf8) else { throw .ownerMismatch }
        return message
    }

    private func vector() throws -> AES._CBC.IV {
        try AES._CBC.IV(ivBytes: key.prefix(16))
    }

    private static func event(_ message: String) throws(CallbackError) -> IncomingEvent {
        guard let data = try? JSONValue(parsing: message), let type = data["EventType"]?.text else {
            throw .undecryptable("it holds no event")
        }
        // Events of the register-API generation have no id: the same event pushed again has the same text.
        let id = data["eventId"]?.text ?? SHA256.hash(data: Array(message.utf8)).prefix(16).map { hex($0) }.joined()
        return IncomingEvent(id: id, type: type, data: data, payload: message)
    }

    private static func parameters(_ query: Substring) -> [String: String] {
        var parameters: [String: String] = [:]
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = PercentEncoding.decode(parts[1]) else { continue }
            parameters[String(parts[0])] = value
        }
        return parameters
    }

    /// Compares without telling by its duration where the texts differ.
    private static func isSame(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The 32 bytes of a 43-character key. Its last character carries two spare bits that are seldom zero, so that
    /// strict base64 decoders refuse it.
    private static func keyBytes(_ text: String) -> [UInt8]? {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let sextets = text.utf8.compactMap { alphabet.firstIndex(of: $0) }
        guard text.utf8.count == 43, sextets.count == 43 else { return nil }
        var bytes: [UInt8] = []
        var (bits, count) = (0, 0)
        for sextet in sextets {
            (bits, count) = ((bits << 6 | sextet) & 0xFFFF, count + 6)
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        return bytes
    }

    private static func hex(_ byte: UInt8) -> String {
        String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
}

extension CallbackCryptor: CustomStringConvertible, CustomReflectable {
    package var description: String { "CallbackCryptor for \(ownerKey), token and key hidden" }

    /// Hides token and key from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
