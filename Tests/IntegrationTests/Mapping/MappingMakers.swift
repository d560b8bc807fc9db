@testable import Integration

extension ApprovalInstance {
    /// An approved instance with these form values.
    static func make(_ values: [FormValue]) -> ApprovalInstance {
        ApprovalInstance(
            id: "kNpmUavZQwSHP_ZJvVdL7g07561689326476", title: "张三提交的报销", businessID: "202307141721000164728",
            status: "COMPLETED", result: "agree", originatorUserID: "015227", originatorDepartmentID: "-1",
            values: values)
    }
}

extension FormValue {
    /// A filled component; its type follows from its id.
    static func make(_ id: String, _ value: String, ext: String? = nil) -> FormValue {
        FormValue(
            id: id, name: id, componentType: String(id.prefix { $0 != "_" }), value: value, extValue: ext)
    }
}

extension Mapping {
    /// A mapping with one head field `F`, whose rule is `rule` in YAML.
    static func make(rule: String, dictionaries: String = "") throws -> Mapping {
        try Mapping.load(
            yaml: """
                process: PROC-1
                form: TEST
                source: S
                head:
                  F: \(rule)
                \(dictionaries)
                """, file: "test.yaml")
    }

    /// The JSON text of the head field `F`; nil when it is left out.
    func field(_ instance: ApprovalInstance) throws -> String? {
        try JSONValue(parsing: map(instance, number: "DT1").model)["F"]?.jsonText
    }
}
