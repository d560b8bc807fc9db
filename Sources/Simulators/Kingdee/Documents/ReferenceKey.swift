/// How a reference names what it refers to. Clients spell the number's key as the referred form does: `FNumber`,
/// `FNUMBER`, `FSTAFFNUMBER`, `FUserAccount`, also without the `F`; an internal id comes under a key that ends in `Id`,
/// such as `FID`, `FUserID`, `Id`.
enum ReferenceKey: Hashable, Sendable {
    case number(String)
    case id(Int64)
    case empty

    private static let numberKeys: Set = ["fnumber", "fstaffnumber", "number", "fuseraccount"]

    /// Nil when `json` is no object.
    init?(_ json: JSON) {
        guard let members = json.members else { return nil }
        for member in members where ReferenceKey.numberKeys.contains(member.key.lowercased()) {
            guard let number = member.value.scalarText, !number.isEmpty else { continue }
            self = .number(number)
            return
        }
        let ids = members.lazy.filter { $0.key.lowercased().hasSuffix("id") }
        guard let text = ids.compactMap(\.value.scalarText).first(where: { !$0.isEmpty }) else {
            self = .empty
            return
        }
        // What is no id is looked up as a number, so that it is found or refused, never dropped.
        self = Int64(text).map { $0 == 0 ? .empty : .id($0) } ?? .number(text)
    }

    /// The reference when numbers are not looked up (`NumberSearch` false): what stands for a number is an id.
    var withoutNumbers: ReferenceKey {
        if case .number(let text) = self, let id = Int64(text) { .id(id) } else { self }
    }
}

extension JSON {
    /// A check box: `true`, `"true"`, `1` or `"1"`; nil for anything else.
    var flagValue: Bool? {
        switch self {
        case .string("1"), .number("1"): true
        case .string("0"), .number("0"): false
        default: boolean
        }
    }
}
