import HTTPTypes
import Seams
import Synchronization
import VirtualTime

@testable import Simulators

/// A fake DingTalk with everything around it, and the calls that its clients make.
struct DingTalkBench {
    /// Two people below two departments: made up, readable in expectations.
    static let company = Company(
        departments: [
            .init(id: 1, parent: nil, name: "示例科技有限公司", number: "BM000000"),
            .init(id: 582_976_341, parent: 1, name: "华东大区-项目组", number: "BM000001"),
        ],
        employees: [
            .init(
                userID: "205937523932471911", unionID: "z21HjQliSzpw0YWxxxxx", name: "李四", mobile: "18500000001",
                staffNumber: "E0001", department: 1),
            .init(
                userID: "214648015520538533", unionID: "N2o5U3axxxxx", name: "张三", mobile: "18500000000",
                staffNumber: "E0002", department: 582_976_341),
            .init(
                userID: "203512345678901234", unionID: "Q9m5U3axxxxx", name: "乔巧梅", mobile: "18500000002",
                staffNumber: "E0003", department: 582_976_341),
        ],
        expenseItems: Company.standardExpenseItems)
    static let boss = "205937523932471911"
    static let zhang = "214648015520538533"
    static let qiao = "203512345678901234"

    let time: ManualTime
    let history: History
    let faults: FaultEngine
    let world: DingTalkWorld
    let network: any Network
    let simulator: DingTalkSimulator
    let server: PlatformServer<DingTalkSimulator>

    init(
        delivery: DeliverySettings = DeliverySettings(), network: (any Network)? = nil, time: ManualTime = ManualTime(),
        attendance: AttendanceRule = AttendanceRule()
    ) {
        self.time = time
        history = History(time: time)
        faults = FaultEngine(time: time, history: history)
        var world = DingTalkWorld(company: DingTalkBench.company)
        world.attendance = attendance
        self.world = world
        self.network = network ?? DirectNetwork()
        simulator = DingTalkSimulator(
            world: world, time: time, randomness: SeededRandomness(seed: Seed(7)), history: history, faults: faults,
            network: self.network, delivery: delivery)
        server = PlatformServer(simulator, faults: faults, history: history, time: time)
    }

    /// What a client gets.
    struct Answer {
        let status: Int
        let fields: HTTPFields
        let body: JSON
    }

    /// Sends a request with a JSON body and reads the JSON reply.
    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        var fields = headers
        if body != nil, fields[.contentType] == nil { fields[.contentType] = "application/json" }
        return try await send(method, path, body?.bytes ?? [], fields)
    }

    /// Sends a form body.
    func post(_ path: String, form: String) async throws -> Answer {
        try await send(.post, path, Array(form.utf8), [.contentType: "application/x-www-form-urlencoded"])
    }

    /// Sends a body of any kind.
    func post(_ path: String, bytes: [UInt8], contentType: String) async throws -> Answer {
        try await send(.post, path, bytes, [.contentType: contentType])
    }

    /// `POST /topapi/…` with a fresh token.
    func topapi(_ path: String, _ body: JSON = [:]) async throws -> JSON {
        try await call(.post, "/topapi/\(path)?access_token=\(try await token())", body).body
    }

    /// A call of the new family with a fresh token.
    func modern(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> Answer {
        try await call(method, path, body, headers: [.dingTalkToken: try await token()])
    }

    func token() async throws -> String {
        let path = "/gettoken?appkey=\(world.appKey)&appsecret=\(world.appSecret)"
        return try await call(.get, path).body["access_token"]?.string ?? ""
    }

    /// Submits an expense claim of two rows by Zhang San.
    func submit(_ values: [SubmittedValue] = DingTalkBench.values, due: Timestamp? = nil) throws -> String {
        try simulator.submit(
            Submission(
                processCode: world.templates[0].code, originator: DingTalkBench.zhang, values: values, claim: "claim-1",
                due: due))
    }

    static let values = [
        SubmittedValue(id: "TextField_REASON", value: "客户拜访"),
        SubmittedValue(id: "InnerContactField_PAYEE", value: "[\"\(DingTalkBench.qiao)\"]"),
        SubmittedValue(id: "DepartmentField_COST", value: "582976341"),
        SubmittedValue(id: "NumberField_TOTALFEN", value: "100529.5"),
        SubmittedValue(
            id: "费用明细",
            value: """
                [[{"name":"费用项目","value":"差旅费"},{"name":"金额（元）","value":"1005.005"},\
                {"name":"发生日期","value":"2026-01-14"}],\
                [{"name":"费用项目","value":"交通费"},{"name":"金额（元）","value":"0.29"},\
                {"name":"发生日期","value":"2026-01-15"},{"name":"说明","value":"地铁"}]]
                """),
    ]

    /// The facts recorded so far.
    var facts: [HistoryFact] { history.events().map(\.fact) }

    /// Runs `body` while events are delivered.
    func whileDelivering(_ body: () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await simulator.run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    /// Lets the other tasks go on until `condition` holds; the suite's time limit ends a wait for nothing.
    func until(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled { await Task.yield() }
    }

    /// Turns the clock to the next sleeper's deadline, as soon as that is `expected` from now and `sleepers` sleep.
    func advance(by expected: Duration, sleepers: Int = 1) async {
        let target = time.now + expected
        await until { time.nextDeadline == target && time.sleepers >= sleepers }
        time.advance(by: expected)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8], _ fields: HTTPFields
    ) async throws -> Answer {
        let request = HTTPRequest(
            method: method, scheme: "http", authority: "dingtalk.test", path: path, headerFields: fields)
        guard case .reply(let reply) = await server.respond(to: HTTPCall(request: request, body: body)) else {
            throw ControlError("no reply")
        }
        return Answer(
            status: reply.response.status.code, fields: reply.response.headerFields, body: try JSON(parsing: reply.body)
        )
    }
}
