extension KingdeeUser {
    /// The user for the control API, without the password.
    var json: JSON {
        [
            "account": .string(account), "employee": employee.map(JSON.string) ?? .null, "disabled": .bool(isDisabled),
            "administrator": .bool(isAdministrator), "licence": .bool(hasLicence), "logIn": .string(logIn.name),
            "permissions": permissions.map { forms in
                .object(
                    forms.sorted { $0.key < $1.key }.map { form, operations in
                        JSON.Member(form, .array(operations.sorted().map { .string($0) }))
                    })
            } ?? .null,
        ]
    }

    /// Takes over `{"password","employee","disabled","administrator","licence","logIn","permissions"}`, each optional.
    ///
    /// - Throws: `ControlError` with a sentence for the caller.
    mutating func change(_ body: JSON) throws {
        for member in body.members ?? [] {
            switch member.key {
            case "password": password = try KingdeeUser.text(member)
            case "employee": employee = member.value == .null ? nil : try KingdeeUser.text(member)
            case "disabled": isDisabled = try KingdeeUser.flag(member)
            case "administrator": isAdministrator = try KingdeeUser.flag(member)
            case "licence": hasLicence = try KingdeeUser.flag(member)
            case "logIn": logIn = try KingdeeUser.result(member)
            case "permissions": permissions = try KingdeeUser.permissions(member)
            default:
                let known = ["password", "employee", "disabled", "administrator", "licence", "logIn", "permissions"]
                throw ControlError("unknown key '\(member.key)' of a user; known are \(known.joined(separator: ", "))")
            }
        }
    }

    static func text(_ member: JSON.Member) throws -> String {
        guard let text = member.value.string, !text.isEmpty else { throw ControlError("\(member.key) must be a text") }
        return text
    }

    static func flag(_ member: JSON.Member) throws -> Bool {
        guard case .bool(let flag) = member.value else { throw ControlError("\(member.key) must be true or false") }
        return flag
    }

    private static func result(_ member: JSON.Member) throws -> KingdeeLogInResult {
        guard let result = KingdeeLogInResult.allCases.first(where: { $0.name == member.value.string }) else {
            let names = KingdeeLogInResult.allCases.map(\.name).joined(separator: ", ")
            throw ControlError("logIn must be one of \(names)")
        }
        return result
    }

    private static func permissions(_ member: JSON.Member) throws -> [String: Set<String>]? {
        guard member.value != .null else { return nil }
        var permissions: [String: Set<String>] = [:]
        for form in member.value.members ?? [JSON.Member("?", .null)] {
            guard let operations = form.value.array?.map(\.string), operations.allSatisfy({ $0 != nil }) else {
                throw ControlError(
                    #"permissions must be operations by form such as {"GL_VOUCHER":["View"],"*":["Save"]}"#)
            }
            permissions[form.key] = Set(operations.compactMap(\.self))
        }
        return permissions
    }
}

extension KingdeeApplication {
    /// The application for the control API, without the secret.
    var json: JSON {
        [
            "id": .string(id), "users": users.map { .array($0.map { .string($0) }) } ?? .null,
            "oneTimeLinks": .bool(hasOneTimeLinks),
        ]
    }

    /// Takes over `{"secret","users","oneTimeLinks"}`, each optional; `users` null means all.
    ///
    /// - Throws: `ControlError` with a sentence for the caller.
    mutating func change(_ body: JSON) throws {
        for member in body.members ?? [] {
            switch member.key {
            case "secret": secret = try KingdeeUser.text(member)
            case "oneTimeLinks": hasOneTimeLinks = try KingdeeUser.flag(member)
            case "users":
                let accounts = member.value.array?.map(\.string)
                guard member.value == .null || accounts?.allSatisfy({ $0 != nil }) == true else {
                    throw ControlError("users must be a list of accounts, or null for all")
                }
                users = accounts?.compactMap(\.self)
            default:
                throw ControlError(
                    "unknown key '\(member.key)' of an application; known are secret, users, oneTimeLinks")
            }
        }
    }
}
