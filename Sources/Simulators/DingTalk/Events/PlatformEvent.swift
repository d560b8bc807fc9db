import Seams

/// An event that subscribers get.
struct PlatformEvent: Hashable, Sendable {
    /// 26 hexadecimal digits; a redelivery keeps it.
    var id: String
    /// Such as `bpms_instance_change`.
    let type: String
    /// The approval instance, when the event has one.
    let instance: String?
    let born: Timestamp
    /// What the event says, in the order of the wire.
    let data: [JSON.Member]

    /// Whether it tells of the contact book.
    private var isContact: Bool { type.hasPrefix("user_") || type.hasPrefix("org_") }

    /// The message that an HTTP callback carries. Callbacks that a client registered by API have the older generation's
    /// form: no event id, and names of contact events in capitals, as observed.
    func callbackMessage(corpID: String, showsID: Bool) -> JSON {
        var members = [JSON.Member("EventType", .string(type))]
        guard isContact else {
            if showsID { members.append(JSON.Member("eventId", .string(id))) }
            return .object(members + [JSON.Member("corpId", .string(corpID))] + data)
        }
        guard showsID else {
            if !data.contains(where: { $0.key == "timeStamp" }) {
                members.append(JSON.Member("TimeStamp", .string(String(born.milliseconds))))
            }
            return .object(
                members + [JSON.Member("CorpId", .string(corpID))]
                    + data.map { JSON.Member($0.key.prefix(1).uppercased() + $0.key.dropFirst(), $0.value) })
        }
        return .object(
            members + [
                JSON.Member("EventTime", .number(born.milliseconds)), JSON.Member("CorpId", .string(corpID)),
                JSON.Member("BizId", .string(String(born.milliseconds))), JSON.Member("eventId", .string(id)),
            ] + data)
    }

    /// The entry of the failed list: the member named after the event holds the data. Contact events put `userid` or
    /// `deptid` beside the organisation, approvals have `bpmsCallBackData` and others `callbackData`.
    func failedEntry(corpID: String) -> JSON {
        let corporation = JSON.Member("corpid", .string(corpID))
        let content: [JSON.Member] =
            if isContact {
                data.filter { $0.key != "timeStamp" }.map { member in
                    ["userId", "deptId"].contains(member.key)
                        ? JSON.Member(member.key.lowercased(), member.value) : member
                } + [corporation]
            } else {
                [
                    corporation,
                    JSON.Member(type.hasPrefix("bpms_") ? "bpmsCallBackData" : "callbackData", .object(data)),
                ]
            }
        return .object([
            JSON.Member("call_back_tag", .string(type)), JSON.Member("event_time", .number(born.milliseconds)),
            JSON.Member(type, .object(content)),
        ])
    }
}
