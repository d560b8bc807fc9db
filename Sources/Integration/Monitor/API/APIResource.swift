package import HTTPTypes
package import Seams

/// One resource of the operator API: everything below `/api/<name>`.
///
/// A resource is one file; a flow's own are in `Flow.resources`, the others in `MonitorEndpoint`.
package protocol APIResource: Sendable {
    /// The first component of the path after `/api`.
    var name: String { get }

    /// Which requests it answers, by what follows `/api/<name>`. Any other is answered 404 without asking it, and one of
    /// a role that may not do it 403.
    var routes: [ServedRoute] { get }

    /// Answers a request of an operator who is known by now. A resource asks `request.require(_:)` for the role that the
    /// request needs.
    ///
    /// - Throws: `APIError`, answered with its status; anything else is answered 500 without details.
    func answer(_ request: APIRequest) async throws -> HTTPReply
}

/// A request to the operator API.
package struct APIRequest: Sendable {
    /// The method, such as `GET`.
    package var method: String
    /// The components of the path after `/api/<name>`, percent-decoded.
    package var path: [String]
    /// The members of the query, percent-decoded, in order.
    package var query: [(name: String, value: String)]
    package var body: [UInt8]
    /// Who asks.
    package var caller: Operator

    /// The first value of `name` in the query.
    package func value(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }

    /// Insists on a role that may do what `permission` names.
    ///
    /// - Throws: `APIError` with status 403.
    package func require(_ permission: Permission) throws(APIError) {
        guard caller.role.allows(permission) else {
            throw APIError(.forbidden, "the role \(caller.role.rawValue) may not do this")
        }
    }
}

/// Why a request is not answered as asked; shown to the operator as `{"error": message}`.
package struct APIError: Error, Hashable {
    package var status: HTTPResponse.Status
    package var message: String

    package init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }

    /// No such path or method below a resource.
    package static func noPage(_ request: APIRequest) -> APIError {
        APIError(.notFound, "no page \(request.method) /\(request.path.joined(separator: "/"))")
    }
}
