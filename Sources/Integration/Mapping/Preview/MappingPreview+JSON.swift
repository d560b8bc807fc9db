extension MappingPreview {
    /// What the API answers.
    func json(_ difference: Result<DocumentDifference, APIError>?, seesAll: Bool) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("form", .string(form)), .init("version", .string(version)), .init("number", .string(number)),
        ]
        var problems: [MappingError.Problem] = []
        var model = JSONValue.null
        switch outcome {
        case .document(let text): model = (try? JSONValue(parsing: text)) ?? .null  // it is our own text
        case .notWanted: members.append(.init("notWanted", true))
        case .problems(let found): problems = found
        }
        members.append(.init("model", model))
        members.append(
            .init(
                "problems",
                .array(
                    problems.map { problem in
                        .members([
                            "field": .string(problem.field), "component": .string(problem.component),
                            "value": .string(problem.value), "reason": .string(problem.reason),
                            "remedy": .string(problem.remedy),
                        ])
                    })))
        members.append(.init("remarks", .array(remarks.map(JSONValue.string))))
        switch difference {
        case .success(let difference): members.append(.init("diff", difference.json(seesAll: seesAll)))
        case .failure(let error): members.append(.init("diff", .members(["error": .string(error.message)])))
        case nil: members.append(.init("diff", .null))
        }
        return .object(members)
    }

    /// The same for the command line.
    package func jsonText(_ difference: DocumentDifference?) -> String {
        json(difference.map { .success($0) }, seesAll: true).jsonText
    }

    /// The model on several lines, members in their order; empty when there is none.
    package var prettyModel: [String] {
        guard case .document(let text) = outcome, let model = try? JSONValue(parsing: text) else { return [] }
        return model.prettyText(indent: "").split(separator: "\n").map(String.init)
    }
}

extension JSONValue {
    /// Indented by two blanks a level; small objects stay on one line.
    fileprivate func prettyText(indent: String) -> String {
        let line = jsonText
        if line.utf8.count <= 60 { return line }
        let inner = indent + "  "
        switch self {
        case .object(let members):
            let lines = members.map { member in
                "\(inner)\(JSONValue.quoted(member.name)): \(member.value.prettyText(indent: inner))"
            }
            return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
        case .array(let elements):
            let lines = elements.map { "\(inner)\($0.prettyText(indent: inner))" }
            return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
        case .null, .bool, .number, .string: return line
        }
    }
}
