import Testing

@testable import Simulators

@Suite struct DataEncryptionStandardTests {
    /// Published single-block examples: Rivest's worked example in the literature, and NIST SP 500-20 (variable plain
    /// text, variable key).
    @Test(
        arguments: [
            (0x1334_5779_9BBC_DFF1, 0x0123_4567_89AB_CDEF, 0x85E8_1354_0F0A_B405),
            (0x0E32_9232_EA6D_0D73, 0x8787_8787_8787_8787, 0x0000_0000_0000_0000),
            (0x0101_0101_0101_0101, 0x8000_0000_0000_0000, 0x95F8_A5E5_DD31_D900),
            (0x8001_0101_0101_0101, 0x0000_0000_0000_0000, 0x95A8_D728_13DA_A94D),
        ] as [(UInt64, UInt64, UInt64)])
    func sealsAndOpensPublishedBlocks(key: UInt64, plain: UInt64, sealed: UInt64) throws {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: key >> (56 - 8 * UInt64($0))) }
        let cipher = try #require(DataEncryptionStandard(key: bytes))
        #expect(cipher.sealing(plain) == sealed)
        #expect(cipher.opening(sealed) == plain)
    }

    @Test func opensNothingOfAWrongLength() throws {
        let cipher = try #require(DataEncryptionStandard(key: Array("KingdeeK".utf8)))
        let first = Array("KingdeeK".utf8)
        #expect(cipher.openingCBC([], first: first) == nil)
        #expect(cipher.openingCBC([1, 2, 3], first: first) == nil)
        #expect(cipher.openingCBC(Array(repeating: 0, count: 8), first: first) == nil)
        #expect(DataEncryptionStandard(key: [1]) == nil)
    }
}
