/// Where events are pushed to and how they are encrypted. One application has one callback URL.
struct CallbackConfiguration: Hashable, Sendable {
    let url: String
    let cipher: CallbackCipher
    /// 43 characters, to be shown again by `get_call_back`.
    let aesKey: String
    /// The event types that are pushed; nil for all (developer console).
    let types: [String]?

    /// The developer console's configuration: the owner key is the app key (「配置事件推送方式」). Nil when the world's
    /// AES key is malformed.
    init?(consoleURL url: String, world: DingTalkWorld) {
        guard
            let cipher = CallbackCipher(
                token: world.callbackToken, aesKey: world.callbackAESKey, ownerKey: world.appKey)
        else { return nil }
        self.init(url: url, cipher: cipher, aesKey: world.callbackAESKey, types: nil)
    }

    init(url: String, cipher: CallbackCipher, aesKey: String, types: [String]?) {
        self.url = url
        self.cipher = cipher
        self.aesKey = aesKey
        self.types = types
    }

    /// Whether events of this type are wanted.
    func covers(_ type: String) -> Bool { types?.contains(type) ?? true }

    /// The configuration that a client registers by API: the owner key is the corpId (「注册回调事件」).
    static func registered(by request: DingTalkRequest, corpID: String) throws(DingTalkRefusal) -> Self {
        guard let tags = request.argument("call_back_tag")?.array?.compactMap(\.string), !tags.isEmpty,
            let token = request.text("token"), let aesKey = request.text("aes_key"), let url = request.text("url")
        else { throw .callbackBodyWrong }
        guard (6...63).contains(token.utf8.count), aesKey.utf8.allSatisfy(isLetterOrDigit) else {
            throw .callbackBodyWrong
        }
        guard tags.allSatisfy(knownTypes.contains) else { throw .callbackTagWrong }
        guard CallbackPush.target(url) != nil else { throw .callbackURLWrong }
        guard let cipher = CallbackCipher(token: token, aesKey: aesKey, ownerKey: corpID) else {
            throw .callbackBodyWrong
        }
        return CallbackConfiguration(url: url, cipher: cipher, aesKey: aesKey, types: tags)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static let knownTypes: Set<String> = [
        "user_add_org", "user_modify_org", "user_leave_org", "user_active_org", "org_admin_add", "org_admin_remove",
        "org_dept_create", "org_dept_modify", "org_dept_remove", "org_remove", "org_change", "label_user_change",
        "label_conf_add", "label_conf_modify", "label_conf_del", "bpms_task_change", "bpms_instance_change",
        "attendance_check_record", "attendance_schedule_change", "attendance_overtime_duration", "check_in",
        "chat_add_member", "chat_remove_member", "chat_quit", "chat_update_owner", "chat_update_title",
        "chat_disband", "chat_disband_microapp", "meetingroom_book", "meetingroom_room_info",
    ]
}
