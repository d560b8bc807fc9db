import Seams
import Simulators

/// Faults of whole links: at most 15 s, since the core's longest back-off and DingTalk's last redelivery must follow.
extension SwarmKind {
    static let links = [
        SwarmKind(LinkRefused.self) { draw in draw.link([:]) },
        SwarmKind(LinkBlackHole.self) { draw in draw.link([:]) },
        SwarmKind(LinkReset.self) { draw in draw.link([:]) },
        SwarmKind(LinkSlow.self) { draw in
            let latencyMax = draw.isNumberGuarded ? Duration.seconds(2) : .milliseconds(500)
            return draw.link([
                "latency": draw.dice.duration(.milliseconds(5), latencyMax).memberText,
                "jitter": draw.dice.duration(.milliseconds(1), latencyMax / 2).memberText,
            ])
        },
        SwarmKind(LinkOneWay.self) { draw in draw.link(["carries": draw.dice.pick(["requests", "replies"])]) },
    ]
}

extension SwarmDraw {
    /// A rule for a link. A cut leaves a try at Kingdee unknown; the look-up then waits until it is over.
    fileprivate mutating func link(_ settings: Members) -> Members? {
        let link = dice.pick(["dingtalk", "kingdee", "core"])
        if link == "kingdee" {
            guard spend(1) != nil else { return nil }
        }
        return settings.merging(window(upTo: .seconds(15))) { $1 }.merging(["link": link]) { $1 }
    }
}
