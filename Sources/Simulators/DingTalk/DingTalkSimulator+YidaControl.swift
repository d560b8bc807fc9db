import Foundation

/// What people do in a Yida application, and what the control API asks of approvals beyond their start and end.
extension DingTalkSimulator {
    /// `POST yida/instances`, `GET yida/instances/{id}`, `POST yida/instances/{id}/approve|refuse|terminate`,
    /// `DELETE yida/instances/{id}`, `POST yida/files` `{"name":"报价.pdf","content":"…","application":"APP_…"}`.
    func yidaControl(_ method: String, _ path: [String], _ body: JSON) throws(ControlError) -> JSON? {
        if method == "POST", path == ["files"] {
            guard let name = body["name"]?.string, !name.isEmpty, let content = body["content"]?.string else {
                throw ControlError("send {\"name\":\"报价.pdf\",\"content\":\"…\",\"application\":\"APP_…\"}")
            }
            let app = body["application"]?.string ?? YidaApp.purchasing.appType
            return try put(yidaFile: name, Array(content.utf8), of: app)
        }
        guard path.first == "instances" else { return nil }
        switch (method, path.count) {
        case ("POST", 1): return ["instance": .string(try fillIn(body))]
        case ("GET", 2): return try yidaShown(path[1])
        case ("DELETE", 2):
            _ = try yidaShown(path[1])
            step { state, step in state.deleteYida(path[1], step) }
            return ["ok": true]
        case ("POST", 3):
            guard let outcome = DingTalkSimulator.outcomes[path[2]] else { return nil }
            try finishForm(path[1], outcome, due: nil, remark: body["remark"]?.string ?? "")
            return try yidaShown(path[1])
        default: return nil
        }
    }

    /// A person fills in a form: `{"formUuid":"FORM-…","originator":"…","values":{"textField_…":"…"}}`. Without
    /// `formUuid` the first form is meant; one that is approved starts its approval.
    private func fillIn(_ body: JSON) throws(ControlError) -> String {
        guard let originator = body["originator"]?.scalarText, let values = body["values"]?.members else {
            throw ControlError(
                "send {\"formUuid\":\"FORM-…\",\"originator\":\"<userid>\",\"values\":{\"textField_…\":\"…\"}}")
        }
        return try fillIn(
            YidaSubmission(
                form: body["formUuid"]?.string, originator: originator, values: values,
                department: body["department"]?.integer, claim: body["claim"]?.string, due: nil))
    }

    private func yidaShown(_ id: String) throws(ControlError) -> JSON {
        let shown = step { state, _ -> JSON? in
            guard let record = state.yida[id],
                let form = state.world.yidaApps.flatMap(\.forms).first(where: { $0.formUUID == record.formUUID })
            else { return nil }
            let reader = YidaFormReader(form: form, contacts: state.contacts, usesAliases: false)
            return [
                "instance": .string(id), "formUuid": .string(record.formUUID),
                "instanceStatus": .string(record.flow?.status.rawValue ?? ""),
                "approvedResult": .string(record.approvedResult ?? ""),
                "tasks": .array(
                    (record.flow?.tasks ?? []).map { task in
                        [
                            "taskId": .number(task.id), "userId": .string(task.user),
                            "status": .string(task.status.rawValue),
                        ]
                    }), "data": reader.output(record.values),
            ]
        }
        guard let shown else { throw ControlError("there is no Yida instance '\(id)'") }
        return shown
    }

    /// `POST files` `{"name":"发票.pdf","content":"text"}` or `"base64"`: puts a file into the approvals' space; the
    /// answer is what an attachment component holds.
    func fileControl(_ body: JSON) throws(ControlError) -> JSON {
        guard let name = body["name"]?.string, !name.isEmpty else {
            throw ControlError("send {\"name\":\"发票.pdf\",\"content\":\"…\"} or \"base64\"")
        }
        return try put(file: name, DingTalkSimulator.content(body))
    }

    /// `POST pictures` `{"content":"text"}` or `"base64"`, with `ending` (`jpg`): puts a picture where the app does; the
    /// answer is its address, as a picture component holds it.
    func pictureControl(_ body: JSON) throws(ControlError) -> JSON {
        let ending = body["ending"]?.string ?? "jpg"
        guard ending.wholeMatch(of: /[a-z0-9]{1,5}/) != nil else { throw ControlError("'ending' is not like jpg") }
        return ["url": .string(put(picture: ending, try DingTalkSimulator.content(body)))]
    }

    private static func content(_ body: JSON) throws(ControlError) -> [UInt8] {
        guard let text = body["base64"]?.string else { return Array((body["content"]?.string ?? "").utf8) }
        guard let data = Data(base64Encoded: text) else { throw ControlError("'base64' is not Base64") }
        return Array(data)
    }

    /// One person decides (`approve`, `refuse` with `user`), hands a task on (`redirect` with `user` and `to`), or writes
    /// (`comment` with `user` and `text`).
    func personControl(_ id: String, _ action: String, _ body: JSON) throws(ControlError) -> Bool {
        guard let user = body["user"]?.scalarText else { return false }
        return try step { (state, step) throws(ControlError) in
            guard let instance = state.approvals[id] else {
                throw ControlError("there is no approval instance '\(id)'")
            }
            guard action != "comment" else {
                state.comment(id, by: user, body["text"]?.string ?? "", file: RecordFile(body["file"]), step)
                return true
            }
            guard ["approve", "refuse", "redirect"].contains(action) else { return false }
            let index = instance.tasks.firstIndex { $0.user == user && $0.status == .running }
            guard instance.status == .running, let index else {
                throw ControlError("no task of the approval instance '\(id)' waits for '\(user)'")
            }
            let remark = body["remark"]?.string ?? ""
            guard action == "redirect" else {
                state.decide(
                    id, task: index, agrees: action == "approve", remark: remark, file: RecordFile(body["file"]), step)
                return true
            }
            guard let receiver = body["to"]?.scalarText, state.contacts.employee(receiver) != nil else {
                throw ControlError("send \"to\" with the userid of an employee")
            }
            state.redirect(id, task: index, to: receiver, remark: remark, step)
            return true
        }
    }
}
