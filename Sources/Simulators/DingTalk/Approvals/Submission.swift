package import Seams

/// What a person fills in and submits in the DingTalk app.
package struct Submission: Hashable, Sendable {
    /// The template.
    package var processCode: String
    /// The userid of the person.
    package var originator: String
    /// The person's department, -1 for the root; nil takes the one that the contact book has.
    package var department: Int64?
    /// The filled components, in any order; what is missing stays unfilled.
    package var values: [SubmittedValue]
    /// The workload's own identity of it, for the history.
    package var claim: String?
    /// When the schedule wanted it, for the history.
    package var due: Timestamp?

    package init(
        processCode: String, originator: String, department: Int64? = nil, values: [SubmittedValue],
        claim: String? = nil, due: Timestamp? = nil
    ) {
        self.processCode = processCode
        self.originator = originator
        self.department = department
        self.values = values
        self.claim = claim
        self.due = due
    }
}

/// One filled component, in the form that starting an approval takes: composite values are JSON text
/// (「补充参数说明」). A table is `[[{"name":"金额（元）","value":"100"}, …], …]`, contacts `["userid"]`, departments their
/// ids with commas, attachments `[{"spaceId":"…","fileName":"…","fileSize":"…","fileType":"…","fileId":"…"}]`.
package struct SubmittedValue: Hashable, Sendable {
    /// The component's id or its label.
    package var id: String
    package var value: String
    /// JSON text behind the value, such as a select's key; nil lets the platform make it.
    package var extValue: String?

    package init(id: String, value: String, extValue: String? = nil) {
        self.id = id
        self.value = value
        self.extValue = extValue
    }
}
