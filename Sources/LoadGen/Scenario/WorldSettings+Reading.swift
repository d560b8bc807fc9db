import Seams
import Simulators

extension WorldSettings {
    /// Reads `world:`.
    init(_ section: consuming ScenarioSection) {
        self.init()
        var section = section
        employees = section.integer("employees", in: 1...100_000) ?? employees
        departments = section.integer("departments", in: 1...10_000) ?? departments
        delivery = section.choice("delivery", of: EventChannel.self) ?? delivery
        deliveryTimeout =
            section.duration("delivery-timeout", in: .milliseconds(10) ... .seconds(60)) ?? deliveryTimeout
        redelivery = section.redelivery() ?? redelivery
        tls = section.boolean("tls") ?? tls
        formRules = section.formRules()
        fileLinks = section.duration("file-links", in: .milliseconds(10) ... .seconds(3600)) ?? fileLinks
        attachmentKilobytes = section.integer("attachment-kilobytes", in: 1...1_000_000)
        section.finish()
    }
}

extension ScenarioSection {
    /// `redelivery: [10s, 30s]`; an empty list means that DingTalk never tries again.
    fileprivate mutating func redelivery() -> [Duration]? {
        texts("redelivery", example: "redelivery: [10s, 30s]").map { pauses in
            pauses.compactMap { duration($0.text, of: $0.member, in: .zero ... .seconds(3600)) }
        }
    }

    fileprivate mutating func formRules() -> [String: FormRule] {
        guard var forms = section("forms") else { return [:] }
        return forms.remaining.map(\.key).reduce(into: [:]) { rules, form in
            rules[form] = forms.section(form).map { FormRule($0, usual: FormRule(usual: form)) }
        }
    }
}

extension FormRule {
    /// What is not said is as the form usually is.
    fileprivate init(_ section: consuming ScenarioSection, usual: FormRule) {
        var section = section
        self.init(
            enforcesUniqueNumber: section.boolean("unique-number") ?? usual.enforcesUniqueNumber,
            overwritesNumber: section.boolean("overwrite-number") ?? usual.overwritesNumber,
            hidesCreated: section.boolean("hides-created") ?? false)
        section.finish()
    }
}
