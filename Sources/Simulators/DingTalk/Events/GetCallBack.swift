/// `GET /call_back/get_call_back`: the registered callback.
enum GetCallBack: DingTalkEndpoint {
    static let method = "GET"
    static let path = "/call_back/get_call_back"

    static func perform(
        _ request: DingTalkRequest, _ state: inout DingTalkState, _ step: DingTalkStep
    ) throws(DingTalkRefusal) -> JSON {
        // A callback of the developer console is not one that this API knows.
        guard let callback = state.callback, let types = callback.types else { throw .callbackUnknown }
        return [
            "call_back_tag": .array(types.map(JSON.string)), "token": .string(callback.cipher.token),
            "aes_key": .string(callback.aesKey), "url": .string(callback.url),
        ]
    }
}
