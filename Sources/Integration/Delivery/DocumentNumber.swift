import Crypto

/// Our own bill number: the same for the same work, whoever computes it and however often.
///
/// It is the guard against a second document: Kingdee refuses a number that exists (the reference's section 6.2).
package enum DocumentNumber {
    /// Crockford's base 32: no I, L, O or U, so that a number can be read out over the telephone.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    private static let digits = 20

    /// `DT` and 20 characters: 100 bits of the key's SHA-256. Bill numbers have room for 30 characters.
    package static func make(for key: ItemKey) -> String {
        // A line feed occurs in none of the parts, so that no two keys give the same text.
        "DT" + text(of: "\(key.flow)\n\(key.instance)\n\(key.form)", digits: digits)
    }

    /// `digits` characters, each for 5 bits of the SHA-256 of `source`; at most 51.
    static func text(of source: String, digits: Int) -> String {
        let digest = SHA256.hash(data: Array(source.utf8))
        return String(unsafeUninitializedCapacity: digits) { text in
            var (bits, count, length): (UInt, Int, Int) = (0, 0, 0)
            for byte in digest where length < digits {
                bits = bits << 8 | UInt(byte)
                count += 8
                while count >= 5, length < digits {
                    count -= 5
                    text[length] = alphabet[Int(bits >> count & 31)]
                    length += 1
                }
                bits &= (1 << count) - 1
            }
            return length
        }
    }
}
