import Foundation
import HTTPTypes
import Seams

/// Stands before the worlds of a server on one platform's port, and hands each request to the world it belongs to.
///
/// A request shows its world by a credential (token, session, ticket, code: their last eight digits), or else by the id of
/// its organisation, application or data centre, wherever in path, query or body that stands. A request that shows
/// none belongs to the first world, which refuses it as the platform does.
struct WorldFront<Simulated: SimulatedPlatform>: HTTPHandler {
    let worlds: WorldDirectory
    /// The world's server on this platform.
    let server: @Sendable (HostedWorld) -> PlatformServer<Simulated>

    func respond(to call: HTTPCall) async -> HTTPOutcome {
        if call.path.hasPrefix(ControlPath.prefix) {
            return .reply(await WorldControl(worlds: worlds, server: server).respond(to: call))
        }
        guard !worlds.hasOnlyOne else { return await server(worlds.first).respond(to: call) }
        return await server(world(of: call)).respond(to: call)
    }

    private func world(of call: HTTPCall) -> HostedWorld {
        for credential in Simulated.credentials(of: call) {
            if let number = WorldNumber(credential: credential), let world = worlds[number] { return world }
        }
        let target = Array((call.request.path ?? "").utf8)
        for prefix in Simulated.identityPrefixes {
            for text in [target, call.body] {
                if let number = WorldNumber(in: text, after: prefix), let world = worlds[number] { return world }
            }
        }
        return worlds.first
    }
}

extension WorldNumber {
    /// The number that follows the first `prefix` in `text`; nil when there is none.
    fileprivate init?(in text: [UInt8], after prefix: String) {
        guard let found = text.firstRange(of: Array(prefix.utf8)) else { return nil }
        self.init(credential: String(decoding: text[found.upperBound...].prefix(8), as: UTF8.self))
    }
}
