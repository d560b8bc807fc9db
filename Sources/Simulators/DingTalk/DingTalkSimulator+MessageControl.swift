import Seams

/// The control calls about messages and robots.
extension DingTalkSimulator {
    /// `GET messages` (one person's with `userid` in the body, or as `messages/of/{userid}`), `POST messages/{id}/read`,
    /// `PUT messages/rules`, `GET robots`, `PUT robots/{name}`, `GET robots/{name}/messages`.
    func messageControl(_ method: String, _ path: [String], _ body: JSON) throws(ControlError) -> JSON? {
        switch (method, path.first, path.count) {
        case ("GET", "messages", 1): return messages(of: body["userid"]?.scalarText)
        case ("GET", "messages", 3) where path[1] == "of": return messages(of: path[2])
        case ("POST", "messages", 3) where path[2] == "read":
            guard let user = body["userid"]?.scalarText else { throw ControlError("send {\"userid\":\"…\"}") }
            return try read(path[1], by: user)
        case ("PUT", "messages", 2) where path[1] == "rules": return try setRules(body)
        case ("GET", "robots", 1):
            return step { state, _ in ["robots": .array(state.robots.all.map { json($0.token, $0.entry) })] }
        case ("PUT", "robots", 2): return try setRobot(path[1], body)
        case ("GET", "robots", 3) where path[2] == "messages":
            return try step { (state, _) throws(ControlError) in
                guard let token = state.robots.token(named: path[1]), let entry = state.robots[token] else {
                    throw ControlError("there is no robot '\(path[1])'")
                }
                let sent = entry.messages.map { sent -> JSON in
                    ["time": .string(ShanghaiTime.text(sent.time)), "message": sent.body]
                }
                return ["count": .number(entry.count), "messages": .array(sent)]
            }
        default: return nil
        }
    }

    /// Whom work notifications and the application's robot reached, all of them or what `user` got.
    private func messages(of user: String?) -> JSON {
        step { state, _ in
            let notifications = state.messages.all.filter { delivery in
                guard let user else { return true }
                return delivery.received.contains(user) || delivery.dropped.contains { $0.user == user }
            }
            let robot = state.appRobotMessages.all.filter { message in
                user.map { message.users.contains($0) } ?? true
            }
            return [
                "notifications": .array(notifications.map { json($0, for: user) }),
                "appRobot": .array(robot.map(json)),
            ]
        }
    }

    private func json(_ delivery: MessageLog.Delivery, for user: String?) -> JSON {
        let head = [
            JSON.Member("task_id", .number(delivery.task)),
            JSON.Member("time", .string(ShanghaiTime.text(delivery.sent))), JSON.Member("msg", delivery.message),
            JSON.Member("recalled", .bool(delivery.isRecalled)),
        ]
        if let user {
            let drop = delivery.dropped.first { $0.user == user }
            return .object(
                head + [
                    JSON.Member("received", .bool(drop == nil)),
                    JSON.Member("read", .bool(delivery.readers.contains(user))),
                    JSON.Member("dropped", drop.map { .string($0.code) } ?? .null),
                ])
        }
        return .object(
            head + [
                JSON.Member("received", .array(delivery.received.map(JSON.string))),
                JSON.Member("read", .array(delivery.readers.sorted().map(JSON.string))),
                JSON.Member(
                    "dropped",
                    .array(delivery.dropped.map { ["userid": .string($0.user), "code": .string($0.code)] })),
                JSON.Member("unknown", .array(delivery.unknown.map(JSON.string))),
                JSON.Member("leftOut", .number(delivery.leftOut)),
            ])
    }

    private func json(_ message: AppRobotLog.Message) -> JSON {
        [
            "processQueryKey": .string(message.key), "time": .string(ShanghaiTime.text(message.time)),
            "content": message.content, "received": .array(message.users.map(JSON.string)),
            "read": .array(message.readers.keys.sorted().map(JSON.string)), "recalled": .bool(message.isRecalled),
        ]
    }

    /// A person opens a work notification (by its task) or a message of the application's robot (by its key).
    private func read(_ id: String, by user: String) throws(ControlError) -> JSON {
        try step { (state, step) throws(ControlError) in
            let isRead = Int64(id).map { state.messages.read($0, by: user) } ?? false
            guard isRead || state.appRobotMessages.read(id, by: user, at: step.now) else {
                throw ControlError("'\(user)' has no message '\(id)' to read; GET messages shows who got what")
            }
            return ["ok": true]
        }
    }

    /// `{"sendSeconds":5,"forbiddenWords":["…"],"robotErrors":"documented"}`, each of them optional.
    private func setRules(_ body: JSON) throws(ControlError) -> JSON {
        let known = ["sendSeconds", "forbiddenWords", "robotErrors"]
        if let stranger = body.members?.first(where: { !known.contains($0.key) }) {
            throw ControlError("unknown rule '\(stranger.key)'; there are: \(known.joined(separator: ", "))")
        }
        var seconds: Int64?
        if let value = body["sendSeconds"] {
            guard let number = value.integer, (0...86_400).contains(number) else {
                throw ControlError("'sendSeconds' is a whole number from 0 to 86400")
            }
            seconds = number
        }
        let words = try DingTalkSimulator.texts("forbiddenWords", of: body)
        var errors: RobotErrors?
        if let value = body["robotErrors"] {
            guard let named = RobotErrors(rawValue: value.string ?? "") else {
                throw ControlError("'robotErrors' is \"observed\" or \"documented\"")
            }
            errors = named
        }
        step { state, _ in
            if let seconds { state.world.notifications.duration = .seconds(seconds) }
            if let words { state.world.forbiddenWords = words }
            if let errors { state.world.robotErrors = errors }
        }
        return ["ok": true]
    }

    /// Adds a robot or changes one: `{"keywords":[],"secret":"SEC…","addresses":[],"standing":"stopped"}`, each of them
    /// optional; null ends the secret. Answers with the access token.
    private func setRobot(_ name: String, _ body: JSON) throws(ControlError) -> JSON {
        let known = ["keywords", "secret", "addresses", "standing"]
        if let stranger = body.members?.first(where: { !known.contains($0.key) }) {
            throw ControlError("unknown member '\(stranger.key)'; there are: \(known.joined(separator: ", "))")
        }
        let keywords = try DingTalkSimulator.texts("keywords", of: body)
        let addresses = try DingTalkSimulator.texts("addresses", of: body)
        var standing: CustomRobot.Standing?
        if let value = body["standing"] {
            guard let named = CustomRobot.Standing(rawValue: value.string ?? "") else {
                let names = CustomRobot.Standing.allCases.map(\.rawValue).joined(separator: ", ")
                throw ControlError("'standing' is one of: \(names)")
            }
            standing = named
        }
        if let secret = body["secret"], secret != .null, secret.string?.isEmpty ?? true {
            throw ControlError("'secret' is a text such as \"SEC…\", or null for none")
        }
        return step { state, step in
            let old = state.robots.token(named: name).flatMap { state.robots[$0]?.robot }
            let fresh = [0, 1].map { _ in step.newCredential("dingtalk.robot") }.joined()
            var robot = old ?? CustomRobot(name: name, accessToken: fresh)
            if let keywords { robot.keywords = keywords }
            if let addresses { robot.addresses = addresses }
            if let standing { robot.standing = standing }
            if let secret = body["secret"] { robot.secret = secret.string }
            state.robots.put(robot)
            let token = state.robots.token(named: name) ?? ""
            return state.robots[token].map { json(token, $0) } ?? .null
        }
    }

    private func json(_ token: String, _ entry: RobotBook.Entry) -> JSON {
        [
            "name": .string(entry.robot.name), "accessToken": .string(token),
            "keywords": .array(entry.robot.keywords.map(JSON.string)),
            "secret": entry.robot.secret.map { .string($0) } ?? .null,
            "addresses": .array(entry.robot.addresses.map(JSON.string)),
            "standing": .string(entry.robot.standing.rawValue), "count": .number(entry.count),
        ]
    }

    private static func texts(_ name: String, of body: JSON) throws(ControlError) -> [String]? {
        guard let value = body[name] else { return nil }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count, !texts.contains("") else {
            throw ControlError("'\(name)' is a list of texts, such as [\"报销\"]")
        }
        return texts
    }
}
