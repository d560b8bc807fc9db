/// An approval instance as DingTalk shows it, from either API family, or a filled form of Yida (宜搭).
package struct ApprovalInstance: Codable, Hashable, Sendable {
    /// The process instance id.
    package var id: String
    package var title: String
    /// The approval number people see (审批编号), 21 digits.
    package var businessID: String
    /// `NEW`, `RUNNING`, `TERMINATED`, `COMPLETED`, `CANCELED`.
    package var status: String
    /// `agree` or `refuse`; empty while running or when withdrawn.
    package var result: String
    package var originatorUserID: String
    package var originatorDepartmentID: String
    /// `NONE`, `MODIFY` or `REVOKE`; empty when it was not read.
    package var bizAction = ""
    /// The approved instance that this one amends or revokes; empty for most.
    package var mainInstanceID = ""
    package var values: [FormValue]
    /// Its operation records (decisions, comments) that carry files, as JSON text: an array of objects with `type`,
    /// `attachments` and `images`, as they were read. Nil when none does.
    package var recordedFiles: String?
    /// A Yida form's whole record as JSON text, which mappings name by path; nil for an approval, which has `values`.
    package var record: String?
    /// The record as it was read, when a person mended it or another document was put into it.
    package var recordAsRead: String?

    /// Whether it ended with consent: the only state that becomes a document.
    package var isApproved: Bool { status == "COMPLETED" && result == "agree" }

    /// Whether it will never change again.
    package var isOver: Bool { ["COMPLETED", "TERMINATED", "CANCELED"].contains(status) }

    package init(
        id: String, title: String, businessID: String, status: String, result: String, originatorUserID: String,
        originatorDepartmentID: String, bizAction: String = "", mainInstanceID: String = "", values: [FormValue],
        recordedFiles: String? = nil, record: String? = nil, recordAsRead: String? = nil
    ) {
        self.id = id
        self.title = title
        self.businessID = businessID
        self.status = status
        self.result = result
        self.originatorUserID = originatorUserID
        self.originatorDepartmentID = originatorDepartmentID
        self.bizAction = bizAction
        self.mainInstanceID = mainInstanceID
        self.values = values
        self.recordedFiles = recordedFiles
        self.record = record
        self.recordAsRead = recordAsRead
    }
}

/// An approved instance that is amended or revoked stays as it is; a new one is made, which names it (《获取单个审批实例详情》:
/// `attachedProcessInstanceIds` are the instances made "when an approved instance is amended or revoked", each with its
/// `bizAction`). That `mainProcessInstanceId` of the new one leads back to the old one is how we read the page [?].
extension ApprovalInstance {
    /// Whether it revokes another one and asks for nothing itself.
    var isRevocation: Bool { bizAction == "REVOKE" }

    /// Whether it takes another one's place.
    var isAmendment: Bool { bizAction == "MODIFY" }

    /// The instance that counts no more once this one is approved; nil for most, and where it is not named.
    var revokedInstance: String? {
        (isRevocation || isAmendment) && !mainInstanceID.isEmpty && mainInstanceID != id ? mainInstanceID : nil
    }
}

/// One filled component of an approval form, exactly as read: `value` is always text, composite values are JSON text
/// inside it, and an unfilled component reads `"null"`.
package struct FormValue: Codable, Hashable, Sendable {
    package var id: String
    package var name: String
    package var componentType: String
    package var value: String
    /// JSON text with ids behind the names shown (contacts, departments, options); nil when there is none.
    package var extValue: String?
    /// The name for programs that the template's maker gave it (`bizAlias`); nil when there is none.
    package var alias: String?

    package init(
        id: String, name: String, componentType: String, value: String, extValue: String? = nil, alias: String? = nil
    ) {
        self.id = id
        self.name = name
        self.componentType = componentType
        self.value = value
        self.extValue = extValue
        self.alias = alias
    }
}

extension [FormValue] {
    /// Where the component with this id stands, or if none has it, the one with this alias: names can be changed and
    /// may repeat, so that they identify nothing (the reference's section 3.9). Nil when there is none.
    func place(of name: String) -> Int? {
        firstIndex { $0.id == name } ?? firstIndex { $0.alias == name }
    }
}
