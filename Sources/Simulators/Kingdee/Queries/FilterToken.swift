/// A word of a filter.
enum FilterToken: Hashable, Sendable {
    /// A field or a keyword.
    case word(String)
    /// A text in single quotes, without them.
    case text(String)
    case number(String)
    /// `= <> > >= < <= ( ) ,`
    case symbol(String)

    /// Splits a filter into its words.
    ///
    /// - Throws: the platform's refusal of a broken filter.
    static func tokens(of filter: String) throws(KingdeeRefusal) -> [FilterToken] {
        var scanner = FilterScanner(Array(filter.unicodeScalars))
        var tokens: [FilterToken] = []
        while let token = try scanner.next() { tokens.append(token) }
        return tokens
    }

    /// Whether this is the keyword, in any case.
    func isKeyword(_ keyword: String) -> Bool {
        if case .word(let word) = self { word.lowercased() == keyword } else { false }
    }
}

private struct FilterScanner {
    private let scalars: [Unicode.Scalar]
    private var position = 0

    init(_ scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    mutating func next() throws(KingdeeRefusal) -> FilterToken? {
        while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
        guard position < scalars.count else { return nil }
        let first = scalars[position]
        if first == "'" { return .text(try quoted()) }
        if first == "N" || first == "n", position + 1 < scalars.count, scalars[position + 1] == "'" {
            position += 1
            return .text(try quoted())
        }
        if first == "{" { return .text(try escaped()) }
        if FilterScanner.isDigit(first) || first == "-" || first == "+" || first == "." { return try number() }
        if FilterScanner.isWordPart(first) { return .word(take(FilterScanner.isWordPart)) }
        return try symbol()
    }

    /// A text up to its closing quote; a doubled quote stands for one.
    private mutating func quoted() throws(KingdeeRefusal) -> String {
        position += 1
        var text = String.UnicodeScalarView()
        while position < scalars.count {
            let scalar = scalars[position]
            position += 1
            guard scalar == "'" else {
                text.append(scalar)
                continue
            }
            guard position < scalars.count, scalars[position] == "'" else { return String(text) }
            text.append("'")
            position += 1
        }
        throw .brokenFilter("字符串“\(String(text))”后的引号不完整")
    }

    /// A date as ODBC escapes it, `{ts'2026-01-15 00:00:00'}` or `{d'2026-01-15'}`: the platform's own filters write so.
    private mutating func escaped() throws(KingdeeRefusal) -> String {
        position += 1
        let kind = take { $0.properties.isAlphabetic }.lowercased()
        _ = take { $0 == " " }
        guard ["ts", "d", "t"].contains(kind), position < scalars.count, scalars[position] == "'" else {
            throw .brokenFilter("“{\(kind)”附近有语法错误")
        }
        let text = try quoted()
        guard position < scalars.count, scalars[position] == "}" else { throw .brokenFilter("“\(text)”后缺少“}”") }
        position += 1
        return text
    }

    private mutating func number() throws(KingdeeRefusal) -> FilterToken {
        let sign = scalars[position] == "-" ? "-" : ""
        if scalars[position] == "-" || scalars[position] == "+" { position += 1 }
        let digits = take { FilterScanner.isDigit($0) || $0 == "." }
        let isNumber = digits.unicodeScalars.contains(where: FilterScanner.isDigit)
        guard isNumber, digits.unicodeScalars.count(where: { $0 == "." }) <= 1 else {
            throw .brokenFilter("“\(sign)\(digits)”附近有语法错误")
        }
        return .number(sign + digits)
    }

    private mutating func symbol() throws(KingdeeRefusal) -> FilterToken {
        for symbol in ["<>", ">=", "<=", "!=", "=", ">", "<", "(", ")", ","] {
            let length = symbol.unicodeScalars.count
            guard position + length <= scalars.count,
                scalars[position..<position + length].elementsEqual(symbol.unicodeScalars)
            else { continue }
            position += length
            return .symbol(symbol == "!=" ? "<>" : symbol)
        }
        throw .brokenFilter("“\(scalars[position])”附近有语法错误")
    }

    private mutating func take(_ belongs: (Unicode.Scalar) -> Bool) -> String {
        let start = position
        while position < scalars.count, belongs(scalars[position]) { position += 1 }
        return String(String.UnicodeScalarView(scalars[start..<position]))
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || isDigit(scalar) || scalar == "_" || scalar == "."
    }
}
