package import Simulators

/// What a run's history says of one request to a platform.
package struct CallRecord: Sendable {
    /// The number of the request.
    package var number: Int
    package var platform: Platform
    package var operation: String
    /// The business key: instance or bill number.
    package var key: String?
    /// When it arrived, or was first seen.
    package var arrived: Moment
    /// How it ended; nil when it was still under way at the end of the run.
    package var end: End?

    /// The end of a request.
    package enum End: Hashable, Sendable {
        /// A reply; `error` is the platform's reason when it refused.
        case answered(status: Int, error: String?, milliseconds: Double)
        /// A cut connection; `performed` says whether the operation took effect before.
        case cut(performed: Bool, milliseconds: Double)
    }

    /// Whether the platform answered without an error.
    package var succeeded: Bool {
        guard case .answered(let status, let error, _) = end else { return false }
        return error == nil && status < 400
    }

    /// Whether the platform answered at all, or acted before the connection was cut: an attempt that counts.
    package var counts: Bool {
        switch end {
        case .answered: true
        case .cut(let performed, _): performed
        case nil: false
        }
    }

    /// How long the platform took, in milliseconds.
    package var milliseconds: Double? {
        switch end {
        case .answered(_, _, let milliseconds), .cut(_, let milliseconds):
            milliseconds.isFinite ? milliseconds : nil
        case nil: nil
        }
    }
}
