/// The filter that some servers put before the API: bodies that look like markup never arrive.
///
/// Its rules are not published. Here it stops `<` before a letter, `/`, `!` or `.` when a `>` follows; comparisons in
/// filters (`FQty<5`) pass.
enum Interceptor {
    static func stops(_ body: [UInt8]) -> Bool {
        var opened = false
        for (index, byte) in body.enumerated() {
            switch byte {
            case UInt8(ascii: "<") where index + 1 < body.count && startsTag(body[index + 1]): opened = true
            case UInt8(ascii: ">") where opened: return true
            default: break
            }
        }
        return false
    }

    private static func startsTag(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "/"),
            UInt8(ascii: "!"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
