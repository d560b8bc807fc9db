import Seams

extension Platform {
    /// The names of its operations.
    var operations: [String] {
        switch self {
        case .dingTalk: DingTalkSimulator.operations
        case .kingdee: KingdeeSimulator.operations
        }
    }

    /// The reasons that it can refuse with.
    package var refusalReasons: [String] {
        switch self {
        case .dingTalk: DingTalkSimulator.refusalReasons
        case .kingdee: KingdeeSimulator.refusalReasons
        }
    }
}

extension FaultRule {
    /// What is wrong with an aim at operations that do not exist: it would never strike.
    package var unknownOperations: [SettingError] {
        guard fault is any CallFault else { return [] }
        let platforms = aim.platform.map { [$0] } ?? Platform.allCases
        let known = platforms.flatMap(\.operations)
        let unknown = aim.operations.filter { operation in
            !known.contains { $0.lowercased() == operation.lowercased() }
        }
        return unknown.map { operation in
            SettingError(
                setting: source["operations"] == nil ? "on" : "operations",
                message: "\(platforms.map(\.rawValue).joined(separator: " and ")) has no operation '\(operation)'"
                    + FaultRule.hint(operation, known.sorted()))
        }
    }

    /// What is wrong with a reason that `platform` cannot refuse with.
    package func unknownReason(on platform: Platform, known: [String]) -> SettingError? {
        guard fault is ErrorReply || fault is RateLimit, let reason = source["reason"], !known.contains(reason) else {
            return nil
        }
        return SettingError(
            setting: "reason",
            message: "\(platform.rawValue) has no reason '\(reason)'" + FaultRule.hint(reason, known))
    }

    /// What can never strike on a fake that nobody runs a scenario with.
    func mistakeOfFreeStanding() -> SettingError? {
        if fault is any LinkFault || fault is any ProcessFault {
            return SettingError(
                setting: "fault",
                message: "'\(type(of: fault).name)' strikes a link or the core, which a free-standing fake does not "
                    + "have; write it into a scenario for 'rehearsal run'")
        }
        if let unknown = unknownOperations.first { return unknown }
        let platforms = aim.platform.map { [$0] } ?? Platform.allCases
        let unknown = platforms.compactMap { unknownReason(on: $0, known: $0.refusalReasons) }
        // A rule for both is right when one of them knows its reason.
        return unknown.count == platforms.count ? unknown.first : nil
    }

    private static func hint(_ name: String, _ known: [String]) -> String {
        Spelling.nearest(to: name, among: known).map { "; did you mean '\($0)'?" }
            ?? "; known: \(known.joined(separator: ", "))"
    }
}
