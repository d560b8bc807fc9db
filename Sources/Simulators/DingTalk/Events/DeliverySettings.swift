/// How patient the platform is with subscribers.
package struct DeliverySettings: Hashable, Sendable {
    /// How long a callback's reply may take (「接收回调消息」: 2500 ms).
    package var callbackTimeout: Duration
    /// How long a stream acknowledgement may take (「资源合理使用建议」: 3 s).
    package var streamTimeout: Duration
    /// The waits before redelivery, each counted from the start of the attempt before
    /// (「获取推送失败的事件列表」: 10 s, then 30 s after that, then no more).
    package var redelivery: [Duration]
    /// How long after the last attempt an event shows in the failed list (same page: 3 to 5 minutes).
    package var failedListDelay: Duration
    /// How often an open stream connection is pinged.
    package var pingInterval: Duration

    /// Makes settings; by default the platform's own.
    package init(
        callbackTimeout: Duration = .milliseconds(2500), streamTimeout: Duration = .seconds(3),
        redelivery: [Duration] = [.seconds(10), .seconds(30)], failedListDelay: Duration = .seconds(180),
        pingInterval: Duration = .seconds(60)
    ) {
        self.callbackTimeout = callbackTimeout
        self.streamTimeout = streamTimeout
        self.redelivery = redelivery
        self.failedListDelay = failedListDelay
        self.pingInterval = pingInterval
    }
}
