import Seams

extension KingdeeBehaviour {
    /// One member of the control API's `behaviour`.
    fileprivate struct Setting {
        var name: String
        var read: (KingdeeBehaviour) -> JSON
        var write: (inout KingdeeBehaviour, JSON) throws -> Void

        static func flag(_ name: String, _ path: WritableKeyPath<KingdeeBehaviour, Bool>) -> Setting {
            Setting(
                name: name, read: { .bool($0[keyPath: path]) },
                write: { behaviour, value in
                    guard case .bool(let flag) = value else { throw mistake(name, "true or false", value) }
                    behaviour[keyPath: path] = flag
                })
        }

        static func number(
            _ name: String, _ path: WritableKeyPath<KingdeeBehaviour, Int>, in range: ClosedRange<Int>
        ) -> Setting {
            Setting(
                name: name, read: { .number($0[keyPath: path]) },
                write: { behaviour, value in
                    behaviour[keyPath: path] = try whole(name, value, range, orNull: false)
                })
        }

        static func limit(
            _ name: String, _ path: WritableKeyPath<KingdeeBehaviour, Int?>, in range: ClosedRange<Int>
        ) -> Setting {
            Setting(
                name: name, read: { $0[keyPath: path].map { .number($0) } ?? .null },
                write: { behaviour, value in
                    behaviour[keyPath: path] = value == .null ? nil : try whole(name, value, range, orNull: true)
                })
        }

        static func choice<Choice: RawRepresentable<String>>(
            _ name: String, _ path: WritableKeyPath<KingdeeBehaviour, Choice>, of choices: [Choice]
        ) -> Setting {
            Setting(
                name: name, read: { .string($0[keyPath: path].rawValue) },
                write: { behaviour, value in
                    guard let choice = choices.first(where: { $0.rawValue == value.string }) else {
                        let list = choices.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
                        throw mistake(name, list, value)
                    }
                    behaviour[keyPath: path] = choice
                })
        }

        static func whole(_ name: String, _ value: JSON, _ range: ClosedRange<Int>, orNull: Bool) throws -> Int {
            guard case .number(let digits) = value, let number = Int(digits), range.contains(number) else {
                throw mistake(name, "\(range.lowerBound) to \(range.upperBound)" + (orNull ? " or null" : ""), value)
            }
            return number
        }

        static func mistake(_ name: String, _ expected: String, _ value: JSON) -> ControlError {
            ControlError("\(name) must be \(expected); got \(value.text)")
        }
    }

    private static var settings: [Setting] {
        let year = 366 * 86_400
        return [
            .flag("refusesPasswords", \.refusesPasswords),
            .choice("signHash", \.signHash, of: Hash.allCases),
            .flag("forbidsAdministrator", \.forbidsAdministrator),
            .limit("licensedUsersMax", \.licensedUsersMax, in: 1...1_000_000),
            .limit("callsPerMinuteMax", \.callsPerMinuteMax, in: 1...1_000_000),
            .number("sessionIdleSeconds", \.sessionIdleSeconds, in: 1...year),
            .flag("checksGatewaySignature", \.checksGatewaySignature),
            .limit("signatureWindowSeconds", \.signatureWindowSeconds, in: 1...year),
            .flag("refusesRepeatedNonces", \.refusesRepeatedNonces),
            .number("wrongDataCenterStatus", \.wrongDataCenterStatus, in: 400...599),
            .number("signOnWindowSeconds", \.signOnWindowSeconds, in: 1...(100 * year)),
            .flag("acceptsOldSignOn", \.acceptsOldSignOn),
            .flag("acceptsFlattenedBodies", \.acceptsFlattenedBodies),
            .flag("interceptsMarkup", \.interceptsMarkup),
            .contentType,
            .flag("viewHasStatusBlock", \.viewHasStatusBlock),
            .flag("sendsMessageCodes", \.sendsMessageCodes),
            .choice(
                "statusAfterCancelAssign", \.statusAfterCancelAssign, of: [.temporary, .created, .toBeReviewedAgain]),
            .lockConflictCode,
            .choice("unpermittedQuery", \.unpermittedQuery, of: UnpermittedQuery.allCases),
            .limit("attachmentBytesMax", \.attachmentBytesMax, in: 1...(1 << 30)),
            .workflowForms,
        ]
    }

    /// All members, for `GET /_rehearsal/behaviour`.
    package var json: JSON {
        .object(KingdeeBehaviour.settings.map { JSON.Member($0.name, $0.read(self)) })
    }

    /// Takes over the members of `changes`, or none of them.
    ///
    /// - Throws: `ControlError` with a sentence for the caller.
    package mutating func change(_ changes: JSON) throws {
        let settings = KingdeeBehaviour.settings
        guard let members = changes.members, !members.isEmpty else {
            throw ControlError(#"send the members to change, such as {"refusesPasswords":true}"#)
        }
        var changed = self
        for member in members {
            guard let setting = settings.first(where: { $0.name == member.key }) else {
                let names = settings.map(\.name)
                let hint =
                    Spelling.nearest(to: member.key, among: names).map { "did you mean '\($0)'?" }
                    ?? "known are \(names.joined(separator: ", "))"
                throw ControlError("unknown behaviour '\(member.key)'; \(hint)")
            }
            try setting.write(&changed, member.value)
        }
        self = changed
    }
}

extension KingdeeBehaviour.Setting {
    fileprivate static var contentType: Self {
        Self(
            name: "contentType", read: { .string($0.contentType) },
            write: { behaviour, value in
                guard let text = value.string, text.utf8.count <= 100, text.contains("/"),
                    text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
                else { throw mistake("contentType", #"a content type such as "text/plain; charset=utf-8""#, value) }
                behaviour.contentType = text
            })
    }

    fileprivate static var lockConflictCode: Self {
        Self(
            name: "lockConflictCode", read: { .number($0.lockConflictCode) },
            write: { behaviour, value in
                guard let code = value.integer, code == 0 || code == 13 else {
                    throw mistake("lockConflictCode", "0 or 13", value)
                }
                behaviour.lockConflictCode = Int(code)
            })
    }

    fileprivate static var workflowForms: Self {
        Self(
            name: "workflowForms", read: { .array($0.workflowForms.sorted().map { .string($0) }) },
            write: { behaviour, value in
                guard let forms = value.array, forms.allSatisfy({ $0.string != nil }) else {
                    throw mistake("workflowForms", #"a list of form ids such as ["PUR_Requisition"]"#, value)
                }
                behaviour.workflowForms = Set(forms.compactMap(\.string))
            })
    }
}
