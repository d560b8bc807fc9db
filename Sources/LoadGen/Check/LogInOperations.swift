import Simulators

/// The operations by which a caller asks for a token or a session.
enum LogInOperations {
    /// Lower-case names; a test compares them with the simulators' own lists.
    static let names: [Platform: Set<String>] = [
        .dingTalk: ["gettoken", "oauth2/accesstoken", "oauth2/token"],
        .kingdee: [
            "validateuser", "validateuser2", "validateuserbyorgnumber", "validateuserendecode", "loginbyappsecret",
            "loginbysign", "loginbysimplepassport",
        ],
    ]

    static func contain(_ operation: String, of platform: Platform) -> Bool {
        names[platform]?.contains(operation.lowercased()) ?? false
    }
}

extension CallRecord {
    /// Whether it asked for a token or a session.
    var isLogIn: Bool { LogInOperations.contain(operation, of: platform) }
}
