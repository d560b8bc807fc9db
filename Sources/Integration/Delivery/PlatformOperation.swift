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
    case readContact = "read-contact"
    case listContacts = "list-contacts"
    case save, submit, audit, find
    case saveBatch = "save-batch"
    case forbid
    case queryBaseData = "query-base-data"
    case sendNotification = "send-notification"
    case readNotification = "read-notification"
    case readStock = "read-stock"
    case readAttendance = "read-attendance"

    package var platform: PlatformName {
        switch self {
        case .readInstance, .listInstances, .comment, .readContact, .listContacts, .sendNotification, .readNotification,
            .readAttendance:
            .dingTalk
        case .save, .submit, .audit, .find, .saveBatch, .forbid, .queryBaseData, .readStock: .kingdee
        }
    }
}
