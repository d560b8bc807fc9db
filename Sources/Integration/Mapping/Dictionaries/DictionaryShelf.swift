import Logging
package import Seams
import Synchronization

/// The dictionaries that are asked of Kingdee: kept in memory and in the store, so that a restart during an outage still
/// maps; refreshed on schedule, and once when a key is missing.
package final class DictionaryShelf: Sendable {
    /// Asks Kingdee for all pairs of a dictionary, in a stable order.
    package typealias Query =
        @Sendable (QueriedDictionary) async throws(OracleFailure) -> [(key: String, value: String)]

    private struct Volume {
        var entries: [String: String] = [:]
        /// Keys with several values, and those values.
        var ambiguous: [String: String] = [:]
        /// When Kingdee was asked last; nil when it never answered.
        var refreshed: Timestamp?
        /// Whether the store was read.
        var isRead = false
        /// Keys that a query did not find, and until when that is believed.
        var absent: [String: Timestamp] = [:]
        /// The query on its way, which everybody who needs one shares.
        var flight: Task<OracleFailure?, Never>?
    }

    /// How long "not found" is believed. Longer would keep people waiting who just added it in Kingdee.
    private static let absence = Duration.seconds(30)
    /// An answer this young is not asked for again: a bound on queries when many keys are missing.
    private static let fresh = Duration.seconds(1)
    private static let absentMax = 10_000

    private let query: Query
    private let store: (any RelationalStore)?
    private let time: any Time
    private let volumes = Mutex<[String: Volume]>([:])

    /// A shelf without a store keeps nothing.
    package init(store: (any RelationalStore)?, time: any Time, query: @escaping Query) {
        self.store = store
        self.time = time
        self.query = query
    }

    /// Everything in memory.
    package var knowledge: MappingKnowledge {
        volumes.withLock { volumes in
            var knowledge = MappingKnowledge()
            for (id, volume) in volumes where volume.refreshed != nil {
                knowledge.dictionaries[id] = volume.entries
                knowledge.ambiguous[id] = volume.ambiguous
            }
            return knowledge
        }
    }

    /// Finds out what `key` is called; asks Kingdee when it is not known yet.
    func find(
        _ key: String, in dictionary: QueriedDictionary, _ knowledge: inout MappingKnowledge
    ) async throws(OracleFailure) {
        await read(dictionary)
        let now = time.now
        let isSettled = volumes.withLock { volumes in
            let volume = volumes[dictionary.id, default: Volume()]
            let isFresh = volume.refreshed.map { now - $0 < DictionaryShelf.fresh } ?? false
            return volume.entries[key] != nil || volume.ambiguous[key] != nil || isFresh
                || (volume.absent[key].map { now < $0 } ?? false)
        }
        if !isSettled { try await refresh(dictionary) }
        volumes.withLock { volumes in
            var volume = volumes[dictionary.id, default: Volume()]
            knowledge.dictionaries[dictionary.id] = volume.entries
            knowledge.ambiguous[dictionary.id] = volume.ambiguous
            guard volume.entries[key] == nil, volume.ambiguous[key] == nil else { return }
            knowledge.absent.insert(.entry(dictionary: dictionary, key: key))
            guard !isSettled else { return }
            if volume.absent.count >= DictionaryShelf.absentMax { volume.absent = [:] }
            volume.absent[key] = time.now + DictionaryShelf.absence
            volumes[dictionary.id] = volume
        }
    }

    /// Asks Kingdee for a dictionary, together with everybody else who asks for it meanwhile.
    func refresh(_ dictionary: QueriedDictionary) async throws(OracleFailure) {
        let flight = volumes.withLock { volumes in
            if let flight = volumes[dictionary.id]?.flight { return flight }
            let flight = Task { await self.fetch(dictionary) }
            volumes[dictionary.id, default: Volume()].flight = flight
            return flight
        }
        if let failure = await flight.value { throw failure }
    }

    /// When a dictionary should be asked for next, if nobody misses a key before.
    func due(_ dictionary: QueriedDictionary) -> Timestamp? {
        volumes.withLock { $0[dictionary.id]?.refreshed.map { $0 + dictionary.refresh } }
    }

    private func fetch(_ dictionary: QueriedDictionary) async -> OracleFailure? {
        let pairs: [(key: String, value: String)]
        do {
            pairs = try await query(dictionary)
        } catch {
            volumes.withLock { $0[dictionary.id]?.flight = nil }
            return error
        }
        let (entries, ambiguous) = DictionaryShelf.entries(pairs)
        let now = time.now
        volumes.withLock { volumes in
            var volume = volumes[dictionary.id, default: Volume()]
            volume.entries = entries
            volume.ambiguous = ambiguous
            volume.refreshed = now
            volume.isRead = true
            volume.absent = volume.absent.filter { entries[$0.key] == nil && ambiguous[$0.key] == nil }
            volume.flight = nil
            volumes[dictionary.id] = volume
        }
        await keep(dictionary.id, entries, ambiguous, now)
        return nil
    }

    private static func entries(
        _ pairs: [(key: String, value: String)]
    ) -> (entries: [String: String], ambiguous: [String: String]) {
        var entries: [String: String] = [:]
        var ambiguous: [String: String] = [:]
        for (key, value) in pairs {
            let key = MappingDictionary.trimmed(key)
            guard !key.isEmpty, !value.isEmpty else { continue }
            if let several = ambiguous[key] {
                if several.count < 100 { ambiguous[key] = "\(several), \(value)" }
            } else if let first = entries[key], first != value {
                ambiguous[key] = "\(first), \(value)"
                entries[key] = nil
            } else {
                entries[key] = value
            }
        }
        return (entries, ambiguous)
    }

    // MARK: The store

    /// Reads what an earlier run kept, once.
    func read(_ dictionary: QueriedDictionary) async {
        let isRead = volumes.withLock { volumes in
            defer { volumes[dictionary.id, default: Volume()].isRead = true }
            return volumes[dictionary.id]?.isRead ?? false
        }
        guard !isRead, let store else { return }
        // What cannot be read is asked for again.
        let id = dictionary.id
        let row = try? await store.read { database in
            try database.row("SELECT refreshed, entries, ambiguous FROM queried_dictionaries WHERE id = ?", [.of(id)])
        }
        guard let row, let refreshed = try? row.get(0, as: Timestamp.self),
            let entries = DictionaryShelf.pairs(try? row.get(1)), let ambiguous = DictionaryShelf.pairs(try? row.get(2))
        else { return }
        volumes.withLock { volumes in
            guard volumes[id]?.refreshed == nil else { return }
            volumes[id, default: Volume()].entries = entries
            volumes[id, default: Volume()].ambiguous = ambiguous
            volumes[id, default: Volume()].refreshed = refreshed
        }
    }

    private func keep(
        _ id: String, _ entries: [String: String], _ ambiguous: [String: String], _ now: Timestamp
    ) async {
        guard let store else { return }
        let (entries, ambiguous) = (DictionaryShelf.text(entries), DictionaryShelf.text(ambiguous))
        // Lost when the store refuses: then the next start asks again.
        _ = try? await store.commit { database in
            try database.execute(
                """
                INSERT INTO queried_dictionaries (id, refreshed, entries, ambiguous) VALUES (?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET refreshed = excluded.refreshed, entries = excluded.entries,
                    ambiguous = excluded.ambiguous
                """, [.of(id), .of(now), .of(entries), .of(ambiguous)])
        }
    }

    private static func text(_ pairs: [String: String]) -> String {
        JSONValue.object(
            pairs.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
        ).jsonText
    }

    private static func pairs(_ text: String?) -> [String: String]? {
        guard let text, case .object(let members)? = try? JSONValue(parsing: text) else { return nil }
        return Dictionary(members.map { ($0.name, $0.value.text ?? "") }) { first, _ in first }
    }
}
