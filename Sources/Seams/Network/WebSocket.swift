/// One end of an open web socket that carries text messages.
///
/// Pings of the protocol are answered below this type.
package struct WebSocket: Sendable {
    /// The other side's messages, in order. Ends when either side closes or the connection is lost.
    package let messages: AsyncStream<String>
    private let sendText: @Sendable (String) async throws(NetworkError) -> Void
    private let closeSocket: @Sendable () async -> Void

    /// Makes an end from its messages and two actions; called by the halves of the network seam.
    package init(
        messages: AsyncStream<String>,
        send: @escaping @Sendable (String) async throws(NetworkError) -> Void,
        close: @escaping @Sendable () async -> Void
    ) {
        self.messages = messages
        sendText = send
        closeSocket = close
    }

    /// Sends a text message.
    ///
    /// - Throws: `NetworkError.outcomeUnknown` when the connection is or gets lost.
    package func send(_ text: String) async throws(NetworkError) {
        try await sendText(text)
    }

    /// Closes the socket in order (status 1000). Closing twice is harmless.
    package func close() async {
        await closeSocket()
    }
}
