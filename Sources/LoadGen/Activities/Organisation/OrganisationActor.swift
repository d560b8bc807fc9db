import Seams
import Simulators

/// Does one change after the other to the fake platforms, and records what Kingdee should hold afterwards.
struct OrganisationActor {
    let stage: ActivityStage
    let choices: Choices

    init(stage: ActivityStage, seed: Seed) {
        self.stage = stage
        choices = Choices(seed)
    }

    /// Draws of its own, so that a change more does not move the schedule.
    final class Choices {
        private var generator: SeededGenerator

        init(_ seed: Seed) {
            generator = seed.stream("choices")
        }

        func pick<Element>(_ elements: [Element]) -> Element? { elements.randomElement(using: &generator) }
    }

    var dingTalk: DingTalkSimulator { stage.world.dingTalk }

    /// Whom the next change may concern. With 100,000 people that takes a moment: it is asked before the change is due,
    /// since nobody else changes them.
    func crowd(without reserved: Set<String>) -> Crowd {
        let (departments, employees) = dingTalk.organisation()
        return Crowd(
            departments: departments, employees: employees, free: employees.filter { !reserved.contains($0.userID) })
    }

    struct Crowd {
        var departments: [Company.Department]
        var employees: [Company.Employee]
        /// Who may be changed.
        var free: [Company.Employee]
    }

    func perform(
        _ change: OrganisationPlan.Change, among crowd: Crowd, due: Timestamp, _ memory: inout OrganisationMemory
    ) async throws {
        let (departments, employees, free) = (crowd.departments, crowd.employees, crowd.free)
        switch change {
        case .join, .poison: _ = try await join(change, departments, due, &memory)
        case .brief:
            guard let userID = try await join(change, departments, due, &memory) else { return }
            memory.reserved.insert(userID)
            // Before anybody has read of the join, or while it is being written.
            let pause = Duration.milliseconds(choices.pick([0, 0, 0, 20, 60, 150, 400]) ?? 0)
            guard pause > .zero else { return try await leave(userID, due) }
            memory.sequels.append(OrganisationMemory.Sequel(what: .leave(userID), due: due + pause))
        case .move:
            guard let person = choices.pick(free),
                let place = choices.pick(departments.filter { $0.id != person.department })
            else { return }
            memory.touched.insert(person.userID)
            try await control(
                "PATCH", ["employees", person.userID], ["dept_id_list": .array([.number(place.id)])])
            record(change, person.userID, departments, due)
        case .rename:
            guard let person = choices.pick(free) else { return }
            let email = "x\(memory.nextMobile)@example.com"
            memory.nextMobile += 1
            memory.touched.insert(person.userID)
            try await control(
                "PATCH", ["employees", person.userID],
                ["name": .string(String(person.name.prefix(3)) + "新"), "email": .string(email)])
            record(change, person.userID, departments, due)
        case .leave:
            let leaders = Set(departments.flatMap(\.profile.managers))
            guard let person = choices.pick(free.filter { !leaders.contains($0.userID) }) else { return }
            memory.reserved.insert(person.userID)
            try await leave(person.userID, due)
        case .comeback:
            let leaders = Set(departments.flatMap(\.profile.managers))
            guard let person = choices.pick(free.filter { !leaders.contains($0.userID) }) else { return }
            memory.reserved.insert(person.userID)
            try await leave(person.userID, due)
            // Before anybody has read of the leave, while it is being written, and when it is done.
            let pause = Duration.milliseconds(choices.pick([0, 60, 400, 3000, 6000, 9000]) ?? 0)
            let userID = choices.pick([person.userID, "back\(memory.nextMobile)"]) ?? person.userID
            memory.nextMobile += 1
            memory.reserved.insert(userID)
            memory.sequels.append(OrganisationMemory.Sequel(what: .comeBack(person, userID), due: due + pause))
        case .createDepartment, .renameDepartment, .removeDepartment:
            try await changeDepartment(change, departments, employees, due, &memory)
        case .appointment, .recall, .promotion:
            try await changePosts(change, departments, free, due, &memory)
        case .edit: try await edit(free, due, &memory)
        case .postEdit: try await editPosts(departments, free, due, &memory)
        case .erasure: try await erase(free, due, &memory)
        }
    }

    /// Somebody is gone from DingTalk, and whether that is true is not for a core to say.
    func vanish(_ action: String, _ memory: inout OrganisationMemory) async throws {
        let (departments, employees) = dingTalk.organisation()
        let leaders = Set(departments.flatMap(\.profile.managers))
        // Whoever was changed lately is to show that in Kingdee, which a core need not do for those who are gone.
        let others = memory.reserved.union(memory.touched).union(leaders)
        let free = employees.filter { !others.contains($0.userID) }
        guard let person = choices.pick(free) else { return }
        memory.reserved.insert(person.userID)
        memory.vanished.insert(person.staffNumber)
        memory.excepted.insert(person.staffNumber)
        stage.record(OrganisationActivity.self, action, of: person.staffNumber, ["user": person.userID])
        try await control("DELETE", ["employees", person.userID], ["reason": "unknown"])
    }

    // MARK: People

    private func join(
        _ change: OrganisationPlan.Change, _ departments: [Company.Department], _ due: Timestamp,
        _ memory: inout OrganisationMemory
    ) async throws -> String? {
        guard let place = choices.pick(departments) else { return nil }
        memory.nextMobile += 1
        let number = memory.nextMobile
        let isPoisoned = change == .poison
        let name = isPoisoned ? "<script>\(number)" : (choices.pick(["赵", "钱", "孙", "李"]) ?? "赵") + "\(number % 1000)"
        let body: JSON = [
            "name": .string(name), "mobile": .string("139\(number)"), "job_number": .string("N\(number)"),
            "email": .string("n\(number)@example.com"), "hired_date": .number(hired(number)),
            "dept_id_list": .array([.number(place.id)]),
        ]
        let answer = try await control("POST", ["employees"], body)
        guard let userID = answer?["userid"]?.scalarText else { return nil }
        memory.touched.insert(userID)
        if isPoisoned {
            memory.reserved.insert(userID)
            memory.excepted.insert("N\(number)")
            stage.record(
                OrganisationActivity.self, change.rawValue, of: "N\(number)", ["user": userID], due: due)
        } else {
            record(change, userID, departments, due)
        }
        return userID
    }

    func leave(_ userID: String, _ due: Timestamp) async throws {
        let number = dingTalk.employee(userID)?.staffNumber ?? ""
        // Recorded first: from here on Kingdee may not show the person any more.
        stage.record(
            OrganisationActivity.self, "leave", of: number,
            ["kind": "employee", "status": "disabled", "user": userID], due: due)
        try await control("DELETE", ["employees", userID], ["reason": "leave"])
    }

    /// A day of entry between 1993 and 2026, as DingTalk tells it: midnight in Asia/Shanghai, in milliseconds.
    private func hired(_ number: Int) -> Int64 { 1_767_196_800_000 - Int64(number * 37 % 12_000) * 86_400_000 }

    /// Somebody who left is there again, in whichever department.
    func comeBack(
        _ person: Company.Employee, as userID: String, _ due: Timestamp, _ memory: inout OrganisationMemory
    ) async throws {
        let departments = dingTalk.organisation().departments
        guard let place = choices.pick(departments) else { return }
        let texts = [
            ("userid", userID), ("name", person.name), ("mobile", person.mobile), ("job_number", person.staffNumber),
            ("email", person.profile.email), ("telephone", person.profile.telephone),
        ]
        let members = texts.filter { !$0.1.isEmpty }.map { JSON.Member($0.0, .string($0.1)) }
        try await control(
            "POST", ["employees"],
            .object(
                members + [
                    JSON.Member("hired_date", .number(person.profile.hired ?? hired(1))),
                    JSON.Member("dept_id_list", .array([.number(place.id)])),
                ]))
        memory.touched.insert(userID)
        record(.comeback, userID, departments, due)
    }

    func record(
        _ change: OrganisationPlan.Change, _ userID: String, _ departments: [Company.Department], _ due: Timestamp
    ) {
        guard let person = dingTalk.employee(userID) else { return }
        func name(_ id: Int64) -> String { departments.first { $0.id == id }?.name ?? "" }
        let others = person.departments.filter { $0 != person.department }
        stage.record(
            OrganisationActivity.self, change.rawValue, of: person.staffNumber,
            [
                "kind": "employee", "name": person.name, "department": "department \(person.department)",
                "place": name(person.department), "status": "active", "user": userID,
                "posts": others.map { "department \($0)" }.joined(separator: ","),
                "postPlaces": others.map(name).joined(separator: ","),
            ], due: due)
    }

    /// Somebody changes a person's name in Kingdee.
    private func edit(
        _ people: [Company.Employee], _ due: Timestamp, _ memory: inout OrganisationMemory
    ) async throws {
        // Only whom Kingdee has by now.
        let known = Set(stage.world.kingdee.members(form: "BD_Empinfo").filter { !$0.isForbidden }.map(\.number))
        guard let person = choices.pick(people.filter { known.contains($0.staffNumber) }) else { return }
        memory.reserved.insert(person.userID)
        memory.edits.append(OrganisationMemory.Edit(number: person.staffNumber))
        memory.excepted.insert(person.staffNumber)
        let name = person.name + "改"
        stage.record(
            OrganisationActivity.self, "edit", of: person.staffNumber,
            ["field": "FName", "value": name, "before": person.name], due: due)
        _ = try await stage.world.kingdee.control(
            "POST", ["documents", "BD_Empinfo", person.staffNumber, "edit"], ["FName": .string(name)])
    }

    /// Somebody deletes a person's record in Kingdee.
    private func erase(
        _ people: [Company.Employee], _ due: Timestamp, _ memory: inout OrganisationMemory
    ) async throws {
        // Of a change that is on its way, and makes the record anew, nobody could tell it from one that was asked for.
        let known = Set(stage.world.kingdee.members(form: "BD_Empinfo").filter { !$0.isForbidden }.map(\.number))
        let free = people.filter { known.contains($0.staffNumber) && !memory.touched.contains($0.userID) }
        guard let person = choices.pick(free) else { return }
        memory.reserved.insert(person.userID)
        memory.edits.append(OrganisationMemory.Edit(number: person.staffNumber))
        memory.excepted.insert(person.staffNumber)
        stage.record(OrganisationActivity.self, "erase", of: person.staffNumber, due: due)
        _ = try await stage.world.kingdee.control(
            "POST", ["documents", "BD_Empinfo", person.staffNumber, "delete"], .object([]))
    }

    // MARK: Departments

    private func changeDepartment(
        _ change: OrganisationPlan.Change, _ departments: [Company.Department], _ employees: [Company.Employee],
        _ due: Timestamp, _ memory: inout OrganisationMemory
    ) async throws {
        memory.nextMobile += 1
        let name = "新部\(memory.nextMobile)"
        switch change {
        case .createDepartment:
            guard let parent = choices.pick(departments) else { return }
            let answer = try await control(
                "POST", ["departments"], ["name": .string(name), "parent_id": .number(parent.id)])
            recordDepartment(change, answer?["dept_id"]?.integer, name, isGone: false, due)
        case .renameDepartment:
            guard let department = choices.pick(departments.filter { $0.parent != nil }) else { return }
            try await control("PATCH", ["departments", String(department.id)], ["name": .string(name)])
            recordDepartment(change, department.id, name, before: department.name, isGone: false, due)
        default:
            let parents = Set(departments.compactMap(\.parent))
            let places = Set(employees.flatMap(\.departments))
            let empty = departments.filter { $0.parent != nil && !parents.contains($0.id) && !places.contains($0.id) }
            guard let department = choices.pick(empty) else { return }
            recordDepartment(change, department.id, department.name, isGone: true, due)
            try await control("DELETE", ["departments", String(department.id)], [:])
        }
    }

    private func recordDepartment(
        _ change: OrganisationPlan.Change, _ id: Int64?, _ name: String, before: String = "", isGone: Bool,
        _ due: Timestamp
    ) {
        stage.record(
            OrganisationActivity.self, change.rawValue, of: "department \(id ?? 0)",
            ["kind": "department", "name": name, "before": before, "status": isGone ? "disabled" : "active"], due: due)
    }

    @discardableResult
    func control(_ method: String, _ path: [String], _ body: JSON) async throws -> JSON? {
        try await dingTalk.control(method, path, body)
    }
}
