import ArgumentParser
import LoadGen

/// `--store` and `--workers`: where the built-in core keeps its work, and in how many processes, instead of what a
/// scenario says. So one scenario shows its promise over both stores.
struct StoreLayout {
    var store: SystemSettings.Store?
    var workers: Int?

    private var options: String {
        (store.map { " --store \($0.rawValue)" } ?? "") + (workers.map { " --workers \($0)" } ?? "")
    }

    /// The scenarios so changed; those that cannot be are left out with their reason. Ends with exit code 2 when nothing
    /// is left.
    func applied(to scenarios: [LoadedScenario]) throws -> [LoadedScenario] {
        guard store != nil || workers != nil else { return scenarios }
        let changed = scenarios.compactMap { loaded -> LoadedScenario? in
            var changed = loaded
            changed.scenario.system.store = store ?? loaded.scenario.system.store
            changed.scenario.system.workers = workers ?? loaded.scenario.system.workers
            guard let reason = changed.scenario.layoutMistake else { return described(changed) }
            Console.error("\(loaded.file): not run: \(reason)")
            return nil
        }
        guard !changed.isEmpty else { throw ExitCode(2) }
        return changed
    }

    /// The run's own copy of the scenario says what was run, so that `check` and a repetition need nothing else.
    private func described(_ loaded: LoadedScenario) -> LoadedScenario {
        var described = loaded
        described.text = ScenarioYAML.text(
            of: loaded.scenario, header: "\(loaded.file), as it was run with\(options)")
        described.origin.command? += options
        return described
    }
}
