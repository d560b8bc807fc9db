/// What an administrator, or too many calls, do to one Yida application or form while others go on.
package enum YidaTrouble: String, CaseIterable, Sendable {
    /// The application's secret was changed: the old one is refused.
    case tokenChanged = "token-changed"
    /// The application answers no call: `requestTooFast`.
    case throttled
    /// The form is deleted or not published: `incorrectFormUuid`.
    case unpublished
}

extension DingTalkSimulator {
    /// Begins a trouble of an application (by `APP_…`) or a form (by `FORM-…`).
    package func begin(_ trouble: YidaTrouble, of subject: String) {
        step { state, _ in state.yida.troubles[subject] = trouble }
    }

    /// Ends it.
    package func endTrouble(of subject: String) {
        step { state, _ in state.yida.troubles[subject] = nil }
    }

    /// A person deletes a filled form. What was in force is revoked by that, as far as the history is concerned.
    package func deleteForm(_ id: String) throws(ControlError) {
        try step { (state, step) throws(ControlError) in
            guard state.yida[id] != nil else { throw ControlError("there is no Yida instance '\(id)'") }
            state.deleteYida(id, step)
        }
    }
}
