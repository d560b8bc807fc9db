import Simulators

extension SimulatedWorld.Options {
    /// The world that a scenario describes.
    init(_ scenario: Scenario) {
        self.init()
        seed = scenario.seed
        employees = scenario.world.employees
        departments = scenario.world.departments
        tls = scenario.world.tls
        delivery.callbackTimeout = scenario.world.deliveryTimeout
        delivery.redelivery = scenario.world.redelivery
        formRules = scenario.world.formRules
        fileLinkLifetime = scenario.world.fileLinks
        attachmentBytesMax = scenario.world.attachmentKilobytes.map { $0 << 10 }
        claimsTakeFiles = scenario.workload.files.map { $0.places != FileSettings().places } ?? false
        claimsAreSuites = scenario.workload.suite
        if scenario.workload.kind == .purchase { templates = [.purchase] }
    }
}
