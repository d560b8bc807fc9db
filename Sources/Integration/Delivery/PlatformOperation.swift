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
    case exchangeCode = "exchange-code"
    case readPerson = "read-person"
    case save, submit, audit, find
    case queryDictionary = "query-dictionary"
    case findUser = "find-user"

    package var platform: PlatformName {
        switch self {
        case .readInstance, .listInstances, .comment, .exchangeCode, .readPerson: .dingTalk
        case .save, .submit, .audit, .find, .queryDictionary, .findUser: .kingdee
        }
    }
}
