import Foundation
import Seams
import Testing

@testable import Integration

@Suite struct SealedSecretsTests {
    private let randomness = SystemRandomness()
    private let key = SealKey.file(Array(repeating: 7, count: 32))

    private func secrets() throws -> SealedSecrets {
        var secrets = SealedSecrets()
        try secrets.set("REHEARSAL_KINGDEE_PASSWORD", to: Secret("密码-1"))
        try secrets.set("REHEARSAL_MONITOR_TOKEN", to: Secret("token-2"))
        return secrets
    }

    private func folder() throws -> String {
        let path = NSTemporaryDirectory() + "sealed-\(randomness.uuid("folder"))/"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test func opensWhatItSealedWithEitherKind() throws {
        for key in [key, .passphrase(Secret("correct horse battery"))] {
            let text = try secrets().sealed(with: key, randomness: randomness, cost: ScryptCost(rounds: 1 << 14))
            #expect(try SealedSecrets(text: text, path: "s", key: key) == secrets())
            #expect(!text.contains("token-2") && !text.contains("REHEARSAL_MONITOR_TOKEN"))
        }
    }

    @Test func refusesAnotherKeyAndEachChangedByte() throws {
        let text = try secrets().sealed(with: key, randomness: randomness)
        let other = SealKey.file(Array(repeating: 8, count: 32))
        #expect(throws: SealError.wrongKeyOrTampered("s")) { try SealedSecrets(text: text, path: "s", key: other) }
        #expect(throws: SealError.otherMethod("s", .keyFile)) {
            try SealedSecrets(text: text, path: "s", key: .passphrase(Secret("correct horse battery")))
        }
        var refused = 0
        for index in 0..<text.utf8.count - 1 {
            var bytes = Array(text.utf8)
            bytes[index] = bytes[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            do {
                let changed = String(decoding: bytes, as: UTF8.self)
                // Base64 has spare bits at its ends, and names are read in any case: such a change changes nothing.
                #expect(try SealedSecrets(text: changed, path: "s", key: key) == secrets())
            } catch {
                refused += 1
            }
        }
        #expect(refused >= text.utf8.count - 1 - 7)
    }

    @Test(arguments: ["", "{}", "not JSON", #"{"header":{"format":"rehearsal-sealed-9"},"box":"AA=="}"#])
    func saysWhenAFileIsNone(text: String) {
        #expect(throws: SealError.self) { try SealedSecrets(text: text, path: "s", key: key) }
    }

    @Test func refusesACostThatWouldTakeTheMachineDown() throws {
        let text = try secrets().sealed(with: key, randomness: randomness).replacing("32768", with: "1073741824")
        #expect(throws: SealError.malformed("s", "its header is wrong")) {
            try SealedSecrets(text: text, path: "s", key: key)
        }
    }

    @Test func letsTheEnvironmentWin() throws {
        let folder = try folder()
        try SealedFile.makeKey(at: folder + "key", randomness: randomness)
        let environment = ["REHEARSAL_SEAL_KEY_FILE": folder + "key", "REHEARSAL_MONITOR_TOKEN": "given"]
        let key = try #require(try SealKey.named(in: environment))
        let file = SealedFile(beside: folder + "core.yaml")
        try file.write(secrets(), key, randomness: randomness)
        let whole = try SealedSecrets.environment(beside: folder + "core.yaml", environment)
        #expect(whole["REHEARSAL_MONITOR_TOKEN"] == "given")
        #expect(whole["REHEARSAL_KINGDEE_PASSWORD"] == "密码-1")
        #expect(throws: SealError.noKey(file.path)) {
            try SealedSecrets.environment(beside: folder + "core.yaml", [:])
        }
        #expect(throws: SealError.self) { try SealedFile.makeKey(at: folder + "key", randomness: randomness) }
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test func refusesAKeyFileThatOthersMayRead() throws {
        let folder = try folder()
        let path = folder + "key"
        try SealedFile.makeKey(at: path, randomness: randomness)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: SealError.openKey(path)) { try SealKey.named(in: ["REHEARSAL_SEAL_KEY_FILE": path]) }
        #expect(throws: SealError.unreadableKey(folder + "none")) {
            try SealKey.named(in: ["REHEARSAL_SEAL_KEY_FILE": folder + "none"])
        }
        #expect(throws: SealError.shortPassphrase(least: 12)) {
            try SealKey.named(in: ["REHEARSAL_SEAL_PASSPHRASE": "short"])
        }
    }

    @Test func takesNamesOfTheEnvironmentOnly() {
        var secrets = SealedSecrets()
        for name in ["password", "REHEARSAL_SEAL_PASSPHRASE", "REHEARSAL_", "PATH"] {
            #expect(throws: SealError.badName(name)) { try secrets.set(name, to: Secret("x")) }
        }
        #expect(throws: SealError.unknownName("REHEARSAL_X", known: [])) { try secrets.remove("REHEARSAL_X") }
    }

    @Test func neverPrintsAValue() throws {
        var text = ""
        let secrets = try secrets()
        dump(secrets, to: &text)
        text += "\(secrets)"
        #expect(!text.contains("token-2"))
    }
}
