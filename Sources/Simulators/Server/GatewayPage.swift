import HTTPTypes
import Seams

/// The HTML page that a gateway or IIS puts in place of a platform's answer during an outage.
enum GatewayPage {
    static func reply(status: Int) -> HTTPReply {
        let texts = [502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Time-out"]
        let text = texts[status] ?? "Service Unavailable"
        return HTTPReply(
            HTTPResponse.Status(code: status, reasonPhrase: text), contentType: "text/html",
            body:
                "<html><head><title>\(status) \(text)</title></head><body><center><h1>\(status) \(text)</h1></center></body></html>"
        )
    }
}
