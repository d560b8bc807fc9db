/// What a TCP link does with its connections.
package enum LinkCondition: Hashable, Sendable {
    /// Carry everything at once.
    case whole
    /// Refuse new connections and reset the open ones.
    case refuse
    /// Accept and carry nothing in either direction; open connections stay open.
    case blackHole
    /// Reset the open connections and each new one as soon as it sends something.
    case reset
    /// Carry everything, `latency` plus up to `jitter` later.
    case slow(latency: Duration, jitter: Duration)
    /// Carry only one direction: from the client, or to it.
    case oneWay(towardsClient: Bool)
}
