import Foundation
import Simulators

extension SecretSearch {
    /// Searches a whole file and returns what is to be recorded: each secret shown, then the proof that somebody looked;
    /// a note when the file cannot be read.
    mutating func facts(inFile path: String) -> [HistoryFact] {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            return [.note(text: "\(place) could not be searched for secrets: \(error.localizedDescription)")]
        }
        var found: [HistoryFact] = []
        for line in data.split(separator: UInt8(ascii: "\n")) {
            if let fact = search(String(decoding: line, as: UTF8.self)) { found.append(fact) }
        }
        return found + [summary]
    }
}
