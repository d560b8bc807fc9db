/// The rows of a table as it reads back: places on the tape of its text, from which a cell is read when somebody asks.
final class FormTable: Sendable {
    /// Where the members of one cell stand; nil where it lacks one.
    struct Cell: Sendable {
        /// The component's id; older rows have its label here.
        var key: Int?
        var value: Int?
        /// In rows an object, elsewhere text.
        var ext: Int?
    }

    private let tape: JSONTape?
    fileprivate let cells: [Cell]
    private let ranges: [Range<Int>]

    /// Reads a table's value; nil when it is no table.
    ///
    /// An unfilled table reads as `null`, or as its own schema: objects without `rowValue`, which make no rows.
    init?(parsing value: String) {
        var cells: [Cell] = []
        var ranges: [Range<Int>] = []
        if value.isEmpty || value == "null" {
            tape = nil
        } else {
            tape = try? JSONTape(parsing: Array(value.utf8))
            guard let rows = tape?.root.sequence else { return nil }
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

    /// The cell's id.
    func name(of cell: Cell) -> String { view(cell.key)?.text ?? "" }

    /// Whether the cell has this id.
    func isNamed(_ cell: Cell, _ name: SourceName) -> Bool { view(cell.key)?.reads(name) ?? name.text.isEmpty }

    /// What it shows.
    func text(of cell: Cell) -> String? { view(cell.value).map { $0.text ?? $0.value.jsonText } }

    /// What stands behind its value. A text is JSON inside JSON, as in a component's `extValue`.
    func ext(of cell: Cell) -> JSONView? {
        let ext = view(cell.ext)
        guard let text = ext?.text, let tape = try? JSONTape(parsing: Array(text.utf8)) else { return ext }
        return tape.root
    }

    private func view(_ place: Int?) -> JSONView? {
        guard let place, let tape else { return nil }
        return JSONView(tape: tape, index: place)
    }
}

extension FormTable.Cell {
    fileprivate init(reading cell: JSONView) {
        let key = cell["key"]
        self.key = (key?.isText == true ? key : cell["label"])?.index
        value = cell["value"]?.index
        ext = cell["extendValue"]?.index
    }
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
            guard let index = range.first(where: { table.isNamed(table.cells[$0], name) }) else { return nil }
            let cell = table.cells[index]
            return FormSource(value: table.text(of: cell), behind: .cell(table, cell))
        case .element(let value):
            return name.text == "row" ? FormSource(value) : value.at(path: name.path).map(FormSource.init)
        }
    }

    /// What the cells of a table's row show, by id; empty for an element.
    var texts: [(name: String, text: String?)] {
        guard case .cells(let table, let range) = self else { return [] }
        return table.cells[range].map { (table.name(of: $0), table.text(of: $0)) }
    }

    var names: [String] {
        switch self {
        case .cells: texts.map(\.name)
        case .element(let value): value.memberNames + ["row"]
        }
    }
}
