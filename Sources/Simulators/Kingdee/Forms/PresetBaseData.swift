/// The base data that every tenant has, and the numbers of it that scenarios use.
enum PresetBaseData {
    static let organizationID: Int64 = 1
    static let organizationName = "总公司"
    static let userID: Int64 = 100_007
    /// Who made what was there at the start.
    static let creator = "Administrator"

    /// The forms, in the order in which they are filled.
    static let forms: [FormDefinition] = [
        .baseData("ORG_Organizations", "组织机构", key: "FORGID", firstID: organizationID),
        .baseData(
            "SEC_User", "用户", key: "FUserID", fields: [FieldDefinition("FUserAccount", "用户账号", .text)],
            firstID: userID),
        .baseData("BD_Currency", "币别", key: "FCURRENCYID", firstID: 1),
        .baseData("BD_RateType", "汇率类型", key: "FRATETYPEID", firstID: 1),
        .baseData("BOS_BillType", "单据类型", key: "FBILLTYPEID"),
        .baseData("BD_SETTLETYPE", "结算方式", key: "FSETTLETYPEID", firstID: 1),
        .baseData("BD_Account", "科目", key: "FACCTID", firstID: 4001),
        .baseData("BD_AccountBook", "账簿", key: "FBOOKID"),
        .baseData("BD_VoucherGroup", "凭证字", key: "FVCHGROUPID", firstID: 1),
        .baseData("BOS_Subsystem", "子系统", key: "FSUBSYSTEMID", firstID: 1),
    ]

    /// Number and name of each preset, by form.
    static func records(of world: KingdeeWorld) -> [(form: String, number: String, name: String)] {
        [
            ("ORG_Organizations", world.organization, organizationName), ("SEC_User", world.userName, world.userName),
            ("SEC_User", creator, creator),
            ("BD_Currency", "PRE001", "人民币"), ("BD_RateType", "HLTX01_SYS", "固定汇率"),
            ("BOS_BillType", "FYBX001_SYS", "费用报销单"), ("BOS_BillType", "CLFBX001_SYS", "差旅费报销单"),
            ("BOS_BillType", "FYSQ001_SYS", "费用申请单"), ("BD_SETTLETYPE", "JSFS01_SYS", "现金"),
            ("BD_SETTLETYPE", "JSFS04_SYS", "电汇"), ("BD_Account", "1002", "银行存款"),
            ("BD_Account", "6602.01", "管理费用_差旅费"), ("BD_AccountBook", "001", "总公司账簿"),
            ("BD_VoucherGroup", "PRE001", "记"), ("BOS_Subsystem", "GL", "总账"),
        ]
    }
}
