import NIOCore

/// One connection through a `TCPLink`: the client's side, the server's side, and what is carried between them.
///
/// Both channels live on one event loop, and the condition is only touched there.
final class LinkPair: Sendable {
    private let client: any Channel
    private let server: any Channel
    private let jitter: @Sendable (Duration) -> Duration
    private let condition: NIOLoopBoundBox<LinkCondition>
    /// When the last delayed bytes of each direction are due: later ones must not overtake them.
    private let lastDue: NIOLoopBoundBox<[Bool: NIODeadline]>

    init(client: any Channel, server: any Channel, jitter: @escaping @Sendable (Duration) -> Duration) {
        self.client = client
        self.server = server
        self.jitter = jitter
        condition = NIOLoopBoundBox(.whole, eventLoop: client.eventLoop)
        lastDue = NIOLoopBoundBox([:], eventLoop: client.eventLoop)
    }

    /// Begins to carry. Called on the event loop.
    func start(_ condition: LinkCondition) {
        do {
            try client.pipeline.syncOperations.addHandler(LinkEnd(pair: self, isClient: true))
            try server.pipeline.syncOperations.addHandler(LinkEnd(pair: self, isClient: false))
        } catch {
            return closeBoth(reset: true)
        }
        apply(condition, isNew: true)
    }

    /// Follows a change of the link's condition; a new connection is reset only once it carries something.
    func apply(_ condition: LinkCondition, isNew: Bool = false) {
        client.eventLoop.execute { [self] in
            self.condition.value = condition
            switch condition {
            case .refuse: closeBoth(reset: true)
            case .reset where !isNew: closeBoth(reset: true)
            case .reset: setReading(fromClient: true, fromServer: false)
            case .blackHole: setReading(fromClient: false, fromServer: false)
            case .oneWay(let towardsClient): setReading(fromClient: !towardsClient, fromServer: towardsClient)
            case .whole, .slow:
                setReading(fromClient: true, fromServer: true)
                if !isNew { passEndsOn() }
            }
        }
    }

    /// Carries what one side sent. Called on the event loop.
    func carry(_ bytes: ByteBuffer, fromClient: Bool) {
        let target = fromClient ? server : client
        switch condition.value {
        case .reset, .refuse: closeBoth(reset: true)
        case .slow(let latency, let spread):
            let wanted = NIODeadline.now() + .nanoseconds((latency + jitter(spread)).nanoseconds)
            let due = max(wanted, lastDue.value[fromClient] ?? wanted)
            lastDue.value[fromClient] = due
            target.eventLoop.scheduleTask(deadline: due) { target.writeAndFlush(bytes, promise: nil) }
        case .whole, .blackHole, .oneWay: target.writeAndFlush(bytes, promise: nil)
        }
    }

    /// Passes one side's end on, unless the link is cut: then the other side must not notice.
    func sideClosed(isClient: Bool) {
        let other = isClient ? server : client
        switch condition.value {
        case .blackHole, .oneWay: break
        case .slow(let latency, let spread):
            other.eventLoop.scheduleTask(in: .nanoseconds((latency + spread).nanoseconds)) { other.close(promise: nil) }
        case .whole, .refuse, .reset: other.close(promise: nil)
        }
    }

    func closeBoth(reset: Bool) {
        for channel in [client, server] {
            if reset { channel.closeWithReset() } else { channel.close(promise: nil) }
        }
    }

    private func setReading(fromClient: Bool, fromServer: Bool) {
        _ = client.setOption(.autoRead, value: fromClient)
        _ = server.setOption(.autoRead, value: fromServer)
    }

    /// A side that ended during a black hole tells the other one now. Not for a new connection, whose accepted side may
    /// not be active yet.
    private func passEndsOn() {
        if !client.isActive { server.close(promise: nil) }
        if !server.isActive { client.close(promise: nil) }
    }
}

/// One side's channel handler.
private final class LinkEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let pair: LinkPair
    private let isClient: Bool

    init(pair: LinkPair, isClient: Bool) {
        self.pair = pair
        self.isClient = isClient
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        pair.carry(unwrapInboundIn(data), fromClient: isClient)
    }

    func channelInactive(context: ChannelHandlerContext) {
        pair.sideClosed(isClient: isClient)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
