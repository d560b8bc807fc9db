import Foundation
import Seams

/// The heights at which a story's rows stand: in the order of time, but not to its scale.
///
/// Messages take milliseconds and silences minutes, so that no scale shows both. Each event stands below the one before,
/// a little lower when more time has passed, and a silence becomes a gap of its own.
struct SwimLaneLayout {
    /// Where a row stands.
    struct Place {
        var start = 0.0
        /// Where its message arrives; for a lost one, where it ends.
        var end = 0.0
    }

    /// A stretch of the chart that stands for more time, or for more rows, than its height says.
    struct Gap {
        var top: Double
        var bottom: Double
        var silence: Duration
        /// Whether rows are left out here.
        var isCut: Bool
    }

    private(set) var places: [Place]
    private(set) var gaps: [Gap] = []
    /// The times and heights of all events, in order.
    private(set) var stops: [(time: Timestamp, y: Double)] = []
    private(set) var height: Double

    /// A silence from here on becomes a gap.
    static let silence = Duration.milliseconds(500)
    private static let gapHeight = 30.0
    private static let edge = 12.0

    init(_ rows: [SwimLaneRow], cut: Int? = nil) {
        places = rows.map { _ in Place() }
        height = SwimLaneLayout.edge
        var last: Event?
        for event in Event.all(rows) {
            place(event, after: last, rows, isCut: event.row == cut && !event.isArrival)
            last = event
        }
        height += SwimLaneLayout.edge + 10
    }

    /// The height of a moment: between the events around it, or at the edge when it lies outside of the story.
    func position(_ time: Timestamp) -> Double {
        guard let next = stops.firstIndex(where: { $0.time >= time }) else { return height }
        guard stops[next].time > time else { return stops[next].y }
        guard next > 0 else { return 0 }
        let (before, after) = (stops[next - 1], stops[next])
        let share = (time - before.time).seconds / max((after.time - before.time).seconds, 1e-9)
        return ((before.y + share * (after.y - before.y)) * 10).rounded() / 10
    }

    private mutating func place(_ event: Event, after last: Event?, _ rows: [SwimLaneRow], isCut: Bool) {
        let silence = last.map { event.time - $0.time } ?? .zero
        let isGap = silence >= SwimLaneLayout.silence || isCut
        let above = height
        height += SwimLaneLayout.space(event, after: last, rows) + (isGap ? SwimLaneLayout.gapHeight : 0)
        height = (height * 10).rounded() / 10
        if isGap {
            let foot = height - (event.isArrival ? 4 : 18)
            gaps.append(Gap(top: above + 8, bottom: foot, silence: silence, isCut: isCut))
        }
        stops.append((event.time, height))
        if event.isArrival {
            places[event.row].end = height
        } else {
            places[event.row] = Place(start: height, end: height + 12)
        }
    }

    /// A label needs its line, the head of an arrow less; what takes longer gets a little more.
    private static func space(_ event: Event, after last: Event?, _ rows: [SwimLaneRow]) -> Double {
        guard let last else { return 10 }
        let milliseconds = max(0, (event.time - last.time).milliseconds)
        let stretch = min(14, log2(1 + milliseconds / 4) * 3)
        let above = rows[last.row]
        if event.isArrival { return (above.isMark ? 14 : 11) + stretch }
        return (above.isLost ? 34 : above.isMark ? 27 : 23) + stretch
    }

    /// A message leaves, a message arrives, or a mark.
    private struct Event {
        var time: Timestamp
        var row: Int
        var isArrival: Bool
        /// See `SwimLaneRow.rank`.
        var rank: Int

        static func all(_ rows: [SwimLaneRow]) -> [Event] {
            rows.enumerated().flatMap { index, row in events(of: row, at: index) }.sorted {
                ($0.time, $0.rank, $0.row, $0.isArrival ? 1 : 0) < ($1.time, $1.rank, $1.row, $1.isArrival ? 1 : 0)
            }
        }

        private static func events(of row: SwimLaneRow, at index: Int) -> [Event] {
            let start = Event(time: row.time, row: index, isArrival: false, rank: row.rank)
            guard case .message(let message, _) = row, let arrived = message.arrived else { return [start] }
            // A message that takes no time arrives right after it left, not before.
            let isAtOnce = arrived <= message.sent
            return [
                start,
                Event(
                    time: max(arrived, message.sent), row: index, isArrival: true, rank: isAtOnce ? row.rank : 0),
            ]
        }
    }
}
