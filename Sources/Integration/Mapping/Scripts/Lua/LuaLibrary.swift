import CLua
import Foundation

/// The functions that scripts may call, each of them harmless and paid for by steps.
///
/// Left out on purpose: loaders and bytecode (`load`, `require`, `string.dump`), `io`, `os`, `debug`, `coroutine`, metatables
/// and raw access, `pcall` (an exhausted budget must not be caught), `math.random`, `print`, `table.move` (one call can
/// loop for ever), and `next` (its order differs from run to run).
enum LuaLibrary {
    private static let base = ["assert", "error", "ipairs", "select", "tonumber", "tostring", "type", "next"]
    private static let strings = ["byte", "char", "len", "lower", "upper", "reverse", "sub", "rep", "format"]
    private static let tables = ["concat", "insert", "remove", "sort", "unpack", "pack"]
    private static let math = [
        "abs", "ceil", "floor", "fmod", "max", "maxinteger", "min", "mininteger", "tointeger", "type", "ult", "huge",
        "pi",
        "sqrt",
    ]
    private static let utf8 = ["char", "charpattern", "codepoint", "len", "offset"]
    private static let decimals = ["add", "sub", "mul", "div", "round", "compare"]

    /// Opens the libraries and pushes the table `lib` of the prelude.
    static func open(_ state: OpaquePointer) {
        lua_checkstack(state, 100)
        luaL_requiref(state, "_G", luaopen_base, 0)
        luaL_requiref(state, "string", luaopen_string, 0)
        luaL_requiref(state, "table", luaopen_table, 0)
        luaL_requiref(state, "math", luaopen_math, 0)
        luaL_requiref(state, "utf8", luaopen_utf8, 0)
        lua_createtable(state, 0, 40)  // 6
        copy(state, base, from: 1, to: 6)
        copy(state, strings, from: 2, to: 6)
        copy(state, tables, from: 3, to: 6)
        for name in ["setmetatable", "collectgarbage"] {  // for the prelude alone
            lua_getfield(state, 1, name)
            lua_setfield(state, 6, name)
        }
        for (name, members, source) in [("math", math, Int32(4)), ("utf8", utf8, 5)] {
            lua_createtable(state, 0, 16)
            copy(state, members, from: source, to: 7)
            lua_setfield(state, 6, name)
        }
        lua_createtable(state, 0, 8)
        for (index, name) in decimals.enumerated() {
            lua_pushinteger(state, lua_Integer(index))
            lua_pushcclosure(state, decimal, 1)
            lua_setfield(state, 7, name)
        }
        lua_setfield(state, 6, "decimal")
        lua_pushcclosure(state, search, 0)
        lua_setfield(state, 6, "search")
        lua_pushcclosure(state, seal, 0)
        lua_setfield(state, 6, "seal")
    }

    /// Runs the prelude with the table on the stack; it leaves the globals and the collector there.
    static func runPrelude(_ state: OpaquePointer) -> Int32 {
        var text = LuaPrelude.text
        let status = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                luaL_loadbufferx(state, $0.baseAddress, $0.count, "=prelude", "t")
            }
        }
        guard status == Lua.ok else { return status }
        lua_rotate(state, -2, 1)
        return lua_pcallk(state, 1, 2, 0, 0, nil)
    }

    /// Copies members; functions so that a call costs steps by the length of what it is given.
    private static func copy(_ state: OpaquePointer, _ names: [String], from source: Int32, to target: Int32) {
        for name in names {
            lua_getfield(state, source, name)
            if lua_type(state, -1) == Lua.Kind.function {
                lua_pushinteger(state, name == "sort" ? 16 : 1)
                lua_pushcclosure(state, charged, 2)
            }
            lua_setfield(state, target, name)
        }
    }

    /// Calls the function in the first upvalue after counting what its arguments weigh. The frame holds nothing that an
    /// error could leave behind.
    private static let charged: lua_CFunction = { state in
        guard let state, let limits = LuaLimits.of(state) else { return 0 }
        let count = lua_gettop(state)
        var weight = 1
        var index: Int32 = 1
        while index <= count {
            let kind = lua_type(state, index)
            if kind == Lua.Kind.string {
                weight += Int(lua_rawlen(state, index)) >> 6
            } else if kind == Lua.Kind.table {
                weight += Int(lua_rawlen(state, index)) >> 2
            }
            index += 1
        }
        limits.pointee.steps -= weight * Int(lua_tointegerx(state, Lua.upvalue(2), nil))
        if limits.pointee.isCapped, limits.pointee.steps < 0 {
            LuaLimits.push(state, limits, "it takes too many steps")
            return lua_error(state)
        }
        lua_pushvalue(state, Lua.upvalue(1))
        lua_rotate(state, 1, 1)
        lua_callk(state, count, -1, 0, nil)  // LUA_MULTRET
        return lua_gettop(state)
    }

    /// `seal(table)`: what strings are indexed by.
    private static let seal: lua_CFunction = { state in
        guard let state else { return 0 }
        lua_pushstring(state, "")
        guard lua_getmetatable(state, -1) != 0 else { return 0 }
        lua_pushvalue(state, 1)
        lua_setfield(state, -2, "__index")
        return 0
    }

    // MARK: Patterns

    /// `search(subject, pattern, init, isPlain)`: first, last, captures; nil when nothing matches.
    private static let search: lua_CFunction = { state in
        guard let state else { return 0 }
        let count = found(state)
        return count < 0 ? lua_error(state) : count
    }

    /// The number of results pushed; -1 for a message.
    private static func found(_ state: OpaquePointer) -> Int32 {
        guard let limits = LuaLimits.of(state), let subject = Lua.bytes(state, 1), let pattern = Lua.bytes(state, 2)
        else { return 0 }
        let start = Int(lua_tointegerx(state, 3, nil)) - 1
        guard (0...subject.count).contains(start) else { return 0 }
        let wasCapped = limits.pointee.isCapped
        limits.pointee.isCapped = false  // results are at most what was given: no error may jump out of here
        defer { limits.pointee.isCapped = wasCapped }
        let isPlain = lua_toboolean(state, 4) != 0
        if isPlain { return plain(state, limits, pattern, subject, start) }
        var matcher = LuaPattern(
            pattern, in: subject, captures: limits.pointee.captures, steps: max(0, limits.pointee.steps) * 16)
        let match = matcher.search(from: start)
        limits.pointee.steps = matcher.steps / 16
        guard let match else {
            switch matcher.failure {
            case nil: return 0
            case .tooManySteps: LuaLimits.push(state, limits, "it takes too many steps to match a pattern")
            case .tooDeep: LuaLimits.push(state, limits, "the pattern is too complex")
            case .tooManyCaptures: LuaLimits.push(state, limits, "the pattern has too many captures")
            case .malformed: LuaLimits.push(state, limits, "the pattern is malformed")
            }
            return -1
        }
        lua_checkstack(state, 40)
        lua_pushinteger(state, lua_Integer(match.lowerBound + 1))
        lua_pushinteger(state, lua_Integer(match.upperBound))
        for index in 0..<matcher.level {
            let capture = matcher.captures[index]
            switch capture.length {
            case LuaPattern.Capture.isPosition: lua_pushinteger(state, lua_Integer(capture.start + 1))
            case LuaPattern.Capture.isOpen:
                LuaLimits.push(state, limits, "the pattern has an unfinished capture")
                return -1
            default:
                let part = UnsafeRawBufferPointer(rebasing: subject[capture.start..<capture.start + capture.length])
                _ = part.withMemoryRebound(to: CChar.self) { lua_pushlstring(state, $0.baseAddress, $0.count) }
            }
        }
        return Int32(2 + matcher.level)
    }

    private static func plain(
        _ state: OpaquePointer, _ limits: UnsafeMutablePointer<LuaLimits>, _ needle: UnsafeRawBufferPointer,
        _ subject: UnsafeRawBufferPointer, _ start: Int
    ) -> Int32 {
        var position: Int? = needle.isEmpty ? start : nil
        var next = start
        while position == nil, next + needle.count <= subject.count {
            limits.pointee.steps -= 1
            guard limits.pointee.steps >= 0 else {
                LuaLimits.push(state, limits, "it takes too many steps to find a text")
                return -1
            }
            guard let first = subject[next...].firstIndex(of: needle[0]), first + needle.count <= subject.count else {
                break
            }
            limits.pointee.steps -= (first - next + needle.count) >> 6
            let part = UnsafeRawBufferPointer(rebasing: subject[first..<first + needle.count])
            if part.elementsEqual(needle) { position = first }
            next = first + 1
        }
        guard let position else { return 0 }
        lua_pushinteger(state, lua_Integer(position + 1))
        lua_pushinteger(state, lua_Integer(position + needle.count))
        return 2
    }

    // MARK: Decimals

    /// Exact arithmetic on texts such as `"1005.50"`: `add`, `sub`, `mul`, `div(a, b, places)`, `round(a, places)`, and
    /// `compare`, which gives -1, 0 or 1.
    private static let decimal: lua_CFunction = { state in
        guard let state else { return 0 }
        let count = calculated(state)
        return count < 0 ? lua_error(state) : count
    }

    private static func calculated(_ state: OpaquePointer) -> Int32 {
        guard let limits = LuaLimits.of(state) else { return 0 }
        let wasCapped = limits.pointee.isCapped
        limits.pointee.isCapped = false
        defer { limits.pointee.isCapped = wasCapped }
        limits.pointee.steps -= 20
        func refuse(_ text: StaticString) -> Int32 {
            LuaLimits.push(state, limits, text)
            return -1
        }
        let operation = Int(lua_tointegerx(state, Lua.upvalue(1), nil))
        guard let left = amount(state, 1) else { return refuse("decimal wants amounts as text, such as \"1005.50\"") }
        if operation == 4 {
            guard let places = places(state, 2) else { return refuse("decimal.round wants places from 0 to 10") }
            Lua.push(state, "\(rounded(left, places))")
            return 1
        }
        guard let right = amount(state, 2) else { return refuse("decimal wants amounts as text, such as \"1005.50\"") }
        switch operation {
        case 0: Lua.push(state, "\(left + right)")
        case 1: Lua.push(state, "\(left - right)")
        case 2: Lua.push(state, "\(left * right)")
        case 3:
            guard let places = places(state, 3) else { return refuse("decimal.div wants places from 0 to 10") }
            guard right != 0 else { return refuse("decimal.div cannot divide by 0") }
            Lua.push(state, "\(rounded(left / right, places))")
        default: lua_pushinteger(state, left < right ? -1 : left == right ? 0 : 1)
        }
        return 1
    }

    private static func amount(_ state: OpaquePointer, _ index: Int32) -> Decimal? {
        if lua_isinteger(state, index) != 0 { return Decimal(lua_tointegerx(state, index, nil)) }
        return Lua.bytes(state, index).flatMap { DecimalText.grouped(String(decoding: $0, as: UTF8.self)) }
    }

    private static func places(_ state: OpaquePointer, _ index: Int32) -> Int? {
        guard lua_isinteger(state, index) != 0 else { return nil }
        let places = Int(lua_tointegerx(state, index, nil))
        return (0...10).contains(places) ? places : nil
    }

    private static func rounded(_ amount: Decimal, _ places: Int) -> Decimal {
        var (amount, result) = (amount, Decimal())
        NSDecimalRound(&result, &amount, places, .plain)
        return result
    }
}
