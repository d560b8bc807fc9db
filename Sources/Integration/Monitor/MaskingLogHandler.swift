package import Logging
import Seams

/// Masks personal fields in everything that is logged, and keeps each event on one line, before another handler gets it.
package struct MaskingLogHandler: LogHandler {
    private var inner: any LogHandler

    package init(_ inner: any LogHandler) {
        self.inner = inner
    }

    package var metadata: Logger.Metadata {
        get { inner.metadata }
        set { inner.metadata = newValue }
    }

    package var logLevel: Logger.Level {
        get { inner.logLevel }
        set { inner.logLevel = newValue }
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { inner[metadataKey: key] }
        set { inner[metadataKey: key] = newValue }
    }

    package func log(event: LogEvent) {
        var event = event
        event.message = Logger.Message(stringLiteral: MaskingLogHandler.line(event.message.description))
        event.metadata = event.metadata?.mapValues(MaskingLogHandler.masked)
        inner.log(event: event)
    }

    private static func masked(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        switch value {
        case .array(let values): .array(values.map(masked))
        case .dictionary(let values): .dictionary(values.mapValues(masked))
        default: .string(line("\(value)"))
        }
    }

    /// The text without personal fields, on one line: what others wrote cannot begin a line of its own.
    private static func line(_ text: String) -> String {
        let masked = PersonalText.masked(text)
        guard masked.unicodeScalars.contains(where: isControl) else { return masked }
        return masked.unicodeScalars.reduce(into: "") { line, scalar in
            switch scalar {
            case "\n": line += "\\n"
            case "\t": line += " "
            case _ where isControl(scalar): line += "\\u{\(String(scalar.value, radix: 16))}"
            default: line.unicodeScalars.append(scalar)
            }
        }
    }

    /// Also what turns the direction of text around, or parts lines elsewhere.
    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
