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
    /// A component that nobody fills in, or only the app.
    case notSettable(String)
    case tooLong(String)

    /// The component that it is about, for the platform's text.
    var component: String? {
        switch self {
        case .unknownComponent(let id, _), .notSettable(let id), .tooLong(let id): id
        case .malformed(let id, _): id
        case .unknownEmployee, .unknownDepartment, .unknownInstance: nil
        }
    }

    var description: String {
        switch self {
        case .unknownComponent(let name, let near):
            "the form has no component '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "")
        case .malformed(let component, let expected): "'\(component)' must be \(expected)"
        case .unknownEmployee(let id): "there is no employee '\(id)'"
        case .unknownDepartment(let id): "there is no department '\(id)'"
        case .notSettable(let id): "'\(id)' cannot be filled in"
        case .tooLong(let id): "'\(id)' has more than \(FormReader.valueMax) characters"
        case .unknownInstance(let id): "there is no approval instance '\(id)'"
        }
    }
}
