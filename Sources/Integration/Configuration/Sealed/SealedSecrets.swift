import Crypto
import Foundation
package import Seams

/// Secrets in one encrypted file beside the configuration, by the names that they have in the environment, which wins.
///
/// ChaCha20-Poly1305 under a key of scrypt (pass phrase) or HKDF (key file), with a new salt for each writing. The way to
/// the key is authenticated too, so that nobody can weaken it unseen.
package struct SealedSecrets: Hashable, Sendable {
    /// The file's name, beside the configuration.
    package static let fileName = "secrets.sealed"
    private static let format = "rehearsal-sealed-1"
    private static let textBytesMax = 1 << 20

    private var values: [String: Secret] = [:]

    package init() {}

    /// The names, sorted.
    package var names: [String] { values.keys.sorted() }

    /// The secrets as an environment.
    package var environment: [String: String] { values.mapValues(\.value) }

    /// Stores a secret.
    package mutating func set(_ name: String, to value: Secret) throws(SealError) {
        guard name.wholeMatch(of: /REHEARSAL_[A-Z0-9_]{1,80}/) != nil, !name.hasPrefix("REHEARSAL_SEAL_") else {
            throw .badName(name)
        }
        values[name] = value
    }

    package mutating func remove(_ name: String) throws(SealError) {
        guard values.removeValue(forKey: name) != nil else { throw .unknownName(name, known: names) }
    }

    // MARK: Sealing

    /// The file's text.
    package func sealed(with key: SealKey, randomness: any Randomness) throws -> String {
        try sealed(with: key, randomness: randomness, cost: ScryptCost())
    }

    func sealed(with key: SealKey, randomness: any Randomness, cost: ScryptCost) throws -> String {
        let salt = randomness.bytes(16, "seal-salt")
        let header = SealedSecrets.header(key.method, salt, cost)
        let plain = JSONValue.object(
            values.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value.value)) })
        let box = try ChaChaPoly.seal(
            Array(plain.jsonText.utf8), using: try key.derive(salt: salt, cost),
            nonce: try ChaChaPoly.Nonce(data: randomness.bytes(12, "seal-nonce")),
            authenticating: Array(header.jsonText.utf8))
        let file = JSONValue.members(["header": header, "box": .string(box.combined.base64EncodedString())])
        return file.jsonText + "\n"
    }

    /// Opens a file's text.
    package init(text: String, path: String, key: SealKey) throws(SealError) {
        guard text.utf8.count <= SealedSecrets.textBytesMax, let file = try? JSONValue(parsing: text),
            let header = file["header"], let box = file["box"]?.text.flatMap({ Data(base64Encoded: $0) })
        else { throw .malformed(path, "it is not what `rehearsal secrets set` writes") }
        guard header["format"]?.text == SealedSecrets.format else {
            throw .malformed(path, "its format is unknown; a later release may have written it")
        }
        guard let method = header["method"]?.text.flatMap(SealMethod.init), let salt = SealedSecrets.salt(header),
            let cost = SealedSecrets.cost(header), cost.isBearable
        else { throw .malformed(path, "its header is wrong") }
        guard method == key.method else { throw .otherMethod(path, method) }
        let plain: Data
        do {
            plain = try ChaChaPoly.open(
                ChaChaPoly.SealedBox(combined: box), using: try key.derive(salt: salt, cost),
                authenticating: Array(SealedSecrets.header(method, salt, cost).jsonText.utf8))
        } catch {
            throw .wrongKeyOrTampered(path)
        }
        guard case .object(let members)? = try? JSONValue(parsing: Array(plain)) else {
            throw .malformed(path, "it holds no secrets")
        }
        for member in members { values[member.name] = member.value.text.map(Secret.init) }
    }

    private static func header(_ method: SealMethod, _ salt: [UInt8], _ cost: ScryptCost) -> JSONValue {
        .members([
            "format": .string(format), "method": .string(method.rawValue),
            "salt": .string(Data(salt).base64EncodedString()), "rounds": .number(String(cost.rounds)),
            "blockSize": .number(String(cost.blockSize)), "parallelism": .number(String(cost.parallelism)),
        ])
    }

    private static func salt(_ header: JSONValue) -> [UInt8]? {
        header["salt"]?.text.flatMap { Data(base64Encoded: $0) }.flatMap { $0.count == 16 ? Array($0) : nil }
    }

    private static func cost(_ header: JSONValue) -> ScryptCost? {
        func number(_ name: String) -> Int? { header[name]?.text.flatMap { Int($0) } }
        guard let rounds = number("rounds"), let blockSize = number("blockSize"), let lanes = number("parallelism")
        else { return nil }
        return ScryptCost(rounds: rounds, blockSize: blockSize, parallelism: lanes)
    }
}

extension SealedSecrets: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(names.count) sealed secrets" }

    /// Hides the values from `dump`.
    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
