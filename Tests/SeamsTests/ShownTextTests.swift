import Seams
import Testing

@Suite struct ShownTextTests {
    @Test(arguments: [
        "appKy", "callbackWindwo", "latency-mx", "kingdee", "Kingdee", "acctID", "apiUrl", "oapiURLs", "a0", "APP_A",
        "personal-data", "REHEARSAL_DINGTALK_APP_SECRT", "F_DT_Title", "organisation", "lookback2", "手机号", "isOn",
        "dead-letters", "numberEnforcd", "processCodes", "TextField_1", "compareEvery",
    ])
    func showsWhatCanBeAKey(key: String) {
        #expect(ShownText(secrets: ["PLANTED-secret"]).key(key) == "'\(key)'")
    }

    @Test(arguments: [
        ("s3cr3tvalue", "'s3…' (11 characters)"), ("ding-secret-abc123", "'di…' (18 characters)"),
        ("PLANTED-in-the-file-0099", "'PL…' (24 characters)"), ("qWErTyUiOpAsDf", "'qW…' (14 characters)"),
        ("x=y", "'x=…' (3 characters)"), ("", "'…' (0 characters)"), ("c2VjcmV0IHZhbHVl/w==", "'c2…' (20 characters)"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "'aa…' (43 characters)"),
        ("5f1234567890ab", "'5f…' (14 characters)"), ("correct-horse-battery", "'co…' (21 characters)"),
        ("my-correct-horse-battery-key", "'my…' (28 characters)"), ("correct-horse", "'co…' (13 characters)"),
    ])
    func shortensWhatCanBeASecret(key: String, shown: String) {
        #expect(ShownText(secrets: ["correct-horse-battery", "short"]).key(key) == shown)
    }

    @Test func namesTheParents() {
        #expect(ShownText().key("pasword", below: "kingdee") == "'kingdee.pasword'")
        #expect(ShownText().key("s3cr3tvalue", below: "kingdee") == "'kingdee.s3…' (11 characters)")
    }

    @Test(arguments: [
        ("streem", "'streem'"), ("tenant.ik3cloud.com", "'tenant.ik3cloud.com'"), ("100", "'100'"), ("5 s", "'5 s'"),
        ("2026-01-15 09:30:00", "'2026-01-15 09:30:00'"), ("PLANTED-in-the-file-0099", "'PL…' (24 characters)"),
        ("the correct-horse-battery", "'th…' (25 characters)"),
    ])
    func shortensValues(value: String, shown: String) {
        #expect(ShownText(secrets: ["correct-horse-battery"]).value(value) == shown)
    }
}
