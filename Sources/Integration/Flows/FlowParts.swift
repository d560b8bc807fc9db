package import Logging
package import Seams

/// What flows work with.
package struct FlowParts: Sendable {
    package let configuration: Configuration
    package let database: any RelationalStore
    package let dingTalk: DingTalkClient
    package let kingdee: KingdeeClient
    /// Stands in front of each call to a platform: ask it, then call through it.
    package let gate: CallGate
    package let metrics: Metrics
    package let network: any Network
    /// Where rotated entries of the audit log go; nil where there is no such place.
    package let archive: AuditArchive?
    package let time: any Time
    package let randomness: any Randomness
    package let logger: Logger
}

/// The clients that flows call the platforms through.
package struct PlatformClients: Sendable {
    package var dingTalk: DingTalkClient
    package var kingdee: KingdeeClient

    package init(dingTalk: DingTalkClient, kingdee: KingdeeClient) {
        self.dingTalk = dingTalk
        self.kingdee = kingdee
    }
}
