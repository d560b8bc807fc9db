import Seams

/// Taking a document back: the reference's section 4.3.
extension KingdeeClient {
    /// Sends one step. 作废 is an operation by its number; which forms have it is for the form to say.
    package func undo(_ step: UndoStep, form: String, id: String) async throws(PlatformFailure) {
        switch step {
        case .unaudit: try await operate("UnAudit", form: form, id: id)
        case .unsubmit: try await operate("CancelAssign", form: form, id: id)
        case .delete: try await operate("Delete", form: form, id: id)
        case .cancel: try await operate("ExcuteOperation", number: "Cancel", form: form, id: id)
        }
    }
}
