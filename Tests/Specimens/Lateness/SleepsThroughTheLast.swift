import GRDB
import Seams

extension Specimen {
    /// Between "there is nothing to do" and lying down there is an await, and a ring in it wakes nobody.
    static let sleepsThroughTheLast = Specimen(
        "sleeps-through-the-last",
        "loses a wake-up that comes between its look into an empty queue and its going to sleep",
        fires: "latency", in: "last-then-silence.yaml",
        core: SmallCore().with { core in
            core.workers = 1
            core.waitForWork = { office in
                let next = try? await office.store.waiting(limit: office.hands.count + 1)
                    .first { !office.hands.holds($0.id) }
                if let due = next?.due, due <= office.now, office.hands.count == 0 { return }
                // It sends its metrics first.
                try? await office.time.sleep(for: .milliseconds(20))
                office.bell.silence()
                await office.bell.wait(until: next?.due, on: office.time)
            }
        })
}
