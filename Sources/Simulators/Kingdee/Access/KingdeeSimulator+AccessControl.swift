import Seams

extension KingdeeSimulator {
    /// Control calls about who may do what and what stands in the way: `behaviour`, `users`, `applications`, `locks`,
    /// `closedPeriods`, `messages`, `attachments`; nil when it is none of them.
    func accessControl(_ method: String, _ path: [String], _ body: JSON) throws -> JSON? {
        switch (method, path.first, path.count) {
        case ("GET", "behaviour", 1): return services.access.behaviour.json
        case ("PUT", "behaviour", 1): return try changeBehaviour(body)
        case ("GET", "users", 1): return users
        case ("PUT", "users", 2): return try storeUser(path[1], body)
        case ("GET", "applications", 1): return applications
        case ("PUT", "applications", 2): return try storeApplication(path[1], body)
        case ("GET", "locks", 1): return locks
        case ("POST", "locks", 1): return try lock(body)
        case ("DELETE", "locks", 1):
            services.documents.transact { $0.side.locks.removeAll() }
            return locks
        case ("GET", "closedPeriods", 1): return closedPeriods
        case ("PUT", "closedPeriods", 1): return try closePeriods(body)
        case ("GET", "messages", 1): return messages
        case ("GET", "attachments", 1): return attachments
        default: return nil
        }
    }

    private func changeBehaviour(_ body: JSON) throws -> JSON {
        let behaviour = try services.access.transact { access in
            try access.behaviour.change(body)
            return access.behaviour
        }
        services.documents.transact { $0.side.behaviour = behaviour }
        return behaviour.json
    }

    private var users: JSON { ["users": .array(services.access.current.allUsers.map(\.json))] }

    private func storeUser(_ account: String, _ body: JSON) throws -> JSON {
        guard !account.isEmpty, account.utf8.count <= 100 else { throw ControlError("an account has 1 to 100 bytes") }
        var user = services.access.current.user(account) ?? KingdeeUser(account: account)
        try user.change(body)
        services.access.transact { $0.store(user) }
        services.documents.transact { state in
            state.addUser(user, services.world.organization, at: services.time.now)
        }
        return user.json
    }

    private var applications: JSON {
        ["applications": .array(services.access.current.allApplications.map(\.json))]
    }

    private func storeApplication(_ id: String, _ body: JSON) throws -> JSON {
        var application =
            services.access.current.application(id) ?? KingdeeApplication(id: id, secret: services.world.appSecret)
        try application.change(body)
        services.access.transact { $0.store(application) }
        return application.json
    }

    private var locks: JSON {
        let now = services.time.now
        let held = services.documents.transact { $0.side.locks.held(at: now) }
        return ["locks": .array(held.map(\.json))]
    }

    /// `{"form","number","user","seconds","kind"}`; `kind` is `editing` or `changed`.
    private func lock(_ body: JSON) throws -> JSON {
        for key in body.members?.map(\.key) ?? []
        where !["form", "number", "user", "seconds", "kind"].contains(key) {
            throw ControlError("unknown key '\(key)' of a lock; known are form, number, user, seconds, kind")
        }
        let id = body["form"]?.string ?? ""
        guard let form = services.form(id) else { throw ControlError("unknown form '\(id)' of a lock") }
        guard let number = body["number"]?.scalarText, !number.isEmpty else {
            throw ControlError("a lock needs the number of a document")
        }
        let seconds = body["seconds"] == nil ? 60 : body["seconds"]?.integer ?? 0
        guard (1...86_400).contains(seconds) else { throw ControlError("seconds must be 1 to 86400") }
        let kind = body["kind"]?.string ?? "editing"
        guard kind == "editing" || kind == "changed" else {
            throw ControlError("kind must be \"editing\" or \"changed\"; got \"\(kind)\"")
        }
        let lock = EditLocks.Lock(
            form: form.definition.id, number: number, user: body["user"]?.string ?? PresetBaseData.creator,
            until: services.time.now + .seconds(seconds), isChange: kind == "changed")
        services.documents.transact { $0.side.locks.add(lock) }
        return locks
    }

    private var closedPeriods: JSON {
        let periods = services.documents.transact { $0.side.closedPeriods.sorted() }
        return ["periods": .array(periods.map { .string($0) })]
    }

    private func closePeriods(_ body: JSON) throws -> JSON {
        guard let periods = body["periods"]?.array?.map({ $0.string ?? "" }),
            periods.allSatisfy({ CivilDate("\($0)-01") != nil && $0.utf8.count == 7 })
        else { throw ControlError(#"send the closed periods such as {"periods":["2026-01"]}"#) }
        services.documents.transact { $0.side.closedPeriods = Set(periods) }
        return closedPeriods
    }

    private var messages: JSON {
        let messages = services.documents.transact { $0.side.messages.messages }
        return [
            "messages": .array(
                messages.map { message in
                    [
                        "id": .number(message.id), "sender": .string(message.sender),
                        "receivers": .array(message.receivers.map { .string($0) }), "title": .string(message.title),
                        "content": .string(message.content), "type": .string(message.type),
                    ]
                })
        ]
    }

    private var attachments: JSON { ["attachments": .array(attachmentList)] }

    /// What hangs on documents, for a person.
    var attachmentList: [JSON] {
        let shelf = services.documents.transact { $0.side.attachments }
        return
            shelf.attachments.map { attachment in
                let file = shelf[file: attachment.file]
                return [
                    "id": .number(attachment.id), "fileId": .string(attachment.file),
                    "name": .string(file?.name ?? ""), "fileName": .string(file?.fileName ?? ""),
                    "bytes": .number(file?.bytes.count ?? 0), "sha256": .string(file?.hash ?? ""),
                    "form": .string(attachment.place.form), "document": .number(attachment.place.document),
                    "number": .string(attachment.place.number), "entry": .string(attachment.place.entry),
                    "row": .number(attachment.place.row),
                ]
            }
    }
}

extension EditLocks.Lock {
    fileprivate var json: JSON {
        [
            "form": .string(form), "number": .string(number), "user": .string(user),
            "until": .string(LocalMoment(until).text), "kind": isChange ? "changed" : "editing",
        ]
    }
}
