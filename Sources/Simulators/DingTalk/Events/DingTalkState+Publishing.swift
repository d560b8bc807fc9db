import Seams

extension DingTalkState {
    /// Makes an event that is about no approval, and returns its id. `data` is in the current form (`userId`,
    /// `deptId`); where the pages show a `timeStamp`, it is added.
    @discardableResult
    mutating func publish(_ type: String, _ data: [JSON.Member], _ step: DingTalkStep) -> String {
        let id = step.randomness.bytes(13, "dingtalk.event").map { String(hexadecimal: $0) }.joined()
        let hasTime =
            type.hasPrefix("org_dept_") || type == "attendance_check_record" || data.contains { $0.key == "timeStamp" }
        let time = hasTime ? [] : [JSON.Member("timeStamp", .string(String(step.now.milliseconds)))]
        let event = PlatformEvent(id: id, type: type, instance: nil, born: step.now, data: time + data)
        step.history.record(.eventCreated(event: id, type: type, instance: nil))
        events.add(event, at: step.now)
        return id
    }
}
