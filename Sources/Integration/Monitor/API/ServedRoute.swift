import Foundation
package import HTTPTypes
import Seams

/// A request that the core answers. The list of them, `IntegrationCore.routes`, is what the core serves: what is not in it
/// is answered 404 or 405, and what is in it asks for what it says here before anything else is looked at.
package struct ServedRoute: Hashable, Sendable {
    /// Who gets an answer.
    package enum Access: Hashable, Sendable {
        /// Whoever reaches the port.
        case everybody
        /// Whoever brings a signature over this very request, or a state and a cookie that we gave out.
        case proof
        /// People and programs that we know, whose role may do this.
        case role(Permission)
    }

    package var method: HTTPRequest.Method
    /// The path, such as `/api/items/{instance}/replay`: a component in braces stands for any one. A resource of the
    /// operator API writes what follows `/api/<name>`, which may be nothing.
    package var path: String
    package var access: Access

    package init(_ method: HTTPRequest.Method, _ path: String, _ access: Access) {
        self.method = method
        self.path = path
        self.access = access
    }

    /// A request of the operator API that only looks.
    package static func get(_ path: String = "", _ permission: Permission = .look) -> ServedRoute {
        ServedRoute(.get, path, .role(permission))
    }

    /// A request of the operator API that changes something, or has something worked out.
    package static func post(_ path: String, _ permission: Permission = .decide) -> ServedRoute {
        ServedRoute(.post, path, .role(permission))
    }

    /// The same below another path.
    func below(_ prefix: String) -> ServedRoute {
        ServedRoute(method, path.isEmpty ? prefix : "\(prefix)/\(path)", access)
    }

    /// Whether a request is this one.
    ///
    /// - Parameter components: of its path, percent-decoded.
    func matches(_ method: HTTPRequest.Method, _ components: some Collection<String>) -> Bool {
        let own = path.split(separator: "/")
        guard method == self.method, own.count == components.count else { return false }
        return zip(own, components).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
    }
}

extension HTTPCall {
    /// The components of the path, percent-decoded.
    var components: [String] {
        path.split(separator: "/").map { String($0).removingPercentEncoding ?? String($0) }
    }
}
