import ArgumentParser
import Foundation
import Integration
import Seams

/// `rehearsal monitor-user`: who may log in to the core's monitoring page.
struct MonitorUserCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "monitor-user",
        abstract: "Who may log in to the core's monitoring page. 管理监控页面的登录用户。",
        discussion: """
            People are kept in a file, which the core's configuration names under
            monitor.users. Only hashes of passwords are stored; the core notices
            changes by itself. Roles: viewer (looks), operator (also mends, replays
            and decides), administrator (also sees settings and the audit log),
            auditor (looks, and sees the audit log).

            Example:
              rehearsal monitor-user add lin --role operator --users monitor-users.txt
            """,
        subcommands: [Add.self, Remove.self, List.self])

    /// Ends with exit code 2 and one message; the parser's own would add a usage that is not this command's.
    fileprivate static func wrong(_ message: String) -> ExitCode {
        Console.error("error: \(message)")
        return ExitCode(2)
    }

    /// Where the people are.
    struct File: ParsableArguments {
        @Option(help: ArgumentHelp("The users file.", valueName: "file"))
        var users = "monitor-users.txt"

        /// The people in the file; none when there is no file yet.
        func load() throws -> MonitorUsers {
            guard FileManager.default.fileExists(atPath: users) else { return MonitorUsers() }
            do {
                return try MonitorUsers.load(path: users)
            } catch {
                Console.error("\(error)")
                throw ExitCode(2)
            }
        }

        /// Replaces the file as a whole, readable for its owner alone.
        func save(_ people: MonitorUsers) throws {
            let new = users + ".new"
            let isCreated = FileManager.default.createFile(
                atPath: new, contents: Data(people.text.utf8), attributes: [.posixPermissions: 0o600])
            guard isCreated, rename(new, users) == 0 else {
                Console.error("\(users): cannot be written; choose another file with --users")
                throw ExitCode(3)
            }
        }
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person, or change their role and password. 添加用户或更改其角色与密码。",
            discussion: "Asks for the password on the terminal; otherwise takes the first line of standard input.")

        @Argument(help: "The name to log in with.")
        var name: String

        @Option(help: "viewer, operator, administrator or auditor.")
        var role: String

        @OptionGroup var file: File

        func run() throws {
            if let complaint = MonitorUsers.complaint(about: name) { throw MonitorUserCommand.wrong(complaint) }
            guard let role = Role(rawValue: role) else {
                let names = Role.allCases.map(\.rawValue)
                let nearest = Spelling.nearest(to: role, among: names).map { "did you mean '\($0)'?" }
                throw MonitorUserCommand.wrong(
                    "no role is called '\(role)'; \(nearest ?? "there are " + names.joined(separator: ", "))")
            }
            var people = try file.load()
            guard let password = PasswordPrompt.ask("Password for \(name)") else {
                throw MonitorUserCommand.wrong("the two passwords differ, or there is none; nothing was changed")
            }
            guard password.count >= PasswordPrompt.lengthMin else {
                throw MonitorUserCommand.wrong("a password has at least \(PasswordPrompt.lengthMin) characters")
            }
            let isNew = people.user(name) == nil
            people.set(
                .init(name: name, role: role, password: try PasswordHash(password, randomness: SystemRandomness())))
            try file.save(people)
            Console.line("\(isNew ? "added" : "changed") \(name) (\(role.rawValue)) in \(file.users)")
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a person: their sessions end at once. 删除用户。")

        @Argument(help: "The name.")
        var name: String

        @OptionGroup var file: File

        func run() throws {
            var people = try file.load()
            guard people.remove(name) else {
                let names = people.users.map(\.name)
                let nearest = Spelling.nearest(to: name, among: names).map { "; did you mean '\($0)'?" } ?? ""
                throw MonitorUserCommand.wrong("nobody in \(file.users) is called '\(name)'\(nearest)")
            }
            try file.save(people)
            Console.line("removed \(name) from \(file.users)")
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the people and their roles. 列出用户与角色。")

        @OptionGroup var file: File

        func run() throws {
            guard FileManager.default.fileExists(atPath: file.users) else {
                throw MonitorUserCommand.wrong(
                    "\(file.users): there is no such file; name it with --users, or make it by monitor-user add")
            }
            for user in try file.load().users { Console.line("\(user.name)  \(user.role.rawValue)") }
        }
    }
}

/// Asks for a new password on the terminal, without showing what is typed.
enum PasswordPrompt {
    static let lengthMin = 10

    /// The password, typed twice; nil when the two differ, or there is none. From a pipe one line is enough.
    static func ask(_ question: String) -> String? {
        guard isatty(STDIN_FILENO) == 1 else { return readLine() }
        guard let first = silently(question + ": "), let second = silently("Again: "), first == second else {
            return nil
        }
        return first
    }

    /// Reads a line that is not shown while it is typed.
    static func silently(_ question: String) -> String? {
        Console.ask(question)
        var former = termios()
        tcgetattr(STDIN_FILENO, &former)
        var silent = former
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &former)
            Console.error("")
        }
        return readLine()
    }
}
