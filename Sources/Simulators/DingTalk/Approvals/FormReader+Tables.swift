import Seams

/// Tables (明细): sent as rows of cells, read back with the columns' ids, types and labels in each cell.
extension FormReader {
    func table(_ value: String, of component: FormComponent) throws(FormMistake) -> Reading {
        var rows: [JSON] = []
        for cells in try FormReader.rows(value, of: component) {
            let filled = try assigned(cells, to: component.children)
            var values: [JSON] = []
            for child in component.children { values.append(try cell(child, filled[child.id])) }
            let letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            let number = "\(component.id)_\(randomness.text(13, from: letters, "dingtalk.row"))"
            rows.append(["rowNumber": .string(number), "rowValue": .array(values)])
        }
        guard !rows.isEmpty else { return Reading(value: FormReader.schema(of: component).text) }
        return Reading(
            value: JSON.array(rows).text, extended: ["statValue": [], "componentName": "TableField"])
    }

    /// The submitted cells of each row of a table.
    static func rows(_ value: String, of component: FormComponent) throws(FormMistake) -> [[SubmittedValue]] {
        let mistake = FormMistake.malformed(
            component: component.id,
            expected: "rows of cells as JSON text: [[{\"name\":\"金额（元）\",\"value\":\"100\"}]]")
        guard let rows = (try? JSON(parsing: value))?.array else { throw mistake }
        var result: [[SubmittedValue]] = []
        for row in rows {
            guard let cells = row.array ?? row["rowValue"]?.array else { throw mistake }
            var values: [SubmittedValue] = []
            for cell in cells {
                let name = cell["id"] ?? cell["key"] ?? cell["name"] ?? cell["label"]
                guard let name = name?.string, let value = cell["value"] else { throw mistake }
                values.append(
                    SubmittedValue(
                        id: name, value: value.scalarText ?? value.text, extValue: cell["extValue"]?.scalarText))
            }
            result.append(values)
        }
        return result
    }

    /// Inside a row `extendValue` is an object, not text.
    private func cell(_ component: FormComponent, _ value: SubmittedValue?) throws(FormMistake) -> JSON {
        var cell = [
            JSON.Member("componentType", .string(component.type)), JSON.Member("label", .string(component.label)),
            JSON.Member("key", .string(component.id)),
        ]
        guard let value else { return .object(cell + [JSON.Member("value", "null")]) }
        let reading = try reading(component, value)
        cell.append(JSON.Member("value", .string(reading.value)))
        let given = value.extValue.flatMap { try? JSON(parsing: $0) }
        if let extended = given ?? reading.extended { cell.append(JSON.Member("extendValue", extended)) }
        return .object(cell)
    }
}
