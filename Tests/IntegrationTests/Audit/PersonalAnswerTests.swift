import HTTPTypes
import Logging
import Seams
import Synchronization
import Testing

@testable import Integration

@Suite struct PersonalAnswerTests {
    private func seen(_ text: String, as role: Role, names: [String] = []) -> String {
        let reply = HTTPReply(.ok, contentType: "application/json", body: text)
        let shown = PersonalAnswer(names: names).seen(reply, by: Operator(name: "anna", role: role)).text
        return shown.hasSuffix("\n") ? String(shown.dropLast()) : shown
    }

    @Test(arguments: [
        (#"{"reason":"call 13812345678"}"#, #"{"reason":"call 138****5678"}"#),
        (#"{"reason":"call +86 138-1234-5678"}"#, #"{"reason":"call +86 138-****-5678"}"#),
        (#"{"reason":"电话１３８１２３４５６７８"}"#, #"{"reason":"电话１３８****５６７８"}"#),
        (#"{"mobile":13812345678,"x":13812345678}"#, #"{"mobile":"*******5678","x":13812345678}"#),
        (
            #"{"form":[{"id":"TextField_1","name":"银行账号","value":"6222-0000 A"},{"id":"b","name":"事由","value":"x"}]}"#,
            #"{"form":[{"id":"TextField_1","name":"银行账号","value":"*******00 A"},{"id":"b","name":"事由","value":"x"}]}"#
        ),
        (
            #"{"instance":"6225880123456789017","text":"6225880123456789017"}"#,
            #"{"instance":"6225880123456789017","text":"***************9017"}"#
        ),
        (
            #"{"value":"[{\"label\":\"手机号\",\"value\":\"12345678\"}]"}"#,
            #"{"value":"[{\"label\":\"手机号\",\"value\":\"****5678\"}]"}"#
        ),
        (
            #"{"extra_field":"abcdefgh","sub":{"Extra_Field":["abcdefgh"]}}"#,
            #"{"extra_field":"****efgh","sub":{"Extra_Field":["****efgh"]}}"#
        ),
    ])
    func masksForViewersOnly(text: String, masked: String) {
        #expect(seen(text, as: .viewer, names: ["extra_field"]) == masked)
        #expect(seen(text, as: .auditor, names: ["extra_field"]) == masked)
        #expect(seen(text, as: .operator, names: ["extra_field"]) == text)
        #expect(seen(text, as: .administrator, names: ["extra_field"]) == text)
    }

    @Test func masksTextThatIsNoJSON() {
        #expect(seen("card,4111111111111111", as: .viewer) == "card,************1111")
    }

    @Test func looksAsALowerRoleOnly() throws {
        let admin = Operator(name: "a", role: .administrator)
        #expect(try admin.viewing(as: "viewer").role == .viewer)
        #expect(try admin.viewing(as: nil) == admin)
        #expect(throws: APIError.self) { try admin.viewing(as: "boss") }
        #expect(throws: APIError.self) { try Operator(name: "v", role: .viewer).viewing(as: "operator") }
        #expect(throws: APIError.self) { try Operator(name: "o", role: .operator).viewing(as: "auditor") }
    }

    private final class Lines: Sendable {
        let lines = Mutex<[String]>([])
    }

    private struct Keeper: LogHandler {
        let lines: Lines
        var metadata = Logger.Metadata()
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let metadata = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            lines.lines.withLock { $0.append(([event.message.description] + metadata).joined(separator: " ")) }
        }
    }

    @Test func masksWhatIsLogged() {
        let lines = Lines()
        let logger = Logger(label: "test") { _ in MaskingLogHandler(Keeper(lines: lines)) }
        logger.info("calling 13812345678", metadata: ["card": "4111111111111111", "list": ["13812345678"]])
        #expect(
            lines.lines.withLock { $0 }
                == ["calling 138****5678 card=************1111 list=[\"138****5678\"]"])
    }
}
