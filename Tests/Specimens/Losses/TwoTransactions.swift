import Seams

extension Specimen {
    /// The new state is in one transaction, the order for the next step in another.
    static let twoTransactions = Specimen(
        "two-transactions", "writes a new state and the order for the next step in two transactions",
        fires: "nothing-lost", in: "killed.yaml",
        core: SmallCore().with { core in
            core.save = { office, item in
                let saved = try await Honest.save(office, item)
                guard saved.state == .saved else { return saved }
                var withoutOrder = saved
                withoutOrder.due = nil
                try await office.keep(withoutOrder)
                // The orders go out together, a little later.
                try await office.time.sleep(for: .milliseconds(300))
                return saved
            }
        })
}
