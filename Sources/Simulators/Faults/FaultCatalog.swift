import Seams

/// Every fault that a scenario can name.
package enum FaultCatalog {
    /// One line per fault; nothing is registered by side effect.
    package static let all: [any Fault.Type] = [
        // reply
        Delay.self, ErrorReply.self, GatewayOutage.self, GarbledReply.self, TruncatedReply.self, SlowBody.self,
        ConnectionCut.self, LostAfterCommit.self, CommittedLate.self,
        // quota and session
        RateLimit.self, SessionExpired.self,
        // delivery
        EventDuplicated.self, EventDelayed.self, EventReordered.self, EventDropped.self, EventLost.self,
        EventSignatureWrong.self,
        // link
        LinkRefused.self, LinkBlackHole.self, LinkReset.self, LinkSlow.self, LinkOneWay.self,
        // process
        ProcessKilled.self, ProcessPaused.self, PowerLost.self, ClockJumped.self, DiskFull.self,
    ]

    /// Makes the fault `name`.
    ///
    /// - Throws: `SettingError`: the name is unknown (setting `fault`), or a setting is.
    package static func make(_ name: String, _ values: [String: String]) throws(SettingError) -> any Fault {
        guard let type = all.first(where: { $0.name == name }) else {
            let near = Spelling.nearest(to: name, among: all.map { $0.name }).map { "; did you mean '\($0)'?" }
            throw SettingError(
                setting: "fault",
                message: "unknown fault '\(name)'" + (near ?? "; known: \(all.map { $0.name }.joined(separator: ", "))")
            )
        }
        var settings = FaultSettings(values)
        let fault = try type.init(&settings)
        try settings.finish()
        return fault
    }
}
