import Seams

extension Punch {
    /// Reads the body of `POST attendance`: `userid`, and `checkTime` as milliseconds or as `yyyy-MM-dd HH:mm:ss`; else now.
    init(control body: JSON, number: Int64, now: Timestamp) throws(ControlError) {
        guard let user = body["userid"]?.scalarText else {
            throw ControlError(
                "send {\"userid\":\"…\",\"checkTime\":\"yyyy-MM-dd HH:mm:ss\"}; without checkTime it is now")
        }
        var time = now
        if let sent = body["checkTime"] {
            guard let read = sent.integer.map(Timestamp.init(milliseconds:)) ?? sent.string.flatMap(ShanghaiTime.time)
            else { throw ControlError("checkTime must be milliseconds or 'yyyy-MM-dd HH:mm:ss'") }
            time = read
        }
        self.init(id: number, userID: user, time: time)
        source = try Punch.word("sourceType", of: body, Punch.sources) ?? source
        location = try Punch.word("locationResult", of: body, ["Normal", "Outside"]) ?? location
        invalidType = try Punch.word("invalidRecordType", of: body, ["Security", "Other"])
        invalidMessage = body["invalidRecordMsg"]?.string ?? ""
        address = body["address"]?.string ?? address
        outsideRemark = body["outsideRemark"]?.string ?? ""
        instance = body["procInstId"]?.string
        deviceSN = body["deviceSN"]?.string ?? ""
        latitude = try Punch.degrees("latitude", of: body) ?? latitude
        longitude = try Punch.degrees("longitude", of: body) ?? longitude
    }

    private static let sources = ["ATM", "BEACON", "DING_ATM", "USER", "BOSS", "APPROVE", "SYSTEM", "AUTO_CHECK"]

    private static func word(_ name: String, of body: JSON, _ words: [String]) throws(ControlError) -> String? {
        guard let sent = body[name] else { return nil }
        guard let text = sent.string, words.contains(text) else {
            throw ControlError("\(name) must be one of \(words.joined(separator: ", "))")
        }
        return text
    }

    private static func degrees(_ name: String, of body: JSON) throws(ControlError) -> String? {
        guard let sent = body[name] else { return nil }
        guard case .number(let digits) = sent else { throw ControlError("\(name) must be a number") }
        return digits
    }
}

extension DingTalkState {
    /// Somebody punches: kept, and told as `attendance_check_record` when it counts.
    mutating func punch(_ punch: Punch, _ step: DingTalkStep) throws(ControlError) {
        guard contacts.employee(punch.userID) != nil else {
            throw ControlError("there is no employee '\(punch.userID)'")
        }
        attendance.add(punch)
        guard punch.isLegal else { return }
        let record: JSON = [
            "userId": .string(punch.userID), "checkTime": .number(punch.time.milliseconds),
            "corpId": .string(world.corpID), "groupId": .number(world.attendance.groupID),
            "bizId": .string(String(punch.id)), "address": .string(punch.address),
            "latitude": .number(punch.latitude), "longitude": .number(punch.longitude), "locationMethod": "MAP",
            "locationResult": .string(punch.location), "deviceSN": .string(punch.deviceSN),
            "checkByUser": .bool(punch.source == "USER"),
        ]
        publish("attendance_check_record", [JSON.Member("dataList", [record])], step)
    }
}
