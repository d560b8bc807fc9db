import Foundation

/// What this disk does, appended to one file.
enum DiskBenchmark {
    /// Returns the disk's limit: the speed of the largest pieces.
    static func run(_ folder: String) throws -> Double {
        var speed = 0.0
        print("Disk (append and fdatasync)")
        for (name, size, count) in [("4 kB each", 4096, 500), ("64 kB each", 65_536, 300), ("1 MB each", 1 << 20, 60)] {
            let path = folder + "/append"
            let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
            defer {
                close(descriptor)
                unlink(path)
            }
            let block = [UInt8](repeating: 0x61, count: size)
            var times: [Duration] = []
            let clock = ContinuousClock()
            let began = clock.now
            for _ in 0..<count {
                let start = clock.now
                guard write(descriptor, block, size) == size, fdatasync(descriptor) == 0 else {
                    throw POSIXError(.EIO)
                }
                times.append(clock.now - start)
            }
            speed = Double(size * count) / 1e6 / ((clock.now - began) / .seconds(1))
            times.sort()
            Measurement.row(
                "  " + name, Measurement.speed(speed),
                "p50 \(Measurement.milliseconds(Measurement.percentile(times, 0.5))), "
                    + "p99 \(Measurement.milliseconds(Measurement.percentile(times, 0.99)))")
        }
        print("")
        return speed
    }
}
