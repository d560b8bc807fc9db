import Logging
import Seams

/// Keeps the workers of one database going for each other: hears when another has stored new work, and every second looks
/// for workers that are gone, and for work that only others knew of (their alarms died with them).
///
/// Only for a database that several workers share.
struct SharedStorePatrol: Sendable {
    /// What is notified when there is new work for everybody.
    static let channel = "rehearsal_items"
    private static let every = Duration.seconds(1)

    let store: ItemStore
    let time: any Time
    let logger: Logger
    /// The loops to wake.
    let wakes: [WakeSignal]
    private let signal = WakeSignal()

    init(store: ItemStore, time: any Time, logger: Logger, wakes: [WakeSignal]) {
        self.store = store
        self.time = time
        self.logger = logger
        self.wakes = wakes
    }

    /// Runs until `stop`.
    func run() async {
        guard store.database.dialect == .postgreSQL else { return }
        let listening = Task {
            await store.database.listen(to: SharedStorePatrol.channel) { wakes.first?.wake() }
        }
        let alarm = Alarm(time: time, signal: signal)
        for await _ in signal.signals {
            await look()
            alarm.set(time.now + SharedStorePatrol.every)
        }
        alarm.set(nil)
        listening.cancel()
        await listening.value
    }

    func stop() {
        signal.stop()
    }

    private func look() async {
        do {
            let recovered = try await store.recoverGone(at: time.now)
            if recovered > 0 {
                logger.notice("took over from workers that are gone", metadata: ["items": "\(recovered)"])
            }
        } catch {
            logger.error("the shared store was not looked through", metadata: ["error": "\(error)"])
        }
        for signal in wakes { signal.wake() }
    }
}
