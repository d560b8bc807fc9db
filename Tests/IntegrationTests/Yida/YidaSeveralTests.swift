import Seams
import Testing
import VirtualTime

@testable import Integration

/// Several applications and several forms at once.
@Suite struct YidaSeveralTests {
    @Test func anApplicationThatIsThrottledDoesNotHoldUpAnother() async throws {
        let office = try await YidaOffice(forms: YidaForm.several)
        let failure = PlatformFailure.throttled(
            reason: "failure.operation.requestTooFast: 请求过于频繁", retryAfter: .seconds(60))
        office.yida.shut("APP_A", failure)
        office.yida.put(try .form("A-1"), in: YidaForm.several[0])
        office.yida.put(try .form("B-1"), in: YidaForm.several[2])
        office.time.advance(by: .seconds(5))
        await #expect(throws: (any Error).self) { try await office.list(0) }
        // Asked again at once, the application is held back without a call.
        await #expect(throws: HeldBack.self) { try await office.list(0) }
        try await office.list(1)
        try await office.work(until: 30)
        #expect(try await office.state("B-1") == .done)
        #expect(try await office.state("A-1") == nil)
        office.yida.shut("APP_A", nil)
        office.time.advance(by: .seconds(90))
        try await office.list(0)
        try await office.work()
        #expect(try await office.state("A-1") == .done)
    }

    @Test func aThrottledInterfaceHoldsUpAll() async throws {
        let office = try await YidaOffice(forms: YidaForm.several)
        office.yida.fail(
            .listForms, .throttled(reason: "Forbidden.AccessDenied.QpsLimitForApi", retryAfter: .seconds(60)))
        office.time.advance(by: .seconds(5))
        await #expect(throws: (any Error).self) { try await office.list(0) }
        await #expect(throws: HeldBack.self) { try await office.list(1) }
    }

    @Test func aFormThatIsGoneDoesNotHoldUpOthersOfItsApplication() async throws {
        let office = try await YidaOffice(forms: YidaForm.several)
        office.yida.shut("FORM-A1", .rejected(reason: "invalidParameter.parameter.incorrectFormUuid: 指定的表单id有误"))
        office.yida.put(try .form("A-2"), in: YidaForm.several[1])
        office.time.advance(by: .seconds(5))
        let failure = await #expect(throws: YidaPassFailure.self) { try await office.list(0) }
        #expect(
            failure?.description
                == "FORM-A1: rejected: invalidParameter.parameter.incorrectFormUuid: 指定的表单id有误")
        try await office.work()
        #expect(try await office.state("A-2") == .done)
    }

    @Test func whatIsShutWaitsUntilItIsOpened() async throws {
        let office = try await YidaOffice()
        office.yida.put(try .form())
        office.time.advance(by: .seconds(5))
        try await office.list()
        office.yida.shut("FORM-1", .rejected(reason: "invalidParameter.parameter.accessKeyNotMatch: 应用密钥不匹配"))
        try await office.work(until: 200)
        let item = try #require(try await office.item())
        #expect(item.progress.state == .received)
        #expect(item.progress.reason?.contains("accessKeyNotMatch") == true)
        office.yida.shut("FORM-1", nil)
        try await office.work(until: 200)
        #expect(try await office.state() == .done)
    }

    private static let rest = """
        dingtalk: {appKey: k, appSecret: s, mode: stream}
        kingdee: {url: http://k.test/k3cloud/, acctID: a, userName: u, authentication: password, password: p}
        mapping: [m.yaml]

        """

    @Test func readsSeveralApplicationsWithTheirSecrets() throws {
        let configuration = try Configuration.read(
            YidaSeveralTests.rest
                + "yida: {user: u1, applications: {APP_B: {user: u2}, APP_A: }, deletedEvery: 5s}\n", path: "c.yaml",
            environment: ["REHEARSAL_YIDA_SYSTEM_TOKEN_APP_A": "hexA", "REHEARSAL_YIDA_SYSTEM_TOKEN_APP_B": "hexB"])
        let yida = try #require(configuration.yida)
        #expect(yida.applications.map(\.appType) == ["APP_B", "APP_A"])
        #expect(yida.applications.map(\.user) == ["u2", "u1"])
        #expect(yida.applications.map(\.systemToken.value) == ["hexB", "hexA"])
        #expect(yida.application(of: YidaForm(id: "F", app: "APP_A"))?.user == "u1")
        #expect(yida.application(of: YidaForm(id: "F")) == nil)
        #expect("\(configuration)".contains("hexA") == false)
    }

    @Test func namesEveryMistake() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.read(
                YidaSeveralTests.rest + """
                    yida:
                      appType: APP_C
                      applications: {APP_A: {usr: u}}
                    """, path: "c.yaml", environment: [:])
        }
        let texts = error?.mistakes.map(\.message) ?? []
        #expect(texts.contains { $0.contains("yida.applications stands beside appType") })
        #expect(texts.contains { $0.contains("yida.user is missing") })
        let several = #expect(throws: ConfigurationError.self) {
            try Configuration.read(
                YidaSeveralTests.rest + """
                    yida:
                      applications:
                        APP_A: {usr: u}
                        APP-B: {user: u}
                    """, path: "c.yaml", environment: [:])
        }
        let named = several?.mistakes.map(\.message) ?? []
        #expect(named.contains { $0.contains("unknown key 'yida.applications.APP_A.usr'") })
        #expect(named.contains { $0.contains("yida.applications.APP-B is 'APP-B'") })
        #expect(named.contains { $0.contains("yida.applications.APP_A.user is missing") })
        #expect(named.contains { $0.contains("REHEARSAL_YIDA_SYSTEM_TOKEN_APP_A") })
        #expect(named.count == 5)
    }

    @Test func namesEveryMappingWithoutItsApplication() throws {
        var configuration = try Configuration.read(
            YidaSeveralTests.rest + "yida: {user: u1, applications: {APP_A: , APP_B: }}\n", path: "c.yaml",
            environment: ["REHEARSAL_YIDA_SYSTEM_TOKEN_APP_A": "a", "REHEARSAL_YIDA_SYSTEM_TOKEN_APP_B": "b"])
        let routes = [
            Route.yida(of: YidaForm(id: "FORM-1")), .yida(of: YidaForm(id: "FORM-2", app: "APP_C")),
            .yida(of: YidaForm(id: "FORM-3", app: "APP_B")),
        ]
        let stray = #expect(throws: StrayMapping.self) { try MappingSet(routes: routes, configuration) }
        let text = stray?.description ?? ""
        #expect(text.contains("FORM-1 into ER_ExpReimbursement, but does not say of which application"))
        #expect(text.contains("there is no application APP_C under yida:"))
        #expect(!text.contains("FORM-3"))
        configuration.yida = nil
        let missing = #expect(throws: StrayMapping.self) { try MappingSet(routes: routes, configuration) }
        #expect(missing?.description.split(separator: "\n").count == 3)
    }
}
