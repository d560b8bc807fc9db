import Foundation

/// One row of the result, and how it is measured.
enum Measurement {
    /// The processor time of this thread's process, in seconds: waiting for the disk does not count.
    static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Runs `body` until half a second is over, and returns the bytes that it handled a second, in MB (10⁶).
    static func megabytesPerSecond(_ body: () throws -> Int) rethrows -> Double {
        _ = try body()
        let clock = ContinuousClock()
        let began = clock.now
        var bytes = 0
        repeat { bytes += try body() } while clock.now - began < .milliseconds(700)
        return Double(bytes) / 1e6 / ((clock.now - began) / .seconds(1))
    }

    static func row(_ name: String, _ value: String, _ remark: String = "") {
        let padded = name.padding(toLength: 58, withPad: " ", startingAt: 0)
        print("\(padded) \(value)\(remark.isEmpty ? "" : "   \(remark)")")
    }

    static func speed(_ value: Double) -> String { String(format: "%8.1f MB/s", value) }

    static func milliseconds(_ duration: Duration) -> String {
        String(format: "%.2f ms", duration / .milliseconds(1))
    }

    static func percentile(_ sorted: [Duration], _ share: Double) -> Duration {
        sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }
}
