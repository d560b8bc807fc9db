import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// One connection of the HTTP/1.1 server: reads requests one after the other, lets the handler answer each, and does
/// with the connection what the outcome says.
///
/// All state is confined to the channel's event loop. Pipelined requests wait their turn.
final class HTTPServerConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let handler: any HTTPHandler
    private let scheme: String
    private let bodyBytesMax: Int
    private let limits: ListenLimits?
    private let codec: [any RemovableChannelHandler]
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var waiting: [(HTTPRequestHead, [UInt8])] = []
    private var task: Task<Void, Never>?
    private var isClosing = false
    private var context: ChannelHandlerContext?
    private var executor: LoopExecutor?
    /// When the client's patience with us is over, or rather ours with it.
    private var deadline: Scheduled<Void>?

    init(
        handler: any HTTPHandler, scheme: String, bodyBytesMax: Int, limits: ListenLimits?,
        codec: [any RemovableChannelHandler]
    ) {
        self.handler = handler
        self.scheme = scheme
        self.bodyBytesMax = bodyBytesMax
        self.limits = limits
        self.codec = codec
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        executor = LoopExecutor(context.eventLoop)
        wait(for: limits?.headWithin)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        wait(for: nil)
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        wait(for: nil)
        task?.cancel()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, error == .headerOverflow, !isClosing {
            finish(
                HTTPReply(.requestHeaderFieldsTooLarge, contentType: "text/plain", body: "head too large"),
                version: .http1_1, keepAlive: false)
        } else if error is HTTPParserError, !isClosing {
            finish(
                HTTPReply(.badRequest, contentType: "text/plain", body: "bad request"), version: .http1_1,
                keepAlive: false)
        } else {
            context.close(promise: nil)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            wait(for: limits?.bodyWithin)
            if let limits, head.uri.utf8.count > limits.headBytesMax / 2 {
                isClosing = true
                return finish(
                    HTTPReply(.uriTooLong, contentType: "text/plain", body: "path too long"), version: .http1_1,
                    keepAlive: false)
            }
            // What the client announces, within reason: it may send less, and a liar gets no memory for it.
            if let length = head.headers.first(name: "content-length").flatMap({ Int($0) }), length > 0 {
                body.reserveCapacity(min(length, 64 << 10))
            }
            if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
                let proceed = HTTPResponseHead(version: head.version, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(proceed)), promise: nil)
            }
        case .body(let part):
            guard body.count + part.readableBytes <= bodyBytesMax else {
                isClosing = true
                return finish(
                    HTTPReply(.contentTooLarge, contentType: "text/plain", body: "body too large"), version: .http1_1,
                    keepAlive: false)
            }
            body.append(contentsOf: part.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            wait(for: nil)
            waiting.append((head, body))
            if let limits, waiting.count > limits.pipelinedMax {
                isClosing = true
                context.close(promise: nil)
                return
            }
            answerNext()
        }
    }

    /// Gives the client so long for what it has to do next; nil as long as it likes.
    private func wait(for limit: Duration?) {
        deadline?.cancel()
        deadline = nil
        guard let limit, let context else { return }
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: .nanoseconds(limit.nanoseconds)) { connection.value.isLate() }
    }

    private func isLate() {
        guard let context else { return }
        guard head != nil, task == nil, !isClosing else { return context.close(promise: nil) }
        isClosing = true
        finish(
            HTTPReply(.requestTimeout, contentType: "text/plain", body: "too slow"), version: .http1_1,
            keepAlive: false)
    }

    private func answerNext() {
        guard task == nil, !isClosing, let context, !waiting.isEmpty else { return }
        let (head, body) = waiting.removeFirst()
        guard let call = HTTPCall(head: head, body: body, scheme: scheme, peer: context.remoteAddress?.ipAddress) else {
            return finish(
                HTTPReply(.badRequest, contentType: "text/plain", body: "bad request"), version: head.version,
                keepAlive: false)
        }
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        let handler = handler
        task = Task(executorPreference: executor) {
            let outcome = await handler.respond(to: call)
            if loop.inEventLoop {
                connection.value.carryOut(outcome, head)
            } else {
                loop.execute { connection.value.carryOut(outcome, head) }
            }
        }
    }

    private func carryOut(_ outcome: HTTPOutcome, _ head: HTTPRequestHead) {
        task = nil
        guard let context, context.channel.isActive else { return }
        switch outcome {
        case .reply(let reply):
            finish(reply, version: head.version, keepAlive: head.isKeepAlive)
        case .drip(let reply, let bytes, let interval):
            writeHead(reply, version: head.version, keepAlive: false)
            isClosing = true
            drip(reply.body[...], bytes: max(1, bytes), interval: .nanoseconds(interval.nanoseconds))
        case .truncate(let reply, let bodyBytes):
            writeHead(reply, version: head.version, keepAlive: false)
            isClosing = true
            write(reply.body.prefix(bodyBytes))
            closeAfterWriting(.body(.byteBuffer(ByteBuffer())))
        case .cut(let reset):
            isClosing = true
            if reset { context.channel.closeWithReset() } else { context.close(promise: nil) }
        case .webSocket(let body):
            upgrade(head, body)
        case .stream(let response, let body):
            stream(response, head, body)
        }
    }

    private func finish(_ reply: HTTPReply, version: HTTPVersion, keepAlive: Bool) {
        guard let context else { return }
        writeHead(reply, version: version, keepAlive: keepAlive)
        write(reply.body[...])
        if keepAlive {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            goOn()
        } else {
            isClosing = true
            closeAfterWriting(.end(nil))
        }
    }

    /// Answers the next request, or waits for one.
    private func goOn() {
        answerNext()
        if task == nil, head == nil, !isClosing { wait(for: limits?.idleFor) }
    }

    private func closeAfterWriting(_ part: HTTPServerResponsePart) {
        guard let context else { return }
        wait(for: limits?.idleFor)
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(part)).whenComplete { _ in channel.close(promise: nil) }
    }

    private func writeHead(_ reply: HTTPReply, version: HTTPVersion, keepAlive: Bool) {
        var headers = HTTPHeaders()
        for field in reply.response.headerFields { headers.add(name: field.name.rawName, value: field.value) }
        headers.replaceOrAdd(name: "Content-Length", value: String(reply.body.count))
        if !keepAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(
            statusCode: reply.response.status.code, reasonPhrase: reply.response.status.reasonPhrase)
        context?.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: version, status: status, headers: headers))), promise: nil)
    }

    private func write(_ bytes: ArraySlice<UInt8>) {
        guard !bytes.isEmpty, let context else { return }
        var buffer = context.channel.allocator.buffer(capacity: bytes.count)
        buffer.writeBytes(bytes)
        context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
    }

    private func drip(_ rest: ArraySlice<UInt8>, bytes: Int, interval: TimeAmount) {
        guard let context, context.channel.isActive else { return }
        guard !rest.isEmpty else {
            return closeAfterWriting(.end(nil))
        }
        write(rest.prefix(bytes))
        context.flush()
        let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
        let remaining = rest.dropFirst(bytes)
        context.eventLoop.scheduleTask(in: interval) {
            connection.value.drip(remaining, bytes: bytes, interval: interval)
        }
    }

    // MARK: Streams

    /// Sends the head now, and the body in chunks as its maker writes them.
    private func stream(
        _ response: HTTPResponse, _ head: HTTPRequestHead, _ body: @escaping @Sendable (HTTPBodyWriter) async -> Void
    ) {
        guard let context else { return }
        var headers = HTTPHeaders()
        for field in response.headerFields { headers.add(name: field.name.rawName, value: field.value) }
        // HTTP/1.0 knows no chunks: there the end of the connection ends the body.
        let keepAlive = head.isKeepAlive && (head.version.major, head.version.minor) >= (1, 1)
        if !keepAlive { headers.replaceOrAdd(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: response.status.code, reasonPhrase: response.status.reasonPhrase)
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: head.version, status: status, headers: headers))),
            promise: nil)
        let channel = context.channel
        let writer = HTTPBodyWriter { bytes in
            guard !bytes.isEmpty else { return channel.isActive }
            let part = HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(bytes: bytes)))
            return await withTaskCancellationHandler {
                // The only failure is that the client is gone; that is what the result says.
                (try? await channel.writeAndFlush(part)) != nil
            } onCancel: {
                channel.close(promise: nil)
            }
        }
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let loop = context.eventLoop
        task = Task(executorPreference: executor) {
            await body(writer)
            if loop.inEventLoop {
                bound.value.endStream(keepAlive: keepAlive)
            } else {
                loop.execute { bound.value.endStream(keepAlive: keepAlive) }
            }
        }
    }

    private func endStream(keepAlive: Bool) {
        task = nil
        guard let context, context.channel.isActive else { return }
        if keepAlive {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            goOn()
        } else {
            isClosing = true
            closeAfterWriting(.end(nil))
        }
    }

    // MARK: Web sockets

    private func upgrade(_ head: HTTPRequestHead, _ body: @escaping @Sendable (WebSocket) async -> Void) {
        guard let context else { return }
        let upgrader = NIOWebSocketServerUpgrader(
            maxFrameSize: WebSocketFrames.frameBytesMax, automaticErrorHandling: true,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    try WebSocketFrames.install(on: channel, isClient: false, run: body)
                }
            })
        let response = upgrader.buildUpgradeResponse(
            channel: context.channel, upgradeRequest: head, initialResponseHeaders: HTTPHeaders())
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        response.whenComplete { result in
            switch result {
            case .success(let headers): bound.value.switchProtocols(head, headers, upgrader)
            case .failure:
                bound.value.finish(
                    HTTPReply(.badRequest, contentType: "text/plain", body: "no web socket upgrade"),
                    version: head.version, keepAlive: false)
            }
        }
    }

    private func switchProtocols(
        _ head: HTTPRequestHead, _ headers: HTTPHeaders, _ upgrader: NIOWebSocketServerUpgrader
    ) {
        guard let context else { return }
        isClosing = true
        var headers = headers
        headers.replaceOrAdd(name: "Upgrade", value: "websocket")
        headers.replaceOrAdd(name: "Connection", value: "Upgrade")
        let response = HTTPResponseHead(version: head.version, status: .switchingProtocols, headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        for handler in codec { _ = context.pipeline.syncOperations.removeHandler(handler) }
        let added = upgrader.upgrade(context: context, upgradeRequest: head)
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        added.whenComplete { _ in
            guard let context = bound.value.context else { return }
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
    }
}

extension HTTPServerConnection: RemovableChannelHandler {}

extension HTTPCall {
    /// Nil for what is no request, also for one with two hosts: a proxy in front may have looked at the other one.
    fileprivate init?(head: HTTPRequestHead, body: [UInt8], scheme: String, peer: String?) {
        guard let method = HTTPRequest.Method(rawValue: head.method.rawValue), head.headers["host"].count <= 1
        else { return nil }
        var fields = HTTPFields()
        for (name, value) in head.headers {
            guard let name = HTTPField.Name(name) else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        let request = HTTPRequest(
            method: method, scheme: scheme, authority: head.headers.first(name: "host"), path: head.uri,
            headerFields: fields)
        self.init(request: request, body: body, peer: peer)
    }
}
