import Foundation
import Logging
import Seams

/// The certificate of the core's port, read from its files and read again when they change.
struct ListenCertificate: Sendable {
    /// How often the files are looked at.
    static let pause = Duration.seconds(60)

    private let certificateFile: String
    private let keyFile: String
    let identity: TLSIdentity

    /// Reads the files; nil without `listen.tls`.
    ///
    /// - Throws: `UnreadableCertificate`.
    init?(_ listen: Configuration.Listen) throws(UnreadableCertificate) {
        guard let certificateFile = listen.certificateFile, let keyFile = listen.keyFile else { return nil }
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        identity = try ListenCertificate.read(certificateFile, keyFile)
    }

    /// Gives `server` each new content of the files, until the task is cancelled. Files that are wrong, or half written,
    /// change nothing.
    func follow(_ server: any ListeningServer, time: any Time, logger: Logger) async {
        var current = identity
        var refused: TLSIdentity?
        while (try? await time.sleep(for: ListenCertificate.pause)) != nil {
            do {
                let next = try ListenCertificate.read(certificateFile, keyFile)
                guard next != current, next != refused else { continue }
                refused = next
                try server.renew(next)
                current = next
                logger.notice("the listener's certificate was renewed")
            } catch {
                logger.error("the listener's new certificate is not taken", metadata: ["error": "\(error)"])
            }
        }
    }

    private static func read(_ certificateFile: String, _ keyFile: String) throws(UnreadableCertificate) -> TLSIdentity
    {
        func text(_ path: String) throws(UnreadableCertificate) -> String {
            do {
                return try String(contentsOfFile: path, encoding: .utf8)
            } catch {
                throw UnreadableCertificate(path: path)
            }
        }
        return TLSIdentity(certificateChainPEM: try text(certificateFile), privateKeyPEM: try text(keyFile))
    }
}

/// A file of `listen.tls` that cannot be read.
struct UnreadableCertificate: Error, Hashable, CustomStringConvertible {
    let path: String

    var description: String { "\(path): cannot be read; name a PEM file under listen.tls" }
}
