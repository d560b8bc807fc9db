import Seams

/// Yida's records as the calls show them. Times are `yyyy-MM-dd'T'HH:mm'Z'` in UTC, as public clients parse them; the
/// pages show bare dates instead, so clients should read both.
struct YidaAnswer {
    let call: YidaCall
    let contacts: ContactBook

    /// A process instance: an item of the list, and the answer of getting one.
    func process(_ record: YidaRecord, _ form: YidaForm, department: String = "deptName") -> JSON {
        let flow = record.flow
        let executors = (flow?.tasks ?? []).filter { $0.status == .running }.map { person($0.user, department) }
        var members = [
            JSON.Member("processInstanceId", .string(record.id)), JSON.Member("formUuid", .string(form.formUUID)),
            JSON.Member("processCode", .string(form.processCode ?? "")),
            JSON.Member("title", .string(flow?.title ?? "")),
            JSON.Member("instanceStatus", .string(flow?.status.rawValue ?? "")),
        ]
        if let result = record.approvedResult { members.append(JSON.Member("approvedResult", .string(result))) }
        return .object(
            members + [
                JSON.Member("createTimeGMT", .string(ShanghaiTime.minuteText(record.created))),
                JSON.Member("modifiedTimeGMT", .string(ShanghaiTime.minuteText(record.modified))),
                JSON.Member("version", .number(record.version)),
                JSON.Member("originator", person(record.creator, department)),
                JSON.Member("actionExecutor", .array(executors)),
                JSON.Member("data", call.output(record, form, contacts)),
            ])
    }

    /// An item of the form search.
    func found(_ record: YidaRecord, _ form: YidaForm) -> JSON {
        [
            "dataId": .number(record.number), "formInstanceId": .string(record.id),
            "formUuid": .string(form.formUUID), "modelUuid": .string(form.formUUID),
            "createdTimeGMT": .string(ShanghaiTime.minuteText(record.created)),
            "modifiedTimeGMT": .string(ShanghaiTime.minuteText(record.modified)),
            "title": .string(title(record, form)), "serialNo": .string(serial(record)),
            "version": .number(record.version), "creatorUserId": .string(record.creator),
            "modifierUserId": .string(record.modifier), "sequence": "",
            "instanceValue": instanceValue(record, form),
            "originator": ["userId": .string(record.creator), "userName": name(of: record.creator)],
            "modifyUser": ["userId": .string(record.modifier), "userName": name(of: record.modifier)],
            "formData": call.output(record, form, contacts),
        ]
    }

    /// An item of the advanced queries.
    func advanced(_ record: YidaRecord, _ form: YidaForm, tables: Bool) -> JSON {
        [
            "id": .number(record.number), "formInstanceId": .string(record.id), "formUuid": .string(form.formUUID),
            "createTimeGMT": .string(ShanghaiTime.minuteText(record.created)),
            "modifiedTimeGMT": .string(ShanghaiTime.minuteText(record.modified)),
            "title": .string(title(record, form)), "serialNumber": .string(serial(record)),
            "version": .number(record.version), "creatorUserId": .string(record.creator),
            "modifier": .string(record.modifier), "sequence": "", "instanceValue": instanceValue(record, form),
            "originator": ["userId": .string(record.creator), "name": name(of: record.creator)],
            "modifyUser": ["userId": .string(record.modifier), "name": name(of: record.modifier)],
            "formData": call.output(record, form, contacts, tables: tables),
        ]
    }

    /// The answer of getting one form.
    func single(_ record: YidaRecord, _ form: YidaForm) -> JSON {
        [
            "formInstId": .string(record.id), "formData": call.output(record, form, contacts),
            "modifiedTimeGMT": .string(ShanghaiTime.minuteText(record.modified)),
            "originator": person(record.creator, "departmentName"),
        ]
    }

    func person(_ userID: String, _ department: String) -> JSON {
        let unit = contacts.employee(userID).flatMap { contacts.department($0.department) }
        return .object([
            JSON.Member("userId", .string(userID)), JSON.Member("name", name(of: userID)),
            JSON.Member(department, .string(unit?.name ?? "")), JSON.Member("email", ""),
        ])
    }

    private func name(of userID: String) -> JSON {
        let name = JSON.string(contacts.employee(userID)?.name ?? userID)
        return ["nameInChinese": name, "nameInEnglish": name, "type": "i18n"]
    }

    private func title(_ record: YidaRecord, _ form: YidaForm) -> String {
        record.flow?.title ?? "\(contacts.employee(record.creator)?.name ?? record.creator)发起的\(form.name)"
    }

    private func serial(_ record: YidaRecord) -> String {
        "\(ShanghaiTime.businessPrefix(record.created))\(record.number)"
    }

    private func instanceValue(_ record: YidaRecord, _ form: YidaForm) -> JSON {
        YidaFormReader(form: form, contacts: contacts, usesAliases: false).instanceValue(record)
    }
}
