extension FormDefinition {
    /// 员工. Bills refer to it by `FSTAFFNUMBER`; its `FNumber` is the same text.
    static let employee = FormDefinition.baseData(
        "BD_Empinfo", "员工", key: "FID", prefix: "E",
        fields: [
            FieldDefinition("FMobile", "移动电话", .text, personal: true),
            FieldDefinition("FTel", "固定电话", .text, property: "FTel", personal: true),
            FieldDefinition("FEmail", "电子邮箱", .text, personal: true),
            FieldDefinition("FDescription", "描述", .text),
            FieldDefinition("FJoinDate", "入职日期", .date),
        ],
        entries: [
            EntryDefinition(
                "FPostEntity", "任岗信息",
                fields: [
                    FieldDefinition("FWorkOrgId", "工作组织", .base(form: "ORG_Organizations")),
                    FieldDefinition("FPostDept", "所属部门", .base(form: "BD_Department")),
                    FieldDefinition("FPost", "就任岗位", .base(form: "HR_ORG_HRPOST")),
                    FieldDefinition("FStaffStartDate", "任岗开始日期", .date),
                    FieldDefinition("FIsFirstPost", "是否主任岗", .flag),
                ])
        ],
        numberSpellings: ["FStaffNumber"])
}
