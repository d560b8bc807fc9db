import Foundation
package import Simulators

/// The history of a run as a file: one JSON object a line, see `HistoryEvent`.
package enum HistoryFile {
    /// The version of the file's shape that is written and read here.
    package static let format = 1

    /// Reads a whole history.
    ///
    /// - Throws: `HistoryFileError` on anything that makes it less than a whole history, since a checker that lacks a
    ///   line could call a broken core right.
    package static func read(_ path: String) throws(HistoryFileError) -> [HistoryEvent] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw .unusable(path: path, reason: "cannot read it: \(error.localizedDescription)")
        }
        let events = try events(in: data, path: path)
        try verify(events, path: path)
        return events
    }

    private static func events(in data: Data, path: String) throws(HistoryFileError) -> [HistoryEvent] {
        let decoder = JSONDecoder()
        var events: [HistoryEvent] = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty, line.endIndex == data.endIndex { break }  // what follows the last line's end
            do {
                events.append(try decoder.decode(HistoryEvent.self, from: line))
            } catch {
                // A killed writer leaves half a line, and nothing behind it.
                if line.endIndex == data.endIndex, index > 0 { throw .cutOff(path: path, lastLine: index + 1) }
                if index == 0 { throw .notStarted(path: path) }
                throw .brokenLine(path: path, line: index + 1, reason: reason(of: error))
            }
        }
        return events
    }

    private static func verify(_ events: [HistoryEvent], path: String) throws(HistoryFileError) {
        guard case .runStarted(let format, _, _)? = events.first?.fact else { throw .notStarted(path: path) }
        guard format == HistoryFile.format else { throw .unknownFormat(path: path, format: format) }
        for (index, event) in events.enumerated() where event.sequence != index {
            throw .gap(path: path, line: index + 1, expected: index, found: event.sequence)
        }
        guard let end = events.firstIndex(where: \.isEnd), case .runEnded(let count) = events[end].fact else {
            throw .cutOff(path: path, lastLine: events.count)
        }
        guard end == events.count - 1 else { throw .afterTheEnd(path: path, line: end + 2) }
        guard count <= events.count else { throw .cutOff(path: path, lastLine: events.count) }
    }

    private static func reason(of error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            context.debugDescription
        default: "\(error)"
        }
    }
}

extension HistoryEvent {
    /// Whether this is the last line of a run that was recorded to its end.
    var isEnd: Bool {
        if case .runEnded = fact { true } else { false }
    }
}
