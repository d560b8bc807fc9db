import Testing

@testable import Integration

/// A vector `headers_*` of `vectors/kingdee.json` in the project's reference: the vendor's SDK 8.2.0 with its clock
/// frozen.
struct SignatureVector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var path = "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.Save.common.kdsvc"
    var user = "demo"
    var appID = "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"
    var appSecret = "0123456789abcdef0123456789abcdef"
    var organization = 0
    var timestamp = "1767225600"
    var nonce = "1767225600"
    var clientID = "204399"
    let signature: String
    let data: String
    let kdSignature: String

    private static let query =
        "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.ExecuteBillQuery.common.kdsvc"
    private static let demoData = "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA="
    private static let demoSignature =
        "MTZhZWU3ZWZlY2ZmNWNlOTg2ODUwMDQwMzdjYmNlNTIzZDkyYWI5ODFkNzljZGQwM2ZlYTA1OTRiMDE3NGJmZQ=="
    private static let querySignature =
        "ZDE1MzliODc2MTAzZGI5MTQ3MjUyNTQ4YTdjMGJkNzM4OTNiODlmMzI4Yjk0Y2ExZjdkMjc1ZWQ3OGZlOGM2Nw=="
    private static let saveSignature =
        "MzJkOGYwOTgzNWZiMjJkYjRiM2ZmZDg1YzA4NjQzYjc5MzFlZDIwZmU1NTc3ODljYTU1YjYwMjRjOTAyYzgzZg=="
    private static let emptyKeySignature =
        "ODc3M2JmNmI2OGJjZDc1Zjk3ZjM0MWZkY2U5Y2ExNDgxNzY1ZjkzOTAzYjNlYjA1NzEzODE5MzNlNzcyODk2Mg=="

    static let all = [
        SignatureVector(
            testDescription: "query_ascii", path: query, signature: querySignature, data: demoData,
            kdSignature: demoSignature),
        SignatureVector(
            testDescription: "save_org100", organization: 100, signature: saveSignature,
            data: "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDEwMA==",
            kdSignature: "ZjQ3ZTk0MTA0ZTNhOWYyYThhZjhkMGU0NTgyMDQ0N2QzMjNiYzIwZWFlODVjMDFjYTUyZmYxYzQ5ZTlhNDRiNg=="),
        SignatureVector(
            testDescription: "cjk_user", user: "张三", signature: saveSignature,
            data: "NWYxMjM0NTY3ODkwYWIs5byg5LiJLDIwNTIsMA==",
            kdSignature: "NTcyYTNhYWFkY2I4MWE5OWNmZTdkZWYwMDk5ZWMxZWVjYTJhNDQzYzI0NzY4MGM5ZWU1YmZmMDdhOWJjMTY4OA=="),
        SignatureVector(
            testDescription: "appid_not_decodable", path: query, appID: "204399_short", signature: emptyKeySignature,
            data: demoData,
            kdSignature: "YzM0ZWFlNGI1MzYwY2Y4YjIxNjJkZTBlM2VjYWFjNjExOTcyOGZhMTM4YTQzNjQ0ODVhODU2MmJhZGJhNThhMg=="),
        SignatureVector(
            testDescription: "appid_no_underscore", path: query, appID: "plainappid", clientID: "",
            signature: emptyKeySignature, data: demoData,
            kdSignature: "ZjNhY2M1NTAwYTA0ZjQ0ODYyMmNhODZlOGE2MTQ2YzlmZjI1NDMwMDUwMmJmYWRiYjNmZDgyOGNiYjY3NTk5Zg=="),
        SignatureVector(
            testDescription: "custom_service_comma", path: "/k3cloud/My.Company.Svc.Hello,My.Company.common.kdsvc",
            signature: "N2I0NDVhMjEyMzUxZmE0Y2UxY2Q0ZThiNmIzYjRlZTJhYzAwZTA4Y2RhMmFjZDIxN2FiODczNDJkZmI5MzEwNA==",
            data: demoData, kdSignature: demoSignature),
        SignatureVector(
            testDescription: "distinct_nonce", timestamp: "1767225600123", nonce: "7f9c2ba4e88f827d616045507605853e",
            signature: "ZDc1OTM3OWJhZWNlOWE1OGQxYzNhMjg5MThjZWRlYjBjYzQ2YTNlZGZhNDNhZmRiM2I0MWU4NjI4OGNlOGRmMA==",
            data: demoData, kdSignature: demoSignature),
        SignatureVector(
            testDescription: "negative_wrong_secret: only the last one differs", path: query,
            appSecret: "0123456789abcdef0123456789abcde0", signature: querySignature, data: demoData,
            kdSignature: "ZWNlNWVlYjAwMTMxZjUyMmIzM2QwMTVlYzZmMmViODNmYmFiOTk3ODAyMDdkZmYwOTFiNTNiZWNjNGM4NGJiZA=="),
    ]
}

@Suite struct KingdeeSignatureTests {
    @Test(arguments: SignatureVector.all)
    func agreesWithTheVendorsSDK(vector: SignatureVector) {
        let settings = KingdeeSettings(
            url: "http://127.0.0.1:8080/k3cloud/", acctID: "5f1234567890ab", userName: vector.user,
            authentication: .signed, appID: vector.appID, appSecret: vector.appSecret, orgNumber: vector.organization)
        let headers = KingdeeSignature(settings: settings)
            .headers(path: vector.path, timestamp: vector.timestamp, nonce: vector.nonce)
        #expect(
            headers.map(\.name) == [
                "X-Api-ClientID", "X-Api-Auth-Version", "x-api-timestamp", "x-api-nonce", "x-api-signheaders",
                "X-Api-Signature", "X-Kd-Appkey", "X-Kd-Appdata", "X-Kd-Signature",
            ])
        #expect(
            headers.map(\.value) == [
                vector.clientID, "2.0", vector.timestamp, vector.nonce, "x-api-timestamp,x-api-nonce", vector.signature,
                vector.appID, vector.data, vector.kdSignature,
            ])
    }

    /// Vectors `client_secret_decode:*`.
    @Test(arguments: [
        ("4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", "0B5a7f2j62Z76Rff2jOz3371l5aUcR+a"),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "MDA1NGYzOTdjNjIzNDM3OGIwOWNhN2Qz"),
        ("////////////////////////////////", "z8/Ky5nMxsicyc3My8zIx53PxpyeyJvM"),
        ("4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnu=", ""),
        ("short", ""),
    ])
    func decodesTheClientSecret(part: String, secret: String) {
        #expect(KingdeeSignature.clientSecret(part) == secret)
    }

    @Test func hidesSecrets() {
        let settings = KingdeeSettings(
            url: "u", acctID: "a", userName: "demo", authentication: .password, password: "pass-word-1",
            appSecret: "app-secret-1")
        var text = "\(settings)"
        dump(settings, to: &text)
        #expect(!text.contains("pass-word-1") && !text.contains("app-secret-1"))
    }
}
