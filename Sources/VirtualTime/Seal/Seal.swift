import Runtime
import VirtualTimeShim

/// The tripwire: while a simulation runs, the system's clocks, its entropy and new threads are out of reach of its
/// thread. Whoever asks for one is named, and the run ends as a leak of determinism.
enum Seal {
    private static let handler: vt_leak_handler = { name in
        let what = name.map { String(cString: $0) } ?? "?"
        SimulationExecutors.running?.leaks.note("\(Seal.sentence(what))\n\(Seal.callers())")
    }

    /// Runs `body` with this thread sealed, for the simulation that runs.
    static func around<Result>(_ body: () -> Result) -> Result {
        vt_seal(handler)
        defer { vt_unseal() }
        return body()
    }

    /// Runs `body` with the seal lifted, if there is one: only for a library's own housekeeping, in which no code of
    /// ours runs and whose results no seed depends on.
    static func lifted<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard vt_is_sealed() else { return try body() }
        vt_unseal()
        defer { vt_seal(handler) }
        return try body()
    }

    private static func sentence(_ function: String) -> String {
        switch function {
        case "clock_gettime", "gettimeofday", "time": "the system's clock was read (\(function))"
        case "pthread_create": "a thread was started (\(function))"
        default: "the system's entropy was asked for (\(function))"
        }
    }

    /// Who asked, innermost first; empty where the platform cannot tell.
    private static func callers() -> String {
        guard let frames = try? Backtrace.capture(limit: 40).symbolicated()?.frames else { return "" }
        let isTripwire = { (name: String) in name.contains("Leak") || name.contains("leaks") || name.contains("Seal") }
        let names = frames.compactMap { $0.symbol?.name }.drop { !isTripwire($0) }.drop { isTripwire($0) }
        return names.prefix(12).map { "  at \($0)" }.joined(separator: "\n")
    }
}
