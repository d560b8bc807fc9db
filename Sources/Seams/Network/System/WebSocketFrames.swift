import NIOCore
import NIOWebSocket

/// The channel handler behind a `WebSocket`: joins fragments, answers pings, closes in order.
final class WebSocketFrames: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    /// The largest frame and message; DingTalk's Java client caps frames at 256 KiB.
    static let frameBytesMax = 1 << 20
    /// Messages that arrive faster than they are read; over that the connection is closed rather than losing one.
    private static let messagesMax = 4096

    private let isClient: Bool
    private let continuation: AsyncStream<String>.Continuation
    private var partial: ByteBuffer?
    private var hasSentClose = false

    private init(isClient: Bool, continuation: AsyncStream<String>.Continuation) {
        self.isClient = isClient
        self.continuation = continuation
    }

    /// Puts the handler at the end of an upgraded channel's pipeline; `run` gets the socket, which closes when it ends.
    static func install(
        on channel: any Channel, isClient: Bool, run body: @escaping @Sendable (WebSocket) async -> Void
    ) throws {
        let socket = try install(on: channel, isClient: isClient)
        let task = Task {
            await body(socket)
            await socket.close()
        }
        channel.closeFuture.whenComplete { _ in task.cancel() }
    }

    /// Puts the handler at the end of an upgraded channel's pipeline.
    static func install(on channel: any Channel, isClient: Bool) throws -> WebSocket {
        let (messages, continuation) = AsyncStream.makeStream(
            of: String.self, bufferingPolicy: .bufferingOldest(messagesMax))
        let frames = WebSocketFrames(isClient: isClient, continuation: continuation)
        try channel.pipeline.syncOperations.addHandler(frames)
        let bound = NIOLoopBound(frames, eventLoop: channel.eventLoop)
        return WebSocket(
            messages: messages,
            send: { (text: String) async throws(NetworkError) in
                do {
                    try await channel.eventLoop.flatSubmit { bound.value.write(text, to: channel) }.get()
                } catch {
                    throw .outcomeUnknown("web socket: \(error)")
                }
            },
            close: {
                channel.eventLoop.execute { bound.value.close(channel) }
                // The peer may be gone: its answer is not worth more than a second.
                channel.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
            })
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text, .binary, .continuation: receive(frame, context)
        case .ping: write(.pong, frame.unmaskedData, to: context.channel)
        case .connectionClose:
            if hasSentClose { return context.close(promise: nil) }
            hasSentClose = true
            write(.connectionClose, frame.unmaskedData, to: context.channel)
            context.close(promise: nil)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        continuation.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func receive(_ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
        var payload = frame.unmaskedData
        if var message = partial {
            message.writeBuffer(&payload)
            payload = message
        }
        guard payload.readableBytes <= WebSocketFrames.frameBytesMax else { return context.close(promise: nil) }
        guard frame.fin else {
            partial = payload
            return
        }
        partial = nil
        if case .dropped = continuation.yield(String(buffer: payload)) { context.close(promise: nil) }
    }

    private func write(_ text: String, to channel: any Channel) -> EventLoopFuture<Void> {
        let frame = WebSocketFrame(fin: true, opcode: .text, maskKey: maskKey, data: ByteBuffer(string: text))
        return channel.writeAndFlush(frame)
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, to channel: any Channel) {
        channel.writeAndFlush(WebSocketFrame(fin: true, opcode: opcode, maskKey: maskKey, data: data), promise: nil)
    }

    private func close(_ channel: any Channel) {
        guard channel.isActive, !hasSentClose else { return }
        hasSentClose = true
        write(.connectionClose, ByteBuffer(bytes: [0x03, 0xE8]), to: channel)  // 1000: normal closure
    }

    /// Clients must mask (RFC 6455, 5.3). The mask protects proxies, not content, and no effect depends on it.
    private var maskKey: WebSocketMaskingKey? { isClient ? .random() : nil }
}
