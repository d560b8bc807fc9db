import HTTPTypes
import Seams
import VirtualTime

@testable import Simulators

/// A server with both platforms, in process: worlds are made and used by HTTP alone, as a test suite does.
struct WorldBench {
    let time = ManualTime()
    let network = DirectNetwork()
    let worlds: WorldDirectory

    init() {
        let company = Company.make(seed: Seed(7), employees: 5, departments: 2)
        let surroundings = HostedWorld.Surroundings(
            time: time, network: network, seed: Seed(7), delivery: DeliverySettings(), keepsCalls: true)
        worlds = WorldDirectory(
            first: HostedWorld(
                DingTalkWorld(company: company), KingdeeWorld(company: company), surroundings,
                randomness: SeededRandomness(seed: Seed(7)), history: History(time: time)))
    }

    /// A request to the fake DingTalk's port.
    func dingTalk(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, token: String? = nil
    ) async -> (status: Int, json: JSON) {
        let front = WorldFront<DingTalkSimulator>(worlds: worlds) { $0.dingTalkServer }
        var fields: HTTPFields = [:]
        if let token { fields[.dingTalkToken] = token }
        return await reply(front, method, path, body, fields)
    }

    /// A request to the fake Kingdee's port.
    func kingdee(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, session: String? = nil
    ) async -> (status: Int, json: JSON) {
        let front = WorldFront<KingdeeSimulator>(worlds: worlds) { $0.kingdeeServer }
        var fields: HTTPFields = [:]
        if let session { fields[.cookie] = "kdservice-sessionid=\(session)" }
        return await reply(front, method, path, body, fields)
    }

    /// An operation of the forms' service.
    func operate(_ operation: String, _ body: JSON, session: String) async -> JSON {
        await kingdee(
            .post, "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.\(operation).common.kdsvc", body,
            session: session
        ).json
    }

    /// Logs in at the data centre of `world`, as `POST worlds` answered it; the session's id.
    func logIn(_ world: JSON) async -> String {
        let parameters: JSON = [world["acctId"] ?? .null, world["userName"] ?? .null, world["password"] ?? .null, 2052]
        let reply = await kingdee(
            .post, "/k3cloud/Kingdee.BOS.WebApi.ServicesStub.AuthService.ValidateUser.common.kdsvc",
            ["parameters": parameters])
        return reply.json["KDSVCSessionId"]?.string ?? ""
    }

    /// An app token of `world`.
    func token(_ world: JSON) async -> String {
        let body: JSON = ["appKey": world["appKey"] ?? .null, "appSecret": world["appSecret"] ?? .null]
        return await dingTalk(.post, "/v1.0/oauth2/accessToken", body).json["accessToken"]?.string ?? ""
    }

    /// Makes a world.
    func makeWorld(_ path: String = "worlds") async -> JSON {
        await dingTalk(.post, "/_rehearsal/\(path)").json["world"] ?? .null
    }

    /// The numbers of all departments of a session's world.
    func departments(_ session: String) async -> JSON {
        await operate(
            "ExecuteBillQuery", ["data": ["FormId": "BD_Department", "FieldKeys": "FNumber"]], session: session)
    }

    private func reply(
        _ handler: some HTTPHandler, _ method: HTTPRequest.Method, _ path: String, _ body: JSON?, _ fields: HTTPFields
    ) async -> (status: Int, json: JSON) {
        var fields = fields
        fields[.contentType] = "application/json"
        let request = HTTPRequest(
            method: method, scheme: "http", authority: "127.0.0.1", path: path, headerFields: fields)
        guard case .reply(let reply) = await handler.respond(to: HTTPCall(request: request, body: body?.bytes ?? []))
        else { return (0, .null) }
        return (reply.response.status.code, (try? JSON(parsing: reply.body)) ?? .string(reply.text))
    }
}
