import Seams
import Simulators

/// The sections of a scenario that describe its world, its system, its workload and its bounds.
extension YAMLText {
    mutating func write(_ world: WorldSettings) {
        let standard = WorldSettings()
        member("employees", world.employees, unless: standard.employees)
        member("departments", world.departments, unless: standard.departments)
        member("delivery", world.delivery, unless: standard.delivery) { $0.rawValue }
        member("delivery-timeout", world.deliveryTimeout, unless: standard.deliveryTimeout) { $0.exactText }
        if world.redelivery != standard.redelivery { list("redelivery", world.redelivery.map(\.exactText)) }
        member("tls", world.tls, unless: standard.tls)
        member("file-links", world.fileLinks, unless: standard.fileLinks) { $0.exactText }
        if let most = world.attachmentKilobytes { member("attachment-kilobytes", String(most)) }
        section("forms") { forms in
            for (form, rule) in world.formRules.sorted(by: { $0.key < $1.key }) {
                forms.section(form) { section in
                    section.member("unique-number", "\(rule.enforcesUniqueNumber)")
                    section.member("overwrite-number", "\(rule.overwritesNumber)")
                    section.member("hides-created", rule.hidesCreated, unless: false)
                }
            }
        }
    }

    mutating func write(_ system: SystemSettings) {
        let standard = SystemSettings()
        if system.isBuiltIn {
            member("core", "built-in")
            member("kingdee-authentication", system.kingdeeAuthentication, unless: standard.kingdeeAuthentication) {
                $0.rawValue
            }
            member("store", system.store, unless: standard.store) { $0.rawValue }
            member("workers", system.workers, unless: standard.workers)
            member("tls", system.tls, unless: standard.tls)
        } else {
            list("command", system.command)
            member("ready", system.ready, unless: standard.ready)
            member("callback", system.callback, unless: standard.callback)
        }
        member("start-within", system.startWithin, unless: standard.startWithin) { $0.exactText }
        section("environment", system.environment)
        if !system.mappings.isEmpty { list("mappings", system.mappings) }
        section("files", system.files)
        if system.isBuiltIn { section("settings", system.settings) }
    }

    mutating func write(_ workload: WorkloadSettings) {
        let standard = WorkloadSettings(approvals: workload.approvals, arrivals: workload.arrivals)
        member("approvals", String(workload.approvals))
        section("arrivals") { $0.write(workload.arrivals) }
        member("refused", workload.refused, unless: standard.refused)
        member("terminated", workload.terminated, unless: standard.terminated)
        member("running", workload.running, unless: standard.running)
        member("poisoned", workload.poisoned, unless: standard.poisoned)
        member("kind", workload.kind, unless: standard.kind) { $0.rawValue }
        member("personal-data", workload.personalData, unless: standard.personalData)
        member("suite", workload.suite, unless: standard.suite)
        if let files = workload.files { section("files") { $0.write(files) } }
        member("rows", workload.rows, unless: standard.rows) { "\($0.lowerBound)-\($0.upperBound)" }
    }

    private mutating func write(_ files: FileSettings) {
        let standard = FileSettings()
        member("per-claim", "\(files.perClaim.lowerBound)-\(files.perClaim.upperBound)")
        member("kilobytes", "\(files.kilobytes.lowerBound)-\(files.kilobytes.upperBound)")
        member("large", String(files.large))
        member("large-megabytes", String(files.largeMegabytes))
        if files.places != standard.places { list("places", files.places.map(\.rawValue)) }
        member("deleted", files.deleted, unless: standard.deleted)
        member("empty", files.empty, unless: standard.empty)
        member("oversized", files.oversized, unless: standard.oversized)
        member("oversized-kilobytes", files.oversizedKilobytes, unless: standard.oversizedKilobytes)
        member("odd-names", files.oddNames, unless: standard.oddNames)
    }

    private mutating func write(_ arrivals: Arrivals) {
        switch arrivals {
        case .burst(let within): member("burst", within.exactText)
        case .constant(let perSecond): member("constant", "\(perSecond)/s")
        case .poisson(let perSecond): member("poisson", "\(perSecond)/s")
        case .ramp(let from, let to): section("ramp", ["from": "\(from)/s", "to": "\(to)/s"])
        case .closed(let users, let thinkTime):
            section("closed", ["users": String(users), "think-time": thinkTime.exactText])
        }
    }

    /// A bound on recovery is refused where there is nothing to recover from.
    mutating func write(_ expectations: Expectations, hasFaults: Bool) {
        let standard = Expectations()
        member("form", expectations.form, unless: standard.form)
        member("source-field", expectations.sourceField, unless: standard.sourceField)
        member("latency-max", expectations.latencyMax, unless: standard.latencyMax) { $0?.exactText ?? "none" }
        member("in-time", expectations.inTime, unless: standard.inTime)
        if let bound = expectations.latencyP99 { member("latency-p99", bound.exactText) }
        if let bound = expectations.recoveryWithin, hasFaults { member("recovery-within", bound.exactText) }
        if let share = expectations.apiSuccessRate { member("api-success-rate", "\(share)") }
        if let count = expectations.attemptsMax { member("attempts-max", String(count)) }
        if let ratio = expectations.callsPerApprovalMax { member("calls-per-approval-max", "\(ratio)") }
        if let count = expectations.logInsMax { member("log-ins-max", String(count)) }
        if let count = expectations.burstMax, hasFaults { member("burst-max", String(count)) }
        if let demand = expectations.writeBack { member("write-back", "\(demand)") }
        member("vouchers", expectations.vouchers, unless: standard.vouchers)
        member("comments-once", expectations.commentsOnce, unless: standard.commentsOnce)
        if let bound = expectations.inOrder { member("in-order", bound.exactText) }
        member("penalty-kept", expectations.penaltyKept, unless: standard.penaltyKept)
        if let share = expectations.operationSuccessRate { member("operation-success-rate", "\(share)") }
        if let bound = expectations.memoryMax { member("memory-max", String(bound)) }
        member("dead-letters", expectations.deadLetters.map(String.init) ?? "any")
        section("content", expectations.content)
    }
}
