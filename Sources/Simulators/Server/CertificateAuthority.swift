import Crypto
import Foundation
package import Seams
import SwiftASN1
import X509

/// A certificate authority made at start, with one server certificate for this machine. Its own certificate is written
/// out, so that clients can trust it; its private key leaves memory never.
package struct CertificateAuthority: Sendable {
    /// The authority's certificate as PEM: what clients put on their list of trusted authorities.
    package let certificatePEM: String
    /// The server's identity for `127.0.0.1`, `::1` and `localhost`.
    package let server: TLSIdentity

    /// Makes an authority that is valid from an hour ago until a year from `now`.
    ///
    /// - Throws: errors of the certificate library, which no input can cause.
    package init(now: Timestamp) throws {
        let authorityKey = P256.Signing.PrivateKey()
        let name = try DistinguishedName {
            OrganizationName("Rehearsal")
            CommonName("Rehearsal test authority")
        }
        let authority = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(authorityKey.publicKey),
            notValidBefore: CertificateAuthority.date(now - .seconds(3600)),
            notValidAfter: CertificateAuthority.date(now + .seconds(365 * 86_400)), issuer: name, subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: Certificate.PublicKey(authorityKey.publicKey))
            },
            issuerPrivateKey: .init(authorityKey))
        certificatePEM = try authority.serializeAsPEM().pemString + "\n"
        server = try CertificateAuthority.makeServer(authorityKey, name, now)
    }

    private static func makeServer(
        _ authorityKey: P256.Signing.PrivateKey, _ issuer: DistinguishedName, _ now: Timestamp
    ) throws -> TLSIdentity {
        let key = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
            notValidBefore: date(now - .seconds(3600)), notValidAfter: date(now + .seconds(365 * 86_400)),
            issuer: issuer, subject: try DistinguishedName { CommonName("localhost") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                // OpenSSL 3 clients in strict mode want to see by whom it was signed.
                AuthorityKeyIdentifier(
                    keyIdentifier: SubjectKeyIdentifier(hash: Certificate.PublicKey(authorityKey.publicKey))
                        .keyIdentifier)
                SubjectAlternativeNames([
                    .dnsName("localhost"), .ipAddress(.init(contentBytes: [127, 0, 0, 1])),
                    .ipAddress(.init(contentBytes: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])),
                ])
            },
            issuerPrivateKey: .init(authorityKey))
        return TLSIdentity(
            certificateChainPEM: try leaf.serializeAsPEM().pemString + "\n", privateKeyPEM: key.pemRepresentation + "\n"
        )
    }

    private static func date(_ timestamp: Timestamp) -> Date {
        Date(timeIntervalSince1970: Double(timestamp.seconds))
    }
}
