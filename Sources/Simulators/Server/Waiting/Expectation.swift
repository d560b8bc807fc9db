import Seams

/// What a test waits for, on the server's side, so that it need not poll.
struct Expectation: Sendable {
    enum Condition: Sendable {
        case calls(CallPattern, atLeast: Int)
        case document(DocumentPattern)
        case instance(id: String, status: String)
    }

    let condition: Condition
    let timeout: Duration

    static let timeoutMax = Duration.seconds(600)
    private static let statuses = ["agree", "refuse", "terminate", "finished", "commented", "revoked"]

    /// Reads the body of `POST wait`: one of `calls` (with `atLeast`, default 1), `document` and `instance`, and `timeout`
    /// (default `5s`, `0s` only looks).
    ///
    /// - Throws: `ControlError` that names the unknown or wrong part.
    init(_ json: JSON) throws(ControlError) {
        let keys = ["calls", "atLeast", "document", "instance", "timeout"]
        for member in json.members ?? [] where !keys.contains(member.key) {
            throw ControlError("unknown '\(member.key)'" + Spelling.hint(for: member.key, among: keys))
        }
        let text = json["timeout"]?.scalarText ?? "5s"
        guard let timeout = Duration(unitText: text), timeout <= Expectation.timeoutMax else {
            throw ControlError("timeout '\(text)': write a duration up to 10m with its unit, such as 5s")
        }
        self.timeout = timeout
        let wanted = [json["calls"], json["document"], json["instance"]].compactMap(\.self)
        guard wanted.count == 1 else {
            throw ControlError("say one thing to wait for: calls, document or instance")
        }
        if let calls = json["calls"] {
            let count = json["atLeast"].map { $0.integer ?? 0 } ?? 1
            guard (1...1_000_000_000).contains(count) else {
                throw ControlError("atLeast: write a whole number from 1 on")
            }
            condition = .calls(try CallPattern(calls), atLeast: Int(count))
        } else if let document = json["document"] {
            condition = .document(try DocumentPattern(document))
        } else {
            guard let id = json["instance"]?["id"]?.string, let status = json["instance"]?["status"]?.string,
                Expectation.statuses.contains(status)
            else {
                throw ControlError(
                    "instance: name id and status, one of \(Expectation.statuses.joined(separator: ", "))")
            }
            condition = .instance(id: id, status: status)
        }
    }
}
