import Seams
import Simulators

/// What happens to the posts of people who belong to several departments.
extension OrganisationActor {
    /// Gives so many people a second department, and every third of them a third.
    func prepare(manifold count: Int) async throws {
        guard count > 0 else { return }
        let (departments, employees) = dingTalk.organisation()
        for (index, person) in employees.prefix(count).enumerated() {
            let others = departments.filter { $0.parent != nil && !person.departments.contains($0.id) }
            guard !others.isEmpty else { continue }
            let chosen = (0...(index.isMultiple(of: 3) ? 1 : 0)).map { others[(index + $0 * 5) % others.count].id }
            try await place(person, in: person.departments + chosen.filter { $0 != person.department })
        }
    }

    func changePosts(
        _ change: OrganisationPlan.Change, _ departments: [Company.Department], _ people: [Company.Employee],
        _ due: Timestamp, _ memory: inout OrganisationMemory
    ) async throws {
        switch change {
        case .appointment:
            guard let person = choices.pick(people),
                let place = choices.pick(departments.filter { !person.departments.contains($0.id) })
            else { return }
            memory.touched.insert(person.userID)
            try await self.place(person, in: person.departments + [place.id])
            record(change, person.userID, departments, due)
        case .recall:
            guard let person = choices.pick(people.filter { $0.departments.count > 1 }),
                let lost = choices.pick(person.departments.filter { $0 != person.department })
            else { return }
            memory.touched.insert(person.userID)
            try await place(person, in: person.departments.filter { $0 != lost })
            record(change, person.userID, departments, due)
        default:
            guard let person = choices.pick(people.filter { $0.departments.count > 1 }),
                let main = choices.pick(person.departments.filter { $0 != person.department })
            else { return }
            memory.touched.insert(person.userID)
            try await control(
                "PATCH", ["employees", person.userID],
                ["dept_position_list": [["dept_id": .number(main), "is_main": true]]])
            record(change, person.userID, departments, due)
        }
    }

    /// Somebody changes a person's posts in Kingdee: adds one, takes another department, deletes one, or makes another
    /// the main one.
    func editPosts(
        _ departments: [Company.Department], _ people: [Company.Employee], _ due: Timestamp,
        _ memory: inout OrganisationMemory
    ) async throws {
        let records = stage.world.kingdee.members(form: "BD_Empinfo").filter { !$0.isForbidden && !$0.posts.isEmpty }
        let known = Dictionary(records.map { ($0.number, $0) }) { first, _ in first }
        // Only whom Kingdee has by now as DingTalk has them: what it still waits for is no matter of this edit.
        let stored = stage.world.kingdee.members(form: "BD_Department")
        let names = Dictionary(stored.map { ($0.number, $0.fields["FName"] ?? "") }) { first, _ in first }
        let wanted = Dictionary(departments.map { ($0.id, $0.name) }) { first, _ in first }
        let touched = memory.touched
        let free = people.filter { person in
            // When all that a lost write did is changed before anybody looks, nobody can tell that it was carried out.
            guard !touched.contains(person.userID), let record = known[person.staffNumber] else { return false }
            return names[record.place] == wanted[person.department]
                && record.posts.compactMap { names[$0.department] }.sorted()
                    == person.departments.compactMap { wanted[$0] }.sorted()
        }
        let way = memory.edits.count % 4
        guard let person = choices.pick(way == 0 ? free : free.filter { $0.departments.count > 1 }),
            let record = known[person.staffNumber]
        else { return }
        let held = Set(record.posts.map(\.department))
        let numbers = stored.filter { !$0.isForbidden }.map(\.number)
        guard let other = choices.pick(numbers.filter { !held.contains($0) }),
            let secondary = choices.pick(record.posts.filter { !$0.isMain })
                ?? record.posts.first, let main = record.posts.first(where: \.isMain)
        else { return }
        let organization: JSON = ["FNumber": .string(stage.world.kingdeeWorld.organization)]
        let place: JSON = ["FNumber": .string(other)]
        var rows: [JSON] = []
        var posts = record.posts
        switch way {
        case 0:
            rows = [["FWorkOrgId": organization, "FPostDept": place, "FIsFirstPost": false]]
            posts.append(StoredMember.Post(id: 0, department: other, isMain: false))
        case 1:
            rows = [["FENTRYID": .number(secondary.id), "FPostDept": place]]
            for index in posts.indices where posts[index].id == secondary.id { posts[index].department = other }
        case 2:
            posts.removeAll { $0.id == secondary.id }
            rows = posts.map { ["FENTRYID": .number($0.id)] }
        default:
            rows = [
                ["FENTRYID": .number(main.id), "FIsFirstPost": false],
                ["FENTRYID": .number(secondary.id), "FIsFirstPost": true],
            ]
            for index in posts.indices { posts[index].isMain = posts[index].id == secondary.id }
        }
        memory.reserved.insert(person.userID)
        memory.edits.append(OrganisationMemory.Edit(number: person.staffNumber))
        memory.excepted.insert(person.staffNumber)
        stage.record(
            OrganisationActivity.self, "edit", of: person.staffNumber,
            [
                "field": "FPostEntity", "value": OrganisationActor.text(posts),
                "before": OrganisationActor.text(record.posts),
            ], due: due)
        _ = try await stage.world.kingdee.control(
            "POST", ["documents", "BD_Empinfo", person.staffNumber, "edit"],
            ["FPostEntity": .array(rows), "IsDeleteEntry": .bool(way == 2)])
    }

    /// Posts as one text, whatever their order: `BM000002 BM000001*`, the main one with an asterisk.
    static func text(_ posts: [StoredMember.Post]) -> String {
        posts.map { $0.department + ($0.isMain ? "*" : "") }.sorted().joined(separator: " ")
    }

    private func place(_ person: Company.Employee, in departments: [Int64]) async throws {
        try await control(
            "PATCH", ["employees", person.userID], ["dept_id_list": .array(departments.map { .number($0) })])
    }
}
