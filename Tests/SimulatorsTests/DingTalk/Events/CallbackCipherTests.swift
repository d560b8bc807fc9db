import Testing

@testable import Simulators

/// Pinned to the reference's vectors (`vectors/dingtalk.json`); the two "published" ones come from the platform's pages
/// 「回调事件消息体加解密」 and 「配置事件推送方式」.
@Suite
struct CallbackCipherTests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let id: String
        var token = "faketoken01"
        var aesKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
        var owner = "dingappkey0000000001"
        var random = "0123456789abcdef"
        let message: String
        let timestamp: String
        let nonce: String
        let encrypted: String
        let signature: String

        var testDescription: String { id }
    }

    static let vectors = [
        Vector(
            id: "published-suite-ticket-or-check", token: "123456",
            aesKey: "4g5j64qlyl3zvetqxz5jiocdr586fn2zvjpa8zls3ij", owner: "suite4xxxxxxxxxxxxxxx",
            random: "hU3bEfGZZewzhG5a",
            message: """
                {"EventType":"check_create_suite_url","Random":"LPIdSnlF","TestSuiteKey":"suite4xxxxxxxxxxxxxxx"}
                """,
            timestamp: "1445827045067", nonce: "nEXhMP4r",
            encrypted: """
                1a3NBxmCFwkCJvfoQ7WhJHB+iX3qHPsc9JbaDznE1i03peOk1LaOQoRz3+nlyGNhwmwJ3vDMG+OzrHMeiZI7gTRWVdUBmfxjZ8\
                Ej23JVYa9VrYeJ5as7XM/ZpulX8NEQis44w53h1qAgnC3PRzM7Zc/D6Ibr0rgUathB6zRHP8PYrfgnNOS9PhSBdHlegK+AGGan\
                fwjXuQ9+0pZcy0w9lQ==
                """,
            signature: "5a65ceeef9aab2d149439f82dc191dd6c5cbe2c0"),
        Vector(
            id: "published-success-reply", token: "123456", aesKey: "1234567890123456789012345678901234567890123",
            owner: "dingsnotzck6pm5veliw", random: "dICkEDLj0eb6yAbc", message: "success", timestamp: "1614767836",
            nonce: "A7Co0cJLMzIDtMMI",
            encrypted: "YvkvaGe4hQxd3VxRmEty0dVlnCOAqwf56xwTRHDHoOURqhalbmBJQk5FNcRk42Gl5T0YQXZNwpwWSm1xAFJ5ZA==",
            signature: "9a95a004dd16f5c307e849b994173f76aa26e5eb"),
        Vector(
            id: "check-url", message: "{\"EventType\":\"check_url\"}", timestamp: "1783610513000", nonce: "nonce001",
            encrypted: """
                Q3stYC6hdFzMh9T8HCvyDLV8JeomtQuxZLosYEI28mjzSD5UpK2hp0QUc4H6M/N5WY7q4yoCwuRvgvxJtXYiI2hRWe8/ZTsG1y\
                dYhcCPhcSbz8zR51LVGTeaKE/N9dzE
                """,
            signature: "4b62a494c18b72e9122a2b8d8c3e6989bd6d13c6"),
        Vector(
            id: "bpms-instance-finish-utf8",
            message: """
                {"EventType":"bpms_instance_change","processInstanceId":"9Qgx5QqjR7axMw00011683533823",\
                "corpId":"ding9f50b15bccd16741","createTime":1683533801000,"finishTime":1683533823000,\
                "title":"张三提交的差旅报销","type":"finish","result":"agree","staffId":"manager75",\
                "processCode":"PROC-FAKE-0001","businessId":"202305081616000370844",\
                "url":"https://aflow.dingtalk.com/dingtalk/mobile/homepage.htm?corpid=ding9f50b15bccd16741\
                &dd_share=false"}
                """,
            timestamp: "1683533823336", nonce: "A7Co0cJLMzIDtMMI",
            encrypted: """
                Q3stYC6hdFzMh9T8HCvyDB+4dY9PACJtJwjtAyzIVhYWi18JBidhXRicUzL0Wf1etzAmBfQKdzx0P2bPXg5OyBxbdyfxtYZ8Fb\
                iM1eZLU2dLyoBKWX1A2elvfbhQjNd44t/WN+yDLveXwl4gM99EdoB1fBY/cSxMeeb20jXa2AeryxgfDny/OxgvRU8pLFGgETOM\
                vkmn+Y/67aAmpCrJEV/2mAlCT+xmgFw29PmpnF/nUGd0eLA35LSpd/O7LAFSS0vUYKvTAiJ3ziLqHYgMAIsr14d1EngrNmZo9C\
                POwOnlt/tyn0EALWVWf1FgDLif5S/gLquprmi1QlKcV8XuYlEz3cJxS/9b1UUSSzZqXB8arGlMx7/4iiui0o5IcOSN3SjgSvpm\
                fb0YOmpGNtAWDVj7PIkZBhmWDbiqiPw1JTmuDs0E7XmJDcBuEn/ytSXyKjf0iOFXTiLFQORaGTmJyYmqm0zA/CR9OPnwZLBQtX\
                7bpfGGZGsgrZFNX3lD/EN/6I62w/0tjcRZnFm+ItbDvCW3Ltaaprkk0SzM1gNI095OSiyIbtv9r4C0DXeP/ggLK+cBDT4Q38Gz\
                fL7aneSRZ/0H+WuX5C+5hWXQXJ10lOKidfGrDdeRw6Dgk8eTR6uPxYKDaXbAmEP48GHiqWQgoC8hEhuf1SHP+arxb7oIXR8=
                """,
            signature: "401489f730c92062688c1c5ad226c77fa0ea848a"),
        Vector(
            id: "padding-full-block", message: "{\"p\":\"\(String(repeating: "x", count: 48))\"}",
            timestamp: "1683533823337", nonce: "zzz",
            encrypted: """
                Q3stYC6hdFzMh9T8HCvyDPB6RPDjq5f8rSGJCp5g3oWnfJczb2UM+/+eAzC4DuxVICjSP5zzj0zO7PF7GZo2a98PdMpBpz8N4n\
                4NXix0P2RYZRLMJ57gDXtYE/5B+wXZU5wG2jV2eK15iS/1K+zlJ/p/z0yqDGt0A/j0lE2zrLg=
                """,
            signature: "e36efe62e86247f897e5ad0a65c2b3d58970e1b6"),
        Vector(
            id: "padding-over-16", message: "{\"a\":1}", timestamp: "1683533823338", nonce: "Zz9",
            encrypted: "Q3stYC6hdFzMh9T8HCvyDF2nPR/M0z7MFJLAYSHTv1r2/pD3vwDB7DAV3Qha4gdPqusR0dniTRnqq79oZMR8lA==",
            signature: "37e7ad8ba56e395f11b6e48c490cbe80c5862a95"),
        Vector(
            id: "success-reply", message: "success", timestamp: "1783610513000", nonce: "w2WPvWGOmIB00001",
            encrypted: "Q3stYC6hdFzMh9T8HCvyDPAmVUAR9ZeRhlEwYP+nuED+Ok64X1P0B0neRZR54gK84XY1FUpub3Z0CIOivoAWsg==",
            signature: "3bf9691bf9cca0222ce798cebb267ce1f9a25a7c"),
        Vector(
            id: "owner-corpid", owner: "ding9f50b15bccd16741", message: "success", timestamp: "1783610513000",
            nonce: "w2WPvWGOmIB00001",
            encrypted: "Q3stYC6hdFzMh9T8HCvyDCsKi/9tL5TsylV8BsaeLFbaL3RWLLWrEeAGztU59KxNfV1lda7Hiq671HRI94gf/A==",
            signature: "9e2aaa5c0a4b8ff8b9b7262d9b0da03787527970"),
    ]

    @Test(arguments: vectors)
    func encryptsDecryptsAndSignsAsThePlatform(vector: Vector) throws {
        let cipher = try #require(
            CallbackCipher(token: vector.token, aesKey: vector.aesKey, ownerKey: vector.owner))
        #expect(try cipher.encrypt(vector.message, random: Array(vector.random.utf8)) == vector.encrypted)
        #expect(try cipher.decrypt(vector.encrypted) == vector.message)
        #expect(
            cipher.signature(timestamp: vector.timestamp, nonce: vector.nonce, encrypted: vector.encrypted)
                == vector.signature)
    }

    /// Vector `signature-ascii-sort`.
    @Test
    func sortsTheSignedTextsByBytes() {
        let signature = CallbackCipher.signature(
            token: "Zeta", timestamp: "1700000000000", nonce: "aB3", encrypted: "+abc/DEF==")
        #expect(signature == "d9401224b9eb1c256d49a8b81bb25ccc4dffa7b9")
    }

    /// Vector `negative-wrong-token`.
    @Test
    func signsDifferentlyWithAnotherToken() {
        let signature = CallbackCipher.signature(
            token: "otherTok", timestamp: "1783610513000", nonce: "nonce001", encrypted: Self.vectors[2].encrypted)
        #expect(signature == "591d5d03e33e469e16297db942535c4f7d270c7d")
        #expect(signature != Self.vectors[2].signature)
    }

    /// Vector `negative-wrong-owner`.
    @Test
    func refusesAnotherOwner() throws {
        let cipher = try #require(
            CallbackCipher(
                token: "faketoken01", aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG",
                ownerKey: "dingappkey0000000001"))
        #expect(throws: CallbackCipherError.ownerWrong("ding9f50b15bccd16741")) {
            try cipher.decrypt(
                "Q3stYC6hdFzMh9T8HCvyDCsKi/9tL5TsylV8BsaeLFbaL3RWLLWrEeAGztU59KxNfV1lda7Hiq671HRI94gf/A==")
        }
    }

    @Test(arguments: ["", "no base64!", "QUJD", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="])
    func refusesWhatIsNoCipherText(text: String) throws {
        let cipher = try #require(
            CallbackCipher(token: "t", aesKey: "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", ownerKey: "o"))
        #expect(throws: CallbackCipherError.self) { try cipher.decrypt(text) }
    }

    @Test(arguments: ["", "tooshort", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF!"])
    func refusesAMalformedKey(key: String) {
        #expect(CallbackCipher(token: "t", aesKey: key, ownerKey: "o") == nil)
    }
}
