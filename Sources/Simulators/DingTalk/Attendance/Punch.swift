import Seams

/// One punch of the clock.
struct Punch: Hashable, Sendable {
    enum CheckType: String, Sendable {
        case onDuty = "OnDuty"
        case offDuty = "OffDuty"
    }

    let id: Int64
    let userID: String
    let time: Timestamp
    /// `ATM`, `BEACON`, `DING_ATM`, `USER`, `BOSS`, `APPROVE`, `SYSTEM` or `AUTO_CHECK`.
    var source = "USER"
    /// `Normal` or `Outside`.
    var location = "Normal"
    /// Why it does not count, `Security` or `Other`; nil for a punch that counts.
    var invalidType: String?
    var invalidMessage = ""
    var address = "示例科技园1号楼"
    var latitude = "30.274100"
    var longitude = "120.155100"
    var outsideRemark = ""
    var instance: String?
    var deviceSN = ""

    var isLegal: Bool { invalidType == nil }
}

/// The punches that people made by control calls. Those of past weeks are made up when they are asked for.
struct AttendanceStore: Sendable {
    private var punches: [String: [Punch]] = [:]
    private var number: Int64 = 42_833_700_000

    /// The number for a new punch.
    mutating func nextNumber() -> Int64 {
        number += 1
        return number
    }

    /// Keeps a punch in the order of time.
    mutating func add(_ punch: Punch) {
        var list = punches[punch.userID] ?? []
        let place = list.lastIndex { $0.time <= punch.time }.map { $0 + 1 } ?? 0
        list.insert(punch, at: place)
        punches[punch.userID] = list
    }

    /// Somebody's punches at `from` or later and before `end`.
    func punches(of userID: String, from: Timestamp, before end: Timestamp) -> ArraySlice<Punch> {
        guard let list = punches[userID] else { return [] }
        let first = AttendanceStore.index(list, from)
        return list[first..<max(first, AttendanceStore.index(list, end))]
    }

    private static func index(_ list: [Punch], _ time: Timestamp) -> Int {
        var (low, high) = (0, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].time < time { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
