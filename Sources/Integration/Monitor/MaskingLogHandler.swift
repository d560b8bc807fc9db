package import Logging
import Seams

/// Masks personal fields in everything that is logged, before another handler gets it.
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
        event.message = Logger.Message(stringLiteral: PersonalText.masked(event.message.description))
        event.metadata = event.metadata?.mapValues(MaskingLogHandler.masked)
        inner.log(event: event)
    }

    private static func masked(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        switch value {
        case .array(let values): .array(values.map(masked))
        case .dictionary(let values): .dictionary(values.mapValues(masked))
        default: .string(PersonalText.masked("\(value)"))
        }
    }
}
