import Seams
package import Simulators

/// What a run's history says of one document.
package struct DocumentRecord: Sendable {
    package var form: String
    /// Kingdee's internal id.
    package var id: String
    /// The bill number, as last seen.
    package var number: String
    /// When it was created, or first seen.
    package var created: Moment
    /// Whether a request created it; what a person or a seed put there is not the system's.
    package var isFromCall: Bool
    /// The content as last saved; nil when it is no JSON.
    package var content: JSON?
    /// The status as last seen.
    package var status: String
    /// When it was audited, first.
    package var audited: Moment?
    /// When it was deleted; nil while it exists.
    package var deleted: Moment?
    /// The position in `RunIndex.instances` of the instance that it names.
    package var instance: Int?

    /// Whether it exists at the end of the run.
    package var isLive: Bool { deleted == nil }
    /// Whether it exists and is audited at the end of the run.
    package var isAudited: Bool { isLive && status == DocumentRecord.auditedStatus }

    /// Kingdee's status letter for "audited".
    static let auditedStatus = "C"

    /// The number, or the internal id when there is none.
    package var label: String { number.isEmpty ? "\(form) \(id)" : number }
}
