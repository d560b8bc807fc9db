/// One of the two platforms, or the web hook that alerts go to.
package enum PlatformName: String, CaseIterable, Codable, Sendable {
    case dingTalk = "dingtalk"
    case kingdee
    case webHook = "web-hook"
}

/// A call to a platform, as breakers, rates and metrics tell them apart.
package enum PlatformOperation: String, CaseIterable, Codable, Sendable {
    case readInstance = "read-instance"
    case listInstances = "list-instances"
    case comment
    case readContact = "read-contact"
    case listContacts = "list-contacts"
    case sendNotification = "send-notification"
    case readNotification = "read-notification"
    case readAttendance = "read-attendance"
    case exchangeCode = "exchange-code"
    case readPerson = "read-person"
    case listForms = "list-forms"
    case readForm = "read-form"
    case updateForm = "update-form"
    case save, submit, audit, find
    case compare
    case unaudit
    case unsubmit
    case cancel
    case delete
    case saveBatch = "save-batch"
    case forbid
    case queryBaseData = "query-base-data"
    case queryDictionary = "query-dictionary"
    case readStock = "read-stock"
    case findUser = "find-user"
    case grantFile = "grant-file"
    case downloadFile = "download-file"
    case uploadFile = "upload-file"
    case findFile = "find-file"
    case sendRobotMessage = "send-robot-message"
    case callWebHook = "call-web-hook"

    package var platform: PlatformName {
        switch self {
        case .readInstance, .listInstances, .comment, .readContact, .listContacts, .sendNotification,
            .readNotification, .readAttendance, .exchangeCode, .readPerson, .grantFile, .downloadFile, .listForms,
            .readForm, .updateForm, .sendRobotMessage:
            .dingTalk
        case .save, .submit, .audit, .find, .compare, .unaudit, .unsubmit, .cancel, .delete, .saveBatch, .forbid,
            .queryBaseData, .queryDictionary, .readStock, .findUser, .uploadFile, .findFile:
            .kingdee
        case .callWebHook: .webHook
        }
    }

    /// Whether it goes by the session or token that a log-in gives.
    var needsLogIn: Bool { !isAlert && self != .exchangeCode && self != .downloadFile }

    /// Whether it only tells people of something: nothing is delivered by it.
    var isAlert: Bool { self == .sendRobotMessage || self == .callWebHook }
}
