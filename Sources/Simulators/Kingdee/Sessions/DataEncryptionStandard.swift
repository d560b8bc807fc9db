/// DES (FIPS 46-3), which an old way to log in wraps user name and password in. Nothing else should ever use it.
///
/// Bits are numbered from the left, starting at 1, as in the standard's tables.
struct DataEncryptionStandard: Sendable {
    private let roundKeys: [UInt64]

    /// Makes a cipher; nil unless the key is eight bytes long.
    init?(key: [UInt8]) {
        guard key.count == 8 else { return nil }
        let chosen = DataEncryptionStandard.permute(DataEncryptionStandard.block(key[...]), 64, Tables.keyChoice)
        var left = UInt32(truncatingIfNeeded: chosen >> 28) & 0xFFF_FFFF
        var right = UInt32(truncatingIfNeeded: chosen) & 0xFFF_FFFF
        roundKeys = Tables.keyShifts.map { shift in
            left = (left << shift | left >> (28 - shift)) & 0xFFF_FFFF
            right = (right << shift | right >> (28 - shift)) & 0xFFF_FFFF
            return DataEncryptionStandard.permute(UInt64(left) << 28 | UInt64(right), 56, Tables.roundKeyChoice)
        }
    }

    /// Encrypts one block.
    func sealing(_ block: UInt64) -> UInt64 { transform(block, roundKeys) }

    /// Decrypts one block.
    func opening(_ block: UInt64) -> UInt64 { transform(block, roundKeys.reversed()) }

    /// Decrypts blocks in CBC mode and takes the padding (PKCS #7) off; nil when lengths or padding are wrong.
    func openingCBC(_ bytes: [UInt8], first: [UInt8]) -> [UInt8]? {
        guard !bytes.isEmpty, bytes.count % 8 == 0, first.count == 8 else { return nil }
        var previous = DataEncryptionStandard.block(first[...])
        var plain: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 8) {
            let sealed = DataEncryptionStandard.block(bytes[start..<start + 8])
            let opened = opening(sealed) ^ previous
            plain += (0..<8).map { UInt8(truncatingIfNeeded: opened >> (56 - 8 * UInt64($0))) }
            previous = sealed
        }
        guard let last = plain.last, (1...8).contains(last),
            plain.suffix(Int(last)).allSatisfy({ $0 == last })
        else { return nil }
        return Array(plain.dropLast(Int(last)))
    }

    private func transform(_ block: UInt64, _ keys: [UInt64]) -> UInt64 {
        let start = DataEncryptionStandard.permute(block, 64, Tables.start)
        var left = UInt32(truncatingIfNeeded: start >> 32)
        var right = UInt32(truncatingIfNeeded: start)
        for key in keys { (left, right) = (right, left ^ DataEncryptionStandard.mix(right, key)) }
        let joined = UInt64(right) << 32 | UInt64(left)
        return DataEncryptionStandard.permute(joined, 64, Tables.end)
    }

    private static func mix(_ half: UInt32, _ key: UInt64) -> UInt32 {
        let expanded = permute(UInt64(half), 32, Tables.expansion) ^ key
        var output: UInt64 = 0
        for box in 0..<8 {
            let six = Int(truncatingIfNeeded: expanded >> (42 - 6 * UInt64(box))) & 0x3F
            let row = (six >> 4 & 2) | (six & 1)
            output = output << 4 | UInt64(Tables.boxes[box][row * 16 + (six >> 1 & 0xF)])
        }
        return UInt32(truncatingIfNeeded: permute(output, 32, Tables.mixing))
    }

    private static func permute(_ value: UInt64, _ width: UInt64, _ places: [UInt64]) -> UInt64 {
        places.reduce(0) { $0 << 1 | (value >> (width - $1) & 1) }
    }

    private static func block(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// The tables of the standard.
private enum Tables {
    static let start: [UInt64] = [
        58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40, 32,
        24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5, 63, 55,
        47, 39, 31, 23, 15, 7,
    ]
    static let end: [UInt64] = [
        40, 8, 48, 16, 56, 24, 64, 32, 39, 7, 47, 15, 55, 23, 63, 31, 38, 6, 46, 14, 54, 22, 62, 30, 37, 5, 45, 13, 53,
        21, 61, 29, 36, 4, 44, 12, 52, 20, 60, 28, 35, 3, 43, 11, 51, 19, 59, 27, 34, 2, 42, 10, 50, 18, 58, 26, 33, 1,
        41, 9, 49, 17, 57, 25,
    ]
    static let expansion: [UInt64] = [
        32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17, 16, 17, 18, 19, 20, 21, 20,
        21, 22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1,
    ]
    static let mixing: [UInt64] = [
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11,
        4, 25,
    ]
    static let keyChoice: [UInt64] = [
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36, 63,
        55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    ]
    static let keyShifts: [UInt32] = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1]
    static let roundKeyChoice: [UInt64] = [
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47, 55,
        30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    ]
    static let boxes: [[UInt8]] = [
        [
            14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7, 0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12, 11, 9, 5, 3, 8,
            4, 1, 14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0, 15, 12, 8, 2, 4, 9, 1, 7, 5, 11, 3, 14, 10, 0, 6, 13,
        ],
        [
            15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10, 3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1, 10, 6, 9, 11, 5,
            0, 14, 7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15, 13, 8, 10, 1, 3, 15, 4, 2, 11, 6, 7, 12, 0, 5, 14, 9,
        ],
        [
            10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8, 13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5, 14, 12, 11, 15, 1,
            13, 6, 4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7, 1, 10, 13, 0, 6, 9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12,
        ],
        [
            7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15, 13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2, 12, 1, 10, 14, 9,
            10, 6, 9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4, 3, 15, 0, 6, 10, 1, 13, 8, 9, 4, 5, 11, 12, 7, 2, 14,
        ],
        [
            2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9, 14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15, 10, 3, 9, 8, 6,
            4, 2, 1, 11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14, 11, 8, 12, 7, 1, 14, 2, 13, 6, 15, 0, 9, 10, 4, 5, 3,
        ],
        [
            12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11, 10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13, 14, 0, 11, 3, 8,
            9, 14, 15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6, 4, 3, 2, 12, 9, 5, 15, 10, 11, 14, 1, 7, 6, 0, 8, 13,
        ],
        [
            4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1, 13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5, 12, 2, 15, 8, 6,
            1, 4, 11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2, 6, 11, 13, 8, 1, 4, 10, 7, 9, 5, 0, 15, 14, 2, 3, 12,
        ],
        [
            13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7, 1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6, 11, 0, 14, 9, 2,
            7, 11, 4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8, 2, 1, 14, 7, 4, 10, 8, 13, 15, 12, 9, 0, 3, 5, 6, 11,
        ],
    ]
}
