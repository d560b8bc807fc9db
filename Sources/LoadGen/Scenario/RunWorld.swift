/// Where a scenario is going to run: what a rule can ask for depends on it.
package enum RunWorld: Hashable, Sendable {
    /// `rehearsal run`: real time, real sockets, a process of its own.
    case wire
    /// `rehearsal explore`: virtual time, a simulated network and disk, one thread. It can do all that the wire can.
    case virtual
}
