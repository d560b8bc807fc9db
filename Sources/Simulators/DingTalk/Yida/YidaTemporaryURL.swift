import Seams

/// `GET /v1.0/yida/apps/temporaryUrls/{appType}`: a link to a file of a form that needs no sign-on, good for `timeout`
/// milliseconds, by default one minute and at most a day (「获取宜搭附件临时免登地址」). `fileUrl` is a whole address, as the
/// SDKs' examples show it; what the platform says to one that it does not know is in no source [?].
enum YidaTemporaryURL: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/v1.0/yida/apps/temporaryUrls/{appType}"
    static let operation = "yida/apps/temporaryUrls"
    static let scope: String? = "Yida.Attachment.Read"

    private static let timeout: Int64 = 60_000
    private static let timeoutMax: Int64 = 86_400_000

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let app = request.segment(fromEnd: 0)
        _ = try YidaCall(request, state, appType: app)
        guard let address = request.text("fileUrl") else { throw .yidaParameter("fileUrl") }
        let timeout = try request.integer("timeout") ?? timeout
        guard (1...timeoutMax).contains(timeout) else { throw .yidaParameter("timeout") }
        guard address.hasPrefix("https://") || address.hasPrefix("http://"),
            let file = state.yida.file(at: address)
        else { throw .yidaFormat("fileUrl") }
        guard file.app == app else { throw .yidaForbidden(address) }
        let link = state.files.link(to: file.reference, lasting: .milliseconds(timeout), step)
        return ["result": .string(link)]
    }
}
