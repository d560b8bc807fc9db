import Foundation
import Seams

/// What a worker knows of itself and the store does not show: breakers, log-ins, calls, its stream, loops that fail.
///
/// Workers that share a database put it down for the one that looks after alerts.
struct WorkerStanding: Codable, Hashable, Sendable {
    /// Calls to a platform that ended in the window of `api-success`.
    struct Calls: Codable, Hashable, Sendable {
        var platform: PlatformName
        var succeeded: Int
        var failed: Int
    }

    var breakers: [OpenBreaker] = []
    /// The platforms that refuse its log-in.
    var logIns: [RefusedLogIn] = []
    var calls: [Calls] = []
    /// Whether it is to have a stream of events.
    var hasStream = false
    /// Since when that stream is down; nil while it is up.
    var streamLost: Timestamp?
    /// Since when it is up; nil while it is down.
    var streamUp: Timestamp?
    var failing: [LoopHealth.Failure] = []

    /// Reads what another worker put down; nil for a text of a release that says it otherwise.
    init?(text: String) {
        guard let standing = try? JSONDecoder().decode(WorkerStanding.self, from: Data(text.utf8)) else { return nil }
        self = standing
    }

    init() {}

    var text: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

/// What all workers together are like.
extension [WorkerStanding] {
    var breakers: [OpenBreaker] { flatMap(\.breakers) }

    /// Each platform that refuses a worker's log-in once, with the worker that was refused first.
    var logIns: [RefusedLogIn] {
        PlatformName.allCases.compactMap { platform in
            flatMap(\.logIns).filter { $0.platform == platform }.min { $0.since < $1.since }
        }
    }

    var calls: [WorkerStanding.Calls] {
        PlatformName.allCases.map { platform in
            let calls = flatMap(\.calls).filter { $0.platform == platform }
            return WorkerStanding.Calls(
                platform: platform, succeeded: calls.reduce(0) { $0 + $1.succeeded },
                failed: calls.reduce(0) { $0 + $1.failed })
        }
    }

    /// Since when no stream is up any more; nil as long as one is, and when nobody is to have any. DingTalk sends each
    /// event by one of the streams that are up.
    var streamDown: Timestamp? {
        let streams = filter(\.hasStream)
        guard streams.allSatisfy({ $0.streamLost != nil }) else { return nil }
        return streams.compactMap(\.streamLost).max()
    }

    /// Since when events can have come: since the first of the streams that are up was connected. Nil where none has any.
    var listeningSince: Timestamp? { compactMap(\.streamUp).min() }

    /// Each loop once, by name.
    var failing: [LoopHealth.Failure] {
        let all = flatMap(\.failing).sorted { ($0.loop, $0.since) < ($1.loop, $1.since) }
        return all.indices.filter { $0 == 0 || all[$0 - 1].loop != all[$0].loop }.map { all[$0] }
    }
}
