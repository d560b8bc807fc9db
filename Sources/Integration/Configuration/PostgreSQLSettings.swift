package import Seams

/// How to reach the PostgreSQL database that several workers share.
package struct PostgreSQLSettings: Hashable, Sendable {
    /// Where it is, checked.
    package var address: PostgreSQLAddress
    /// This worker's name, which no other that works on the database may have; nil takes the host's name.
    package var worker: String?
    /// How many connections write and read, 1 ... 32; listening takes one more.
    package var connections = 4
}

extension PostgreSQLSettings: CustomStringConvertible {
    /// For the log, without the password.
    package var description: String { "PostgreSQL \(address) as worker \(worker ?? "(the host's name)")" }
}

extension Configuration {
    /// Reads `store`: a file, or a PostgreSQL database. Its password comes from `REHEARSAL_POSTGRESQL_PASSWORD`, the worker's
    /// name from `REHEARSAL_WORKER` where several share one configuration file.
    mutating func takeStore(
        from section: inout SettingsSection, environment: [String: String], mistakes: MistakeList
    ) {
        let path = section.text("path")
        let text = section.text("postgresql")
        let (worker, connections) = (section.text("worker"), section.text("connections"))
        if let path { storePath = path }
        guard let text else {
            for (key, value) in [("worker", worker), ("connections", connections)] where value != nil {
                mistakes.add(
                    section.line(of: key),
                    "store.\(key) belongs to a PostgreSQL store; write store.postgresql beside it, or leave it out")
            }
            return section.finish()
        }
        if path != nil {
            mistakes.add(
                section.line(of: "path"),
                "store has both path and postgresql; keep path for a file of this worker alone, or postgresql for a "
                    + "database that several workers share")
        }
        do throws(PostgreSQLAddressError) {
            let password = environment["REHEARSAL_POSTGRESQL_PASSWORD"] ?? ""
            var settings = PostgreSQLSettings(address: try PostgreSQLAddress(text, password: password))
            settings.worker = environment["REHEARSAL_WORKER"].flatMap { $0.isEmpty ? nil : $0 } ?? worker
            if let worker = settings.worker, !PostgreSQLSettings.isName(worker) {
                mistakes.add(
                    section.line(of: "worker"),
                    "store.worker is '\(worker.prefix(80))'; write 1 to 60 letters, digits, '.', '_' or '-'")
            }
            section.read("connections", into: &settings.connections, in: 1...32)
            postgreSQL = settings
        } catch {
            mistakes.add(section.line(of: "postgresql"), "store.postgresql is \(error)")
        }
        section.finish()
    }
}

extension PostgreSQLSettings {
    fileprivate static func isName(_ text: String) -> Bool {
        (1...60).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
