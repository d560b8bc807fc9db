/// What makes two pieces of work the same: one approval instance becomes one document of one form.
///
/// Never an event id: DingTalk delivers the same change again with a new one.
package struct ItemKey: Hashable, Codable, Sendable {
    /// The approval form's process code.
    package var flow: String
    /// The process instance id.
    package var instance: String
    /// The Kingdee form id, such as `ER_ExpReimbursement`.
    package var form: String

    package init(flow: String, instance: String, form: String) {
        self.flow = flow
        self.instance = instance
        self.form = form
    }
}

extension ItemKey: CustomStringConvertible {
    package var description: String { "\(flow)/\(instance)/\(form)" }
}
