import Foundation
import Seams

/// Names the folder of an invocation's runs.
enum RunNaming {
    /// The time in UTC as `2026-11-24T031500Z`: sorts by itself and is a valid name everywhere.
    static func stamp(_ time: Timestamp) -> String {
        Date(timeIntervalSince1970: Double(time.seconds)).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: false)
        ).replacingOccurrences(of: ":", with: "") + "Z"
    }
}
