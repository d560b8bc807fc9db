import Foundation
import HTTPTypes
import Seams

/// Where the control API is found.
enum ControlPath {
    static let prefix = "/_rehearsal/"

    /// The parts of a control call's path after the prefix, percent-decoded.
    static func parts(of path: Substring) -> [String] {
        path.dropFirst(prefix.count).split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
    }
}

/// The control API of a server: makes, forks, resets and drops worlds below `worlds`, and hands everything else to the
/// world it is about: `worlds/{id}/…`, or the first world.
struct WorldControl<Simulated: SimulatedPlatform>: Sendable {
    let worlds: WorldDirectory
    let server: @Sendable (HostedWorld) -> PlatformServer<Simulated>

    func respond(to call: HTTPCall) async -> HTTPReply {
        let method = call.request.method.rawValue
        let path = ControlPath.parts(of: call.path)
        guard path.first == "worlds" else { return await pass(call, path, to: worlds.first) }
        do {
            guard path.count > 1 else { return try list(method, call) }
            guard let world = worlds.world(named: path[1]) else {
                throw ControlError("there is no world '\(path[1])'; GET worlds lists them by number, corpId and acctId")
            }
            switch (method, path.dropFirst(2)) {
            case ("GET", []): return ControlReply.ok(["world": world.json])
            case ("POST", ["fork"]):
                return ControlReply.ok(["world": try worlds.fork(world, fromItsStart: false).json])
            case ("POST", ["reset"]):
                world.reset()
                return ControlReply.ok(["ok": true])
            case ("DELETE", []):
                guard worlds.drop(world.number) else {
                    throw ControlError("the first world cannot be dropped; reset it")
                }
                return ControlReply.ok(["ok": true])
            case (_, let rest): return await pass(call, Array(rest), to: world)
            }
        } catch {
            return ControlReply.refused(error)
        }
    }

    private func list(_ method: String, _ call: HTTPCall) throws(ControlError) -> HTTPReply {
        switch method {
        case "GET": return ControlReply.ok(["worlds": .array(worlds.all.map(\.json))])
        case "POST":
            // A fresh world is a copy of what the first one began with.
            return ControlReply.ok(["world": try worlds.fork(worlds.first, fromItsStart: true).json])
        case "DELETE":
            worlds.dropAll()
            return ControlReply.ok(["ok": true])
        default: return ControlReply.unknown(call)
        }
    }

    private func pass(_ call: HTTPCall, _ path: [String], to world: HostedWorld) async -> HTTPReply {
        if call.request.method == .post, path == ["reset"] {
            world.reset()
            return ControlReply.ok(["ok": true])
        }
        return await server(world).control(call, path)
    }
}

extension HostedWorld {
    /// The world for a program: its number, and everything that a client of it must be given.
    fileprivate var json: JSON {
        [
            "number": .number(number.rawValue), "corpId": .string(dingTalkWorld.corpID),
            "appKey": .string(dingTalkWorld.appKey), "appSecret": .string(dingTalkWorld.appSecret),
            "agentId": .number(dingTalkWorld.agentID), "callbackToken": .string(dingTalkWorld.callbackToken),
            "aesKey": .string(dingTalkWorld.callbackAESKey), "acctId": .string(kingdeeWorld.acctID),
            "userName": .string(kingdeeWorld.userName), "password": .string(kingdeeWorld.password),
            "appId": .string(kingdeeWorld.appID), "kingdeeAppSecret": .string(kingdeeWorld.appSecret),
        ]
    }
}
