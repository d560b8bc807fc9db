import Foundation

@testable import Integration

/// Mappings whose outcomes are kept: some that shipped, and one for each way of writing a rule.
enum GoldenMappings {
    private static let lists = [
        "staff.csv": "015226410000001,E0001\n", "departments.csv": "580000001,BM000001\n2,BM000001\n3,BM000002\n",
        "materials.csv": "六角螺丝 M6,M1\n轴承 6204,M2\n", "numbers.csv": "580000001,BM000001\n",
    ]

    struct NoSuchFile: Error {}

    /// The mappings that shipped when the outcomes were written, by name, in a fixed order. What ships now may differ.
    static let shipped: [(name: String, yaml: String)] = [
        "standard-expense", "expense-voucher", "purchase-requisition", "gallery-purchase", "gallery-employees",
        "gallery-departments", "gallery-alert",
    ].map { name in
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "mappings/\(name).yaml")
        return (name, (try? String(contentsOf: file, encoding: .utf8)) ?? "")
    }

    /// Rules for the head field `F` over `X`, `Y`, `Z` and the table `T`.
    private static let rules = [
        "{from: X}", "{from: [Q, X], required: false}", "{from: X, default: 0}", "{from: x}", "{constant: 1.50}",
        "{constant: a, reference: FNumber}", "{from: instance}", "{from: number, reference: FNumber}", "{from: title}",
        "{from: originator, dictionary: items}", "{template: \"${X}|${Y} ${instance}$\"}",
        "{template: \"${Q}\", required: false}",
        "{from: Y, ext: emplId}", "{from: Y, ext: [itemId, id], dictionary: items, reference: FNumber}",
        "{from: Y, ext: [itemId, emplId], list: true}", "{from: Y, ext: id, list: true, join: \"/\", required: false}",
        "{from: X, dictionary: items}", "{from: X, dictionary: items, unknown: CI999}",
        "{from: X, dictionary: items, unknown: 7, required: false}", "{from: X, match: \"([A-Z]+-[0-9]+)\"}",
        "{from: X, match: \"[0-9]{2}\", required: false}", "{from: X, item: 2}",
        "{from: X, item: last, required: false}",
        "{from: X, date: milliseconds}", "{from: X, date: milliseconds, zone: \"-05:00\", time: true}",
        "{from: X, date: milliseconds, part: month}", "{from: X, date: text}", "{from: X, date: text, time: true}",
        "{from: X, date: text, zone: UTC, part: year}", "{from: X, amount: yuan}", "{from: X, amount: cents}",
        "{from: X, amount: yuan, decimals: 2}", "{from: X, amount: cents, decimals: 0}",
        "{from: X, amount: yuan, decimals: 10}",
        "{from: X, amount: yuan, reference: FNumber}", "{from: X, split: \",\", dictionary: items, unknown: u}",
        "{from: X, split: \",\", join: \"、\", required: false}", "{from: X, list: true}",
        "{from: X, list: true, amount: yuan, decimals: 1}", "{from: X, list: true, join: \"\"}",
        "{sum: {table: T, of: B}}", "{sum: {table: T, of: {from: B, amount: cents, decimals: 1}}}",
        "{sum: {table: T, of: A, when: {from: A, matches: \"^[0-9]+$\"}}}", "{count: {table: T}}",
        "{count: {table: X}}",
        "{count: {table: T, when: {from: A, filled: true}}}", "{collect: {table: T, of: A}, join: \"、\"}",
        "{collect: {table: T, of: {from: A, dictionary: items, unknown: u}}, item: first}",
        "{collect: {table: T, of: Q}}",
        "{choose: [{when: {from: X, equals: 差旅费}, then: {from: Y}}, {when: {from: X, at-least: 1000}, then: {from: X, amount: yuan}}, {else: \"none\"}]}",
        "{choose: [{when: {from: X, one-of: [a, 0, true]}, then: {constant: 1}}], required: false}",
        "{from: X, when: {all: [{from: X, above: 0}, {not: {from: X, below: 100}}]}}",
        "{from: X, when: {any: [{from: X, differs: \"\"}, {from: Y, filled: false}]}}",
        "{from: X, when: {sum: {table: T, of: B}, at-most: 5000.5}}",
        "{from: X, when: {from: X, matches: \"M[0-9]\"}, required: false}",
        "{from: X, when: {from: X, equals: 1005.5}, default: a}",
        "{script: {lua: \"return (form.X or '') .. (number or '') .. #(form.T or {})\"}}",
        "{from: X, script: {lua: \"if value == nil then error('empty') end return {a = value, b = ext.Y}\"}, required: false}",
        "{from: X, script: {python: s.py}}", "{from: X, dictionary: asked}",
    ]

    /// Whole documents that set fields inside others, in and out of turn, rows in every way, and scripts over them.
    private static let bodies: [(name: String, yaml: String)] = [
        (
            "nested",
            """
            head:
              A.x: {from: X, required: false}
              A.y: {from: Y, required: false}
              B: {constant: "1"}
              C.d.e: {from: Z, required: false}
              C.d.f: {constant: 2}
              C.g: {constant: true}
            """
        ),
        (
            "nested-out-of-turn",
            """
            head:
              A.x: {from: X, required: false}
              B: {from: Z, required: false}
              A.y: {from: Y, required: false}
              S: {from: instance}
            rows:
              A.rows: {from: T, required: false, fields: {A: {from: A, required: false}, B.c: {from: B, required: false}}}
            """
        ),
        (
            "rows",
            """
            head: {H: {from: X, default: "-"}}
            rows:
              E:
                from: T
                when: {from: A, filled: true}
                fields:
                  A: {from: A}
                  B: {from: B, amount: yuan, decimals: 2}
                  C: {from: C, date: text, required: false}
                  D.e: {from: Y, ext: emplId, required: false}
                  D.f: {from: A, ext: [itemId, emplId], required: false}
                  G: {template: "${A}/${X}/${instance}"}
                  N: {from: number}
            """
        ),
        (
            "rows-in-parts",
            """
            head: {H: {constant: h}}
            rows:
              E:
                - from: T
                  fields: {A: {from: A, required: false}, B: {constant: 0}}
                - once: true
                  when: {from: Y, filled: true}
                  fields: {A: {from: X}, B: {sum: {table: T, of: B}}}
                - from: T
                  required: true
                  fields: {Z: {from: Z, default: "z"}, B.c: {from: B, required: false}, B.d: {constant: 1}}
              F:
                from: X
                required: false
                fields: {A: {constant: a}}
            """
        ),
        (
            "scripts",
            """
            head: {H: {from: X, required: false}, K.l: {constant: 1}}
            script: {lua: "value.Z = number; value.H = value.H or 'none'; return value"}
            rows:
              E:
                from: T
                required: false
                script: {lua: "if row.A == nil then return nil end; value.L = #row.A; return value"}
                fields: {A: {from: A, required: false}, B: {from: B, required: false}}
            """
        ),
        ("only-when", "only-when: {from: X, one-of: [a, 差旅费, 0]}\nhead: {H: {from: X}}"),
        ("only-when-number", "only-when: {from: X, above: 10}\nhead: {H: {from: X}}"),
        ("allotted", "number: {allotted: FNO}\nhead: {H: {from: Y, ext: emplId}, S: {template: \"${instance}!\"}}"),
        ("number-elsewhere", "number: N.o\nhead: {N.a: {from: X, required: false}, S.o: {constant: 1}}"),
    ]

    /// By name, in a fixed order.
    static let small: [(name: String, yaml: String)] =
        rules.enumerated().map { index, rule in ("rule-\(index)", "head:\n  F: \(rule)\n") } + bodies

    static func load(_ yaml: String) throws -> Mapping {
        var text = yaml
        if !text.contains("process:"), !text.contains("record:") {
            text =
                "process: PROC-1\nform: TEST\nsource: S\n" + yaml + """

                    dictionaries:
                      items: {差旅费: CI001, 办公费: CI003, caf\u{e9}: CAF, 000: zero, "580000001": BM1, "015226410000001": E0001}
                      asked: {kingdee: {form: BD_MATERIAL, key: FName, value: FNumber}}
                    """
        }
        return try Mapping.load(yaml: text, file: "golden.yaml") { name in
            if name.hasSuffix(".py") { return "def map(value, context):\n    return value\n" }
            guard let list = lists[name] else { throw NoSuchFile() }
            return list
        }
    }
}
