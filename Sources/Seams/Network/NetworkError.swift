/// Why an exchange over the network gave no reply.
///
/// The two cases are kept apart everywhere: after `outcomeUnknown` the other side may have acted, so that sending a
/// write again could make its effect twice.
package enum NetworkError: Error, Hashable, CustomStringConvertible {
    /// Certainly nothing arrived: the connection was refused, not reached in time, or its TLS handshake failed.
    case notSent(String)
    /// The request may have arrived: the reply was late, cut off, or not HTTP.
    case outcomeUnknown(String)

    package var description: String {
        switch self {
        case .notSent(let reason): "not sent: \(reason)"
        case .outcomeUnknown(let reason): "outcome unknown: \(reason)"
        }
    }
}

/// Why a server could not start listening.
package struct ListenError: Error, Hashable, CustomStringConvertible {
    /// What was asked for, such as `127.0.0.1:18600`.
    package var address: String
    /// The system's reason, such as `Address already in use`.
    package var reason: String

    /// Makes the error for an address and the system's reason.
    package init(address: String, reason: String) {
        self.address = address
        self.reason = reason
    }

    package var description: String { "cannot listen on \(address): \(reason)" }
}
