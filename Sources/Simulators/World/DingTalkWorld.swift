package import Seams

/// What the fake DingTalk knows at the start: one organisation, one application, its people and approval templates.
package struct DingTalkWorld: Sendable {
    package var company: Company
    /// Which of the server's worlds it is.
    package var number = WorldNumber.first
    /// `ding` and 32 hexadecimal digits.
    package var corpID = "ding9f50b15bccd1674135c2f4657eb6378f"
    /// The application's key: also the owner key of callbacks that the developer console configured.
    package var appKey = "dingrehearsalapp0001"
    package var appSecret = "rehearsal-app-secret-not-for-production-0000000000000000000000000"
    package var agentID: Int64 = 2_583_990_001
    /// The redirect addresses registered for the browser login (回调域名): `redirect_uri` must be one of them, or begin
    /// with one that ends with `/`. Empty: any loopback address.
    package var redirectAddresses: [String] = []
    /// Whose data the application may see (通讯录权限范围).
    package var contactScope = ContactScope()
    /// What an unknown userid is answered.
    package var unknownUser = UnknownUser.notFound
    /// Whether a person whom a client adds must accept the invitation first (40103).
    package var entryNeedsConsent = false
    /// Whether the HR product owns titles and departments, so that clients cannot change them (12150).
    package var isOwnedByHR = false
    /// The one attendance group that everybody is in.
    package var attendance = AttendanceRule()
    /// 3 to 32 letters and digits.
    package var callbackToken = "rehearsaltoken01"
    /// 43 letters and digits.
    package var callbackAESKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    package var templates: [ProcessTemplate]
    /// The applications built with Yida (宜搭).
    package var yidaApps: [YidaApp] = [.purchasing, .stores]
    /// Permissions that the application was not granted: calls that need one of them are refused (60011, or 403).
    package var missingScopes: Set<String> = []
    /// How work notifications are sent.
    package var notifications = NotificationRules()
    /// The custom robots of the organisation's groups.
    package var robots = [CustomRobot()]
    /// Which of the two known sets of error codes custom robots answer with.
    package var robotErrors = RobotErrors.observed
    /// Words that no message may have: a work notification with one is dropped (1430002), a robot's is refused (430102).
    package var forbiddenWords: [String] = []
    /// How long a link to an approval's file lasts (「下载审批附件」: fifteen minutes).
    package var fileLinkLifetime = Duration.seconds(15 * 60)
    /// What the platform allows of calls and pushes.
    package var limits = DingTalkLimits.off

    /// The world with the standard expense template and made-up credentials.
    package init(company: Company) {
        self.company = company
        templates = [ProcessTemplate.expense(items: company.expenseItems)]
    }
}

/// An approval template.
package struct ProcessTemplate: Hashable, Sendable {
    /// `PROC-` and a UUID-like text.
    package var code: String
    package var name: String
    package var components: [FormComponent]
    /// The template's own flow, for an approval that is started without approvers. Empty: one person who is not the
    /// originator decides.
    package var flow: [FlowStep] = []
    /// The userids of those who may start it; empty: everybody.
    package var audience: [String] = []
    /// When it was last published.
    package var modified = Timestamp(seconds: 1_767_225_600)

    /// Whether `user` sees it and may start it.
    package func isVisible(to user: String) -> Bool { audience.isEmpty || audience.contains(user) }

    /// Whether clients may start it: a template with a suite (leave, overtime, …) is for the app alone
    /// (「发起审批实例」).
    var isStartable: Bool { !components.contains(where: \.isSuite) }

    /// `FORM-` and the rest of the code.
    var formUUID: String { "FORM-" + code.split(separator: "-").dropFirst().joined(separator: "-") }

    /// One step of a template's own flow.
    package struct FlowStep: Hashable, Sendable {
        /// Who decides; with a `selectionKey`, whom the originator may choose from (empty: everybody).
        package var users: [String]
        /// Whether all of them must agree.
        package var needsAll = false
        /// The `actionerKey` under which the originator names the people (自选审批人); nil when the template does.
        package var selectionKey: String?

        package init(users: [String], needsAll: Bool = false, selectionKey: String? = nil) {
            self.users = users
            self.needsAll = needsAll
            self.selectionKey = selectionKey
        }
    }

    /// The expense reimbursement template that scenarios use by default. It has every component type that an expense
    /// claim uses: text, contact, department, number, money, computed total, date, date range, table, attachment.
    ///
    /// - Parameter takesFiles: whether its rows take attachments too, and the form pictures.
    package static func expense(items: [Company.ExpenseItem], takesFiles: Bool = false) -> ProcessTemplate {
        let labels = items.map(\.label)
        var template = ProcessTemplate(
            code: "PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8", name: "费用报销",
            components: [
                FormComponent(id: "TextField_REASON", label: "报销事由", type: "TextField"),
                FormComponent(id: "InnerContactField_PAYEE", label: "报销人", type: "InnerContactField"),
                FormComponent(id: "DepartmentField_COST", label: "费用承担部门", type: "DepartmentField"),
                FormComponent(id: "NumberField_TOTALFEN", label: "合计（分）", type: "NumberField"),
                FormComponent(id: "CalculateField_TOTAL", label: "合计金额", type: "CalculateField"),
                FormComponent(id: "MoneyField_LOAN", label: "冲借款金额（元）", type: "MoneyField", required: false),
                FormComponent(id: "NumberField_OCCURRED", label: "业务时间（毫秒）", type: "NumberField"),
                FormComponent(id: "DDDateField_PAYBY", label: "期望付款日期", type: "DDDateField", required: false),
                FormComponent(
                    id: "DDDateRangeField_TRIP", label: "[\"开始时间\",\"结束时间\"]", type: "DDDateRangeField",
                    required: false),
                FormComponent(
                    id: "DDSelectField_PAYMENT", label: "付款方式", type: "DDSelectField",
                    required: false, options: ["现金", "银行转账"]),
                FormComponent(
                    id: "TableField_DETAIL", label: "费用明细", type: "TableField",
                    children: [
                        FormComponent(id: "DDSelectField_ITEM", label: "费用项目", type: "DDSelectField", options: labels),
                        FormComponent(id: "MoneyField_AMOUNT", label: "金额（元）", type: "MoneyField"),
                        FormComponent(id: "DDDateField_DATE", label: "发生日期", type: "DDDateField"),
                        FormComponent(id: "TextField_NOTE", label: "说明", type: "TextField", required: false),
                    ]),
                FormComponent(id: "DDAttachment_INVOICE", label: "发票附件", type: "DDAttachment", required: false),
                FormComponent(id: "TextareaField_REMARK", label: "备注", type: "TextareaField", required: false),
            ])
        guard takesFiles else { return template }
        for index in template.components.indices where template.components[index].type == "TableField" {
            template.components[index].children.append(
                FormComponent(id: "DDAttachment_RECEIPT", label: "行附件", type: "DDAttachment", required: false))
        }
        template.components.append(
            FormComponent(id: "DDPhotoField_SCENE", label: "现场图片", type: "DDPhotoField", required: false))
        return template
    }

    /// The template with its whole form in a suite (套件), as DingTalk's own templates for expenses have it: only the app
    /// can fill it in, and the components read back within the suite's value.
    package var inSuite: ProcessTemplate {
        var template = self
        template.components = [
            FormComponent(id: ProcessTemplate.suite, label: name, type: "DDBizSuite", children: components)
        ]
        return template
    }

    /// The id of the suite that holds a whole form.
    package static let suite = "DDBizSuite_WHOLE"
}

extension ProcessTemplate {
    /// The materials that can be requested, as a person sees them and as Kingdee numbers them (`BD_MATERIAL`).
    package static let materials = [("螺丝", "M1"), ("螺母", "M2"), ("钢板", "M3")]

    /// The purchase request template (采购申请) that scenarios use for requisitions.
    package static let purchase = ProcessTemplate(
        code: "PROC-5F1C0E0B-7D3A-4E55-9C4E-2B1F6A70D9C2", name: "采购申请",
        components: [
            FormComponent(id: "TextField_PURPOSE", label: "申请事由", type: "TextField"),
            FormComponent(id: "DepartmentField_USE", label: "使用部门", type: "DepartmentField"),
            FormComponent(id: "DDDateField_APPLIED", label: "申请日期", type: "DDDateField"),
            FormComponent(
                id: "TableField_MATERIALS", label: "物料明细", type: "TableField",
                children: [
                    FormComponent(
                        id: "DDSelectField_MATERIAL", label: "物料", type: "DDSelectField", options: materials.map(\.0)),
                    FormComponent(id: "NumberField_QUANTITY", label: "数量", type: "NumberField"),
                    FormComponent(id: "DDDateField_NEEDED", label: "到货日期", type: "DDDateField"),
                    FormComponent(id: "TextField_SPEC", label: "备注", type: "TextField", required: false),
                ]),
        ])
}

/// One component of an approval form.
package struct FormComponent: Hashable, Sendable {
    package var id: String
    /// What the form shows. Free text: may repeat, may itself be JSON text (date ranges).
    package var label: String
    /// DingTalk's component type, such as `MoneyField`.
    package var type: String
    package var required = true
    /// The options of a select field.
    package var options: [String] = []
    /// The columns of a table, the parts of a suite.
    package var children: [FormComponent] = []
    /// The name that whoever made the template gave it for programs; empty when there is none.
    package var bizAlias = ""
    /// How a date is shown: `yyyy-MM-dd` or `yyyy-MM-dd HH:mm`; empty leaves dates as they were sent.
    package var format = ""

    /// Whether it is a suite (套件), which only the app can fill in.
    var isSuite: Bool { type == "DDHolidayField" || type == "DDBizSuite" }

    package init(
        id: String, label: String, type: String, required: Bool = true, options: [String] = [],
        children: [FormComponent] = [], bizAlias: String = "", format: String = ""
    ) {
        self.id = id
        self.label = label
        self.type = type
        self.required = required
        self.options = options
        self.children = children
        self.bizAlias = bizAlias
        self.format = format
    }
}
