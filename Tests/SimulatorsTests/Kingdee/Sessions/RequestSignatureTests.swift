import Foundation
import Testing

@testable import Simulators

/// Values of `vectors/kingdee.json` of the reference: made with the official SDK 8.2.0, its clock frozen. All secrets
/// are invented.
@Suite struct RequestSignatureTests {
    private static let secret = "0123456789abcdef0123456789abcdef"
    private static let application = "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup"

    @Test(arguments: [
        (
            "headers_query_ascii", application, "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=",
            "MTZhZWU3ZWZlY2ZmNWNlOTg2ODUwMDQwMzdjYmNlNTIzZDkyYWI5ODFkNzljZGQwM2ZlYTA1OTRiMDE3NGJmZQ==", "demo"
        ),
        (
            "headers_save_org100", application, "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDEwMA==",
            "ZjQ3ZTk0MTA0ZTNhOWYyYThhZjhkMGU0NTgyMDQ0N2QzMjNiYzIwZWFlODVjMDFjYTUyZmYxYzQ5ZTlhNDRiNg==", "demo"
        ),
        (
            "headers_cjk_user", application, "NWYxMjM0NTY3ODkwYWIs5byg5LiJLDIwNTIsMA==",
            "NTcyYTNhYWFkY2I4MWE5OWNmZTdkZWYwMDk5ZWMxZWVjYTJhNDQzYzI0NzY4MGM5ZWU1YmZmMDdhOWJjMTY4OA==", "张三"
        ),
        (
            "headers_appid_not_decodable", "204399_short", "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=",
            "YzM0ZWFlNGI1MzYwY2Y4YjIxNjJkZTBlM2VjYWFjNjExOTcyOGZhMTM4YTQzNjQ0ODVhODU2MmJhZGJhNThhMg==", "demo"
        ),
        (
            "headers_appid_no_underscore", "plainappid", "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=",
            "ZjNhY2M1NTAwYTA0ZjQ0ODYyMmNhODZlOGE2MTQ2YzlmZjI1NDMwMDUwMmJmYWRiYjNmZDgyOGNiYjY3NTk5Zg==", "demo"
        ),
    ])
    func acceptsWhatTheOfficialClientSigns(
        vector: String, application: String, appData: String, signature: String, user: String
    ) {
        var world = KingdeeBench(userName: user).world
        world.appID = application
        world.appSecret = RequestSignatureTests.secret
        let signed = RequestSignature(appID: application, appData: appData, signature: signature)
        #expect(signed.verdict(in: world) == .accepted(user: user), "\(vector)")
        #expect(signed.user == user)
    }

    @Test func refusesTheSignatureOfAnotherSecret() {
        // negative_wrong_secret
        let signed = RequestSignature(
            appID: RequestSignatureTests.application, appData: "NWYxMjM0NTY3ODkwYWIsZGVtbywyMDUyLDA=",
            signature: "ZWNlNWVlYjAwMTMxZjUyMmIzM2QwMTVlYzZmMmViODNmYmFiOTk3ODAyMDdkZmYwOTFiNTNiZWNjNGM4NGJiZA==")
        #expect(signed.verdict(in: KingdeeBench().world) == .refused)
    }

    @Test(arguments: [
        ("5f1234567890ab,nobody,2052,0", RequestSignature.Verdict.refused),
        ("5f1234567890ab,demo,9999,0", .refused),
        ("000000,demo,2052,0", .wrongDataCenter),
        ("no commas", .refused),
    ])
    func judgesTheIdentityThatIsSigned(appData: String, verdict: RequestSignature.Verdict) {
        let world = KingdeeBench().world
        let signed = RequestSignature(
            appID: world.appID, appData: Data(appData.utf8).base64EncodedString(),
            signature: RequestSignature.hmac(key: world.appSecret, world.appID + appData))
        #expect(signed.verdict(in: world) == verdict)
    }
}
