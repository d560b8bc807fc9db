import Seams
import Testing
import VirtualTime

@testable import Integration

/// A frame of `vectors/dingtalk.json` in the project's reference: published by the platform, or computed by two
/// independent implementations and the legacy Python SDK.
struct CallbackVector: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let token: String
    let aesKey: String
    let owner: String
    let timestamp: String
    let nonce: String
    let random: String
    let message: String
    let sealed: String
    let signature: String

    var query: Substring { "signature=\(signature)&timestamp=\(timestamp)&nonce=\(nonce)" }
    var body: [UInt8] { Array(#"{"encrypt":"\#(sealed)"}"#.utf8) }

    static let all: [CallbackVector] = [
        CallbackVector(
            testDescription: "published-suite-ticket-or-check", token: "123456",
            aesKey: "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", owner: "suite4xxxxxxxxxxxxxxx",
            timestamp: "1445827045067", nonce: "nEXhMP4r", random: "hU3bEfGZZewzhG5a",
            message:
                #"{"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}"#,
            sealed:
                "1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGanfwjXuQ9+0pZcy0w9lQ==",
            signature: "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0"),
        CallbackVector(
            testDescription: "published-success-reply", token: "123456",
            aesKey: "1234567890123456789012345678901234567890123", owner: "dingsnotzck6pm5veliw",
            timestamp: "1614767836", nonce: "A7Co0cJLMzIDtMMI", random: "dICkEDLj0eb6yAbc",
            message:
                #"success"#,
            sealed:
                "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==",
            signature: "9a95a004dd16f5c307e849b994173f76aa26e5eb"),
        CallbackVector(
            testDescription: "check-url", token: "faketoken01",
            aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", owner: "dingappkey0000000001",
            timestamp: "1783610513000", nonce: "nonce001", random: "0123456789abcdef",
            message:
                #"{"EventType":"check_url"}"#,
            sealed:
                "Q3stYC6hdFzMh9T8HCvyDLV8JeomtQuxZLosYEI28mjzSD5UpK2hp0QUc4H6M/N5WY7q4yoCwuRvgvxJtXYiI2hRWe8/ZTsG1ydYhcCPhcSbz8zR51LVGTeaKE/N9dzE",
            signature: "4b62a494c18b72e9122a2b8d8c3e6989bd6d13c6"),
        CallbackVector(
            testDescription: "bpms-instance-finish-utf8", token: "faketoken01",
            aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", owner: "dingappkey0000000001",
            timestamp: "1683533823336", nonce: "A7Co0cJLMzIDtMMI", random: "0123456789abcdef",
            message:
                #"{"EventType":"bpms_instance_change","processInstanceId":"9Qgx5QqjR7axMw00011683533823","corpId":"ding9f50b15bccd16741","createTime":1683533801000,"finishTime":1683533823000,"title":"张三提交的差旅报销","type":"finish","result":"agree","staffId":"manager75","processCode":"PROC-FAKE-0001","businessId":"202305081616000370844","url":"https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid=ding9f50b15bccd16741&dd_share=false"}"#,
            sealed:
                "Q3stYC6hdFzMh9T8HCvyDB+4dY9PACJtJwjtAyzIVhYWi18JBidhXRicUzL0Wf1etzAmBfQKdzx0P2bPXg5OyBxbdyfxtYZ8FbiM1eZLU2dLyoBKWX1A2elvfbhQjNd44t/WN+yDLveXwl4gM99EdoB1fBY/cSxMeeb20jXa2AeryxgfDny/OxgvRU8pLFGgETOMvkmn+Y/67aAmpCrJEV/2mAlCT+xmgFw29PmpnF/nUGd0eLA35LSpd/O7LAFSS0vUYKvTAiJ3ziLqHYgMAIsr14d1EngrNmZo9CPOwOnlt/tyn0EALWVWf1FgDLif5S/gLquprmi1QlKcV8XuYlEz3cJxS/9b1UUSSzZqXB8arGlMx7/4iiui0o5IcOSN3SjgSvpmfb0YOmpGNtAWDVj7PIkZBhmWDbiqiPw1JTmuDs0E7XmJDcBuEn/ytSXyKjf0iOFXTiLFQORaGTmJyYmqm0zA/CR9OPnwZLBQtX7bpfGGZGsgrZFNX3lD/EN/6I62w/0tjcRZnFm+ItbDvCW3Ltaaprkk0SzM1gNI095OSiyIbtv9r4C0DXeP/ggLK+cBDT4Q38GzfL7aneSRZ/0H+WuX5C+5hWXQXJ10lOKidfGrDdeRw6Dgk8eTR6uPxYKDaXbAmEP48GHiqWQgoC8hEhuf1SHP+arxb7oIXR8=",
            signature: "401489f730c92062688c1c5ad226c77fa0ea848a"),
        CallbackVector(
            testDescription: "padding-full-block", token: "faketoken01",
            aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", owner: "dingappkey0000000001",
            timestamp: "1683533823337", nonce: "zzz", random: "0123456789abcdef",
            message:
                #"{"p":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}"#,
            sealed:
                "Q3stYC6hdFzMh9T8HCvyDPB6RPDjq5f8rSGJCp5g3oWnfJczb2UM+/+eAzC4DuxVICjSP5zzj0zO7PF7GZo2a98PdMpBpz8N4n4NXix0P2RYZRLMJ57gDXtYE/5B+wXZU5wG2jV2eK15iS/1K+zlJ/p/z0yqDGt0A/j0lE2zrLg=",
            signature: "e36efe62e86247f897e5ad0a65c2b3d58970e1b6"),
        CallbackVector(
            testDescription: "padding-over-16", token: "faketoken01",
            aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", owner: "dingappkey0000000001",
            timestamp: "1683533823338", nonce: "Zz9", random: "0123456789abcdef",
            message:
                #"{"a":1}"#,
            sealed:
                "Q3stYC6hdFzMh9T8HCvyDF2nPR/M0z7MFJLAYSHTv1r2/pD3vwDB7DAV3Qha4gdPqusR0dniTRnqq79oZMR8lA==",
            signature: "37e7ad8ba56e395f11b6e48c490cbe80c5862a95"),
        CallbackVector(
            testDescription: "success-reply", token: "faketoken01",
            aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", owner: "dingappkey0000000001",
            timestamp: "1783610513000", nonce: "w2WPvWGOmIB00001", random: "0123456789abcdef",
            message:
                #"success"#,
            sealed:
                "Q3stYC6hdFzMh9T8HCvyDPAmVUAR9ZeRhlEwYP+nuED+Ok64X1P0B0neRZR54gK84XY1FUpub3Z0CIOivoAWsg==",
            signature: "3bf9691bf9cca0222ce798cebb267ce1f9a25a7c"),
        CallbackVector(
            testDescription: "owner-corpid", token: "faketoken01",
            aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", owner: "ding9f50b15bccd16741",
            timestamp: "1783610513000", nonce: "w2WPvWGOmIB00001", random: "0123456789abcdef",
            message:
                #"success"#,
            sealed:
                "Q3stYC6hdFzMh9T8HCvyDCsKi/9tL5TsylV8BsaeLFbaL3RWLLWrEeAGztU59KxNfV1lda7Hiq671HRI94gf/A==",
            signature: "9e2aaa5c0a4b8ff8b9b7262d9b0da03787527970"),
    ]
}

@Suite struct CallbackCryptorTests {
    private static let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

    private func cryptor(_ vector: CallbackVector) throws -> CallbackCryptor {
        try CallbackCryptor(token: vector.token, aesKey: vector.aesKey, ownerKey: vector.owner)
    }

    private func vector(_ name: String) throws -> CallbackVector {
        try #require(CallbackVector.all.first { $0.testDescription == name })
    }

    @Test(arguments: CallbackVector.all)
    func agreesWithTheVectors(vector: CallbackVector) throws {
        let cryptor = try cryptor(vector)
        #expect(try cryptor.unseal(vector.sealed) == vector.message)
        #expect(cryptor.sign(timestamp: vector.timestamp, nonce: vector.nonce, vector.sealed) == vector.signature)
        #expect(cryptor.seal(vector.message, random: Array(vector.random.utf8)) == vector.sealed)
    }

    @Test func opensAnApprovalEvent() throws {
        let vector = try vector("bpms-instance-finish-utf8")
        let event = try cryptor(vector).open(query: vector.query, body: vector.body)
        #expect(event.type == "bpms_instance_change")
        #expect(event.instance == "9Qgx5QqjR7axMw00011683533823")
        #expect(event.change == "finish" && event.result == "agree")
        #expect(event.processCode == "PROC-FAKE-0001")
        #expect(event.payload == vector.message)
        // the generation without eventId: the same push again is the same event
        #expect(try cryptor(vector).open(query: vector.query, body: vector.body).id == event.id)
    }

    @Test(arguments: ["signature", "msg_signature"])
    func takesTheSignatureByEitherName(name: String) throws {
        let vector = try vector("check-url")
        let query = "\(name)=\(vector.signature)&timestamp=\(vector.timestamp)&nonce=\(vector.nonce)"
        #expect(try cryptor(vector).open(query: query[...], body: vector.body).type == "check_url")
    }

    @Test func sortsTheSignedTextsByBytes() throws {
        // vector signature-ascii-sort
        let cryptor = try CallbackCryptor(token: "Zeta", aesKey: CallbackCryptorTests.key, ownerKey: "x")
        #expect(
            cryptor.sign(timestamp: "1700000000000", nonce: "aB3", "+abc/DEF==")
                == "d9401224b9eb1c256d49a8b81bb25ccc4dffa7b9")
    }

    @Test func refusesAnotherToken() throws {
        let vector = try vector("check-url")  // vector negative-wrong-token
        let cryptor = try CallbackCryptor(token: "otherTok", aesKey: vector.aesKey, ownerKey: vector.owner)
        #expect(throws: CallbackError.signatureMismatch) { try cryptor.open(query: vector.query, body: vector.body) }
    }

    @Test func refusesTheBeginningOfASignature() throws {
        let vector = try vector("check-url")
        let signature = try #require(vector.query.firstMatch(of: /signature=([0-9a-f]{40})/)).output.1
        for part in [signature.prefix(0), signature.prefix(1), signature.prefix(39), signature + "0"] {
            let query = vector.query.replacing(signature, with: part)
            #expect(throws: CallbackError.signatureMismatch, "\(part.count)") {
                try cryptor(vector).open(query: query[...], body: vector.body)
            }
        }
    }

    @Test func refusesAnotherOwner() throws {
        let vector = try vector("owner-corpid")  // vector negative-wrong-owner
        let cryptor = try CallbackCryptor(token: vector.token, aesKey: vector.aesKey, ownerKey: "dingappkey0000000001")
        #expect(throws: CallbackError.ownerMismatch) { try cryptor.open(query: vector.query, body: vector.body) }
    }

    @Test func refusesAChangedText() throws {
        let vector = try vector("bpms-instance-finish-utf8")
        var body = vector.body
        body[40] = body[40] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
        #expect(throws: CallbackError.signatureMismatch) { try cryptor(vector).open(query: vector.query, body: body) }
    }

    @Test(arguments: [
        ("timestamp=1&nonce=2", #"{"encrypt":"QQ=="}"#, CallbackError.missing("signature")),
        ("signature=a&nonce=2", #"{"encrypt":"QQ=="}"#, .missing("timestamp")),
        ("signature=a&timestamp=1", #"{"encrypt":"QQ=="}"#, .missing("nonce")),
        ("signature=a&timestamp=1&nonce=2", #"{"EventType":"x"}"#, .missing("encrypt")),
        ("signature=a&timestamp=1&nonce=2", "", .missing("encrypt")),
        ("signature=a&timestamp=1&nonce=2", #"{"encrypt":"QQ=="}"#, .signatureMismatch),
    ])
    func namesWhatIsMissing(query: String, body: String, expected: CallbackError) throws {
        let cryptor = try CallbackCryptor(token: "t", aesKey: CallbackCryptorTests.key, ownerKey: "x")
        #expect(throws: expected) { try cryptor.open(query: query[...], body: Array(body.utf8)) }
    }

    /// Signed by somebody with the token but not the key, or damaged before it was signed.
    @Test(arguments: ["", "AAAA", "no base64", String(repeating: "A", count: 128)])
    func refusesSignedNonsense(sealed: String) throws {
        let cryptor = try CallbackCryptor(token: "t", aesKey: CallbackCryptorTests.key, ownerKey: "x")
        let signature = cryptor.sign(timestamp: "1", nonce: "2", sealed)
        let body = Array(#"{"encrypt":"\#(sealed)"}"#.utf8)
        let error = #expect(throws: CallbackError.self) {
            try cryptor.open(query: "signature=\(signature)&timestamp=1&nonce=2", body: body)
        }
        guard case .undecryptable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(arguments: ["", "short", String(repeating: "a", count: 42) + "=", String(repeating: "中", count: 43)])
    func refusesAKeyThatIsNone(key: String) {
        #expect(throws: CallbackError.unusableKey) {
            try CallbackCryptor(token: "t", aesKey: key, ownerKey: "x")
        }
    }

    @Test func sealsAReplyThatThePlatformAccepts() throws {
        let vector = try vector("success-reply")
        let cryptor = try cryptor(vector)
        let reply = cryptor.sealedSuccess(time: ManualTime(), randomness: SeededRandomness(seed: Seed(7)))
        let body = try JSONValue(parsing: reply)
        let (timestamp, nonce) = (body["timeStamp"]?.text ?? "", body["nonce"]?.text ?? "")
        let sealed = body["encrypt"]?.text ?? ""
        #expect(reply.hasPrefix(#"{"msg_signature":""#))
        #expect(timestamp == "1768440600000" && nonce.count == 16)
        #expect(body["msg_signature"]?.text == cryptor.sign(timestamp: timestamp, nonce: nonce, sealed))
        #expect(try cryptor.unseal(sealed) == "success")
    }

    @Test func hidesTokenAndKey() throws {
        let cryptor = try CallbackCryptor(token: "secrettoken", aesKey: CallbackCryptorTests.key, ownerKey: "x")
        var text = "\(cryptor)"
        dump(cryptor, to: &text)
        #expect(!text.contains("secrettoken") && !text.contains(CallbackCryptorTests.key))
    }
}

/// Callbacks that somebody recorded and sends again.
@Suite struct CallbackFreshnessTests {
    private let now = Timestamp(seconds: 1_768_440_600)

    private func open(sentAt timestamp: String) throws -> IncomingEvent {
        let cryptor = try CallbackCryptor(
            token: "token", aesKey: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ", ownerKey: "ding1")
        let sealed = cryptor.seal(#"{"EventType":"check_url"}"#, random: Array(repeating: 7, count: 16))
        let signature = cryptor.sign(timestamp: timestamp, nonce: "n", sealed)
        let query = "signature=\(signature)&timestamp=\(timestamp)&nonce=n"
        return try cryptor.open(
            query: query[...], body: Array(#"{"encrypt":"\#(sealed)"}"#.utf8), at: now, within: .seconds(3600))
    }

    @Test(arguments: ["1768440600000", "1768440600", "1768437001", "1768444199999"])
    func opensWhatIsRecentInMillisecondsOrSeconds(timestamp: String) throws {
        #expect(try open(sentAt: timestamp).type == "check_url")
    }

    @Test(arguments: ["1768436999000", "1768436999", "1768444201000", "0", "-5", "yesterday", "99999999999999999999"])
    func refusesWhatIsOldOrAheadOrNoTime(timestamp: String) {
        #expect(throws: CallbackError.stale) { try open(sentAt: timestamp) }
    }
}
