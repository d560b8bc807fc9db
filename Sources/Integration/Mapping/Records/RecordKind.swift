/// The records beside approvals and Yida forms that the core itself maps, each in a flow of its own. A mapping says
/// `record: user`; without one the flow has its built-in way.
package enum RecordKind: String, CaseIterable, Sendable {
    /// DingTalk's people, who become employees.
    case user
    /// Stock below its safety stock, which becomes a notification.
    case stock
    /// Attendance results, which become documents.
    case attendance

    /// The section of the configuration that switches the flow on.
    var section: String {
        switch self {
        case .user: "organisation"
        case .stock: "stockAlert"
        case .attendance: "attendance"
        }
    }

    /// Whether the flow runs by this configuration.
    func isOn(_ configuration: Configuration) -> Bool {
        switch self {
        case .user: configuration.organisation.isOn
        case .stock: configuration.stockAlert != nil
        case .attendance: configuration.attendance != nil
        }
    }
}

extension RecordKind {
    /// What a mapping of such records lacks or has too much, each with a remedy; empty when it can run.
    func mistakes(of mapping: Mapping) -> [String] {
        switch self {
        case .user: EmployeeMapping.mistakes(of: mapping)
        case .stock: StockMessage.mistakes(of: mapping)
        case .attendance: AttendanceDocument.mistakes(of: mapping)
        }
    }
}
