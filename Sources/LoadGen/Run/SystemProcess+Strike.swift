import Seams
import Simulators

extension SystemProcess {
    /// Does to the process what a fault wants, and brings it back by `restart`.
    func take(
        _ strike: ProcessStrike, on time: any Time, restart: @Sendable () async throws -> Void
    ) async throws {
        switch strike {
        case .kill(let restartAfter, _):
            await kill()
            guard let restartAfter else { return }
            try await time.sleep(for: restartAfter)
            try await restart()
        case .pause(let duration):
            pause()
            try await time.sleep(for: duration)
            resume()
        case .powerCut, .clockJump, .fullDisk: break  // only the virtual world can; reading the scenario refused them
        }
    }
}
