import CLua
import Foundation

/// What one call of a Lua script may use, and what it has used. Lives at a fixed address outside Swift's memory: Lua's
/// errors jump over our frames, which must hold nothing that would have to be released.
struct LuaLimits {
    /// Instructions of the virtual machine in one call, by default.
    static let stepsDefault = 200_000
    /// Bytes alive at a time.
    static let memoryMax = 16 << 20
    /// Bytes of one string or one table's slots: what costs time by its length stays short.
    static let blockMax = 256 << 10
    /// Bytes that one call may ask for in total, also those it gave back.
    static let allocationMax = 128 << 20
    /// Captures of one pattern, as in Lua itself.
    static let capturesMax = 32
    /// How often the steps are counted.
    static let interval: Int32 = 1000

    var isCapped = false
    var used = 0
    var allocated = 0
    var steps = 0
    var captures: UnsafeMutablePointer<LuaPattern.Capture>

    static func make() -> UnsafeMutablePointer<LuaLimits> {
        let limits = UnsafeMutablePointer<LuaLimits>.allocate(capacity: 1)
        let captures = UnsafeMutablePointer<LuaPattern.Capture>.allocate(capacity: capturesMax)
        captures.initialize(repeating: LuaPattern.Capture(start: 0, length: 0), count: capturesMax)
        limits.initialize(to: LuaLimits(captures: captures))
        return limits
    }

    static func destroy(_ limits: UnsafeMutablePointer<LuaLimits>) {
        limits.pointee.captures.deallocate()
        limits.deallocate()
    }

    /// The limits of a state.
    static func of(_ state: OpaquePointer) -> UnsafeMutablePointer<LuaLimits>? {
        var data: UnsafeMutableRawPointer?
        _ = lua_getallocf(state, &data)
        return data?.assumingMemoryBound(to: LuaLimits.self)
    }

    /// Lua's allocator: refuses what goes beyond the limits; Lua then collects garbage, tries again, and gives up.
    static let allocate: lua_Alloc = { data, block, oldSize, newSize in
        guard let limits = data?.assumingMemoryBound(to: LuaLimits.self) else { return nil }
        let old = block == nil ? 0 : oldSize
        guard newSize > 0 else {
            free(block)
            limits.pointee.used -= old
            return nil
        }
        if limits.pointee.isCapped, newSize > old {
            let isTooMuch =
                newSize > blockMax || limits.pointee.used - old + newSize > memoryMax
                || limits.pointee.allocated + newSize > allocationMax
            if isTooMuch { return nil }
            limits.pointee.allocated += newSize
        }
        guard let moved = realloc(block, newSize) else { return nil }
        limits.pointee.used += newSize - old
        return moved
    }

    /// Counts steps; the error it raises cannot be caught inside, since scripts have no `pcall`.
    static let count: lua_Hook = { state, _ in
        guard let state, let limits = LuaLimits.of(state) else { return }
        limits.pointee.steps -= Int(interval)
        guard limits.pointee.steps < 0 else { return }
        LuaLimits.push(state, limits, "it takes too many steps")
        _ = lua_error(state)
    }

    /// Pushes a text without a cap, so that no error jumps out of the push.
    static func push(_ state: OpaquePointer, _ limits: UnsafeMutablePointer<LuaLimits>, _ text: StaticString) {
        let wasCapped = limits.pointee.isCapped
        limits.pointee.isCapped = false
        text.withUTF8Buffer { bytes in
            _ = bytes.withMemoryRebound(to: CChar.self) { lua_pushlstring(state, $0.baseAddress, $0.count) }
        }
        limits.pointee.isCapped = wasCapped
    }
}
