import Foundation
import Seams
import ServiceLifecycle
import UnixSignals

/// Runs something until nobody wants it any more.
enum Termination {
    private static let pause = Duration.milliseconds(500)

    /// Runs `body` and cancels it on Ctrl-C, SIGTERM, when the terminal is closed, when standard output takes nothing any
    /// more, or when the process `parent`, which started this one, is gone. Returns when it has ended, and whether it was
    /// cancelled.
    @discardableResult
    static func untilInterrupted(
        parent: Int32? = nil, _ body: @escaping @Sendable () async -> Void
    ) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await body()
                return false
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: signals) { return true }
                return false
            }
            group.addTask { await Console.untilClosed() }
            if let parent { group.addTask { await untilOrphaned(by: parent) } }
            let isInterrupted = await group.next() ?? false
            group.cancelAll()
            return isInterrupted
        }
    }

    /// SIGHUP comes when the terminal is closed, unless `nohup` said that this does not matter.
    private static var signals: [UnixSignal] {
        let former = signal(SIGHUP, SIG_IGN)
        guard unsafeBitCast(former, to: Int.self) != unsafeBitCast(SIG_IGN, to: Int.self) else {
            return [.sigint, .sigterm]
        }
        signal(SIGHUP, former)
        return [.sigint, .sigterm, .sighup]
    }

    /// A parent that was killed tells nobody; its children get another one.
    private static func untilOrphaned(by parent: Int32) async -> Bool {
        let time = SystemTime()
        while getppid() == parent {
            // Cancelled when the body has ended.
            guard (try? await time.sleep(for: pause)) != nil else { return false }
        }
        return true
    }
}
