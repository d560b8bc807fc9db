import Foundation
import Seams

/// The people who may log in to the monitor, as their file says: one line each, `name role hash`, and comments after `#`.
///
/// Written by `rehearsal monitor-user`; the core reads it again when it changes.
package struct MonitorUsers: Hashable, Sendable {
    /// One person.
    package struct User: Hashable, Sendable {
        package var name: String
        package var role: Role
        package var password: PasswordHash

        package init(name: String, role: Role, password: PasswordHash) {
            self.name = name
            self.role = role
            self.password = password
        }
    }

    /// In the order of the file; each name once.
    package private(set) var users: [User] = []

    package init() {}

    /// Reads the file's text.
    ///
    /// - Throws: `MonitorUsersError` with all mistakes at once.
    package init(text: String, path: String) throws(MonitorUsersError) {
        var mistakes: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard !words.isEmpty else { continue }
            let place = "\(path):\(index + 1): "
            guard words.count == 3 else {
                mistakes.append(place + "write a name, a role and a hash, as 'rehearsal monitor-user add' does")
                continue
            }
            guard let role = Role(rawValue: words[1]) else {
                let names = Role.allCases.map(\.rawValue).joined(separator: ", ")
                mistakes.append(place + "no role is called '\(words[1])'; there are \(names)")
                continue
            }
            guard let password = PasswordHash(text: words[2]) else {
                mistakes.append(place + "the hash of '\(words[0])' is not readable; set the password again")
                continue
            }
            guard user(words[0]) == nil else {
                mistakes.append(place + "'\(words[0])' occurs twice")
                continue
            }
            users.append(User(name: words[0], role: role, password: password))
        }
        guard mistakes.isEmpty else { throw MonitorUsersError(mistakes: mistakes) }
    }

    /// Reads a file.
    ///
    /// - Throws: `MonitorUsersError` when it cannot be read, or has mistakes.
    package static func load(path: String) throws(MonitorUsersError) -> MonitorUsers {
        let text: String
        do {
            text = try TextFile.text(of: path)
        } catch let error as NotUTF8 {
            throw MonitorUsersError(mistakes: ["\(error)"])
        } catch {
            throw MonitorUsersError(
                mistakes: ["\(path): cannot be read; write it by 'rehearsal monitor-user add <name> --users \(path)'"])
        }
        return try MonitorUsers(text: text, path: path)
    }

    /// The person called so; nil when there is none.
    package func user(_ name: String) -> User? { users.first { $0.name == name } }

    /// Adds a person, or changes the one of that name.
    package mutating func set(_ user: User) {
        if let index = users.firstIndex(where: { $0.name == user.name }) {
            users[index] = user
        } else {
            users.append(user)
        }
    }

    /// Removes a person; false when there is none.
    package mutating func remove(_ name: String) -> Bool {
        let count = users.count
        users.removeAll { $0.name == name }
        return users.count < count
    }

    /// The file's text.
    package var text: String {
        "# Who may log in to the monitor. Change it by 'rehearsal monitor-user'; the core notices by itself.\n"
            + users.map { "\($0.name) \($0.role.rawValue) \($0.password.text)\n" }.joined()
    }

    /// Why a name cannot be used; nil for a good one.
    package static func complaint(about name: String) -> String? {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || CharacterSet.decimalDigits.contains($0) || "._-@".unicodeScalars.contains($0)
        }
        guard isPlain, (1...64).contains(name.count), name != "token" else {
            return "a name has 1 to 64 letters, digits and . _ - @, and is not 'token'"
        }
        return nil
    }
}

/// A users file that cannot be used.
package struct MonitorUsersError: Error, Hashable, CustomStringConvertible {
    package var mistakes: [String]

    package var description: String { mistakes.joined(separator: "\n") }
}
