/// How much of a server one client, or all of them, can take by connecting and being slow. Only time and number are bounded
/// here; bodies are by `ListenEndpoint.bodyBytesMax`.
package struct ListenLimits: Hashable, Sendable {
    /// Connections at a time; a further one is closed at once.
    package var connectionsMax = 768
    /// Connections at a time of one address. A proxy in front is one address: it gets three quarters of all.
    package var connectionsOfOneMax = 576
    /// How long a new connection may take for TLS and the head of its first request.
    package var headWithin = Duration.seconds(10)
    /// How long the body may take that follows a head.
    package var bodyWithin = Duration.seconds(30)
    /// How long a connection is kept open for its next request; also how long a client may take to read the last reply.
    package var idleFor = Duration.seconds(75)
    /// Bytes of a request line with all header fields. More is answered 431, or 414 when the path alone has half of them.
    package var headBytesMax = 32 << 10
    /// Requests that are sent before the first of them is answered. A client that sends more is cut off.
    package var pipelinedMax = 64

    package init() {}
}
