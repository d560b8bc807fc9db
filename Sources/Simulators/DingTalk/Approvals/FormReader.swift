import Foundation
import Seams

/// Turns what was submitted into what reads back: the two differ for most component types (reference: form values, what
/// goes in, what comes out; observed in a real answer of 2022).
struct FormReader {
    /// A component's value and what stands behind it.
    struct Reading: Equatable {
        var value: String
        var extended: JSON?
    }

    /// More characters than this are refused (「发起审批实例」).
    static let valueMax = 65_535

    let template: ProcessTemplate
    let contacts: ContactBook
    let approvals: ApprovalStore
    let randomness: any Randomness

    /// All components of the template in its order, unfilled ones included.
    func read(_ values: [SubmittedValue]) throws(FormMistake) -> [FormReading] {
        let filled = try assigned(values, to: template.components)
        var readings: [FormReading] = []
        for component in template.components {
            guard let value = filled[component.id] else {
                readings.append(try unfilled(component, filled))
                continue
            }
            let reading = try reading(component, value)
            readings.append(
                FormReading(
                    component: component, value: reading.value,
                    extended: value.extValue ?? reading.extended?.text))
        }
        return readings
    }

    /// The submitted values by component id. A label that repeats goes to the first component not yet filled.
    func assigned(
        _ values: [SubmittedValue], to components: [FormComponent]
    ) throws(FormMistake) -> [String: SubmittedValue] {
        var filled: [String: SubmittedValue] = [:]
        for value in values {
            let identified =
                components.first { $0.id == value.id }
                ?? components.first { !$0.bizAlias.isEmpty && $0.bizAlias == value.id }
            let named = components.filter { FormReader.isSame($0.label, value.id) }
            guard let component = identified ?? named.first(where: { filled[$0.id] == nil }) ?? named.first else {
                let names = components.flatMap { [$0.id, $0.label] }
                throw .unknownComponent(value.id, near: Spelling.nearest(to: value.id, among: names))
            }
            guard !value.value.isEmpty, value.value != "null" else { continue }
            guard component.type != "TextNote" else { throw .notSettable(component.id) }
            guard value.value.utf16.count <= FormReader.valueMax else { throw .tooLong(component.id) }
            filled[component.id] = value
        }
        return filled
    }

    /// A label of a date range is JSON text, which clients may write with other spaces.
    private static func isSame(_ label: String, _ name: String) -> Bool {
        guard label != name else { return true }
        guard label.hasPrefix("["), let left = try? JSON(parsing: label) else { return false }
        return left == (try? JSON(parsing: name))
    }

    /// What reads back for a component that nobody filled: the text `null`, for a table its columns, and for a computed
    /// total what the app computed.
    private func unfilled(
        _ component: FormComponent, _ filled: [String: SubmittedValue]
    ) throws(FormMistake) -> FormReading {
        switch component.type {
        case "TableField":
            return FormReading(component: component, value: FormReader.schema(of: component).text, extended: nil)
        case "CalculateField":
            let total = try FormTotal(of: template, filled).text
            return FormReading(component: component, value: total ?? "null", extended: nil)
        case "TextNote": return FormReading(component: component, value: component.label, extended: nil)
        default: return FormReading(component: component, value: "null", extended: nil)
        }
    }

    static func schema(of table: FormComponent) -> JSON {
        .array(
            table.children.map { child in
                [
                    "componentName": .string(child.type), "componentType": .string(child.type),
                    "props": properties(of: child),
                ]
            })
    }

    static func properties(of component: FormComponent) -> JSON {
        var members = [
            JSON.Member("id", .string(component.id)), JSON.Member("label", .string(component.label)),
            JSON.Member("required", .bool(component.required)),
        ]
        if !component.bizAlias.isEmpty { members.append(JSON.Member("bizAlias", .string(component.bizAlias))) }
        return .object(members)
    }

    func reading(_ component: FormComponent, _ submitted: SubmittedValue) throws(FormMistake) -> Reading {
        let value = submitted.value
        switch component.type {
        case "NumberField", "MoneyField": return Reading(value: try FormNumber.checked(value, of: component))
        case "CalculateField": return Reading(value: try FormNumber.grouped(value, of: component))
        case "DDSelectField": return Reading(value: value, extended: FormReader.option(value, of: component))
        case "DDMultiSelectField":
            let labels = try FormReader.texts(value, of: component, "a JSON array of labels such as [\"a\",\"b\"]")
            return Reading(value: value, extended: .array(labels.map { FormReader.option($0, of: component) }))
        case "DDDateField": return Reading(value: try FormDate.shown(value, of: component))
        case "DDDateRangeField": return Reading(value: try FormDate.range(value, of: component))
        case "DDPhotoField":
            let photos = try FormReader.texts(value, of: component, "a JSON array of URLs")
            guard photos.count <= 9 else {
                throw .malformed(component: component.id, expected: "at most nine pictures")
            }
            return Reading(value: value)
        case "StarRatingField":
            guard let stars = Int(value), (0...10).contains(stars) else {
                throw .malformed(component: component.id, expected: "a number of stars such as 5")
            }
            return Reading(value: value)
        case "TimeAndLocationField":
            guard let parts = (try? JSON(parsing: value))?.array, parts.count >= 4 else {
                throw .malformed(
                    component: component.id,
                    expected: "a JSON array such as [\"2025-01-03 14:27:20\",120.02,30.28,\"address\",100]")
            }
            return Reading(value: value)
        case "DDAttachment": return Reading(value: try FormReader.attachments(value, of: component).text)
        case "DDHolidayField", "DDBizSuite": return try suite(value, of: component)
        case "InnerContactField": return try people(value, of: component)
        case "DepartmentField": return try departments(value)
        case "RelateField": return try related(value, of: component)
        case "TableField": return try table(value, of: component)
        default: return Reading(value: value)
        }
    }

    private static func option(_ label: String, of component: FormComponent) -> JSON {
        let index = component.options.firstIndex(of: label) ?? component.options.count
        return ["label": .string(label), "key": .string("option_\(index)")]
    }

    static func texts(
        _ value: String, of component: FormComponent, _ expected: String
    ) throws(FormMistake) -> [String] {
        guard let elements = (try? JSON(parsing: value))?.array else {
            throw .malformed(component: component.id, expected: expected)
        }
        return elements.compactMap(\.scalarText)
    }

    /// `fileSize` is sent as text and reads back as a number.
    private static func attachments(_ value: String, of component: FormComponent) throws(FormMistake) -> JSON {
        guard let files = (try? JSON(parsing: value))?.array, files.allSatisfy({ $0["fileId"]?.scalarText != nil })
        else {
            throw .malformed(component: component.id, expected: "a JSON array of files")
        }
        return .array(
            files.map { file in
                .object(
                    (file.members ?? []).map { member in
                        guard member.key == "fileSize", let size = member.value.integer else { return member }
                        return JSON.Member("fileSize", .number(size))
                    })
            })
    }

    /// Contacts are sent as userids and read back as names, with the ids behind them.
    private func people(_ value: String, of component: FormComponent) throws(FormMistake) -> Reading {
        let ids = try FormReader.texts(value, of: component, "a JSON array of userids such as [\"manager1\"]")
        var people: [Company.Employee] = []
        for id in ids {
            guard let employee = contacts.employee(id) else { throw .unknownEmployee(id) }
            people.append(employee)
        }
        let extended = people.map { person -> JSON in
            [
                "emplId": .string(person.userID), "name": .string(person.name), "avatar": "", "selectDeptName": "",
                "selectDeptId": "",
            ]
        }
        return Reading(value: people.map(\.name).joined(separator: ","), extended: .array(extended))
    }

    /// Departments are sent as ids with commas and read back as names.
    private func departments(_ value: String) throws(FormMistake) -> Reading {
        var found: [Company.Department] = []
        for text in value.split(separator: ",") {
            guard let id = Int64(text), let department = contacts.department(ofApproval: id) else {
                throw .unknownDepartment(String(text))
            }
            found.append(department)
        }
        let extended = found.map { department -> JSON in
            [
                "deptName": .string(department.name), "itemId": .string(String(department.id)),
                "name": .string(department.name),
            ]
        }
        return Reading(
            value: found.map(\.name).joined(separator: ","),
            extended: extended.count == 1 ? extended[0] : .array(extended))
    }

    /// Related approvals are sent as instance ids and read back as titles.
    private func related(_ value: String, of component: FormComponent) throws(FormMistake) -> Reading {
        var titles: [JSON] = []
        var list: [JSON] = []
        let ids = try FormReader.texts(value, of: component, "a JSON array of approval instance ids")
        guard ids.count <= 9 else {
            throw .malformed(component: component.id, expected: "at most nine approval instances")
        }
        for id in ids {
            guard let instance = approvals[id] else { throw .unknownInstance(id) }
            titles.append(.string(instance.title))
            list.append(["businessId": .string(instance.businessID), "procInstId": .string(id)])
        }
        return Reading(value: JSON.array(titles).text, extended: ["list": .array(list)])
    }
}
