import Crypto

extension Configuration {
    /// The SHA-256 over all settings, for telling whether they changed. Secrets are left out: whoever has the fingerprint
    /// must not be able to try them.
    var fingerprint: String {
        var lines: [String] = []
        Configuration.describe(self, at: "", &lines)
        return Hexadecimal.text(SHA256.hash(data: Array(lines.sorted().joined(separator: "\n").utf8)))
    }

    /// A line for each value, with the way to it. By reflection, so that no setting is forgotten; `Secret` shows nothing of
    /// itself. A dictionary is never described as a whole: its order differs from one start to the next.
    private static func describe(_ value: Any, at path: String, _ lines: inout [String]) {
        let mirror = Mirror(reflecting: value)
        guard !mirror.children.isEmpty else {
            return lines.append("\(path)=\(value)")
        }
        for (index, child) in mirror.children.enumerated() {
            guard mirror.displayStyle == .dictionary else {
                // The elements of a set have no place.
                let place = mirror.displayStyle == .set ? "" : child.label ?? String(index)
                describe(child.value, at: "\(path).\(place)", &lines)
                continue
            }
            let pair = Mirror(reflecting: child.value).children.map(\.value)
            if let key = pair.first, let element = pair.last { describe(element, at: "\(path)[\(key)]", &lines) }
        }
    }
}
