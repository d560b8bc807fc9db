import Seams
import Simulators

/// Faults of single calls.
///
/// Log-ins are spared from refusals: a core is right to give up when its password is refused.
extension SwarmKind {
    static let calls = [
        SwarmKind(Delay.self) { draw in
            let isLong = draw.isNumberGuarded && draw.dice.chance(0.25)
            let longest = isLong ? draw.callTimeout * 1.5 : min(draw.callTimeout / 4, .seconds(1))
            let least = draw.dice.duration(.milliseconds(10), longest)
            let most = draw.dice.duration(least, longest)
            guard let attempts = isLong ? draw.fewAttempts() : draw.anyAttempts() else { return nil }
            return draw.call(draw.anyAim(), attempts, ["by": least.memberText, "up-to": most.memberText])
        },
        SwarmKind(ErrorReply.self) { draw in
            let isKingdee = draw.dice.chance(0.6)
            let reason = draw.dice.pick(isKingdee ? kingdeeReasons : dingTalkReasons)
            let operations = isKingdee ? writes + [query] : dingTalkReads + [comment]
            guard let attempts = draw.fewAttempts() else { return nil }
            return draw.call(draw.aim(isKingdee ? "kingdee" : "dingtalk", operations), attempts, ["reason": reason])
        },
        SwarmKind(GatewayOutage.self) { draw in
            draw.lossy(["status": draw.dice.pick(["502", "503", "504"])])
        },
        SwarmKind(GarbledReply.self) { draw in
            // A page in DingTalk's place means a banned address, which stays away for five minutes: longer than a run.
            let isKingdee = draw.dice.chance(0.6)
            let text = isKingdee ? "<html><body>portal</body></html>" : "upstream connect error"
            guard let attempts = draw.fewAttempts() else { return nil }
            return draw.call(["on": isKingdee ? "kingdee" : "dingtalk"], attempts, ["text": text])
        },
        SwarmKind(TruncatedReply.self) { draw in draw.lossy() },
        SwarmKind(SlowBody.self) { draw in
            draw.lossy([
                "bytes": String(draw.dice.integer(in: 8...128)),
                "every": draw.dice.duration(.milliseconds(5), .milliseconds(200)).memberText,
            ])
        },
        SwarmKind(ConnectionCut.self) { draw in draw.lossy(["reset": draw.dice.pick(["true", "false"])]) },
        SwarmKind(LostAfterCommit.self) { draw in
            draw.lossy(["hold": draw.dice.duration(.milliseconds(1), .seconds(1)).memberText])
        },
        SwarmKind(CommittedLate.self) { draw in
            let latest = draw.isNumberGuarded ? Duration.seconds(9) : .seconds(4)
            guard let attempts = draw.fewAttempts() else { return nil }
            let after = draw.dice.duration(.milliseconds(500), latest).memberText
            return draw.call(draw.aim("kingdee", writes), attempts, ["after": after])
        },
        SwarmKind(RateLimit.self) { draw in
            let isKingdee = draw.dice.chance(0.5)
            let aim = isKingdee ? draw.aim("kingdee", writes + [query]) : ["on": "dingtalk"]
            let sizes = [
                "calls": String(draw.dice.integer(in: 2...20)),
                "per": draw.dice.pick(["200ms", "1s"]), "penalty": draw.dice.pick(["500ms", "1s", "3s"]),
            ]
            return draw.call(
                aim, [:], sizes, window: draw.window(upTo: .seconds(10)), probability: ["probability": "1"])
        },
        SwarmKind(SessionExpired.self) { draw in
            let isKingdee = draw.dice.chance(0.6)
            let aim =
                isKingdee ? draw.aim("kingdee", writes + [query]) : draw.aim("dingtalk", dingTalkReads + [comment])
            return draw.call(aim, ["attempts": String(draw.dice.integer(in: 1...2))], [:])
        },
    ]

    /// The core's writes to Kingdee, and its look-up.
    static let writes = ["Save", "Submit", "Audit"]
    static let query = "ExecuteBillQuery"
    /// The core's calls to DingTalk.
    static let dingTalkReads = ["workflow/processInstances/get", "workflow/processes/instanceIds/query"]
    static let comment = "workflow/processInstances/comments"

    /// Reasons that pass: a limit, a lock, a lost session, a fault of the server.
    static let kingdeeReasons = [
        "throttled", "lock", "session", "response_error", "MsgCode 1", "MsgCode 6", "MsgCode 13", "MsgCode 14",
    ]
    static let dingTalkReasons = [
        "throttled", "90018", "90002", "-1", "systemError", "systemBusy", "15", "88", "isp.-1", "server.error",
        "40014", "42001", "qps.exceed.limit", "system.freq.limit",
    ]
}

extension SwarmDraw {
    /// A rule for calls.
    mutating func call(
        _ aim: Members, _ attempts: Members, _ settings: Members, window: Members? = nil, probability: Members? = nil
    ) -> Members {
        var members = aim
        for part in [attempts, settings, window ?? self.window(), probability ?? self.probability()] {
            members.merge(part) { $1 }
        }
        return members
    }

    /// A rule for calls whose outcome is unknown afterwards.
    mutating func lossy(_ settings: Members = [:]) -> Members? {
        guard let attempts = fewAttempts() else { return nil }
        return call(anyAim(), attempts, settings)
    }

    /// One of the operations, or all of them.
    mutating func aim(_ platform: String, _ operations: [String]) -> Members {
        guard dice.chance(0.3) else { return ["on": "\(platform).\(dice.pick(operations))"] }
        return ["on": platform, "operations": operations.joined(separator: ",")]
    }

    /// Everything, a platform, or one of its operations.
    mutating func anyAim() -> Members {
        guard !dice.chance(0.1) else { return [:] }
        let isKingdee = dice.chance(0.6)
        let platform = isKingdee ? "kingdee" : "dingtalk"
        guard !dice.chance(0.3) else { return ["on": platform] }
        let operations =
            isKingdee
            ? SwarmKind.writes + [SwarmKind.query]
            : SwarmKind.dingTalkReads + [SwarmKind.comment, "oauth2/accessToken"]
        return ["on": "\(platform).\(dice.pick(operations))"]
    }
}
