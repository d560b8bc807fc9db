import CPostgreSQL

/// A statement's arguments in PostgreSQL's binary form.
struct PostgreSQLArguments {
    /// How the argument types of a statement are named, so that the server need not guess.
    private(set) var types: [Oid] = []
    private var bytes: [UInt8] = []
    private var places: [(offset: Int, length: Int)?] = []

    init(_ values: [SQLValue]) {
        for value in values { append(value) }
        bytes.append(0)  // so that the storage has an address even when it is empty
    }

    /// Whether some argument is null, whose type the server takes from the statement.
    var hasNull: Bool { types.contains(PostgreSQLType.unknown) }

    var count: Int32 { Int32(types.count) }

    /// The same arguments with nulls declared as text, for statements that do not tell their type (`? IS NULL`).
    func declaringNulls() -> PostgreSQLArguments {
        var declared = self
        declared.types = types.map { $0 == PostgreSQLType.unknown ? PostgreSQLType.text : $0 }
        return declared
    }

    /// Calls `body` with libpq's three arrays: values, lengths, formats.
    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
    ) -> Result {
        let lengths = places.map { Int32($0?.length ?? 0) }
        let formats = [Int32](repeating: 1, count: places.count)
        return bytes.withUnsafeBytes { storage in
            let start = storage.bindMemory(to: CChar.self).baseAddress
            let pointers = places.map { place in place.flatMap { place in start.map { $0 + place.offset } } }
            return body(pointers, lengths, formats)
        }
    }

    private mutating func append(_ value: SQLValue) {
        switch value {
        case .null:
            types.append(PostgreSQLType.unknown)
            places.append(nil)
        case .integer(let number):
            append(PostgreSQLType.int8) { withUnsafeBytes(of: number.bigEndian, $0) }
        case .real(let number):
            append(PostgreSQLType.float8) { withUnsafeBytes(of: number.bitPattern.bigEndian, $0) }
        case .text(let text):
            types.append(PostgreSQLType.text)
            let start = bytes.count
            bytes.append(contentsOf: text.utf8)
            // PostgreSQL's texts cannot hold a zero character; refusing it would stop whatever carries it for ever.
            if bytes[start...].contains(0) {
                let clean = Array(text.replacing("\u{0}", with: "\u{FFFD}").utf8)
                bytes.replaceSubrange(start..., with: clean)
            }
            places.append((start, bytes.count - start))
        case .blob(let blob):
            append(PostgreSQLType.bytea) { body in blob.withUnsafeBytes(body) }
        }
    }

    private mutating func append(_ type: Oid, _ give: ((UnsafeRawBufferPointer) -> Void) -> Void) {
        types.append(type)
        let start = bytes.count
        give { bytes.append(contentsOf: $0) }
        places.append((start, bytes.count - start))
    }
}

/// The object ids of the types that the store meets (`pg_type.dat` of PostgreSQL; they never change).
enum PostgreSQLType {
    static let unknown: Oid = 0
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let float4: Oid = 700
    static let float8: Oid = 701
    static let numeric: Oid = 1700
    static let void: Oid = 2278
    /// `name`, `json`, `unknown`, `bpchar`, `varchar`: all are their characters.
    static let texts: Set<Oid> = [19, 25, 114, 705, 1042, 1043]
}
