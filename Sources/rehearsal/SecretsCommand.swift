import ArgumentParser
import Foundation
import Integration
import Seams

/// `rehearsal secrets`: the sealed file beside the configuration.
struct SecretsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets",
        abstract: "Keep the core's secrets in a sealed file. 把密钥保存在加密文件中。",
        discussion: """
            The file secrets.sealed lies beside the configuration; the environment
            wins over it. Its key is a file that only its owner may read
            (REHEARSAL_SEAL_KEY_FILE), or a pass phrase (REHEARSAL_SEAL_PASSPHRASE).
            Values come by standard input and are never shown.

            Example:
              rehearsal secrets make-key /etc/rehearsal/seal.key
              export REHEARSAL_SEAL_KEY_FILE=/etc/rehearsal/seal.key
              rehearsal secrets set REHEARSAL_KINGDEE_APP_SECRET < secret.txt
              rehearsal secrets list
            """,
        subcommands: [Set.self, List.self, Remove.self, Rotate.self, MakeKey.self])

    /// Where the file lies.
    struct Place: ParsableArguments {
        @Option(name: .shortAndLong, help: ArgumentHelp("The configuration file it lies beside.", valueName: "file"))
        var config = "core.yaml"

        var file: SealedFile { SealedFile(beside: config) }

        func key() throws -> SealKey {
            guard let key = try SealKey.named(in: ProcessInfo.processInfo.environment) else {
                throw SealError.noKey(file.path)
            }
            return key
        }

        /// What is in the file; nothing when there is none yet.
        func secrets(_ key: SealKey) throws -> SealedSecrets {
            file.exists ? try file.read(key) : SealedSecrets()
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Store a secret, read from standard input. 从标准输入保存一个密钥。")

        @Argument(help: "Its name in the environment, such as REHEARSAL_KINGDEE_APP_SECRET.")
        var name: String
        @OptionGroup var place: Place

        func run() throws {
            try SecretsCommand.explaining {
                let key = try place.key()
                var secrets = try place.secrets(key)
                let isTyped = isatty(STDIN_FILENO) == 1
                guard let value = isTyped ? PasswordPrompt.silently("\(name) (not shown): ") : readLine(),
                    !value.isEmpty
                else {
                    Console.error("error: standard input holds no value")
                    throw ExitCode(2)
                }
                try secrets.set(name, to: Secret(value))
                try place.file.write(secrets, key, randomness: SystemRandomness())
                Console.line("\(place.file.path): \(name) is stored")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the names. 列出名称。")

        @OptionGroup var place: Place

        func run() throws {
            try SecretsCommand.explaining {
                guard place.file.exists else { throw SealError.unreadable(place.file.path) }
                for name in try place.file.read(place.key()).names { Console.line(name) }
            }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a secret. 删除一个密钥。")

        @Argument(help: "Its name.")
        var name: String
        @OptionGroup var place: Place

        func run() throws {
            try SecretsCommand.explaining {
                let key = try place.key()
                var secrets = try place.secrets(key)
                try secrets.remove(name)
                try place.file.write(secrets, key, randomness: SystemRandomness())
                Console.line("\(place.file.path): \(name) is removed")
            }
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seal the file anew with another key. 更换密钥。",
            discussion: "The new key is REHEARSAL_SEAL_NEW_KEY_FILE, or REHEARSAL_SEAL_NEW_PASSPHRASE.")

        @OptionGroup var place: Place

        func run() throws {
            try SecretsCommand.explaining {
                guard place.file.exists else { throw SealError.unreadable(place.file.path) }
                let environment = ProcessInfo.processInfo.environment
                guard let new = try SealKey.named(in: environment, prefix: "REHEARSAL_SEAL_NEW") else {
                    Console.error("error: set REHEARSAL_SEAL_NEW_KEY_FILE, or REHEARSAL_SEAL_NEW_PASSPHRASE")
                    throw ExitCode(2)
                }
                try place.file.write(try place.file.read(place.key()), new, randomness: SystemRandomness())
                Console.line("\(place.file.path): sealed with the new key")
            }
        }
    }

    struct MakeKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "make-key", abstract: "Make a key file for its owner alone. 生成密钥文件。")

        @Argument(help: "Where; a file that exists is not overwritten.")
        var path: String

        func run() throws {
            try SecretsCommand.explaining {
                try SealedFile.makeKey(at: path, randomness: SystemRandomness())
                Console.line("\(path): keep it away from secrets.sealed, and a copy in a safe place")
            }
        }
    }

    /// Ends with exit code 2 and one message.
    fileprivate static func explaining(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as SealError {
            Console.error("error: \(error)")
            throw ExitCode(2)
        }
    }
}
