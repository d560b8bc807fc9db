import LoadGen

/// How one scenario of `rehearsal run` ended.
struct RunResult: Sendable {
    let loaded: LoadedScenario
    /// Where its files are; nil when no folder could be made.
    var folder: RunFolder?
    /// As the command's exit code: 0 passed, 1 violated, 3 not judged.
    var code: Int32 = 3
    /// Whether a run before it could not be judged.
    var repeats = false

    var word: String { ["PASS", "FAIL", "VOID", "VOID"][Int(min(3, max(0, code)))] }

    /// Whether there is nothing to stop for; a void run is none when it gets its second turn.
    func isGood(orElse voidHasATurn: Bool) -> Bool {
        code == 0 || code > 1 && voidHasATurn
    }

    /// Makes room for the run that takes its place. A folder that cannot be moved stays: the next one gets another name.
    func setAside() {
        do {
            try folder?.setAside()
        } catch {
            Console.error("\(loaded.scenario.name): \(error)")
        }
    }
}

/// What ended so far, in the order of ending.
actor RunResults {
    private(set) var all: [RunResult] = []

    var void: [RunResult] { all.filter { $0.code > 1 } }

    func add(_ result: RunResult) {
        all.append(result)
    }

    /// Puts the repeated run in the place of the void one.
    func add(_ result: RunResult, after void: RunResult) {
        guard let index = all.firstIndex(where: { $0.folder?.path == void.folder?.path && $0.code == void.code })
        else { return }
        all[index] = result
        all[index].repeats = true
    }
}
