import HTTPTypes
import Seams

/// What IIS answers in the product's place, and the one failure that the product tells by an HTTP status.
enum ServerPages {
    static let notFound = page(
        .notFound, "404 - 找不到文件或目录。", "您要查找的资源可能已被删除，已更改名称或者暂时不可用。")
    static let methodNotAllowed = page(
        .methodNotAllowed, "405 - 不允许用于访问此页的 HTTP 谓词。", "用于访问此页的 HTTP 谓词(方法)不被允许。")

    /// A signed request that names an unknown data centre. That the status is not 200 was observed, its value was not
    /// recorded; 500, the default, is what ASP.NET gives for an unhandled exception.
    static func wrongDataCenter(_ behaviour: KingdeeBehaviour) -> PlatformAnswer {
        let text = "Fail to verify thirty passport"
        let status = HTTPResponse.Status(code: behaviour.wrongDataCenterStatus)
        return PlatformAnswer(
            .reply(HTTPReply(status, contentType: "text/plain; charset=utf-8", body: text)), error: text)
    }

    /// The interceptor of suspicious bodies answers in the protocol of the user interface (public code).
    static let intercepted = PlatformAnswer(
        .reply(
            HTTPReply(
                .ok, contentType: "application/json; charset=utf-8",
                body: """
                    [{"actionname":"showConfirm","params":[{"title":"","msg":"请求参数存在可疑数据,当前请求已经被拦截规则\
                    [caller_in_less_Point_Bracket]阻止!","option":0,"msgType":0}]}]
                    """)), error: "intercepted")

    private static func page(_ status: HTTPResponse.Status, _ title: String, _ text: String) -> PlatformAnswer {
        var reply = HTTPReply(
            status, contentType: "text/html",
            body: """
                <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
                <html xmlns="http://www.w3.org/1999/xhtml">
                <head>
                <meta http-equiv="Content-Type" content="text/html; charset=utf-8"/>
                <title>\(title)</title>
                </head>
                <body>
                <div id="header"><h1>服务器错误</h1></div>
                <div id="content"><fieldset><h2>\(title)</h2><h3>\(text)</h3></fieldset></div>
                </body>
                </html>
                """)
        reply.response.headerFields[.server] = "Microsoft-IIS/8.5"
        if status == .methodNotAllowed { reply.response.headerFields[.allow] = "POST" }
        return PlatformAnswer(.reply(reply), error: "HTTP \(status.code)")
    }
}
