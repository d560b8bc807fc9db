import CLua

/// Names of Lua's headers that are macros, which Swift does not see.
enum Lua {
    static let registry: Int32 = -1_001_000  // LUA_REGISTRYINDEX: -LUAI_MAXSTACK - 1000
    static let ok: Int32 = 0
    static let memoryError: Int32 = 4

    static func upvalue(_ index: Int32) -> Int32 { registry - index }
    static func pop(_ state: OpaquePointer, _ count: Int32 = 1) { lua_settop(state, -count - 1) }

    enum Kind {
        static let none: Int32 = -1
        static let null: Int32 = 0
        static let boolean: Int32 = 1
        static let number: Int32 = 3
        static let string: Int32 = 4
        static let table: Int32 = 5
        static let function: Int32 = 6
    }

    /// Pushes a text's UTF-8 bytes.
    static func push(_ state: OpaquePointer, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            guard let base = bytes.baseAddress else {
                lua_pushstring(state, "")
                return
            }
            _ = base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                lua_pushlstring(state, $0, bytes.count)
            }
        }
    }

    /// The bytes of the string at `index`, valid while it stays there; nil for anything else, also for numbers.
    static func bytes(_ state: OpaquePointer, _ index: Int32) -> UnsafeRawBufferPointer? {
        guard lua_type(state, index) == Kind.string else { return nil }
        var length = 0
        guard let start = lua_tolstring(state, index, &length) else { return nil }
        return UnsafeRawBufferPointer(start: start, count: length)
    }
}

/// What a script did wrong, or said.
struct ScriptFailure: Error, Hashable {
    /// With file and line, as Lua says it.
    var message: String
}

/// One Lua state with one compiled script in it. Used by one call at a time; nothing a call leaves behind is seen by the
/// next: each runs with globals of its own, and what it can reach of ours cannot be written.
final class LuaState {
    private let state: OpaquePointer
    private let limits: UnsafeMutablePointer<LuaLimits>
    private var chunk: Int32 = 0
    private var globals: Int32 = 0
    private var collect: Int32 = 0
    /// Bytes alive after compiling.
    private var base = 0

    /// Compiles `text`; `name` is the file that messages name.
    init(text: String, name: String) throws(ScriptFailure) {
        limits = LuaLimits.make()
        guard let state = lua_newstate(LuaLimits.allocate, limits) else {
            LuaLimits.destroy(limits)
            throw ScriptFailure(message: "there is no memory for a Lua state")
        }
        self.state = state
        LuaLibrary.open(state)
        guard LuaLibrary.runPrelude(state) == Lua.ok else { throw failure(Lua.ok) }
        // The prelude returns the globals and the collector.
        collect = luaL_ref(state, Lua.registry)
        globals = luaL_ref(state, Lua.registry)
        var text = text
        let status = text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                luaL_loadbufferx(state, $0.baseAddress, $0.count, "=\(name)", "t")
            }
        }
        guard status == Lua.ok else { throw failure(status) }
        chunk = luaL_ref(state, Lua.registry)
        lua_settop(state, 0)
        base = limits.pointee.used
        lua_sethook(state, LuaLimits.count, 8, LuaLimits.interval)  // LUA_MASKCOUNT
    }

    deinit {
        limits.pointee.isCapped = false
        lua_close(state)
        LuaLimits.destroy(limits)
    }

    /// Runs the script with `arguments` as its globals, then `function` if it names one; the first of them is also that
    /// function's argument.
    func run(
        _ arguments: [(name: String, value: JSONValue?)], function: String?, steps: Int
    ) throws(ScriptFailure) -> JSONValue? {
        defer {
            limits.pointee.isCapped = false
            lua_settop(state, 0)
            if limits.pointee.used > base + 1 << 20 { collectGarbage() }
        }
        lua_checkstack(state, 400)
        lua_rawgeti(state, Lua.registry, lua_Integer(chunk))
        lua_createtable(state, 0, Int32(arguments.count))
        for argument in arguments {
            push(argument.value ?? .null)
            lua_setfield(state, -2, argument.name)
        }
        lua_createtable(state, 0, 2)
        lua_rawgeti(state, Lua.registry, lua_Integer(globals))
        lua_setfield(state, -2, "__index")
        lua_setmetatable(state, -2)
        lua_pushvalue(state, -1)
        lua_setupvalue(state, 1, 1)  // _ENV
        lua_rotate(state, 1, 1)  // [globals of the call, chunk]
        limits.pointee.steps = steps
        limits.pointee.allocated = 0
        try call(arguments: 0)
        guard let function else { return try result() }
        Lua.pop(state)
        lua_getfield(state, 1, function)
        guard lua_type(state, -1) == Lua.Kind.function else {
            throw ScriptFailure(message: "there is no function '\(function)'")
        }
        push(arguments.first?.value ?? .null)
        try call(arguments: 1)
        return try result()
    }

    private func call(arguments: Int32) throws(ScriptFailure) {
        limits.pointee.isCapped = true
        let status = lua_pcallk(state, arguments, 1, 0, 0, nil)
        limits.pointee.isCapped = false
        guard status == Lua.ok else { throw failure(status) }
    }

    private func failure(_ status: Int32) -> ScriptFailure {
        if status == Lua.memoryError {
            return ScriptFailure(message: "it needs too much memory")
        }
        guard let bytes = Lua.bytes(state, -1) else {
            return ScriptFailure(message: "it raised something that is no text")
        }
        return ScriptFailure(message: String(decoding: bytes.prefix(1000), as: UTF8.self))
    }

    private func collectGarbage() {
        lua_rawgeti(state, Lua.registry, lua_Integer(collect))
        _ = lua_pcallk(state, 0, 0, 0, 0, nil)
        lua_settop(state, 0)
    }

    // MARK: Values

    private func push(_ value: JSONValue) {
        switch value {
        case .null: lua_pushnil(state)
        case .bool(let flag): lua_pushboolean(state, flag ? 1 : 0)
        case .number(let text), .string(let text): Lua.push(state, text)
        case .array(let elements):
            lua_createtable(state, Int32(clamping: elements.count), 0)
            for (index, element) in elements.enumerated() {
                push(element)
                lua_rawseti(state, -2, lua_Integer(index + 1))
            }
        case .object(let members):
            lua_createtable(state, 0, Int32(clamping: members.count))
            for member in members {
                Lua.push(state, member.name)
                push(member.value)
                lua_rawset(state, -3)
            }
        }
    }

    private func result() throws(ScriptFailure) -> JSONValue? {
        var left = 100_000
        let value = try value(at: lua_gettop(state), depth: 0, &left)
        return value.isNull ? nil : value
    }

    private func value(at index: Int32, depth: Int, _ left: inout Int) throws(ScriptFailure) -> JSONValue {
        left -= 1
        guard depth < 32, left > 0 else { throw ScriptFailure(message: "what it returns is too large or too deep") }
        switch lua_type(state, index) {
        case Lua.Kind.null, Lua.Kind.none: return .null
        case Lua.Kind.boolean: return .bool(lua_toboolean(state, index) != 0)
        case Lua.Kind.number: return try number(at: index)
        case Lua.Kind.string: return .string(try text(at: index))
        case Lua.Kind.table: return try table(at: index, depth: depth, &left)
        default:
            throw ScriptFailure(message: "it returns a function; return text, a number or a table")
        }
    }

    private func number(at index: Int32) throws(ScriptFailure) -> JSONValue {
        if lua_isinteger(state, index) != 0 { return .number(String(lua_tointegerx(state, index, nil))) }
        let number = lua_tonumberx(state, index, nil)
        guard number == number.rounded(), number.magnitude < 9_007_199_254_740_992 else {
            throw ScriptFailure(
                message:
                    "it returns the inexact number \(number); calculate with decimal.add, decimal.mul or decimal.round")
        }
        return .number(String(Int64(number)))
    }

    private func text(at index: Int32) throws(ScriptFailure) -> String {
        guard let bytes = Lua.bytes(state, index), let text = String(validating: bytes, as: UTF8.self) else {
            throw ScriptFailure(message: "it returns bytes that are no text in UTF-8")
        }
        return text
    }

    private func table(at index: Int32, depth: Int, _ left: inout Int) throws(ScriptFailure) -> JSONValue {
        let count = Int(lua_rawlen(state, index))
        var elements: [JSONValue] = []
        var members: [JSONValue.Member] = []
        for place in 0..<count {
            lua_rawgeti(state, index, lua_Integer(place + 1))
            defer { Lua.pop(state) }
            elements.append(try value(at: lua_gettop(state), depth: depth + 1, &left))
        }
        lua_pushnil(state)
        var keys = 0
        while lua_next(state, index) != 0 {
            keys += 1
            if lua_type(state, -2) == Lua.Kind.string {
                let name = try text(at: lua_gettop(state) - 1)
                members.append(
                    JSONValue.Member(name, try value(at: lua_gettop(state), depth: depth + 1, &left)))
            }
            Lua.pop(state)
        }
        guard keys == (members.isEmpty ? count : members.count), members.isEmpty || count == 0 else {
            throw ScriptFailure(message: "it returns a table that is neither a list 1..n nor fields by name")
        }
        return members.isEmpty ? .array(elements) : .object(members.sorted { $0.name < $1.name })
    }
}
