import Foundation
import Seams

@testable import Simulators

/// Breaks requests, by a seed.
struct FuzzMutation {
    var generator: SeededGenerator
    /// Bodies of megabytes that may still be made.
    var hugeLeft: Int

    /// Breaks a request in one to three ways.
    mutating func mutate(_ request: inout FuzzRequest) {
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0..<8: mutateJSON(&request)
            case 8..<12: mutateText(&request)
            case 12, 13: mutateBytes(&request)
            case 14, 15: mutateTarget(&request)
            case 16: request.method = pick(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "X"])
            case 17: mutateContentType(&request)
            case 18: mutateHeaders(&request)
            default: mutateToken(&request)
            }
        }
    }

    private mutating func mutateJSON(_ request: inout FuzzRequest) {
        guard var json = try? JSON(parsing: request.body) else { return mutateBytes(&request) }
        json = changed(json)
        var text = json.text
        // A lone surrogate has no String; it goes in as an escape.
        if text.contains(FuzzMutation.surrogate) {
            text = text.replacing(FuzzMutation.surrogate, with: pick(["\\ud800", "\\udc00\\ud800", "\\ud83dx"]))
        }
        request.body = Array(text.utf8)
    }

    /// Goes down to some place of a value and breaks it there.
    private mutating func changed(_ json: JSON) -> JSON {
        switch json {
        case .object(var members) where !members.isEmpty && Int.random(in: 0..<8, using: &generator) > 0:
            let place = Int.random(in: members.indices, using: &generator)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: members.remove(at: place)
            case 1: members.append(JSON.Member(members[place].key, hostile()))
            case 2: members[place].key = pick([members[place].key.uppercased(), "", "x", "\u{0}", "__proto__", "FID"])
            case 3: members.shuffle(using: &generator)
            default: members[place].value = changed(members[place].value)
            }
            return .object(members)
        case .array(var elements) where !elements.isEmpty && Int.random(in: 0..<8, using: &generator) > 0:
            let place = Int.random(in: elements.indices, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: elements.remove(at: place)
            case 1: elements += Array(repeating: elements[place], count: Int.random(in: 1...300, using: &generator))
            default: elements[place] = changed(elements[place])
            }
            return .array(elements)
        case .string(let text) where Bool.random(using: &generator):
            if let inner = try? JSON(parsing: text), inner.members != nil { return .string(changed(inner).text) }
            return .string(mixed(text))
        default: return hostile()
        }
    }

    private mutating func hostile() -> JSON {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0: return .null
        case 1: return []
        case 2: return [:]
        case 3: return .bool(Bool.random(using: &generator))
        case 4: return [[], [:], "x", 1, nil, ["a": ["b": [1]]]]
        case 5: return ["Key": 2052, "FNumber": "x", "id": 1, "value": []]
        case 6..<9: return .number(pick(FuzzMutation.numbers))
        default: return .string(mixed(pick(FuzzMutation.texts)))
        }
    }

    private mutating func mixed(_ text: String) -> String {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return ""
        case 1: return text + pick(FuzzMutation.texts)
        case 2: return pick(FuzzMutation.texts) + text
        case 3: return String(repeating: text, count: Int.random(in: 2...50, using: &generator))
        case 4: return String(text.prefix(Int.random(in: 0...text.count, using: &generator)))
        case 5: return pick(FuzzMutation.filters)
        default: return pick(FuzzMutation.texts)
        }
    }

    /// Puts a filter, or something else that is no number of characters but a trap, in place of a text of the body.
    private mutating func mutateText(_ request: inout FuzzRequest) {
        let text = String(decoding: request.body, as: UTF8.self)
        let keys = [
            "FilterString", "OrderString", "FieldKeys", "Ids", "Number", "FormId", "formid", "userid", "FNumber",
        ]
        let present = keys.filter { text.contains("\"\($0)\":\"") }
        guard !present.isEmpty, let start = text.range(of: "\"\(pick(present + present.prefix(1)))\":\"")?.upperBound,
            let end = text[start...].firstIndex(of: "\"")
        else { return mutateJSON(&request) }
        var filter = pick(FuzzMutation.filters)
        if Bool.random(using: &generator) {
            filter += pick([" and ", " or ", " ", "(", ") not (", ",", " between "]) + pick(FuzzMutation.filters)
        }
        let value = JSON.string(filter).text.dropFirst().dropLast()
        request.body = Array((text[..<start] + value + text[end...]).utf8)
    }

    private mutating func mutateBytes(_ request: inout FuzzRequest) {
        let place = Int.random(in: 0...request.body.count, using: &generator)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: request.body.removeSubrange(place...)
        case 1: request.body.insert(contentsOf: random(Int.random(in: 1...20, using: &generator)), at: place)
        case 2: request.body.insert(pick([0, 0xFF, 0xC0, 0x80, 0xED, 0xF8]), at: place)
        case 3: request.body = random(Int.random(in: 0...300, using: &generator))
        case 4: request.body = []
        case 5:
            let open = pick(["[", "{\"a\":", "{\"data\":{\"Model\":", "[["])
            request.body = Array(String(repeating: open, count: 10_000).utf8)
        case 6:
            let text = String(repeating: "(", count: 10_000)
            request.body = Array(
                "{\"data\":{\"FormId\":\"BD_Currency\",\"FieldKeys\":\"FName\",\"FilterString\":\"\(text)\"}}".utf8)
        case 7 where hugeLeft > 0:
            hugeLeft -= 1
            let filler = String(repeating: pick(["a", "中", "\\\\", "1,", "(", "\\u0000"]), count: 3_000_000)
            let body = String(decoding: request.body, as: UTF8.self)
            request.body = Array((body.prefix(body.count / 2) + filler + body.dropFirst(body.count / 2)).utf8)
        default:
            guard place < request.body.count else { return }
            request.body[place] ^= UInt8.random(in: 1...255, using: &generator)
        }
    }

    private mutating func mutateTarget(_ request: inout FuzzRequest) {
        let target = request.target
        switch Int.random(in: 0..<9, using: &generator) {
        case 0:
            request.target = pick(["/", "", "*", "//", "/../../etc/passwd", "/%00", "/topapi/", "/v1.0/", "/k3cloud/"])
        case 1:
            request.target = target + pick(["/", "/..", "%2e%2e/", "%00", "?", "&", "&&=", "%", "%zz", "%C0%80", "#x"])
        case 2: request.target = target.replacing("/", with: pick(["//", "/./", "%2f", "\\"]))
        case 3: request.target = target + String(repeating: "a", count: Int.random(in: 1...20_000, using: &generator))
        case 4: request.target = target.replacing("=", with: pick(["", "==", "[]=", "=%FF", "=\u{1F600}"]))
        case 5: request.target = String(target.prefix(Int.random(in: 0...target.count, using: &generator)))
        case 6: request.target = target.uppercased()
        case 7: request.target = target + "&" + (target.split(separator: "?").last.map(String.init) ?? "")
        default: request.target = target.replacing("_", with: "%5f")
        }
    }

    private mutating func mutateContentType(_ request: inout FuzzRequest) {
        let types = [
            "", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=gbk",
            "multipart/form-data",
            "multipart/form-data; boundary=x", "applicatin/json", "\u{1F600}", String(repeating: "a/", count: 5000),
        ]
        request.headers.removeAll { $0.name.lowercased() == "content-type" }
        request.headers.append(("Content-Type", pick(types)))
        guard Bool.random(using: &generator) else { return }
        let rubbish = [
            "data=%7B", "a=b&a=c&&=&%=%", "data={}&formid=%00", "=", "&", "--x\r\n\r\n--x--", "access_token=",
        ]
        request.body = Array(pick(rubbish).utf8)
    }

    private mutating func mutateHeaders(_ request: inout FuzzRequest) {
        let names = [
            "Cookie", "kdservice-sessionid", "SID", "X-KD-AppKey", "X-KD-AppData", "X-KD-Signature", "Host", "Accept",
            "x-acs-dingtalk-access-token", "X-Api-Timestamp", "Content-Length", "Upgrade", "Sec-WebSocket-Key",
            "X-Rubbish",
        ]
        let values = [
            "", ";", "kdservice-sessionid=", "kdservice-sessionid=a; kdservice-sessionid=b", "=;=;=", "bnVsbA==",
            "YSxiLGMsZA==", "5f1234567890ab,demo,2052,100", "-1", "99999999999999999999", "websocket",
            String(repeating: "x", count: 9000),
        ]
        request.headers.append((pick(names), pick(values)))
    }

    private mutating func mutateToken(_ request: inout FuzzRequest) {
        let wrong = pick(["", "x", "00000000", "ffffffff", String(repeating: "0", count: 32), "null", "\u{4E2D}"])
        if let start = request.target.range(of: "access_token=")?.upperBound {
            let end = request.target[start...].firstIndex(of: "&") ?? request.target.endIndex
            request.target.replaceSubrange(start..<end, with: wrong)
        }
        for index in request.headers.indices where request.headers[index].name.lowercased().contains("token") {
            request.headers[index].value = wrong
        }
        for index in request.headers.indices where request.headers[index].name == "kdservice-sessionid" {
            request.headers[index].value = wrong
        }
    }

    private mutating func random(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &generator)]
    }

    private static let surrogate = "\u{E000}"

    private static let numbers = [
        "0", "-1", "1e400", "-1e400", "1e-400", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "2147483648", "0.1", "1E+2", "100001", "1e18",
        "4611686018427387904",
        "123456789012345678901234567890123456789012345678901234567890.123456789", "-0", "31", "9999999999999",
    ]

    private static let texts = [
        "NaN", "Infinity", "null", "true", "undefined", "-1", "1e400", "9223372036854775808", "\u{0}", "\u{E000}",
        "\u{FFFD}", "\u{FEFF}", "\u{202E}", "👩‍👩‍👧‍👦", "e\u{301}", "%00", "../../etc/passwd", "..\\", "{}", "[]", "[[[[",
        "{\"a\":",
        "'", "\"", "' or '1'='1", "'; drop table T_ER_EXPENSEREIMB; --", "1,2,3", ",", ",,,,", "100001", "2026-02-30",
        "9999-12-31 23:59:59.9999999", "0000-00-00", "<script>", "$(id)", "%s%n", "E0001", "e0001", "FID",
        "ER_ExpReimbursement", "er_expreimbursement", "BD_Empinfo", "GL_VOUCHER", "BD_Currency", "A", "Z", "PRE001",
    ]

    static let filters = [
        "1=1", "1=0 or FID>0", "FBillNo like '%[%'", "FBillNo like '[]'", "FBillNo like '[^]%'", "FBillNo like '[z-a]'",
        "FBillNo like '%%%%%%%%%%_' escape '%'", "FID in ()", "FID in (1,2,", "not not not FID=1", "FID between 1",
        "FID = 99999999999999999999999999999999999999",
        "FID = \(String(repeating: "9", count: 500))", "FExpenseAmount > -\(String(repeating: "1", count: 200)).5",
        "FID = -.", "FID>=9223372036854775807",
        "FID<-9223372036854775808",
        "FID<>1e5", "FID = 100001; delete from T", "FBillNo = 'a' union select 1", "FBillNo='''", "FBillNo=N'",
        "FBillNo='x'--",
        "FProposerID.FNumber.FNumber.FNumber.FNumber.FNumber='x'", "FParentID.FParentID.FParentID.FName='x'", "....",
        ".",
        "FDate='9999-12-31 23:59:59.999'", "FDate>'0001-01-01'", "FModifyDate>='9999-12-31'",
        "FModifyDate<'0001-01-01'",
        "FEntity.FRemark is null or FRecInv is not null", "FPayBox='x'", "FPayBox=FPayBox", "FDocumentStatus", "and",
        "()",
        "isnull(FID,0)=0", "[FID]=1", "FID=1 /* */", "\u{0}", "中文='中文'", "FExpenseAmount/0=1", "FID,FID,FID desc desc",
        "FID desc,FBillNo asc", "FBillNo,FModifyDate desc", "FID,FEntity_FEntryID,FRecInv,FExpID.FName,FRemark",
        "[{\"FieldName\":\"FID\",\"Compare\":\"67\",\"Value\":1}]", "[{\"Left\":\"((((\",\"FieldName\":5}]", "[1,2]",
        "[",
    ]
}
