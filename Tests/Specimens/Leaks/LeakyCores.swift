import Dispatch
import Foundation
import HTTPTypes
package import LoadGen
import Seams

/// Cores that depend on something that a seed does not repeat. None of them is wrong otherwise: they prove that the
/// virtual world names such a core instead of believing it.
package enum LeakyCores {
    /// Each by its name in `explore --core`.
    package static let all: [VirtualCore] = [
        core("leaks-clock") { _ in _ = Date() },
        core("leaks-random") { _ in _ = Int.random(in: 0..<1000) },
        core("leaks-uuid") { _ in _ = UUID() },
        core("leaks-thread") { _ in
            await withCheckedContinuation { continuation in
                Thread { continuation.resume() }.start()
            }
        },
        core("leaks-queue") { _ in
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume() }
            }
        },
        core("leaks-sleep") { _ in try? await Task.sleep(for: .milliseconds(1)) },
        core("outlives-its-kill") { environment in await Survivors.use(environment) },
        core("turns-in-a-circle") { _ in while !Task.isCancelled { await Task.yield() } },
        core("leaks-order") { environment in await LeakyCores.callInHashOrder(environment.network) },
    ]

    /// An honest core that does `mistake` before it starts.
    private static func core(
        _ name: String, _ mistake: @escaping @Sendable (CoreEnvironment) async -> Void
    ) -> VirtualCore {
        VirtualCore(name: name) { environment in
            await mistake(environment)
            try await SpecimenCatalog.honest.run(environment)
        }
    }

    /// The order of a set's elements reaches the network.
    private static func callInHashOrder(_ network: any Network) async {
        for word in Set((0..<20).map { "word-\($0)" }) {
            let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:8001", path: "/\(word)")
            // The answer does not matter.
            _ = try? await network.exchange(HTTPCall(request: request), timeout: .seconds(1))
        }
    }
}

/// What a process leaves to the one after it, which no real process can: the harness must notice, or a kill would not
/// be one.
private actor Survivors {
    private static let shared = Survivors()
    private var network: (any Network)?

    /// Uses the network of the life before, if there was one.
    static func use(_ environment: CoreEnvironment) async {
        guard let network = await shared.exchange(environment.network) else { return }
        let request = HTTPRequest(method: .get, scheme: "http", authority: "127.0.0.1:8001", path: "/")
        // The answer does not matter.
        _ = try? await network.exchange(HTTPCall(request: request), timeout: .seconds(1))
    }

    private func exchange(_ network: any Network) -> (any Network)? {
        defer { self.network = network }
        return self.network
    }
}
