import Seams

/// How the organisation is kept in step: section `organisation` of the configuration.
package struct DirectorySettings: Hashable, Sendable {
    /// A fact of DingTalk and the field of Kingdee that holds it.
    package struct Field: Hashable, Sendable {
        /// Our own name, such as `mobile`.
        package var fact: String
        /// Kingdee's key, such as `FMobile`.
        package var key: String

        /// Whether the field is a day, which Kingdee shows with a time.
        var isDay: Bool { fact == "hired" }
        /// Whether it is shown to nobody without the right to see personal fields.
        package static func isPersonal(_ fact: String) -> Bool {
            let name = fact.lowercased()
            return ["telephone", "email"].contains { name.contains($0) } || PersonalFields.isPersonal(fact)
        }

        /// The field of the head, such as `FBranchID` of `FBranchID.FNumber`.
        var head: String { String(key.prefix { $0 != "." }) }

        /// The member of a `Model` that gives it this value.
        func member(_ value: String) -> JSONValue.Member {
            guard head.count < key.count else { return JSONValue.Member(key, .string(value)) }
            return JSONValue.Member(head, .members([String(key.dropFirst(head.count + 1)): .string(value)]))
        }
    }

    /// What Kingdee's data is to count for when a record is met for the first time.
    package enum FirstContact: String, CaseIterable, Sendable {
        /// A difference waits for a person, as any later one.
        case hold
        /// DingTalk's value is written.
        case overwrite
    }

    /// What becomes of people and departments that Kingdee has and DingTalk does not, and that were never ours.
    package enum Unknown: String, CaseIterable, Sendable {
        /// Nothing is written; one question to a person covers all of them.
        case hold
        /// They are disabled, as whoever leaves.
        case disable
        /// They stay as they are, which is written down.
        case leave
    }

    /// Which of a person's departments become posts.
    package enum Posts: String, CaseIterable, Sendable {
        /// Each department is a post, the main one the main post.
        case all
        /// The main department alone; further posts in Kingdee are none of our business.
        case main
    }

    /// Kingdee's number of the organisation that people and departments belong to; empty switches the flow off.
    package var number = ""
    /// Kingdee's number of the post (岗位) that new people get; nil leaves it open.
    package var post: String?
    package var posts = Posts.all
    /// The fields of people.
    package var employeeFields = DirectorySettings.standardEmployeeFields
    /// The fields of departments.
    package var departmentFields = [Field(fact: "name", key: "FName")]
    package var firstContact = FirstContact.hold
    /// What becomes of those whom only Kingdee has.
    package var unknown = Unknown.hold
    package var brake = DirectoryBrake()
    /// How often DingTalk's departments and people are listed: bounds how late a change can be whose event was lost.
    package var listEvery = Duration.seconds(240)
    /// How often Kingdee's records are listed too, and drift is repaired.
    package var compareEvery = Duration.seconds(600)
    /// How many records one call writes, 1 ... 500.
    package var batch = 100
    /// How many batches are worked on at a time, 1 ... 64.
    package var workers = 4

    package init() {}

    /// Whether the configuration asks for the flow.
    package var isOn: Bool { !number.isEmpty }

    /// The fields of people or departments, besides their place and status.
    func fields(of kind: DirectoryKind) -> [Field] { kind == .employee ? employeeFields : departmentFields }

    /// All facts of a person that can be mapped, with the keys they have by default.
    package static let employeeFacts: [(fact: String, key: String?)] = [
        ("name", "FName"), ("mobile", "FMobile"), ("telephone", "FTel"), ("email", "FEmail"), ("hired", "FJoinDate"),
        ("title", nil), ("workPlace", nil), ("remark", nil),
    ]

    private static let standardEmployeeFields = employeeFacts.compactMap { fact, key in
        key.map { Field(fact: fact, key: $0) }
    }
}

extension DirectorySettings {
    /// Reads the section. `employees` maps facts to Kingdee's keys; `none` leaves a fact out.
    mutating func take(from section: inout SettingsSection) {
        section.read("number", into: &number)
        post = section.text("post")
        section.read("posts", into: &posts)
        section.read("firstContact", into: &firstContact)
        section.read("unknownInKingdee", into: &unknown)
        var brake = section.section("brake")
        self.brake.take(from: &brake)
        section.read("listEvery", into: &listEvery, in: .seconds(1) ... .seconds(86_400))
        section.read("compareEvery", into: &compareEvery, in: .seconds(1) ... .seconds(7 * 86_400))
        section.read("batch", into: &batch, in: 1...500)
        section.read("workers", into: &workers, in: 1...64)
        var employees = section.section("employees")
        employeeFields = DirectorySettings.employeeFacts.compactMap { fact, key in
            guard let chosen = employees.text(fact) ?? key, chosen != "none" else { return nil }
            return Field(fact: fact, key: chosen)
        }
        employees.finish()
        section.finish()
    }
}
