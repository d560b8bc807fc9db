/// A custom robot of a group chat, reached by its webhook (「自定义机器人发送群消息」).
package struct CustomRobot: Hashable, Sendable {
    /// Whether the robot can still be used.
    package enum Standing: String, CaseIterable, Sendable {
        case active
        /// Switched off by the group's owner: 400102.
        case stopped
        /// Taken out of the group: 400106.
        case removed
        /// The group itself is gone: 400013.
        case dissolved
    }

    /// The name in the control API; unique.
    package var name: String
    /// 64 hexadecimal digits; the last eight are replaced by the world's number when the world is set up.
    package var accessToken: String
    /// A message must have one of these words; empty for no such rule.
    package var keywords: [String]
    /// The key of the signature (`SEC…`); nil for none.
    package var secret: String?
    /// Addresses (`10.0.0.8`) and ranges (`10.0.0.0/24`) that may call; empty for all.
    package var addresses: [String]
    package var standing = Standing.active

    /// Makes a robot; by default one without any security setting, though the platform wants one at least.
    package init(
        name: String = "default",
        accessToken: String = "6d1f8a2b4c7e905336a1d8f27b4c0e9557a3c6d1e8f0b24978563412000000ff",
        keywords: [String] = [], secret: String? = nil, addresses: [String] = []
    ) {
        self.name = name
        self.accessToken = accessToken
        self.keywords = keywords
        self.secret = secret
        self.addresses = addresses
    }

    /// The access token as clients send it in the world `number`.
    package func accessToken(in number: WorldNumber) -> String { number.sealing(accessToken) }
}

/// Pages and live replies name different codes for two of a custom robot's refusals.
package enum RobotErrors: String, CaseIterable, Sendable {
    /// As live replies were seen: 300005 for an unknown token, 660026 for too many messages.
    case observed
    /// As the page lists them: 400101 and 410100.
    case documented
}
