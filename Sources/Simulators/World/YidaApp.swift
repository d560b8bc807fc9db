/// An application built with Yida (宜搭): its forms, and the secret that calls must show.
package struct YidaApp: Hashable, Sendable {
    /// `APP_` and letters and digits.
    package var appType: String
    /// The application's secret (应用密钥).
    package var systemToken: String
    package var name: String
    package var forms: [YidaForm]

    package init(appType: String, systemToken: String, name: String, forms: [YidaForm]) {
        self.appType = appType
        self.systemToken = systemToken
        self.name = name
        self.forms = forms
    }

    /// The application that every world begins with: purchase and material requests, which are approved, and suppliers and
    /// material records, which are not.
    package static let purchasing = YidaApp(
        appType: "APP_PBKT0MFBEBTDO8T7SLVP", systemToken: "hexXXREHEARSAL7SECRET8TOKEN9NOT0PRODUCTION",
        name: "采购管理", forms: [.purchaseRequest, .supplier, .materialRequest, .materialRecord])

    /// A second one: what the stores draw (领料登记), as plain data.
    package static let stores = YidaApp(
        appType: "APP_ST0R7WXBEBTDO8T7SLVQ", systemToken: "hexYYREHEARSAL5STORES6TOKEN9NOT0PRODUCTION",
        name: "仓储管理", forms: [.storesRecord])
}

/// A form of a Yida application: with a process code it is approved (流程表单), without one it is plain (普通表单).
package struct YidaForm: Hashable, Sendable {
    /// `FORM-` and 32 or more letters and digits.
    package var formUUID: String
    /// `TPROC--` and letters and digits; nil for a plain form.
    package var processCode: String?
    package var name: String
    package var fields: [YidaField]
    /// Who decides, step by step; empty: one person who is not the originator.
    package var approvers: [[String]] = []
    /// The userids of those who may see its data; empty: everybody.
    package var audience: [String] = []

    package init(
        formUUID: String, processCode: String? = nil, name: String, fields: [YidaField], approvers: [[String]] = [],
        audience: [String] = []
    ) {
        self.formUUID = formUUID
        self.processCode = processCode
        self.name = name
        self.fields = fields
        self.approvers = approvers
        self.audience = audience
    }

    package static let purchaseRequest = YidaForm(
        formUUID: "FORM-EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ3",
        processCode: "TPROC--EF6Y4G8WO2FN0SUB43TDQ3CGC3FMFQ1G9400RCJ4", name: "请购单",
        fields: [
            YidaField(id: "textField_jcr0069m", label: "采购事由", type: "TextField", alias: "reason"),
            YidaField(id: "textareaField_jcr0069n", label: "详细说明", type: "TextareaField"),
            YidaField(id: "numberField_jcr0069o", label: "合计金额", type: "NumberField", alias: "total"),
            YidaField(id: "radioField_jcr0069p", label: "紧急程度", type: "RadioField", options: ["普通", "紧急"]),
            YidaField(id: "selectField_jcr0069q", label: "付款方式", type: "SelectField", options: ["现金", "银行转账"]),
            YidaField(id: "checkboxField_jcr0069r", label: "附加要求", type: "CheckboxField", options: ["含税", "加急配送"]),
            YidaField(
                id: "multiSelectField_jcr0069s", label: "用途", type: "MultiSelectField", options: ["办公", "研发", "市场"]),
            YidaField(id: "dateField_jcr0069t", label: "期望到货日期", type: "DateField", alias: "needed"),
            YidaField(id: "cascadeDateField_jcr0069u", label: "供货期间", type: "CascadeDateField"),
            YidaField(id: "rateField_jcr0069v", label: "供应商评分", type: "RateField"),
            YidaField(id: "employeeField_jcr0069x", label: "需求人", type: "EmployeeField", alias: "person"),
            YidaField(
                id: "departmentSelectField_jcr0069z", label: "费用承担部门", type: "DepartmentSelectField",
                alias: "department"),
            YidaField(
                id: "tableField_jcr006a1", label: "采购明细", type: "TableField", alias: "rows",
                children: [
                    YidaField(id: "textField_jcr006a2", label: "物料名称", type: "TextField", alias: "material"),
                    YidaField(id: "numberField_jcr006a3", label: "数量", type: "NumberField", alias: "quantity"),
                    YidaField(id: "numberField_jcr006a4", label: "单价", type: "NumberField", alias: "price"),
                    YidaField(id: "selectField_jcr006a6", label: "单位", type: "SelectField", options: ["个", "台", "箱"]),
                ]),
            YidaField(id: "attachmentField_jna1lvyb", label: "报价单", type: "AttachmentField"),
            YidaField(id: "imageField_jna1lvyc", label: "样品图片", type: "ImageField"),
            YidaField(id: "addressField_jna1lvyd", label: "收货地址", type: "AddressField"),
            YidaField(id: "associationFormField_jna1lvye", label: "供应商", type: "AssociationFormField"),
        ])

    /// Materials that somebody asks for (物料申请单): what scenarios turn into requisitions. The last three components are for
    /// whoever handles it.
    package static let materialRequest = YidaForm(
        formUUID: "FORM-4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T8",
        processCode: "TPROC--4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T9", name: "物料申请单", fields: materialFields)

    /// The same as plain data (物料登记表), without an approval.
    package static let materialRecord = YidaForm(
        formUUID: "FORM-7B1C9F52A8D6430EB4C3D2E1F0A9B8C7Y6U2", name: "物料登记表", fields: materialFields)

    /// The same in the application of the stores (领料登记表).
    package static let storesRecord = YidaForm(
        formUUID: "FORM-2C8F7A40E9B15D36A7F4C0E3B2D1A9F8W3K6", name: "领料登记表", fields: materialFields)

    private static let materialFields = [
        YidaField(id: "textField_m1q2w3e1", label: "申请事由", type: "TextField", alias: "reason"),
        YidaField(
            id: "departmentSelectField_m1q2w3e2", label: "使用部门", type: "DepartmentSelectField", alias: "department"),
        YidaField(id: "dateField_m1q2w3e3", label: "申请日期", type: "DateField", alias: "date"),
        YidaField(
            id: "tableField_m1q2w3e4", label: "物料明细", type: "TableField", alias: "rows",
            children: [
                YidaField(
                    id: "selectField_m1q2w3f1", label: "物料", type: "SelectField",
                    options: ProcessTemplate.materials.map(\.0), alias: "material"),
                YidaField(id: "numberField_m1q2w3f2", label: "数量", type: "NumberField", alias: "quantity"),
                YidaField(id: "dateField_m1q2w3f3", label: "到货日期", type: "DateField", alias: "needed"),
                YidaField(id: "textField_m1q2w3f4", label: "备注", type: "TextField", alias: "note"),
                YidaField(id: "attachmentField_m1q2w3f5", label: "图纸", type: "AttachmentField"),
            ]),
        YidaField(id: "employeeField_m1q2w3e5", label: "经办人", type: "EmployeeField", alias: "person"),
        YidaField(id: "textField_m1q2w3e6", label: "金蝶单据编号", type: "TextField", alias: "document"),
        YidaField(id: "textField_m1q2w3e7", label: "金蝶处理状态", type: "TextField", alias: "state"),
        YidaField(id: "textField_m1q2w3e8", label: "金蝶处理说明", type: "TextField", alias: "remark"),
        YidaField(id: "attachmentField_m1q2w3e9", label: "附件", type: "AttachmentField"),
        YidaField(id: "imageField_m1q2w3ea", label: "照片", type: "ImageField"),
    ]

    package static let supplier = YidaForm(
        formUUID: "FORM-AA28579F69644FC19A47FE267457E664ZVR1", name: "供应商",
        fields: [
            YidaField(id: "textField_kb1n2c01", label: "供应商名称", type: "TextField", alias: "name"),
            YidaField(id: "textField_kb1n2c02", label: "供应商编码", type: "TextField", alias: "code"),
            YidaField(id: "selectField_kb1n2c03", label: "供应商类别", type: "SelectField", options: ["原料", "服务"]),
            YidaField(id: "numberField_kb1n2c04", label: "账期（天）", type: "NumberField"),
            YidaField(id: "countrySelectField_kb1n2c05", label: "国家", type: "CountrySelectField"),
            YidaField(id: "citySelectField_kb1n2c06", label: "城市", type: "CitySelectField"),
            YidaField(
                id: "cascadeSelectField_kb1n2c07", label: "行业", type: "CascadeSelectField",
                options: ["part=制造业", "part_b=电子制造"]),
            YidaField(id: "digitalSignatureField_kb1n2c08", label: "签名", type: "DigitalSignatureField"),
        ])
}

/// One component of a Yida form.
package struct YidaField: Hashable, Sendable {
    /// `<type>Field_` and eight letters and digits.
    package var id: String
    package var label: String
    /// Yida's component name, such as `NumberField`.
    package var type: String
    /// Labels, or `value=label` where the two differ.
    package var options: [String] = []
    /// The name that calls with `useAlias` know it by; empty when there is none.
    package var alias = ""
    /// The columns of a table (子表单).
    package var children: [YidaField] = []

    package init(
        id: String, label: String, type: String, options: [String] = [], alias: String = "",
        children: [YidaField] = []
    ) {
        self.id = id
        self.label = label
        self.type = type
        self.options = options
        self.alias = alias
        self.children = children
    }

    /// The label of the option with this value; the value itself when there is none.
    func label(of value: String) -> String {
        for option in options {
            let parts = option.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == value { return String(parts[1]) }
        }
        return value
    }
}
