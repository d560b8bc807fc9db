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
    /// How approvals become documents, for flows that add to them; nil where nothing is delivered.
    package var documents: DocumentWork?
    /// How other records than approvals are mapped, where the built-in way is not wanted.
    package var records = RecordMappings()
    /// Answers what these mappings ask of the outside.
    package var oracle: any MappingOracle = SilentOracle()
    package let time: any Time
    package let randomness: any Randomness
    package let logger: Logger
}

/// The delivery of documents, as flows that find more of them see it.
package struct DocumentWork: Sendable {
    package let routes: RouteTable
    /// Makes the workers look.
    package let signal: WakeSignal

    package init(routes: RouteTable, signal: WakeSignal) {
        self.routes = routes
        self.signal = signal
    }
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
