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

    /// What an event is about: each kind has a shape of its own.
    private enum Kind {
        case approval, people, departments, roles, other

        init(_ type: String) {
            self =
                if type.hasPrefix("bpms_") {
                    .approval
                } else if type.hasPrefix("org_dept_") {
                    .departments
                } else if type.hasPrefix("label_") {
                    .roles
                } else if type.hasPrefix("user_") || type.hasPrefix("org_admin_") {
                    .people
                } else {
                    .other
                }
        }
    }

    /// The message that an HTTP callback carries. Callbacks that a client registered by API have the older generation's
    /// form, without an event id and with `UserId` instead of `userId` (payloads received in 2017 and 2018). Approvals
    /// have `corpId` where all others have `CorpId` (payloads received in 2023).
    func callbackMessage(corpID: String, showsID: Bool) -> JSON {
        var members = [JSON.Member("EventType", .string(type))]
        if Kind(type) == .approval {
            if showsID { members.append(JSON.Member("eventId", .string(id))) }
            return .object(members + [JSON.Member("corpId", .string(corpID))] + data)
        }
        let milliseconds = String(born.milliseconds)
        guard showsID else {
            let older = data.filter { $0.key != "timeStamp" && $0.key != "diffInfo" }
            members += [JSON.Member("TimeStamp", .string(milliseconds)), JSON.Member("CorpId", .string(corpID))]
            return .object(members + older.map { JSON.Member($0.key.capitalizedFirst, $0.value) })
        }
        members += [
            JSON.Member("EventTime", .number(born.milliseconds)), JSON.Member("CorpId", .string(corpID)),
            JSON.Member("BizId", .string(milliseconds)), JSON.Member("eventId", .string(id)),
        ]
        return .object(members + data)
    }

    /// The entry of the failed list: the member named after the event holds the data, which each kind of event puts
    /// differently.
    func failedEntry(corpID: String) -> JSON {
        .object([
            JSON.Member("call_back_tag", .string(type)), JSON.Member("event_time", .number(born.milliseconds)),
            JSON.Member(type, failedData(corpID: corpID)),
        ])
    }

    /// The entry of the new family's failed list, whose data is a text.
    func modernFailedEntry(corpID: String) -> JSON {
        [
            "callBackTag": .string(type), "callBackData": .string(failedData(corpID: corpID).text),
            "corpId": .string(corpID), "eventTime": .number(born.milliseconds),
        ]
    }

    private func failedData(corpID: String) -> JSON {
        let corp = JSON.Member("corpid", .string(corpID))
        switch Kind(type) {
        case .approval: return .object([corp, JSON.Member("bpmsCallBackData", .object(data))])
        case .people: return .object([JSON.Member("userid", value("userId") ?? []), corp])
        case .departments: return .object([JSON.Member("deptid", value("deptId") ?? []), corp])
        case .roles: return .object([corp, JSON.Member("roleLabelChange", .object(data))])
        case .other: return .object([corp, JSON.Member("callbackData", .object(data))])
        }
    }

    private func value(_ key: String) -> JSON? { data.first { $0.key == key }?.value }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
