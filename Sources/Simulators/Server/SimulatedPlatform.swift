package import Seams

/// A fake platform, behind its HTTP server and below the faults.
///
/// `PlatformServer` reads each request once, asks the fault engine, and then lets the platform perform it.
package protocol SimulatedPlatform: Sendable {
    /// A request after reading: parsed, but nothing done yet.
    associatedtype Request: Sendable

    /// Which platform this is.
    var platform: Platform { get }

    /// Reads a request without any effect. Never fails: what cannot be read becomes a request that `perform` refuses
    /// in the platform's own way.
    func read(_ call: HTTPCall) -> (facts: CallFacts, request: Request)

    /// Carries the request out. The effect on the platform's state is one atomic step, recorded in the history inside
    /// that step under `call`.
    func perform(_ request: Request, call: Int) async -> PlatformAnswer

    /// The platform's own refusal for `reason`, in the shape that the request's API family uses.
    func refusal(_ reason: String, of request: Request) -> PlatformAnswer

    /// Ends the session or token that the request carries, so that `perform` meets a caller whose session is lost.
    func expireSession(of request: Request)

    /// The reasons `refusal` knows, for checking fault plans.
    static var refusalReasons: [String] { get }

    /// The operations' names as in `CallFacts.operation`, for checking the aims of fault plans.
    static var operations: [String] { get }

    /// All operations with their routes, in the order of the catalogue.
    static var catalog: [CatalogEntry] { get }

    /// The credentials that a request shows, wherever it may carry one, without looking into its body: each leads to the
    /// world that made it (`WorldNumber`).
    static func credentials(of call: HTTPCall) -> [String]

    /// The texts after which a request shows a world's number when it brings no credential (`WorldIdentity`).
    static var identityPrefixes: [String] { get }

    /// What must not be shown of requests and replies.
    var secrets: [String] { get }

    /// Puts the platform back to the world it started with.
    func reset()

    /// Adds to the world: the body of `POST /_rehearsal/seed`.
    ///
    /// - Throws: `ControlError` with a sentence for the caller.
    func seed(_ world: JSON) throws

    /// The platform's whole state, for a person: the answer of `GET /_rehearsal/state`.
    func state() -> JSON

    /// Performs a control call that only this platform has, such as `instances/{id}/approve`; nil when there is none.
    ///
    /// - Throws: `ControlError` with a sentence for the caller.
    func control(_ method: String, _ path: [String], _ body: JSON) async throws -> JSON?
}

/// An operation of a platform and where it is found.
package struct CatalogEntry: Hashable, Sendable {
    /// As in aims and history.
    package var name: String
    package var method: String
    package var path: String

    package init(name: String, method: String, path: String) {
        self.name = name
        self.method = method
        self.path = path
    }
}

/// What a platform answers, and for the history why it refused.
package struct PlatformAnswer: Sendable {
    /// What goes to the client.
    package var outcome: HTTPOutcome
    /// The platform's reason when it refused, such as `88/40014` or `MsgCode 11`; nil on success.
    package var error: String?

    package init(_ outcome: HTTPOutcome, error: String? = nil) {
        self.outcome = outcome
        self.error = error
    }
}

/// A mistake in a call of the control API.
package struct ControlError: Error, Hashable, CustomStringConvertible {
    /// What is wrong and what to send instead.
    package var description: String

    package init(_ description: String) {
        self.description = description
    }
}
