/// The part of the control API that only DingTalk has.
extension DingTalkSimulator {
    /// `POST instances`, `GET instances/{id}`, `DELETE instances/{id}`, `POST instances/{id}/approve|refuse|terminate`, with
    /// a `user` for one person's task, `POST instances/{id}/revoke`, `POST instances/{id}/redirect|comment`, `POST files`,
    /// `POST pictures`, `DELETE files/{id}`, `DELETE links`, `yida/…`, `PUT callback`,
    /// `DELETE callback`, `POST stream/disconnect`, and what `messageControl`, `eventControl`, `limitControl` and
    /// `controlPeople` say.
    package func control(_ method: String, _ path: [String], _ body: JSON) async throws -> JSON? {
        if let answer = try controlPeople(method, path, body) { return answer }
        switch (method, path.first, path.count) {
        case ("POST", "instances", 1): return ["instance": .string(try submit(try Submission(control: body, in: self)))]
        case ("GET", "instances", 2): return try shown(path[1])
        case ("DELETE", "instances", 2):
            _ = try shown(path[1])
            step { state, step in state.delete(path[1], step) }
            return ["ok": true]
        case (_, "yida", _): return try yidaControl(method, Array(path.dropFirst()), body)
        case ("POST", "files", 1): return try fileControl(body)
        case ("POST", "pictures", 1): return try pictureControl(body)
        case ("DELETE", "files", 2):
            guard step({ state, _ in state.files.delete(path[1]) }) else {
                throw ControlError("there is no file '\(path[1])'")
            }
            return ["ok": true]
        case ("DELETE", "links", 1):
            step { state, _ in state.files.endLinks() }
            return ["ok": true]
        case ("POST", "instances", 3):
            if path[2] == "revoke" { return try revocation(path[1], body) }
            if try personControl(path[1], path[2], body) { return try shown(path[1]) }
            guard let outcome = DingTalkSimulator.outcomes[path[2]] else { return nil }
            try finish(path[1], outcome, due: nil, remark: body["remark"]?.string ?? "")
            return try shown(path[1])
        case ("PUT", "callback", 1):
            guard let url = body["url"]?.string else { throw ControlError("send {\"url\":\"http://…\"}") }
            try await configureCallback(url: url)
            return ["ok": true]
        case ("DELETE", "callback", 1):
            step { state, _ in state.callback = nil }
            return ["ok": true]
        case ("POST", "stream", 2) where path[1] == "disconnect":
            let connections = step { state, _ in state.connections }
            for connection in connections { connection.askToDisconnect() }
            return ["connections": .number(connections.count)]
        default:
            if let answer = try messageControl(method, path, body) { return answer }
            if let answer = try limitControl(method, path, body) { return answer }
            return try await eventControl(method, path, body)
        }
    }

    package func state() -> JSON {
        step { state, _ in
            let instances = state.approvals.all.map { instance -> JSON in
                [
                    "id": .string(instance.id), "title": .string(instance.title),
                    "status": .string(instance.status.rawValue), "result": .string(instance.result ?? ""),
                    "created": .string(ShanghaiTime.text(instance.created)),
                ]
            }
            return [
                "corpId": .string(state.world.corpID), "employees": .number(state.contacts.count),
                "departments": .number(state.contacts.departments.count),
                "templates": .array(state.world.templates.map { .string($0.code) }),
                "instances": .number(state.approvals.count),
                "running": .number(state.approvals.count(.running)),
                "completed": .number(state.approvals.count(.completed)),
                "terminated": .number(state.approvals.count(.terminated)),
                "pendingEvents": .number(state.events.pending), "failedEvents": .number(state.events.failed.count),
                "callback": state.callback.map { .string($0.url) } ?? .null,
                "streamConnections": .number(state.connections.count), "list": .array(instances),
                "files": .array(state.files.json),
            ]
        }
    }

    package func seed(_ world: JSON) throws {
        let seed = try DingTalkSeed(world)
        step { state, _ in
            for department in seed.departments { state.contacts.insert(department) }
            for employee in seed.employees { state.contacts.insert(employee) }
            for template in seed.templates {
                state.world.templates.removeAll { $0.code == template.code }
                state.world.templates.append(template)
            }
            for app in seed.yidaApps {
                state.world.yidaApps.removeAll { $0.appType == app.appType }
                state.world.yidaApps.append(app)
            }
        }
    }

    static let outcomes: [String: InstanceOutcome] = [
        "approve": .agree, "refuse": .refuse, "terminate": .terminate,
    ]

    private func revocation(_ id: String, _ body: JSON) throws(ControlError) -> JSON {
        let name = body["by"]?.string ?? RevocationWay.terminate.rawValue
        guard let way = RevocationWay(rawValue: name) else {
            let names = RevocationWay.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw ControlError("nobody revokes by '\(name)'; send {\"by\": …} with one of \(names)")
        }
        let revocation = try revoke(id, way, remark: body["remark"]?.string ?? "")
        return ["ok": true, "revocation": revocation.map(JSON.string) ?? .null]
    }

    private func shown(_ id: String) throws(ControlError) -> JSON {
        let instance = step { state, _ in state.approvals[id] }
        guard let instance else { throw ControlError("there is no approval instance '\(id)'") }
        return ["instance": .string(id), "process_instance": ProcessInstanceAnswer.json(instance)]
    }

    /// The template that a control call means when it names none.
    var firstTemplate: String? {
        step { state, _ in state.world.templates.first?.code }
    }
}

extension Submission {
    /// Reads `{"processCode":"PROC-…","originator":"…","values":{"TextField_REASON":"…"}}`; without `processCode` the
    /// first template is meant. A value that is no text is taken as the JSON text it is.
    fileprivate init(control body: JSON, in simulator: DingTalkSimulator) throws(ControlError) {
        guard let originator = body["originator"]?.scalarText, let values = body["values"]?.members,
            let code = body["processCode"]?.string ?? simulator.firstTemplate
        else {
            throw ControlError(
                "send {\"processCode\":\"PROC-…\",\"originator\":\"<userid>\",\"values\":{\"<component id>\":\"…\"}}")
        }
        self.init(
            processCode: code, originator: originator, department: body["department"]?.integer,
            values: values.map { SubmittedValue(id: $0.key, value: $0.value.scalarText ?? $0.value.text) },
            claim: body["claim"]?.string)
    }
}
