extension FormDefinition {
    /// 部门.
    static let department = FormDefinition.baseData(
        "BD_Department", "部门", key: "FDEPTID", prefix: "BM",
        fields: [
            FieldDefinition("FFullName", "部门全称", .text),
            FieldDefinition("FParentID", "上级部门", .base(form: "BD_Department")),
            FieldDefinition("FHelpCode", "助记码", .text),
            FieldDefinition("FDescription", "描述", .text),
            FieldDefinition("FEffectDate", "生效日期", .date),
        ])
}
