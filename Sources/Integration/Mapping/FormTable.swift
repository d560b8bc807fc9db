/// The rows of a table as it reads back: places on the tape of its text, from which a cell is read when somebody asks.
final class FormTable: Sendable {
    /// One cell; nil where it lacks the member.
    struct Cell: Sendable {
        /// The component's id; older rows have its label here.
        var key: JSONView?
        var value: JSONView?
        /// In rows an object, elsewhere text.
        var ext: JSONView?
    }

    fileprivate let cells: [Cell]
    private let ranges: [Range<Int>]

    /// Reads a table's value; nil when it is no table.
    ///
    /// An unfilled table reads as `null`, or as its own schema: objects without `rowValue`, which make no rows.
    init?(parsing value: String) {
        var cells: [Cell] = []
        var ranges: [Range<Int>] = []
        if !value.isEmpty, value != "null" {
            guard let rows = (try? JSONTape(parsing: Array(value.utf8)))?.root.sequence else { return nil }
            for row in rows {
                guard let elements = row["rowValue"]?.sequence else { continue }
                let start = cells.count
                for cell in elements { cells.append(Cell(reading: cell)) }
                ranges.append(start..<cells.count)
            }
        }
        self.cells = cells
        self.ranges = ranges
    }

    var rows: [RecordRow] { ranges.map { .cells(self, $0) } }

    /// What stands behind a cell's value. The text is JSON inside JSON, as in a component's `extValue`.
    func ext(of cell: Cell) -> JSONView? {
        guard let text = cell.ext?.text, let tape = try? JSONTape(parsing: Array(text.utf8)) else { return cell.ext }
        return tape.root
    }
}

extension FormTable.Cell {
    fileprivate init(reading cell: JSONView) {
        let key = cell["key"]
        self.key = key?.text == nil ? cell["label"] : key
        value = cell["value"]
        ext = cell["extendValue"]
    }

    /// The cell's id.
    var name: String { key?.text ?? "" }

    /// What it shows.
    var text: String? { value.map { $0.text ?? $0.value.jsonText } }
}

/// One row of a table, or one element of a list.
enum RecordRow {
    /// A row of a form's table: these of its cells.
    case cells(FormTable, Range<Int>)
    /// An element of a record's list: an object, whose members are named by path, or a single value, named `row`.
    case element(JSONValue)

    func value(of name: SourceName) -> FormSource? {
        switch self {
        case .cells(let table, let range):
            for cell in table.cells[range] where cell.key?.reads(name) ?? name.text.isEmpty {
                return FormSource(value: cell.text, behind: .cell(table, cell))
            }
            return nil
        case .element(let value):
            return name.text == "row" ? FormSource(value) : value.at(path: name.path).map(FormSource.init)
        }
    }

    /// The cells of a table's row, in order; empty for an element.
    var cells: [FormTable.Cell] {
        guard case .cells(let table, let range) = self else { return [] }
        return Array(table.cells[range])
    }

    var names: [String] {
        switch self {
        case .cells: cells.map(\.name)
        case .element(let value): value.memberNames + ["row"]
        }
    }
}
