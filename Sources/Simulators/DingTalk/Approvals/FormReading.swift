import Seams

/// One component of a submitted form as the platform shows it: always text, composite values as JSON text.
struct FormReading: Hashable, Sendable {
    let component: FormComponent
    /// `"null"` when the component was not filled.
    let value: String
    /// What stands behind the value; absent, not null, when there is nothing.
    let extended: String?
}

/// Why a form cannot be submitted.
enum FormMistake: Error, Hashable, CustomStringConvertible {
    case unknownComponent(String, near: String?)
    case malformed(component: String, expected: String)
    case unknownEmployee(String)
    case unknownDepartment(String)
    case unknownInstance(String)

    var description: String {
        switch self {
        case .unknownComponent(let name, let near):
            "the form has no component '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
        case .malformed(let component, let expected): "'\(component)' must be \(expected)"
        case .unknownEmployee(let id): "there is no employee '\(id)'"
        case .unknownDepartment(let id): "there is no department '\(id)'"
        case .unknownInstance(let id): "there is no approval instance '\(id)'"
        }
    }
}
