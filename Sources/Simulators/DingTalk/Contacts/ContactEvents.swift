import Seams

/// The events that subscribers get when the contact book changes (「通讯录事件」), in the form of the current pages.
enum ContactEvent {
    case userAdded([String])
    case userModified(String, difference: JSON?)
    case userLeft([String])
    case userActivated([String])
    case departmentCreated(Int64)
    case departmentModified(Int64)
    case departmentRemoved(Int64)

    var type: String {
        switch self {
        case .userAdded: "user_add_org"
        case .userModified: "user_modify_org"
        case .userLeft: "user_leave_org"
        case .userActivated: "user_active_org"
        case .departmentCreated: "org_dept_create"
        case .departmentModified: "org_dept_modify"
        case .departmentRemoved: "org_dept_remove"
        }
    }

    /// `timeStamp` is a text of milliseconds, and only of people's events.
    func data(at now: Timestamp) -> [JSON.Member] {
        switch self {
        case .userAdded(let ids), .userLeft(let ids), .userActivated(let ids):
            return [ContactEvent.time(now), JSON.Member("userId", .array(ids.map { .string($0) }))]
        case .userModified(let id, let difference):
            let members = [ContactEvent.time(now), JSON.Member("userId", [.string(id)])]
            return members + (difference.map { [JSON.Member("diffInfo", $0)] } ?? [])
        case .departmentCreated(let id), .departmentModified(let id), .departmentRemoved(let id):
            return [JSON.Member("deptId", [.number(id)])]
        }
    }

    private static func time(_ now: Timestamp) -> JSON.Member {
        JSON.Member("timeStamp", .string(String(now.milliseconds)))
    }
}

extension DingTalkState {
    /// Makes an event and queues it.
    mutating func publish(_ event: ContactEvent, _ step: DingTalkStep) {
        publish(event.type, event.data(at: step.now), step)
    }
}
