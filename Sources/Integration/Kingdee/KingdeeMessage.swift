/// What a failed status block means for the caller.
enum KingdeeMeaning: Hashable, Sendable {
    /// The session is not known to the server; the call had no effect.
    case sessionLost
    /// The bill number is taken.
    case duplicateNumber
    /// Somebody edits the document, or changed it meanwhile; the call had no effect.
    case locked
    /// Too many calls.
    case throttled
    /// A fault of the server while it worked on the call.
    case fault
    /// What was asked for does not exist.
    case unknownObject
    /// Calling again with the same data is pointless.
    case refused
}

/// Kingdee's codes and words for failures: the manual's appendix of `MsgCode` 0–15, and captured texts.
///
/// Words go first where they are clear: an edit lock was captured with `MsgCode` 0, and older servers tell only 0 and 1.
enum KingdeeMessage {
    /// What the failure with this code, if any, and these words means.
    static func meaning(code: Int?, text: String) -> KingdeeMeaning {
        if code == 1 { return .sessionLost }
        if let meaning = words.first(where: { entry in entry.words.contains { text.contains($0) } })?.meaning {
            return meaning
        }
        return code.flatMap { codes[$0] } ?? .refused
    }

    private static let words: [(meaning: KingdeeMeaning, words: [String])] = [
        (.sessionLost, ["会话信息已丢失"]),
        (.duplicateNumber, ["已经被使用", "编码唯一"]),
        (.locked, ["冲突，请稍候", "网络控制", "已被其他用户修改"]),
        (.fault, ["死锁", "deadlock", "超时", "timeout", "Timeout"]),
    ]

    /// 2 permission, 3 operation id, 4 exception, 5 form id, 7 licence, 8 parameter, 9 unknown field or value,
    /// 11 validation, 12 not operable and 15 administrator are refusals, as is 0, "anything else".
    private static let codes: [Int: KingdeeMeaning] = [
        1: .sessionLost, 6: .fault, 10: .unknownObject, 13: .locked, 14: .throttled,
    ]
}
