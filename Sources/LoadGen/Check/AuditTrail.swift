import Crypto
import Seams
import Simulators

/// The core's audit log as an auditor read it, with what is wrong with its chains.
///
/// The chain is followed by arithmetic of its own: the core's must not be trusted to find its own mistakes.
struct AuditTrail {
    struct Line {
        var chain: String
        var number: Int
        var at: String
        var kind: String
        var actor: String
        var action: String
        var subject: String
        var detail: String
        var hash: String
        /// The history's line in which it was read.
        var sequence: Int

        /// The approval instance that the detail begins with; empty when there is none.
        var instance: String {
            guard detail.hasPrefix("instance ") else { return "" }
            return String(detail.dropFirst("instance ".count).prefix { $0 != "," && $0 != ";" })
        }
    }

    /// In the order in which they were read.
    let lines: [Line]
    /// The anchors that were read while the core worked.
    private let heads: [Line]
    /// Where in the history the reading began; effects after that may be missing.
    let readFrom: Int

    init(_ run: RunIndex) {
        let records = run.activities(of: AuditActivity.self)
        func lines(_ action: String) -> [Line] {
            records.filter { $0.action == action }.map { record in
                let detail = record.detail
                let isHead = action == AuditActivity.head
                return Line(
                    chain: isHead ? record.subject : detail["chain"] ?? "", number: Int(detail["number"] ?? "") ?? 0,
                    at: detail["at"] ?? "", kind: detail["kind"] ?? "", actor: detail["actor"] ?? "",
                    action: detail["action"] ?? "", subject: record.subject, detail: detail["detail"] ?? "",
                    hash: detail["hash"] ?? "", sequence: record.moment.sequence)
            }
        }
        self.lines = lines(AuditActivity.entry)
        heads = lines(AuditActivity.head)
        readFrom = self.lines.first?.sequence ?? 0
    }

    /// What is wrong with the chains, each thing once.
    var broken: [Finding] {
        var findings: [Finding] = []
        for (chain, lines) in Dictionary(grouping: lines, by: \.chain).sorted(by: { $0.key < $1.key }) {
            var (number, hash) = (0, String(repeating: "0", count: 64))
            for line in lines {
                if line.number != number + 1 {
                    findings.append(
                        finding(
                            line, "entry \(line.number) of chain \(chain) stands behind entry \(number)",
                            "链 \(chain) 的第 \(line.number) 条记录紧跟在第 \(number) 条之后"))
                } else if AuditTrail.hash(of: line, after: hash) != line.hash {
                    findings.append(
                        finding(
                            line, "entry \(line.number) of chain \(chain) is not what its hash was made of",
                            "链 \(chain) 的第 \(line.number) 条记录与其哈希不符"))
                }
                (number, hash) = (line.number, line.hash)
            }
        }
        return findings + denied
    }

    /// Anchors that the log at the end denies.
    private var denied: [Finding] {
        let places = Dictionary(lines.map { ("\($0.number):\($0.chain)", $0.hash) }) { first, _ in first }
        return heads.compactMap { head in
            guard places["\(head.number):\(head.chain)"] != head.hash else { return nil }
            return finding(
                head, "entry \(head.number) of chain \(head.chain) was there once, and is gone or another one",
                "链 \(head.chain) 的第 \(head.number) 条记录曾经存在，现已消失或被替换")
        }
    }

    private func finding(_ line: Line, _ english: String, _ chinese: String) -> Finding {
        Finding(
            subject: "\(line.chain) \(line.number)", message: BilingualText(english, chinese),
            evidence: [line.sequence])
    }

    /// SHA-256 over the hash before and the members, each as `length:text` and a line feed.
    private static func hash(of line: Line, after previous: String) -> String {
        let members = [
            previous, line.chain, String(line.number), line.at, line.kind, line.actor, line.action, line.subject,
            line.detail,
        ]
        let text = members.map { "\($0.utf8.count):\($0)\n" }.joined()
        return SHA256.hash(data: Array(text.utf8)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
