import Seams
import Simulators

/// A purchase request as somebody fills it into a Yida form (「宜搭数据格式和搜索结果排序说明」: numbers are numbers, dates are
/// milliseconds, people and departments lists of ids).
enum MaterialRequest {
    /// The components of `YidaForm.materialRequest` and `.materialRecord`.
    static func values(for claim: Claim) -> [JSON.Member] {
        let rows = claim.rows.map { row -> JSON in
            [
                "selectField_m1q2w3f1": .string(row.item.label), "numberField_m1q2w3f2": .number(row.amount),
                "dateField_m1q2w3f3": .number(midnight(of: row.date)), "textField_m1q2w3f4": .string(row.note),
            ]
        }
        let form: JSON = [
            "textField_m1q2w3e1": .string(claim.reason),
            "departmentSelectField_m1q2w3e2": [.string(String(claim.costDepartment.id))],
            "dateField_m1q2w3e3": .number(String(claim.occurred.milliseconds)), "tableField_m1q2w3e4": .array(rows),
            "employeeField_m1q2w3e5": [.string(claim.employee.userID)],
        ]
        return form.members ?? []
    }

    /// Puts a claim's files where people put them: the first among the attachments, the second among the images, the third
    /// into the first row, and so on.
    static func attach(_ files: [JSON], to values: inout [JSON.Member]) {
        func share(_ place: Int) -> [JSON] { files.enumerated().filter { $0.offset % 3 == place }.map(\.element) }
        if !share(0).isEmpty { values.append(JSON.Member("attachmentField_m1q2w3e9", .array(share(0)))) }
        if !share(1).isEmpty { values.append(JSON.Member("imageField_m1q2w3ea", .array(share(1)))) }
        guard !share(2).isEmpty, let table = values.firstIndex(where: { $0.key == "tableField_m1q2w3e4" }),
            var rows = values[table].value.array, let cells = rows.first?.members
        else { return }
        rows[0] = .object(cells + [JSON.Member("attachmentField_m1q2w3f5", .array(share(2)))])
        values[table] = JSON.Member("tableField_m1q2w3e4", .array(rows))
    }

    /// The start of a day `yyyy-MM-dd` in Shanghai, in milliseconds.
    private static func midnight(of date: String) -> String {
        String(ShanghaiCalendar.dayNumber(ofDate: date).map { ShanghaiCalendar.time(dayNumber: $0).milliseconds } ?? 0)
    }
}
