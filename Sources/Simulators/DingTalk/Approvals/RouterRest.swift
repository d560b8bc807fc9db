/// `POST /router/rest`: the gateway's oldest face, which one SDK still calls for much; `RouterMethod` says for what.
enum RouterRest: DingTalkEndpoint {
    static let path = "/router/rest"

    static func key(of request: DingTalkRequest) -> String? { request.text("process_instance_id") }

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        let name = request.text("method") ?? ""
        guard let method = RouterMethod(name) else {
            throw .gateway("isv.invalid-method", "不合法ApiName，ApiName = \(name)")
        }
        let id = DingTalkReply(family: .router, randomness: step.randomness).oldRequestID()
        do {
            let answer = try method.endpoint.perform(request, &state, step)
            return method.success(answer.members ?? [], requestID: id)
        } catch {
            guard case .business(let code, let text) = error else { throw error }
            throw .routed(method.failure(code, text, requestID: id), reason: String(code))
        }
    }
}
