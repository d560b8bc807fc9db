import LoadGen
import Logging

/// Hands what a core logs to the virtual world. A line has no time: the world's is in its trace.
struct VirtualLogHandler: LogHandler {
    let label: String
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        VirtualLog.write(line(event.level, event.message, event.metadata))
    }

    private func line(_ level: Logger.Level, _ message: Logger.Message, _ own: Logger.Metadata?) -> String {
        let all = metadata.merging(own ?? [:]) { $1 }.sorted { $0.key < $1.key }
        return "\(level) \(label): \(message)" + all.map { " \($0.key)=\($0.value)" }.joined()
    }
}
