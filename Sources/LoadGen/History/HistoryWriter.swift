import Foundation
package import Seams
package import Simulators
import Synchronization

/// Writes a run's history to a file, one line an event, while the run goes on.
///
/// `append` is meant as a sink of `History`: it only puts the event into a list, so that no simulator waits for a disk.
/// `run` writes the list out several times a second; `flush` writes what is left and returns once it is on the disk.
/// A harness that is killed loses at most the last instant, and `HistoryFile` then refuses the file as cut off.
package final class HistoryWriter: Sendable {
    private struct Pending {
        var events: [HistoryEvent] = []
        var hasEnded = false
    }

    private struct Output {
        var file: FileHandle
        var failure: HistoryFileError?
    }

    /// The file's path.
    package let path: String
    private let pending = Mutex(Pending())
    private let output: Mutex<Output>

    /// Creates the file, replacing one that is there; its folder must exist.
    ///
    /// - Throws: `HistoryFileError.unusable` when it cannot be created.
    package init(path: String) throws(HistoryFileError) {
        self.path = path
        do {
            try Data().write(to: URL(fileURLWithPath: path))
            output = Mutex(Output(file: try FileHandle(forWritingTo: URL(fileURLWithPath: path))))
        } catch {
            throw .unusable(path: path, reason: "cannot create it: \(error.localizedDescription)")
        }
    }

    /// Takes over the next event. Events after `runEnded` are left out: the run is over, and its file complete.
    package func append(_ event: HistoryEvent) {
        pending.withLock { pending in
            guard !pending.hasEnded else { return }
            pending.events.append(event)
            pending.hasEnded = event.isEnd
        }
    }

    /// Writes out what arrives, every `interval`, until the task is cancelled.
    package func run(time: any Time, interval: Duration = .milliseconds(100)) async {
        while !Task.isCancelled {
            drain()
            do { try await time.sleep(for: interval) } catch { return }
        }
    }

    /// Writes out everything appended so far and waits for the disk (fsync).
    ///
    /// - Throws: the first error that writing met, also one met earlier by `run`.
    package func flush() throws(HistoryFileError) {
        drain()
        let failure = output.withLock { output in
            guard output.failure == nil else { return output.failure }
            do { try output.file.synchronize() } catch { output.failure = unusable(error) }
            return output.failure
        }
        if let failure { throw failure }
    }

    /// The output's lock is held from taking the events until they are written: that keeps two callers in order.
    private func drain() {
        output.withLock { output in
            let events = pending.withLock { pending in
                defer { pending.events = [] }
                return pending.events
            }
            guard !events.isEmpty, output.failure == nil else { return }
            do { try output.file.write(contentsOf: lines(events)) } catch { output.failure = unusable(error) }
        }
    }

    private func lines(_ events: [HistoryEvent]) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = Data()
        for event in events {
            data.append(try encoder.encode(event))
            data.append(UInt8(ascii: "\n"))
        }
        return data
    }

    private func unusable(_ error: any Error) -> HistoryFileError {
        .unusable(path: path, reason: "cannot write it: \(error.localizedDescription)")
    }
}
