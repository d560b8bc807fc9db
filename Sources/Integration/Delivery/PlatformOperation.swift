/// One of the two platforms.
package enum PlatformName: String, CaseIterable, Sendable {
    case dingTalk = "dingtalk"
    case kingdee
}

/// A call to a platform, as breakers, rates and metrics tell them apart.
package enum PlatformOperation: String, CaseIterable, Sendable {
    case readInstance = "read-instance"
    case listInstances = "list-instances"
    case comment
    case save, submit, audit, find
    case queryDictionary = "query-dictionary"

    package var platform: PlatformName {
        switch self {
        case .readInstance, .listInstances, .comment: .dingTalk
        case .save, .submit, .audit, .find: .kingdee
        case .queryDictionary: .kingdee
        }
    }
}
