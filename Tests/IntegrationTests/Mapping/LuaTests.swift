import Testing

@testable import Integration

@Suite struct LuaTests {
    private func run(_ lua: String, value: String = "12.50", _ more: [FormValue] = []) throws -> String? {
        let text = lua.split(separator: "\n", omittingEmptySubsequences: false).map { "      \($0)" }
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                head:
                  F:
                    from: X
                    required: false
                    script:
                      lua: |
                \(text.map { "    \($0)" }.joined(separator: "\n"))
                """, file: "test.yaml")
        return try mapping.field(.make([.make("X", value)] + more))
    }

    @Test(
        arguments: [
            ("return value", #""12.50""#), ("return #value", "5"), ("return value == '12.50'", "true"),
            ("return nil", nil), ("-- nothing", nil), ("return decimal.add(value, '0.1')", #""12.6""#),
            ("return decimal.round(decimal.div('10', '3', 6), 2)", #""3.33""#),
            ("return decimal.compare('1.0','1')", "0"),
            ("return decimal.mul('0.1', 3)", #""0.3""#), ("return 2^10", "1024"), ("return math.floor(7.9)", "7"),
            ("return value:gsub('%.', ',')", #""12,50""#), ("return value:match('^(%d+)')", #""12""#),
            ("return (value:find('.5', 1, true))", "3"), ("return ('%05d'):format(42)", #""00042""#),
            (
                "local t = {} for w in ('a b  c'):gmatch('%a+') do t[#t+1] = w end return table.concat(t, '-')",
                #""a-b-c""#
            ),
            ("return ('hello world'):gsub('o', {o='0'})", #""hell0 w0rld""#),
            ("return ('abc'):gsub('', '-')", #""-a-b-c-""#), ("return ('abc'):gsub('%w', '%0%0')", #""aabbcc""#),
            ("return ('abc'):gsub('b*', 'x')", #""xaxcx""#),
            ("return ('x = 1, y = 2'):gsub('(%w+) = (%w+)', '%2 = %1')", #""1 = x, 2 = y""#),
            ("return ('THE (quick) fox'):find('%((%a+)%)')", "5"), ("return ('[[x]]'):match('%b[]')", #""[[x]]""#),
            ("return ('THE fox'):gsub('%f[%a]%a+', string.lower)", #""the fox""#),
            ("return ('aXb'):gsub('%u', function(c) return '<' .. c .. '>' end)", #""a<X>b""#),
            ("return ('key = value'):match('^(%w+)%s*=%s*(%w+)$')", #""key""#),
            ("return {b = 1, a = {2, '3'}}", #"{"a":[2,"3"],"b":1}"#), ("return utf8.len('差旅费')", "3"),
            ("local s = '' for k, v in pairs({z=1, a=2, m=3}) do s = s .. k .. v end return s", #""a2m3z1""#),
            ("return tostring({})", #""table""#), ("return form.X .. form.instance", nil as String?),
            ("return type(form.Y)", #""nil""#), ("return select('#', 1, 2)", "2"), ("return (''):rep(1e18)", #""""#),
        ] as [(String, String?)])
    func calculates(lua: String, expected: String?) throws {
        let result = try run(lua)
        if lua.contains("form.instance") {
            #expect(result == #""12.50kNpmUavZQwSHP_ZJvVdL7g07561689326476""#)
        } else {
            #expect(result == expected)
        }
    }

    /// What an attacker, or a mistake, tries; each ends by itself, at once, with a reason.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            ("while true do end", "too many steps"),
            ("local function f() return f() end return f()", "too many steps"),
            ("local function f() return 1 + f() end return f()", "m"),
            ("local t = {} while true do t[#t + 1] = ('x'):rep(1000) end", "m"),
            ("local s = 'x' while true do s = s .. s end", "memory"),
            ("return ('x'):rep(1e9)", "256 KiB"),
            ("return ('a'):rep(30000):find(('a-'):rep(20) .. 'b')", "too many steps"),
            ("return ('a'):rep(60):find(('a?'):rep(60) .. ('a'):rep(61))", "too"),
            ("return ('a'):rep(200000):find('.-.-.-.-.-b')", "too many steps"),
            ("return ('a'):rep(250000):find(('a'):rep(120000) .. 'b', 1, true)", "too many steps"),
            ("return ('x'):find(('('):rep(40))", "captures"), ("return ('x'):find('[')", "malformed"),
            ("return ('x'):find('%')", "malformed"), ("return ('x'):find('(')", "unfinished"),
            ("return ('x'):find(')')", "malformed"),
            ("return load('return 1')", "nil value"), ("return require('os')", "nil value"),
            ("return os.time()", "nil value"), ("return io.open('/etc/passwd')", "nil value"),
            ("return debug.getinfo(1)", "nil value"), ("return string.dump(function() end)", "nil value"),
            ("return coroutine.create(print)", "nil value"), ("return setmetatable({}, {})", "nil value"),
            ("return getmetatable('')", "nil value"), ("return rawset(_ENV, 'x', 1)", "nil value"),
            ("return pcall(error)", "nil value"), ("return dofile('x')", "nil value"),
            ("return collectgarbage('count')", "nil value"), ("return next({})", "nil value"),
            ("return table.move({}, 1, 1e15, 2)", "nil value"), ("return math.random()", "nil value"),
            ("string.upper = nil", "cannot be changed"), ("table.insert(string, 1)", "cannot be changed"),
            ("local s = ('x') s.y = 1", "index"), ("error({})", "no text"), ("error(nil)", "no text"),
            ("error('请填写')", "请填写"), ("return value()", "test.yaml:10"), ("return 0.1 + 0.2", "inexact number"),
            ("return 0/0", "inexact"), ("return function() end", "function"), ("return '\\xff'", "UTF-8"),
            ("local t = {} t.t = t return t", "too deep"), ("return {1, nil, 3, x = 1}", "neither"),
            ("return ('%p'):format({})", "no %p"), ("return table.unpack({}, 1, 1e6)", "m"),
            ("local t = {} for i = 1, 10000 do t[i] = i end while true do table.sort(t) end", "too many steps"),
            ("local t = {} for i = 1, 9000 do table.insert(t, 1, i) end", "too many steps"),
            ("local s = ('x'):rep(262144) while true do s:upper() end", "m"),
            (
                "local a, b = ('x'):rep(200000) .. 'a', ('x'):rep(200000) .. 'b' while a ~= b do utf8.len(a) end",
                "steps"
            ),
            ("return table.concat({}, 'x', 1, 1e9)", "nil"),
            ("return decimal.add('a', 1)", "amounts"), ("return decimal.div('1', '0', 2)", "by 0"),
            ("return decimal.round('1', 99)", "places"), ("return decimal.add(0.1, '1')", "amounts"),
        ])
    func refuses(lua: String, reason: String) throws {
        let error = #expect(throws: MappingError.self) { try run(lua) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func leaksNothingFromOneDocumentToTheNext() throws {
        let mapping = try Mapping.make(
            rule:
                "{from: X, required: false, script: {lua: 'local last = seen; seen = value; _ENV.string = nil; return last'}}"
        )
        #expect(try mapping.field(.make([.make("X", "secret")])) == nil)
        #expect(try mapping.field(.make([.make("X", "b")])) == nil)
    }

    @Test func survivesABombAndGoesOn() throws {
        let mapping = try Mapping.make(
            rule: "{from: X, script: {lua: 'local t = {} while value == \"bomb\" do t[#t+1] = {} end return value'}}")
        for _ in 0..<50 {
            #expect(throws: MappingError.self) { try mapping.field(.make([.make("X", "bomb")])) }
            #expect(try mapping.field(.make([.make("X", "good")])) == #""good""#)
        }
    }

    @Test func changesWholeRowsAndDocuments() throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                script:
                  lua: |
                    value.Sum = 0
                    for _, line in ipairs(value.E) do value.Sum = decimal.add(value.Sum, line.A) end
                    value.S = "forged"
                    return value
                head: {Z: {from: X}, B: {constant: b}}
                rows:
                  E:
                    from: T
                    script: {lua: "if row.A == '0' then return nil end value.Kind = 'k' .. row.A return value"}
                    fields: {A: {from: A, amount: yuan}}
                """, file: "m.yaml")
        let table =
            #"[{"rowValue":[{"key":"A","value":"1.5"}]},{"rowValue":[{"key":"A","value":"0"}]},{"rowValue":[{"key":"A","value":"2"}]}]"#
        let model = try mapping.map(.make([.make("X", "x"), .make("T", table)]), number: "N1").model
        #expect(
            model
                == #"{"Z":"x","B":"b","FBillNo":"N1","S":"kNpmUavZQwSHP_ZJvVdL7g07561689326476","E":[{"A":"1.5","Kind":"k1.5"},{"A":"2","Kind":"k2"}],"Sum":"3.5"}"#
        )
    }

    @Test func pointsAtTheLineOfTheMapping() throws {
        let error = #expect(throws: MappingFileError.self) { try run("local a = 1\nreturn a +* 2") }
        #expect(
            error?.mistakes.map(\.description)
                == ["test.yaml:11: head.F.script.lua unexpected symbol near '*'"])
        let files = #expect(throws: MappingFileError.self) {
            try Mapping.load(
                yaml: """
                    process: P
                    form: T
                    source: S
                    head:
                      A: {from: X, script: {lua: a.lua}}
                      B: {from: X, script: {lua: b.lua}}
                      C: {from: X, script: {}}
                      D: {from: X, script: {lua: "return 1", python: x.py}}
                      E: {from: X, script: {lua: "return 1", steps: 5}}
                      F: {from: X, script: {python: gone.py}}
                      G: {from: X, script: {lua: "\\eLua"}}
                    """, file: "m.yaml"
            ) { name in
                guard name == "a.lua" else { throw MissingFile() }
                return "-- first\nreturn (\n"
            }
        }
        #expect(
            files?.mistakes.map(\.description) == [
                "m.yaml:6: head.B.script.lua 'b.lua' cannot be read; put the script beside the mapping",
                "m.yaml:7: head.C.script names no single script; write one of lua:, python: and groovy:",
                "m.yaml:8: head.D.script names no single script; write one of lua:, python: and groovy:",
                "m.yaml:9: head.E.script.steps is no number of steps from 1000 to 10000000; write 200000",
                "m.yaml:10: head.F.script.python 'gone.py' cannot be read; put the script beside the mapping",
                "m.yaml:11: head.G.script.lua unexpected symbol near '<\\27>'",
                "a.lua:3: head.A.script.lua unexpected symbol near <eof>",
            ])
    }

    private struct MissingFile: Error {}
}
