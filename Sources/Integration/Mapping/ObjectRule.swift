/// The members of a document or of one of its rows: written straight into its text, in the order of the mapping.
struct ObjectRule<Member: MemberRule>: Sendable {
    let members: [Member]
    /// Nil for members that have to be put in order first.
    private let layout: MemberLayout?

    init(_ members: [Member]) {
        self.members = members
        layout = MemberLayout(members.map(\.name))
    }

    /// Appends the object's JSON text.
    ///
    /// - Throws: everything that stands against it; what was appended then means nothing.
    func write(_ record: RecordContext, _ place: FieldPlace, to bytes: inout [UInt8]) throws(MappingError) {
        var problems: [MappingError.Problem] = []
        guard let layout else {
            let object = tree(record, place, &problems)
            guard problems.isEmpty else { throw MappingError(problems) }
            object.write(to: &bytes)
            return
        }
        layout.write(to: &bytes) { index, bytes in
            do throws(MappingError) {
                return try members[index].write(record, place, to: &bytes)
            } catch {
                problems += error.problems
                return false
            }
        }
        guard problems.isEmpty else { throw MappingError(problems) }
    }

    private func tree(
        _ record: RecordContext, _ place: FieldPlace, _ problems: inout [MappingError.Problem]
    ) -> JSONValue {
        var object = JSONValue.object([])
        for member in members {
            do throws(MappingError) {
                var bytes: [UInt8] = []
                guard try member.write(record, place, to: &bytes) else { continue }
                object.set(member.name, to: .written(bytes))
            } catch {
                problems += error.problems
            }
        }
        return object
    }
}

/// What makes one member of an object.
protocol MemberRule: Sendable {
    /// The member's name; dots lead into objects.
    var name: String { get }

    /// Appends the member's value as JSON text; false when it is left out, and nothing appended.
    func write(_ record: RecordContext, _ place: FieldPlace, to bytes: inout [UInt8]) throws(MappingError) -> Bool
}

extension JSONValue {
    /// The value behind text that we wrote ourselves.
    static func written(_ bytes: [UInt8]) -> JSONValue {
        (try? JSONValue(parsing: bytes)) ?? .null
    }

    /// Sets a member, the last one if there was none; dots lead into objects.
    mutating func set(_ path: String, to value: JSONValue) {
        var members: [Member] = []
        if case .object(let old) = self { members = old }
        let name = String(path.prefix { $0 != "." })
        let rest = path.dropFirst(name.count + 1)
        let index = members.firstIndex { $0.name == name } ?? members.count
        if index == members.count { members.append(Member(name, .object([]))) }
        if rest.isEmpty {
            members[index].value = value
        } else {
            members[index].value.set(String(rest), to: value)
        }
        self = .object(members)
    }
}
