import Crypto
import CryptoExtras
import Foundation

/// What a sealed file is opened with: a pass phrase, or the bytes of a key file.
package enum SealKey: Sendable {
    case passphrase(Secret)
    case file([UInt8])

    /// Shorter key files are guessed.
    private static let fileBytesMin = 32
    private static let passphraseBytesMin = 12

    /// The key that the environment names: `REHEARSAL_SEAL_KEY_FILE`, or `REHEARSAL_SEAL_PASSPHRASE`; nil for neither.
    ///
    /// - Parameter prefix: `REHEARSAL_SEAL_NEW` for the key to change to.
    /// - Throws: `SealError`.
    package static func named(
        in environment: [String: String], prefix: String = "REHEARSAL_SEAL"
    ) throws(SealError) -> SealKey? {
        let path = environment["\(prefix)_KEY_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        let phrase = environment["\(prefix)_PASSPHRASE"].flatMap { $0.isEmpty ? nil : $0 }
        guard path == nil || phrase == nil else { throw .twoKeys(prefix: prefix) }
        if let path { return .file(try read(path)) }
        guard let phrase else { return nil }
        guard phrase.utf8.count >= passphraseBytesMin else { throw .shortPassphrase(least: passphraseBytesMin) }
        return .passphrase(Secret(phrase))
    }

    /// The name of the way in which a key becomes the cipher's.
    var method: SealMethod {
        switch self {
        case .passphrase: .scrypt
        case .file: .keyFile
        }
    }

    /// The cipher's key.
    func derive(salt: [UInt8], _ cost: ScryptCost) throws -> SymmetricKey {
        switch self {
        case .passphrase(let phrase):
            try KDF.Scrypt.deriveKey(
                from: Array(phrase.value.utf8), salt: salt, outputByteCount: 32, rounds: cost.rounds,
                blockSize: cost.blockSize, parallelism: cost.parallelism)
        case .file(let bytes):
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: bytes), salt: salt, info: Array("rehearsal sealed 1".utf8),
                outputByteCount: 32)
        }
    }

    private static func read(_ path: String) throws(SealError) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadableKey(path) }
        defer { try? handle.close() }  // only read from
        var status = stat()
        guard fstat(handle.fileDescriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .unreadableKey(path)
        }
        guard status.st_mode & 0o077 == 0 else { throw .openKey(path) }
        guard let data = try? handle.read(upToCount: 4096) else { throw .unreadableKey(path) }
        guard data.count >= fileBytesMin else { throw .shortKey(path, least: fileBytesMin) }
        return Array(data)
    }
}

/// How a key becomes the cipher's; stands in the file.
package enum SealMethod: String, Sendable {
    case scrypt
    case keyFile = "key-file"
}

/// What a guess at a pass phrase costs. The defaults take about 32 MiB and a tenth of a second.
struct ScryptCost: Hashable, Sendable {
    var rounds = 1 << 15
    var blockSize = 8
    var parallelism = 1

    /// Whether opening a file with this cost is bearable: a file is somebody else's until it is opened.
    var isBearable: Bool {
        rounds.nonzeroBitCount == 1 && (1 << 14...1 << 20).contains(rounds) && (8...16).contains(blockSize)
            && (1...4).contains(parallelism)
    }
}

/// Why a sealed file cannot be used. No text holds a secret.
package enum SealError: Error, Hashable, CustomStringConvertible {
    case noKey(String)
    case twoKeys(prefix: String)
    case shortPassphrase(least: Int)
    case unreadableKey(String)
    case openKey(String)
    case shortKey(String, least: Int)
    case unreadable(String)
    case open(String)
    case malformed(String, String)
    case otherMethod(String, SealMethod)
    case wrongKeyOrTampered(String)
    case cannotWrite(String, String)
    case badName(String)
    case unknownName(String, known: [String])

    package var description: String {
        switch self {
        case .noKey(let path):
            "\(path): needs its key; set REHEARSAL_SEAL_KEY_FILE to a file, or REHEARSAL_SEAL_PASSPHRASE"
        case .twoKeys(let prefix): "both \(prefix)_KEY_FILE and \(prefix)_PASSPHRASE are set; keep one"
        case .shortPassphrase(let least): "the pass phrase is too short; take \(least) characters or more"
        case .unreadableKey(let path): "\(path): cannot be read as a key file; `rehearsal secrets make-key` makes one"
        case .openKey(let path): "\(path): others may read this key file; run chmod 600 \(path)"
        case .shortKey(let path, let least):
            "\(path): is too short for a key file; it needs \(least) random bytes or more"
        case .unreadable(let path): "\(path): cannot be read"
        case .open(let path): "\(path): others may write this file; run chmod 600 \(path)"
        case .malformed(let path, let reason): "\(path): is no sealed file: \(reason)"
        case .otherMethod(let path, .scrypt): "\(path): is sealed with a pass phrase; set REHEARSAL_SEAL_PASSPHRASE"
        case .otherMethod(let path, .keyFile): "\(path): is sealed with a key file; set REHEARSAL_SEAL_KEY_FILE"
        case .wrongKeyOrTampered(let path): "\(path): the key is wrong, or somebody changed the file"
        case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
        case .badName(let name):
            "'\(name)' is no name of a secret; write one as in the environment, such as REHEARSAL_DINGTALK_APP_SECRET"
        case .unknownName(let name, let known):
            "there is no secret '\(name)'; there are \(known.isEmpty ? "none" : known.joined(separator: ", "))"
        }
    }
}
