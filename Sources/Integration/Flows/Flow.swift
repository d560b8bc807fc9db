package import Seams

/// One of the core's flows beside approvals that become documents: it has tables, loops, pages and events of its own.
///
/// A flow is one folder, one line in `FlowCatalog.all`, and where it stores something one part in `StoreSchema.parts`.
package protocol Flow: Sendable {
    /// The resources that it adds to the operator API.
    var resources: [any APIResource] { get }

    /// The requests of the public that it answers: callbacks, hooks, pages of its own.
    var routes: [ServedRoute] { get }

    /// Its loops that take work which another worker may have held: woken every second where several share a database.
    var shared: [WakeSignal] { get }

    /// Stores what an event announces, if it concerns the flow; returns whether it does. Once it returns, the event may be
    /// acknowledged: what it announces must be on the disk.
    ///
    /// - Throws: when it could not be stored; DingTalk then delivers it again.
    func accept(_ event: IncomingEvent) async throws -> Bool

    /// Answers a request of the public: nil when the path is none of the flow's. What answers 200 stands in `routes`.
    func respond(to call: HTTPCall) async -> HTTPOutcome?

    /// Works until `stop`, and until the work in hand is done. The store is open by then.
    func run() async

    /// Takes nothing new from here on.
    func stop()
}

extension Flow {
    package var resources: [any APIResource] { [] }
    package var routes: [ServedRoute] { [] }
    package var shared: [WakeSignal] { [] }
    package func accept(_ event: IncomingEvent) async throws -> Bool { false }
    package func respond(to call: HTTPCall) async -> HTTPOutcome? { nil }
}

/// All flows, in the order in which they are asked.
enum FlowCatalog {
    /// Makes a flow of the core's parts; nil when the configuration does not ask for it.
    typealias Maker = @Sendable (FlowParts) throws -> (any Flow)?

    static let all: [Maker] = [
        { AuditFlow($0) },
        DirectoryFlow.make,
        { StockAlertFlow($0) },
        { AttendanceFlow($0) },
        { SignOnFlow($0) },
        { YidaFlow($0) },
        { AlertFlow($0) },
    ]
}
