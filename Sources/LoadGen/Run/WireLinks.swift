import Seams
import Simulators

/// The three stretches of network that faults can cut: core to DingTalk, core to Kingdee, and DingTalk to core.
struct WireLinks: Sendable {
    let dingTalk: TCPLink
    let kingdee: TCPLink
    let core: TCPLink
    /// Where a receiver of web hooks may listen.
    let hookPort: Int

    /// Opens the links to the two platforms' ports and to the system under test's.
    static func open(_ world: SimulatedWorld, corePort: @escaping @Sendable () -> Int, hookPort: Int, seed: Seed)
        async throws(ListenError) -> WireLinks
    {
        let (dingTalkPort, kingdeePort) = (world.dingTalkPort, world.kingdeePort)
        return WireLinks(
            dingTalk: try await TCPLink.open(targetPort: { dingTalkPort }, seed: seed.derived("dingtalk")),
            kingdee: try await TCPLink.open(targetPort: { kingdeePort }, seed: seed.derived("kingdee")),
            core: try await TCPLink.open(targetPort: corePort, seed: seed.derived("core")), hookPort: hookPort)
    }

    /// The link that a fault rule aims at.
    subscript(name: String) -> TCPLink? {
        ["dingtalk": dingTalk, "kingdee": kingdee, "core": core][name]
    }

    func close() async {
        for link in [dingTalk, kingdee, core] { await link.close() }
    }
}
