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

    /// The message that an HTTP callback carries. Callbacks that a client registered by API have the older generation's
    /// form, without an event id.
    func callbackMessage(corpID: String, showsID: Bool) -> JSON {
        var members = [JSON.Member("EventType", .string(type))]
        if showsID { members.append(JSON.Member("eventId", .string(id))) }
        return .object(members + [JSON.Member("corpId", .string(corpID))] + data)
    }

    /// The entry of the failed list: the member named after the event holds the data.
    func failedEntry(corpID: String) -> JSON {
        .object([
            JSON.Member("call_back_tag", .string(type)), JSON.Member("event_time", .number(born.milliseconds)),
            JSON.Member(type, ["corpid": .string(corpID), "bpmsCallBackData": .object(data)]),
        ])
    }
}
