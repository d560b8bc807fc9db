extension KingdeeOperation {
    /// A form's metadata: its entities, fields and operations. `FieldType` and `ElementType` are placeholders that tell
    /// kinds apart: the platform's own numbers are not known.
    static let queryBusinessInfo = documentOperation("QueryBusinessInfo", parameters: ["data"]) {
        call throws(KingdeeRefusal) in
        let definition = try call.form().definition
        let own = definition.operations.map { ($0.number, $0.name) }
        let operations = (FormMetadata.operations(of: definition) + own).map { number, name in
            JSON.object([
                JSON.Member("OperationNumber", .string(number)),
                JSON.Member("OperationName", FormMetadata.languages(name)),
            ])
        }
        return KingdeeReply([
            "Result": [
                "ResponseStatus": StatusBlock().json,
                "NeedReturnData": [
                    "Id": .string(definition.id), "Name": FormMetadata.names(of: definition),
                    "Entrys": .array(FormMetadata.entities(of: definition)), "Operations": .array(operations),
                ],
            ]
        ])
    }
}

/// How metadata is written.
private enum FormMetadata {
    static func operations(of form: FormDefinition) -> [(String, String)] {
        guard !form.isBalance else { return [("View", "查看")] }
        return (form.isReadOnly ? [] : [("Save", "保存"), ("Draft", "暂存")]) + [
            ("Submit", "提交"), ("Audit", "审核"), ("UnAudit", "反审核"),
            ("Delete", "删除"), ("CancelAssign", "撤销"), ("View", "查看"),
        ]
            + (form.isBaseData
                ? [("Forbid", "禁用"), ("Enable", "反禁用"), ("Allocate", "分配"), ("CancelAllocate", "取消分配")]
                : [("Cancel", "作废"), ("UnCancel", "反作废"), ("BillClose", "关闭"), ("BillUnClose", "反关闭")])
    }

    static func entities(of form: FormDefinition) -> [JSON] {
        let key = FieldDefinition(form.key, "实体主键", .decimal)
        let number = FieldDefinition(form.number.key, form.number.name, .text)
        let status = FieldDefinition("FDocumentStatus", "单据状态", .text)
        let system = SystemField.allCases.filter { $0 != .forbidden || form.isBaseData }
            .map { FieldDefinition($0.rawValue, $0.name, $0.kind) }
        let head = entity("FBillHead", "单据头", [key, number, status] + form.fields + system)
        return [head] + form.entries.map { entity($0.key, $0.name, $0.fields) }
    }

    static func languages(_ name: String) -> JSON { [["Key": 2052, "Value": .string(name)]] }

    static func names(of form: FormDefinition) -> JSON {
        [
            ["Key": 2052, "Value": .string(form.name)], ["Key": 1033, "Value": .string(form.englishName)],
        ]
    }

    /// Only an entry of an entry has a parent: clients skip the others when they have one.
    private static func entity(_ key: String, _ name: String, _ fields: [FieldDefinition]) -> JSON {
        [
            "Key": .string(key), "ParentKey": "", "Name": languages(name),
            "Fields": .array(fields.map(field)),
        ]
    }

    private static func field(_ field: FieldDefinition) -> JSON {
        let kind = numbers(of: field.kind)
        return [
            "Key": .string(field.key), "Name": languages(field.name), "FieldType": .number(kind.field),
            "ElementType": .number(kind.element), "MustInput": .number(field.isRequired ? 1 : 0),
            "LookUpObjectFormId": kind.form.map(JSON.string) ?? nil, "Extends": nil,
            "EditLen": field.length.map(JSON.number) ?? nil, "FieldScale": field.scale.map(JSON.number) ?? nil,
        ]
    }

    private static func numbers(of kind: FieldDefinition.Kind) -> (field: Int, element: Int, form: String?) {
        switch kind {
        case .text: (231, 1, nil)
        case .decimal: (106, 3, nil)
        case .date: (61, 2, nil)
        case .flag: (175, 4, nil)
        case .base(let form): (56, 13, form)
        case .anyBase: (56, 14, nil)
        case .bill: (56, 15, nil)
        case .dimensions: (56, 16, nil)
        }
    }
}
