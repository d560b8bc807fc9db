/// The part of the sandbox that is written in Lua: patterns on top of `LuaPattern`, an order for `pairs`, and sealed tables.
enum LuaPrelude {
    static let text = #"""
        -- What scripts see. Everything here is closed over: a script reaches these functions, never the tables behind them.
        local lib = ...
        local type, error, select, next, tostring, setmetatable = lib.type, lib.error, lib.select, lib.next, lib.tostring, lib.setmetatable
        local search, sub, rep, concat, unpack, sort, rawformat = lib.search, lib.sub, lib.rep, lib.concat, lib.unpack, lib.sort, lib.format

        local function text(value, name)
          local kind = type(value)
          if kind == "string" then return value end
          if kind == "number" then return tostring(value) end
          error(name .. " wants text, not " .. kind, 3)
        end

        local function shown(value)
          local kind = type(value)
          if kind == "table" or kind == "function" then return kind end
          return tostring(value)
        end

        local function position(init, length)
          if init == nil then return 1 end
          if init < 0 then init = length + init + 1 end
          if init < 1 then return 1 end
          return init
        end

        local function find(s, p, init, plain)
          s, p = text(s, "string.find"), text(p, "string.find")
          init = position(init, #s)
          if init > #s + 1 then return nil end
          return search(s, p, init, not not plain)
        end

        local function captures(s, first, last, ...)
          if not first then return nil end
          if select("#", ...) == 0 then return sub(s, first, last) end
          return ...
        end

        local function match(s, p, init)
          s, p = text(s, "string.match"), text(p, "string.match")
          init = position(init, #s)
          if init > #s + 1 then return nil end
          return captures(s, search(s, p, init, false))
        end

        local function gmatch(s, p)
          s, p = text(s, "string.gmatch"), text(p, "string.gmatch")
          if sub(p, 1, 1) == "^" then p = "%" .. p end
          local init, ended = 1, nil
          return function()
            while init <= #s + 1 do
              local found = {search(s, p, init, false)}
              local first, last = found[1], found[2]
              if not first then init = #s + 2 return nil end
              if last < first and first == ended then
                init = first + 1
                ended = nil
              else
                init = last + 1
                ended = init
                if #found == 2 then return sub(s, first, last) end
                return unpack(found, 3)
              end
            end
          end
        end

        local function expanded(template, whole, found)
          local out, i = {}, 1
          while true do
            local at = search(template, "%", i, true)
            if not at then break end
            local letter = sub(template, at + 1, at + 1)
            out[#out + 1] = sub(template, i, at - 1)
            if letter == "%" then out[#out + 1] = "%"
            elseif letter == "0" then out[#out + 1] = whole
            elseif search("123456789", letter, 1, true) and letter ~= "" then
              local number = lib.tonumber(letter)
              local value = found[number + 2]
              if value == nil and number == 1 then value = whole end
              if value == nil then error("string.gsub has no capture %" .. letter, 4) end
              out[#out + 1] = tostring(value)
            else error("string.gsub has an invalid % in its replacement", 4) end
            i = at + 2
          end
          out[#out + 1] = sub(template, i)
          return concat(out)
        end

        local function gsub(s, p, replacement, most)
          s, p = text(s, "string.gsub"), text(p, "string.gsub")
          local kind = type(replacement)
          if kind == "number" then replacement, kind = tostring(replacement), "string" end
          if kind ~= "string" and kind ~= "table" and kind ~= "function" then
            error("string.gsub wants text, a table or a function, not " .. kind, 2)
          end
          local isAnchored = sub(p, 1, 1) == "^"
          local out, init, count, ended = {}, 1, 0, nil
          while (most == nil or count < most) and init <= #s + 1 do
            local found = {search(s, p, init, false)}
            local first, last = found[1], found[2]
            if not first then break end
            if last < first and first == ended then
              if first > #s then break end
              out[#out + 1] = sub(s, first, first)
              init, ended = first + 1, nil
            else
              out[#out + 1] = sub(s, init, first - 1)
              count = count + 1
              local whole, value = sub(s, first, last), nil
              if kind == "string" then value = expanded(replacement, whole, found)
              else
                local key = found[3]
                if key == nil then key = whole end
                if kind == "table" then value = replacement[key]
                elseif #found == 2 then value = replacement(whole)
                else value = replacement(unpack(found, 3)) end
                if not value then value = whole end
                local made = type(value)
                if made ~= "string" and made ~= "number" then error("string.gsub got " .. made .. " as a replacement", 2) end
              end
              out[#out + 1] = value
              init = last + 1
              ended = init
            end
            if isAnchored then break end
          end
          out[#out + 1] = sub(s, init)
          return concat(out), count
        end

        local function format(template, ...)
          template = text(template, "string.format")
          if search(template, "%%[^%a%%]*p", 1, false) then error("string.format knows no %p here", 2) end
          local values, count = {...}, select("#", ...)
          for index = 1, count do
            local kind = type(values[index])
            if kind == "table" or kind == "function" then values[index] = kind end
          end
          return rawformat(template, unpack(values, 1, count))
        end

        local function repeated(s, count, separator)
          s, separator = text(s, "string.rep"), separator == nil and "" or text(separator, "string.rep")
          if type(count) ~= "number" then error("string.rep wants a number", 2) end
          if count < 1 or #s + #separator == 0 then return "" end
          if (#s + #separator) * count > 262144 then error("string.rep would make more than 256 KiB", 2) end
          return rep(s, count, separator)
        end

        -- Lua's own order of keys differs from run to run.
        local function ordered(a, b)
          local x, y = type(a), type(b)
          if x ~= y then return x < y end
          if x == "number" or x == "string" then return a < b end
          return false
        end

        local function pairs(values)
          if type(values) ~= "table" then error("pairs wants a table, not " .. type(values), 2) end
          local keys, key = {}, nil
          repeat
            key = next(values, key)
            if key ~= nil then keys[#keys + 1] = key end
          until key == nil
          sort(keys, ordered)
          local index = 0
          return function()
            while index < #keys do
              index = index + 1
              local value = values[keys[index]]
              if value ~= nil then return keys[index], value end
            end
          end, values, nil
        end

        local function sealed(members)
          return setmetatable({}, {
            __index = members, __metatable = false,
            __newindex = function() error("the library cannot be changed", 2) end,
          })
        end

        local strings = {
          find = find, match = match, gmatch = gmatch, gsub = gsub, format = format, rep = repeated,
          byte = lib.byte, char = lib.char, len = lib.len, lower = lib.lower, upper = lib.upper, reverse = lib.reverse,
          sub = sub,
        }
        lib.seal(sealed(strings))
        local globals = {
          assert = lib.assert, error = error, ipairs = lib.ipairs, pairs = pairs, select = select, tonumber = lib.tonumber,
          tostring = shown, type = type,
          string = sealed(strings),
          table = sealed({ concat = concat, insert = lib.insert, remove = lib.remove, sort = sort, unpack = unpack, pack = lib.pack }),
          math = sealed(lib.math), utf8 = sealed(lib.utf8), decimal = sealed(lib.decimal),
        }
        return globals, lib.collectgarbage

        """#
}
