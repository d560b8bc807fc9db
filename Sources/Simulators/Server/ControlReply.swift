import HTTPTypes
import Seams

/// The replies of the control API: JSON, one line.
enum ControlReply {
    static func ok(_ body: JSON) -> HTTPReply { reply(.ok, body) }

    /// The caller's mistake, as a sentence.
    static func refused(_ error: any Error) -> HTTPReply { reply(.badRequest, ["error": .string("\(error)")]) }

    static func unknown(_ call: HTTPCall) -> HTTPReply {
        reply(
            .notFound,
            [
                "error": .string(
                    "no control call \(call.request.method) \(call.path); docs/control-api.md lists them")
            ])
    }

    static func reply(_ status: HTTPResponse.Status, _ body: JSON) -> HTTPReply {
        HTTPReply(status, contentType: "application/json; charset=utf-8", body: body.text + "\n")
    }
}
