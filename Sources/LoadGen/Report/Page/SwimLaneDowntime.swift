import Seams

/// A time in which a lane was dead or still.
struct SwimLaneDowntime {
    var lane: String
    var from: Interleaving.Mark
    /// What brought it back; nil when nothing did.
    var until: Interleaving.Mark?

    /// The down times of all lanes, from all marks of a run in order.
    ///
    /// Nothing restarts a disk, so that its marks are moments.
    static func all(_ marks: [Interleaving.Mark]) -> [SwimLaneDowntime] {
        var open: [String: Interleaving.Mark] = [:]
        var times: [SwimLaneDowntime] = []
        for mark in marks where mark.lane != "disk" {
            switch mark.kind {
            case .killed, .powerLost, .stopped, .paused: open[mark.lane] = open[mark.lane] ?? mark
            case .started, .resumed:
                guard let from = open.removeValue(forKey: mark.lane) else { continue }
                times.append(SwimLaneDowntime(lane: mark.lane, from: from, until: mark))
            case .synced, .fault: break
            }
        }
        let ongoing = open.sorted { $0.key < $1.key }.map { SwimLaneDowntime(lane: $0.key, from: $0.value) }
        return times + ongoing
    }
}
