import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Channel {
    /// Closes with a TCP reset instead of an orderly end (SO_LINGER with a time of 0). Over TLS the reset follows the
    /// close alert.
    func closeWithReset() {
        let channel = self
        guard let provider = channel as? any SocketOptionProvider else { return channel.close(promise: nil) }
        // A channel that is closed already has nothing left to reset: close it whatever the option says.
        provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in channel.close(promise: nil) }
    }
}
