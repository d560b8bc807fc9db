/// Refusals that say nothing of the single form that was asked for (「新增表单实例」, its table of errors).
extension PlatformFailure {
    private static let shut = [
        // the application's secret is another one
        "invalidParameter.parameter.accessKeyNotMatch",
        // there is no such application; the spelling is the platform's
        "applicationNotExist.application.applicationNotExits",
        // the form was deleted, or is not published
        "invalidParameter.parameter.incorrectFormUuid",
    ]

    /// Whether no form of the kind can be read now, or none of the application: it was deleted, is not published, or its
    /// secret was changed.
    var isOfShutForm: Bool {
        guard case .rejected(let reason) = self else { return false }
        return PlatformFailure.shut.contains { reason.hasPrefix($0) }
    }
}
