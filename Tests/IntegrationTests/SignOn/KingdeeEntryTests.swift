import Testing

@testable import Integration

/// The vectors `sso_*` of `vectors/kingdee.json` in the project's reference, made by two independent codings.
@Suite struct KingdeeEntryTests {
    private static func entry(_ version: KingdeeEntry.Version, once: Bool = false) -> KingdeeEntry {
        KingdeeEntry(
            siteURL: "http://kingdee.example.com/k3cloud/", acctID: "5f1234567890ab",
            appID: "204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup", appSecret: Secret("0123456789abcdef0123456789abcdef"),
            lcid: 2052, version: version, isOnce: once)
    }

    @Test(arguments: [
        (KingdeeEntry.Version.v1, nil, "84c6da89700778b4458f5d33dffad35b3a58de8f"),
        (.v2, nil, "84c6da89700778b4458f5d33dffad35b3a58de8f"),
        (.v3, "0", "1d8e7bb676a92174f34d0e2f0f4f2de60d2ecea4"),
        (.v4, nil, "4cc88bd8c14a501873b0fff298bc88889ecef19370eef66c07df09fa379fad99"),
        (.v4, "1", "fcc1d7bfff9940d953aa132ba1907b76a53348d36e640f1b4add891fc7f6dba8"),
    ])
    func signsLikeTheVectors(version: KingdeeEntry.Version, permit: String?, expected: String) {
        let entry = KingdeeEntryTests.entry(version)
        #expect(entry.signature(account: "demo", second: 1_767_225_600, permit: permit) == expected)
    }

    @Test func writesTheFirstGenerationBetweenBars() {
        let url = KingdeeEntryTests.entry(.v1).url(account: "demo", second: 1_767_225_600)
        #expect(
            url == """
                http://kingdee.example.com/k3cloud/html5/index.aspx?ud=fDVmMTIzNDU2Nzg5MGFifGRlbW98MjA0Mzk5XzRDNXYyWnVR\
                MGxFWTN5WHM3Z0NFNXh6RnJ2WDFSbnVwfDg0YzZkYTg5NzAwNzc4YjQ0NThmNWQzM2RmZmFkMzViM2E1OGRlOGZ8MTc2NzIyNTYwMH\
                wyMDUy
                """)
    }

    @Test func writesAOneTimeBillOfTheFourthGeneration() {
        let target = KingdeeEntry.Target(form: "ER_ExpReimbursement", type: "bill", document: "100042")
        let plain = KingdeeEntryTests.entry(.v4, once: true)
            .plainText(account: "demo", second: 1_767_225_600, target: target)
        #expect(
            plain == """
                {"dbid":"5f1234567890ab","username":"demo","appid":"204399_4C5v2ZuQ0lEY3yXs7gCE5xzFrvX1Rnup",\
                "signeddata":"fcc1d7bfff9940d953aa132ba1907b76a53348d36e640f1b4add891fc7f6dba8",\
                "timestamp":"1767225600","lcid":"2052","origintype":"SimPas","entryrole":"",\
                "formid":"ER_ExpReimbursement","formtype":"bill","pkid":"100042",\
                "otherargs":"|{'permitcount':'1'}"}
                """)
    }

    @Test func escapesWhatIsNoLetterInTheAddress() {
        let url = KingdeeEntryTests.entry(.v3).url(account: "demo", second: 1_767_225_600)
        #expect(url.hasSuffix("In0%3D"))
    }

    @Test func neverPrintsTheSecret() {
        #expect(!"\(KingdeeEntryTests.entry(.v4))".contains("0123456789abcdef"))
    }
}
