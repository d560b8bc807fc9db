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
    package var values: [FormValue]
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
        originatorDepartmentID: String, values: [FormValue], record: String? = nil, recordAsRead: String? = nil
    ) {
        self.id = id
        self.title = title
        self.businessID = businessID
        self.status = status
        self.result = result
        self.originatorUserID = originatorUserID
        self.originatorDepartmentID = originatorDepartmentID
        self.values = values
        self.record = record
        self.recordAsRead = recordAsRead
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

    package init(id: String, name: String, componentType: String, value: String, extValue: String? = nil) {
        self.id = id
        self.name = name
        self.componentType = componentType
        self.value = value
        self.extValue = extValue
    }
}
