/// A document as View shows it (a captured employee reply of 2019): most keys without their `F`, a reference as a pair
/// of id and object, names by language, an empty text as one space, entries under the entity's name.
struct DocumentView {
    let bases: BaseData

    /// The head with its entries.
    func json(_ record: DocumentRecord, _ form: KingdeeForm) -> JSON {
        var members = [JSON.Member("Id", .number(record.id))]
        if form.definition.isBaseData { members.append(JSON.Member("msterID", .number(record.id))) }
        members.append(JSON.Member("DocumentStatus", .string(record.status.rawValue)))
        for field in SystemField.allCases where field != .forbidden || form.definition.isBaseData {
            members += pair(FieldDefinition.property(of: field.rawValue), field.kind, record.value(of: field))
        }
        for key in [form.definition.number.key] + form.definition.number.otherSpellings {
            let property = key == "FStaffNumber" ? key : FieldDefinition.property(of: key)
            members.append(JSON.Member(property, .string(record.number.isEmpty ? " " : record.number)))
        }
        members += fields(record.head, form.definition.fields, isBaseData: form.definition.isBaseData)
        for (entry, rows) in zip(form.definition.entries, record.entries) {
            let rows = rows.enumerated().map { index, row in
                let head = [JSON.Member("Id", .number(row.id)), JSON.Member("Seq", .number(index + 1))]
                return JSON.object(head + fields(row.fields, entry.fields, isBaseData: false))
            }
            members.append(JSON.Member(entry.property, .array(rows)))
        }
        return .object(members)
    }

    private func fields(_ values: [FieldValue?], _ fields: [FieldDefinition], isBaseData: Bool) -> [JSON.Member] {
        zip(fields, values).flatMap { field, value -> [JSON.Member] in
            guard isBaseData, field.key == "FName", case .text(let name)? = value else {
                return pair(field.property, field.kind, value)
            }
            return [JSON.Member("Name", languages(name))]
        }
    }

    /// A field under its property name; a reference is two members.
    private func pair(_ property: String, _ kind: FieldDefinition.Kind, _ value: FieldValue?) -> [JSON.Member] {
        switch kind {
        case .base, .anyBase:
            guard case .reference(let form, let number)? = value, let reference = reference(form, number) else {
                return [JSON.Member("\(property)_Id", 0), JSON.Member(property, nil)]
            }
            return [JSON.Member("\(property)_Id", .number(reference.id)), JSON.Member(property, reference.json)]
        case .dimensions:
            guard case .dimensions(let dimensions)? = value else {
                return [JSON.Member("\(property)_Id", 0), JSON.Member(property, nil)]
            }
            let members = dimensions.flatMap {
                pair($0.key, .base(form: $0.form), .reference(form: $0.form, number: $0.number))
            }
            return [JSON.Member(property, .object(members))]
        case .text: return [JSON.Member(property, .string(value.flatMap { $0.content().string } ?? " "))]
        case .bill: return [JSON.Member(property, value.map { $0.content() } ?? nil)]
        case .decimal: return [JSON.Member(property, value?.content() ?? 0)]
        case .flag: return [JSON.Member(property, value?.content() ?? false)]
        case .date: return [JSON.Member(property, date(value))]
        }
    }

    private func date(_ value: FieldValue?) -> JSON {
        switch value {
        case .date(let date)?: .string(LocalMoment(date).text)
        case .moment(let time)?: .string(LocalMoment(time).text)
        default: .null
        }
    }

    /// A referred object in short: users with their account, base data with number and name.
    private func reference(_ formID: String, _ number: String) -> (id: Int64, json: JSON)? {
        guard let (form, record) = bases.find(form: formID, number: number) else { return nil }
        let name = record.name(in: form)
        guard form.definition.id != "SEC_User" else {
            return (record.id, ["Id": .number(record.id), "Name": .string(name), "UserAccount": .string(number)])
        }
        return (
            record.id,
            [
                "Id": .number(record.id), "msterID": .number(record.id),
                "MultiLanguageText": [["PkId": .number(record.id), "LocaleId": 2052, "Name": .string(name)]],
                "Name": languages(name), "Number": .string(record.number),
            ]
        )
    }

    private func languages(_ name: String) -> JSON { [["Key": 2052, "Value": .string(name)]] }
}
