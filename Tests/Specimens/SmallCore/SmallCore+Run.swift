import Integration
import LoadGen
import Seams

extension SmallCore {
    /// Runs until the task is cancelled.
    func run(_ environment: CoreEnvironment) async throws {
        let office = try Office(self, environment)
        try await office.store.open()
        try await recover(office)
        let listen = office.configuration.listen
        let server = try await environment.network.listen(
            ListenEndpoint(host: listen.host, port: listen.port), handler: SmallHandler(office: office))
        await withDiscardingTaskGroup { group in
            group.addTask { await catchUp(office) }
            group.addTask { await work(office) }
        }
        await server.close()
        // In a task of its own: ours is cancelled by now.
        try await Task { try await office.store.database.close() }.value
    }

    /// Hands due items to workers until the task is cancelled.
    private func work(_ office: Office) async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                do {
                    let free = office.workersMax - office.hands.count
                    let items = free > 0 ? try await claim(office, free) : []
                    for item in items {
                        group.addTask {
                            await carry(item, office)
                            office.hands.give(item.id)
                            office.bell.ring()
                        }
                    }
                } catch {
                    // Cancelled, or the store cannot be read: the loop looks again.
                    try? await office.time.sleep(for: .seconds(1))
                    continue
                }
                await waitForWork(office)
            }
        }
    }

    /// Takes an item as far as it goes now; each step is stored before the next one begins.
    private func carry(_ item: SmallItem, _ office: Office) async {
        var item = item
        do {
            while let due = item.due, due <= office.now, let step = step(of: item) {
                item = try await step(office, item)
                try await office.keep(item)
            }
        } catch {
            // What is stored decides how it goes on; held a while, so that a failing disk is not hammered.
            try? await office.time.sleep(for: .seconds(1))
        }
    }
}
