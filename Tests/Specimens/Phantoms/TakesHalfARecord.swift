import GRDB
import Integration
import Seams

extension Specimen {
    /// A record is written in two parts. When the process dies between them, the half is taken for a whole one: what it
    /// does not say, the reader makes up.
    static let takesHalfARecord = Specimen(
        "takes-half-a-record",
        "takes up after a crash a record of which only the head was written, as if it were whole",
        fires: "no-phantoms", in: "refused-and-killed.yaml",
        core: SmallCore().with { core in
            core.catchUp = { _ in }
            core.accept = { office, event in
                guard event.change != "start", let instance = Honest.ours(office, event) else { return true }
                let verdict = event.result == "agree" ? SmallItem.State.received : .ignored
                do {
                    try await office.store.database.commit { database in
                        _ = try database.insert(key: instance, instance: instance, .open, due: nil)
                    }
                    // The bodies of several records are written together.
                    try await office.time.sleep(for: .milliseconds(150))
                    let due = office.now.nanoseconds
                    try await office.store.database.commit { database in
                        try database.execute(
                            sql: "UPDATE work SET state = ?, due = ? WHERE key = ? AND state = 'open'",
                            arguments: [verdict.rawValue, verdict == .received ? due : nil, instance])
                    }
                } catch {
                    return false
                }
                office.bell.ring()
                return true
            }
            core.recover = { office in
                let now = office.now.nanoseconds
                try await office.store.database.commit { database in
                    try database.execute(
                        sql: "UPDATE work SET state = 'received', due = ? WHERE state = 'open'", arguments: [now])
                }
            }
            // The record says that it was approved: DingTalk is asked for the form alone.
            core.read = { office, item in
                switch await outcome({ () throws(PlatformFailure) in try await office.dingTalk.instance(item.instance) }
                ) {
                case .success(let instance): return Honest.mapped(instance, office, item)
                case .failure(let failure): return office.pausing(item, after: failure)
                }
            }
        })
}
