/// The control calls about limits.
extension DingTalkSimulator {
    /// `GET limits`, `PUT limits`, `DELETE limits`. What was counted before a change still counts after it.
    func limitControl(_ method: String, _ path: [String], _ body: JSON) throws(ControlError) -> JSON? {
        switch (method, path) {
        case ("GET", ["limits"]): break
        case ("PUT", ["limits"]):
            let limits = try DingTalkLimits(control: body)
            step { state, _ in state.world.limits = limits }
        case ("DELETE", ["limits"]): step { state, _ in state.world.limits = .off }
        default: return nil
        }
        return step { state, _ in
            var members = state.world.limits.json.members ?? []
            members.append(
                JSON.Member(
                    "used",
                    [
                        "callsThisMonth": .number(state.quotas.callsThisMonth),
                        "pushesThisMonth": .number(state.quotas.pushesThisMonth),
                    ]))
            return .object(members)
        }
    }
}
