/// A stream client's answer to a frame.
struct StreamAck: Hashable, Sendable {
    let messageID: String
    let code: Int64
    /// `SUCCESS` or `LATER`; the official Python client sends none.
    let status: String?
    let message: String
    let data: String

    /// Reads a message of a client; nil when it is no acknowledgement.
    init?(_ text: String) {
        guard let message = try? JSON(parsing: text), let messageID = message["headers"]?["messageId"]?.string else {
            return nil
        }
        self.messageID = messageID
        code = message["code"]?.integer ?? 0
        self.message = message["message"]?.string ?? ""
        data = message["data"]?.string ?? ""
        status = (try? JSON(parsing: data))?["status"]?.string  // data may be any text
    }

    /// Why the event has to be sent again, or nil when it was taken over: anything but code 200, or 200 with the status
    /// LATER. A 200 without a status counts as taken.
    var refusal: String? {
        guard code == 200 else { return "acknowledged with code \(code)" }
        return status == "LATER" ? "acknowledged with status LATER" : nil
    }
}
