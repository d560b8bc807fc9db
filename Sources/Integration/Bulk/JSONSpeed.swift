/// What the benchmarks measure of the codec; nothing else needs it.
package enum JSONSpeed {
    /// Cuts a text into tokens; returns how many.
    package static func cut(_ bytes: [UInt8]) -> Int { (try? JSONTape(parsing: bytes))?.tokens.count ?? 0 }

    /// Makes a tree; returns whether it is one.
    package static func tree(_ bytes: [UInt8]) -> Bool { (try? JSONValue(parsing: bytes)) != nil }

    /// Reads an approval instance; returns how many components it has.
    package static func instance(_ bytes: [UInt8]) -> Int {
        guard let result = (try? JSONTape(parsing: bytes))?.root["result"] else { return 0 }
        return ApprovalInstance(id: "", reading: result)?.values.count ?? 0
    }

    /// An instance as the store has it.
    package static func stored(_ instance: ApprovalInstance) -> String { instance.storedText() }
}
