import Foundation
import Seams

/// Turns the data that a call puts in into the data that calls read (「宜搭数据格式和搜索结果排序说明」): people and departments
/// become names with their ids beside them, files and addresses become text.
struct YidaFormReader {
    let form: YidaForm
    let contacts: ContactBook
    let usesAliases: Bool

    /// The members of known components by their ids, each checked. Others are dropped, as the platform is believed to do.
    func input(_ members: [JSON.Member]) throws(DingTalkRefusal) -> [JSON.Member] {
        try input(members, form.fields)
    }

    private func input(
        _ members: [JSON.Member], _ fields: [YidaField]
    ) throws(DingTalkRefusal) -> [JSON.Member] {
        var result: [JSON.Member] = []
        for member in members {
            guard let field = field(named: member.key, in: fields), member.value != .null else { continue }
            result.append(JSON.Member(field.id, try checked(member.value, field)))
        }
        return result
    }

    private func field(named name: String, in fields: [YidaField]) -> YidaField? {
        fields.first { $0.id == name || (usesAliases && !$0.alias.isEmpty && $0.alias == name) }
    }

    private func checked(_ value: JSON, _ field: YidaField) throws(DingTalkRefusal) -> JSON {
        switch field.type {
        case "NumberField":
            guard case .number = value else {
                throw .yida("invalidParameter.parameter.expectDoubleButNonNumeric", "DOUBLE类型非数字", field.id)
            }
        case "RateField", "DateField":
            guard case .number = value, value.integer != nil else { throw .yidaFormInvalid(field.id) }
        case "TextField", "TextareaField", "RadioField", "SelectField", "DigitalSignatureField":
            guard let text = value.scalarText else { throw .yidaFormInvalid(field.id) }
            return .string(text)
        case "CheckboxField", "MultiSelectField", "CascadeSelectField", "CascadeDateField", "AttachmentField",
            "ImageField", "AssociationFormField", "CountrySelectField", "CitySelectField":
            guard value.array != nil else { throw .yidaFormInvalid(field.id) }
        case "EmployeeField":
            guard let ids = value.array, ids.allSatisfy({ contacts.employee($0.scalarText ?? "") != nil }) else {
                throw .yidaFormInvalid(field.id)
            }
        case "DepartmentSelectField":
            guard let ids = value.array, ids.allSatisfy({ department($0) != nil }) else {
                throw .yidaFormInvalid(field.id)
            }
        case "TableField":
            guard let rows = value.array else { throw .yidaFormInvalid(field.id) }
            var checkedRows: [JSON] = []
            for row in rows {
                guard let cells = row.members else { throw .yidaFormInvalid(field.id) }
                checkedRows.append(.object(try input(cells, field.children)))
            }
            return .array(checkedRows)
        default: break
        }
        return value
    }

    private func department(_ id: JSON) -> Company.Department? {
        id.integer.flatMap { contacts.department(ofApproval: $0) }
    }

    /// What reads back. Without tables for the calls that leave them out.
    func output(_ values: [JSON.Member], tables: Bool = true) -> JSON {
        output(values, form.fields, tables: tables)
    }

    private func output(_ values: [JSON.Member], _ fields: [YidaField], tables: Bool) -> JSON {
        var members: [JSON.Member] = []
        for field in fields where tables || field.type != "TableField" {
            guard let value = values.last(where: { $0.key == field.id })?.value else { continue }
            let name = usesAliases && !field.alias.isEmpty ? field.alias : field.id
            let (shown, suffix, companion) = shown(value, field)
            members.append(JSON.Member(name, shown))
            if let companion { members.append(JSON.Member(name + suffix, companion)) }
        }
        return .object(members)
    }

    private func shown(_ value: JSON, _ field: YidaField) -> (value: JSON, suffix: String, companion: JSON?) {
        let texts = (value.array ?? []).map { $0.scalarText ?? $0["value"]?.scalarText ?? "" }
        let ids = JSON.array(texts.map(JSON.string))
        switch field.type {
        case "NumberField", "RateField": return (value, "_value", .string(value.scalarText ?? ""))
        case "RadioField", "SelectField":
            return (.string(field.label(of: value.scalarText ?? "")), "_id", value)
        case "CheckboxField", "MultiSelectField", "CascadeSelectField", "CitySelectField":
            return (.array(texts.map { .string(field.label(of: $0)) }), "_id", ids)
        case "CountrySelectField":
            let names = (value.array ?? []).map { $0["text"]?.scalarText ?? $0.scalarText ?? "" }
            return (.array(names.map(JSON.string)), "_id", ids)
        case "EmployeeField":
            return (.array(texts.map { .string(contacts.employee($0)?.name ?? $0) }), "_id", ids)
        case "DepartmentSelectField":
            return (.array(texts.map { .string(department(.string($0))?.name ?? $0) }), "_id", ids)
        case "TableField":
            let rows = (value.array ?? []).map { output($0.members ?? [], field.children, tables: true) }
            return (.array(rows), "", nil)
        case "AttachmentField", "ImageField":
            return (.string(JSON.array((value.array ?? []).map(YidaFormReader.relative)).text), "", nil)
        case "AddressField":
            let place = value["regionIds"]?.text ?? value.text
            return (.string(value.text), "_id", .string(place))
        case "AssociationFormField": return (.string(value.text), "", nil)
        default: return (value, "", nil)
        }
    }

    /// A file with its URLs as paths, as they read back.
    private static func relative(_ file: JSON) -> JSON {
        guard let members = file.members else { return file }
        return .object(
            members.map { member in
                guard member.key.lowercased().hasSuffix("url"), let url = member.value.string,
                    let scheme = url.range(of: "://"), let slash = url[scheme.upperBound...].firstIndex(of: "/")
                else { return member }
                return JSON.Member(member.key, .string(String(url[slash...])))
            })
    }

    /// `instanceValue`: the form as the platform keeps it, as JSON text.
    func instanceValue(_ record: YidaRecord) -> JSON {
        .string(
            JSON.array(
                form.fields.compactMap { field in
                    record[field.id].map { value in
                        [
                            "componentName": .string(field.type), "fieldId": .string(field.id),
                            "label": .string(field.label), "fieldData": ["value": value],
                        ]
                    }
                }
            ).text)
    }
}
