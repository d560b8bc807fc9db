/// What the organisation consists of.
package enum DirectoryKind: String, CaseIterable, Codable, Sendable {
    case department, employee

    /// Kingdee's form.
    var form: String { self == .department ? "BD_Department" : "BD_Empinfo" }

    /// The form's primary key.
    var key: String { self == .department ? "FDEPTID" : "FID" }

    /// The field that holds the number.
    var numberField: String { self == .department ? "FNumber" : "FStaffNumber" }

    /// The fact that names the department above: its `dept_id`.
    var parentFact: String { self == .department ? "parent" : "department" }
}
