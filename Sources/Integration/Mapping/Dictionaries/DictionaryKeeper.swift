import Logging
import Seams

/// Keeps the dictionaries that mappings ask of Kingdee fresh, until it is stopped.
struct DictionaryKeeper: Sendable {
    /// How soon a failed query is tried again.
    private static let retry = Duration.seconds(30)

    let shelf: DictionaryShelf
    let routes: RouteTable
    let records: RecordMappings
    let time: any Time
    let logger: Logger
    let signal = WakeSignal()

    func run() async {
        let alarm = Alarm(time: time, signal: signal)
        for await _ in signal.signals {
            var next: Timestamp?
            for dictionary in queries {
                let due = await pass(dictionary)
                next = min(next ?? due, due)
            }
            alarm.set(next)
        }
        alarm.set(nil)
    }

    /// Each once, in the order of the mappings.
    private var queries: [QueriedDictionary] {
        var seen: Set<String> = []
        return (routes.queries + records.queries).filter { seen.insert($0.id).inserted }
    }

    /// Asks for a dictionary if it is due; returns when to look again.
    private func pass(_ dictionary: QueriedDictionary) async -> Timestamp {
        await shelf.read(dictionary)
        if let due = shelf.due(dictionary), due > time.now { return due }
        do {
            try await shelf.refresh(dictionary)
            return shelf.due(dictionary) ?? time.now + dictionary.refresh
        } catch {
            logger.warning(
                "a dictionary was not refreshed", metadata: ["dictionary": "\(dictionary.name)", "error": "\(error)"])
            return time.now + DictionaryKeeper.retry
        }
    }
}

extension DictionaryShelf {
    /// Asks Kingdee through the gate.
    convenience init(
        kingdee: KingdeeClient, gate: CallGate, store: (any RelationalStore)?, time: any Time
    ) {
        self.init(store: store, time: time) { dictionary async throws(OracleFailure) in
            if let held = gate.admit(.queryDictionary) { throw .held(until: held.until, held.reason) }
            let result = await gate.call(.queryDictionary, within: .seconds(120)) {
                try await kingdee.pairs(of: dictionary)
            }
            switch result {
            case .success(let pairs): return pairs
            case .failure(let failure): throw .platform(failure)
            }
        }
    }
}

extension KingdeeClient {
    /// All pairs of a dictionary.
    package func pairs(
        of dictionary: QueriedDictionary
    ) async throws(PlatformFailure) -> [(key: String, value: String)] {
        let rows = try await allRows(
            form: dictionary.form, columns: [dictionary.key, dictionary.value], filter: dictionary.filter,
            order: "\(dictionary.value) ASC")
        return rows.map { ($0[0].text ?? "", $0[1].text ?? "") }
    }
}
