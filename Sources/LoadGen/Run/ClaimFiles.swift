import Seams
import Simulators

/// A claim's files as the app holds them once they are uploaded.
struct ClaimFiles {
    /// One of them: what a component, a decision or a comment holds of it.
    private struct Uploaded {
        let place: ClaimFile.Place
        let reference: JSON
        /// Its id, of a picture its name.
        let id: String
        let isDeleted: Bool
    }

    private let files: [Uploaded]

    /// Uploads them, as the app does before the form is sent.
    init(_ files: [ClaimFile], in dingTalk: DingTalkSimulator) throws {
        self.files = try files.map { file in
            guard file.place != .picture else {
                let address = dingTalk.put(picture: file.ending, file.content)
                let name = address.split(separator: "/").last.map(String.init) ?? ""
                return Uploaded(place: .picture, reference: .string(address), id: name, isDeleted: file.isDeleted)
            }
            let reference = try dingTalk.put(file: file.name, file.content)
            let id = reference["fileId"]?.string ?? ""
            return Uploaded(place: file.place, reference: reference, id: id, isDeleted: file.isDeleted)
        }
    }

    /// Puts those of the form where they belong.
    func attach(to values: inout [SubmittedValue]) {
        let component = "DDAttachment_INVOICE"
        values.removeAll { $0.id == component }
        fill(component, with: .form, in: &values)
        fill("DDPhotoField_SCENE", with: .picture, in: &values)
        let rows = references(.row)
        guard !rows.isEmpty, let table = values.firstIndex(where: { $0.id == "TableField_DETAIL" }),
            var cells = (try? JSON(parsing: values[table].value))?.array?.map({ $0.array ?? [] }), !cells.isEmpty
        else { return }
        let groups = Dictionary(grouping: rows.indices) { $0 % cells.count }
        for (row, indices) in groups.sorted(by: { $0.key < $1.key }) {
            let held = JSON.array(indices.map { rows[$0] }).text
            cells[row].append(["name": "行附件", "value": .string(held)])
        }
        values[table].value = JSON.array(cells.map(JSON.array)).text
    }

    private func fill(_ component: String, with place: ClaimFile.Place, in values: inout [SubmittedValue]) {
        let held = references(place)
        guard !held.isEmpty else { return }
        values.append(SubmittedValue(id: component, value: JSON.array(held).text))
    }

    /// What the first who decides hands in; nil for nothing.
    var decision: JSON? { record(.decision) }

    /// What a comment brings; nil for none.
    var comment: JSON? { record(.comment) }

    /// The ids of those that are deleted as soon as the approval is granted.
    var deleted: [String] { files.filter(\.isDeleted).map(\.id) }

    private func record(_ place: ClaimFile.Place) -> JSON? {
        let held = references(place)
        return held.isEmpty ? nil : ["attachments": .array(held)]
    }

    private func references(_ place: ClaimFile.Place) -> [JSON] { files.filter { $0.place == place }.map(\.reference) }
}
