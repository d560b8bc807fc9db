import Testing

@testable import Simulators

/// A request as the official SDK 8.2.0 signed it with its clock frozen.
struct GatewayVector: Sendable {
    var name: String
    var path: String
    var canonical: String
    var application: String
    var client: String
    var secret: String
    var timestamp: String
    var nonce: String
    var signature: String
}

/// The vectors `headers_…` and `client_secret_decode:…` of the reference; `~` stands for the service's long name.
@Suite struct GatewaySignatureTests {
    static let vectors = [
        GatewayVector(
            name: "headers_query_ascii", path: "/k3cloud/~.ExecuteBillQuery.common.kdsvc",
            canonical: "%2Fk3cloud%2F~.ExecuteBillQuery.common.kdsvc",
            application: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", client: "204399",
            secret: "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a", timestamp: "1767225600",
            nonce: "1767225600",
            signature: "ZDE1MzliODc2MTAzZGI5MTQ3MjUyNTQ4YTdjMGJkNzM4OTNiODlmMzI4Yjk0Y2ExZjdkMjc1ZWQ3OGZlOGM2Nw=="),
        GatewayVector(
            name: "headers_save_org100", path: "/k3cloud/~.Save.common.kdsvc",
            canonical: "%2Fk3cloud%2F~.Save.common.kdsvc",
            application: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", client: "204399",
            secret: "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a", timestamp: "1767225600",
            nonce: "1767225600",
            signature: "MzJkOGYwOTgzNWZiMjJkYjRiM2ZmZDg1YzA4NjQzYjc5MzFlZDIwZmU1NTc3ODljYTU1YjYwMjRjOTAyYzgzZg=="),
        GatewayVector(
            name: "headers_cjk_user", path: "/k3cloud/~.Save.common.kdsvc",
            canonical: "%2Fk3cloud%2F~.Save.common.kdsvc",
            application: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", client: "204399",
            secret: "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a", timestamp: "1767225600",
            nonce: "1767225600",
            signature: "MzJkOGYwOTgzNWZiMjJkYjRiM2ZmZDg1YzA4NjQzYjc5MzFlZDIwZmU1NTc3ODljYTU1YjYwMjRjOTAyYzgzZg=="),
        GatewayVector(
            name: "headers_appid_not_decodable", path: "/k3cloud/~.ExecuteBillQuery.common.kdsvc",
            canonical: "%2Fk3cloud%2F~.ExecuteBillQuery.common.kdsvc",
            application: "204399_short", client: "204399", secret: "", timestamp: "1767225600",
            nonce: "1767225600",
            signature: "ODc3M2JmNmI2OGJjZDc1Zjk3ZjM0MWZkY2U5Y2ExNDgxNzY1ZjkzOTAzYjNlYjA1NzEzODE5MzNlNzcyODk2Mg=="),
        GatewayVector(
            name: "headers_appid_no_underscore", path: "/k3cloud/~.ExecuteBillQuery.common.kdsvc",
            canonical: "%2Fk3cloud%2F~.ExecuteBillQuery.common.kdsvc",
            application: "plainappid", client: "", secret: "", timestamp: "1767225600",
            nonce: "1767225600",
            signature: "ODc3M2JmNmI2OGJjZDc1Zjk3ZjM0MWZkY2U5Y2ExNDgxNzY1ZjkzOTAzYjNlYjA1NzEzODE5MzNlNzcyODk2Mg=="),
        GatewayVector(
            name: "headers_custom_service_comma", path: "/k3cloud/My.Company.Svc.Hello,My.Company.common.kdsvc",
            canonical: "%2Fk3cloud%2FMy.Company.Svc.Hello%2CMy.Company.common.kdsvc",
            application: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", client: "204399",
            secret: "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a", timestamp: "1767225600",
            nonce: "1767225600",
            signature: "N2I0NDVhMjEyMzUxZmE0Y2UxY2Q0ZThiNmIzYjRlZTJhYzAwZTA4Y2RhMmFjZDIxN2FiODczNDJkZmI5MzEwNA=="),
        GatewayVector(
            name: "headers_distinct_nonce", path: "/k3cloud/~.Save.common.kdsvc",
            canonical: "%2Fk3cloud%2F~.Save.common.kdsvc",
            application: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", client: "204399",
            secret: "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a", timestamp: "1767225600123",
            nonce: "7f9c2ba4e88f827d616045507605853e",
            signature: "ZDc1OTM3OWJhZWNlOWE1OGQxYzNhMjg5MThjZWRlYjBjYzQ2YTNlZGZhNDNhZmRiM2I0MWU4NjI4OGNlOGRmMA=="),
    ]

    @Test(arguments: vectors) func verifiesWhatTheOfficialClientSigns(vector: GatewayVector) {
        var signed = GatewaySignature(
            path: full(vector.path), clientID: vector.client, timestamp: vector.timestamp, nonce: vector.nonce,
            signature: vector.signature)
        #expect(signed.canonicalPath == full(vector.canonical))
        #expect(GatewaySignature.client(of: vector.application).id == vector.client)
        #expect(GatewaySignature.client(of: vector.application).secret == vector.secret)
        #expect(signed.isRight(for: vector.application))
        signed.nonce += "0"
        #expect(!signed.isRight(for: vector.application))
    }

    @Test(arguments: [
        ("4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a"),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "MDA1NGYzOTdjNjIzNDM3OGIwOWNhN2Qz"),
        ("////////////////////////////////", "z8/Ky5nMxsicyc3My8zIx53PxpyeyJvM"),
        ("4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnu=", ""),
        ("short", ""),
    ])
    func takesTheClientSecretOutOfItsDisguise(part: String, secret: String) {
        #expect(GatewaySignature.secret(in: part) == secret)
    }

    @Test func aPathThatCameEncodedIsTheSamePath() {
        let signed = GatewaySignature(path: "/k3cloud/My.Svc.Hello%2CMy.common.kdsvc")
        #expect(signed.canonicalPath == "%2Fk3cloud%2FMy.Svc.Hello%2CMy.common.kdsvc")
    }

    @Test(arguments: [
        ("1767225600", true), ("1767225600123", true), ("1767225901", false), ("1767225299", false), ("", false),
        ("-9223372036854775808", false), ("99999999999999999999", false),
    ])
    func judgesTheTime(timestamp: String, isRecent: Bool) {
        var signed = GatewaySignature(path: "/")
        signed.timestamp = timestamp
        #expect(signed.isRecent(at: 1_767_225_600, within: 300) == isRecent)
    }

    private func full(_ path: String) -> String {
        path.replacing("~", with: "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService")
    }
}
