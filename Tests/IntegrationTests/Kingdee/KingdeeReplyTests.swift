import HTTPTypes
import Seams
import Testing

@testable import Integration

/// A reply, and what it means for a read and for a write. Bodies are those of kingdee.md, sections 1.5–1.7, 2.3, 4.2,
/// 5.2 and 7.4, captured ones where there are any.
struct KingdeeRow: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable, Equatable {
        case success, session, duplicate, throttled, transient, unknown, rejected, notFound, logIn
    }

    let testDescription: String
    let status: Int
    let body: String
    let read: Expected
    let write: Expected

    init(_ name: String, _ body: String, status: Int = 200, _ read: Expected, write: Expected? = nil) {
        testDescription = name
        self.status = status
        self.body = body
        self.read = read
        self.write = write ?? read
    }

    static func refusal(_ message: String, code: Int?, field: String = "") -> String {
        let code = code.map { #","MsgCode":\#($0)"# } ?? ""
        return
            #"{"Result":{"ResponseStatus":{"ErrorCode":500,"IsSuccess":false,"Errors":[{"FieldName":"\#(field)","Message":"\#(message)","DIndex":0}],"SuccessEntitys":[],"SuccessMessages":[]\#(code)},"Id":"","NeedReturnData":[{}]}}"#
    }

    static let lost = refusal("会话信息已丢失，请重新登录", code: 1)

    static let all: [KingdeeRow] = [
        KingdeeRow(
            "duplicate number", refusal("违反字段唯一性要求：编码唯一。[test5]在当前系统中已经被使用。", code: 11, field: "FBillNo"), .duplicate),
        KingdeeRow("duplicate number, old server", refusal("违反字段唯一性要求：编码唯一。[test5]在当前系统中已经被使用。", code: 0), .duplicate),
        KingdeeRow("lost session", lost, .session),
        KingdeeRow("lost session in a query", "[[\(lost)]]", .session, write: .session),
        KingdeeRow("lost session, bare in a list", "[\(lost)]", .session, write: .session),
        KingdeeRow("lost session, old server", refusal("会话信息已丢失，请重新登录", code: nil), .session),
        KingdeeRow("required field", refusal("字段“往来单位”是必填项", code: 11, field: "FCONTACTUNIT"), .rejected),
        KingdeeRow("required entry field, no code", refusal("单据体“明细信息”第1行字段“仓库”是必填项", code: nil), .rejected),
        KingdeeRow("audited already", refusal("单据编号为“X”的销售出库单，单据已经审核！", code: 11), .rejected),
        KingdeeRow("change of an audited bill", refusal("单据已审核，不允许修改", code: 11), .rejected),
        KingdeeRow(
            "edit lock, captured with code 0",
            refusal("“demo”使用业务单据：“销售订单”业务操作-“[销售订单-2021-28-修改]”冲突，请稍候再使用。", code: 0), .transient),
        KingdeeRow("edit lock by code", refusal("网控冲突", code: 13), .transient),
        KingdeeRow("optimistic lock", refusal("数据已被其他用户修改", code: 11), .transient),
        KingdeeRow("no permission", refusal("您没有费用报销单的新增权限，请联系系统管理员", code: 2), .rejected),
        KingdeeRow("unknown form", refusal("标识为“X”的业务对象不存在，或者被删除", code: 4), .rejected),
        KingdeeRow("unknown field", "[[\(refusal("元数据中标识为X的字段不存在", code: 9))]]", .rejected),
        KingdeeRow("broken filter", "[[\(refusal("GetRealExpress error", code: 4))]]", .rejected),
        KingdeeRow("deadlock", refusal("事务(进程 ID 60)与另一个进程被死锁在锁资源上", code: 4), .transient, write: .unknown),
        KingdeeRow("database", refusal("数据库操作失败", code: 6), .transient, write: .unknown),
        KingdeeRow("data not found", refusal("数据不存在", code: 10), .notFound),
        KingdeeRow("licence", refusal("许可", code: 7), .rejected),
        KingdeeRow("call limit", refusal("调用次数超限", code: 14), .throttled),
        KingdeeRow("base data", refusal("字段“员工”的值“E999”不存在", code: 9, field: "FProposerID"), .rejected),
        KingdeeRow(
            "failed, yet done",
            """
            {"Result":{"ResponseStatus":{"IsSuccess":false,"Errors":[],"SuccessEntitys":[{"Id":1,"Number":"A","DIndex":0}],"MsgCode":0}}}
            """, .rejected, write: .unknown),
        KingdeeRow(
            "server fault", "response_error:发生时间：2026-01-01 10:00:00,错误编号：1,错误信息：空引用", .transient, write: .unknown),
        KingdeeRow("server fault that speaks of a session", "response_error:会话信息已丢失", .transient, write: .unknown),
        KingdeeRow(
            "intercepted",
            """
            [{"actionname":"showConfirm","params":[{"title":"","msg":"请求参数存在可疑数据,当前请求已经被拦截规则[caller_in_less_Point_Bracket]阻止!","option":0,"msgType":0}]}]
            """, .rejected),
        KingdeeRow("data centre", "Fail to verify thirty passport", status: 500, .logIn),
        KingdeeRow(
            "old gateway",
            """
            {"errcode":5001,"description":"API not found[GW]","description_cn":"请求的API不存在[网关]"}
            """, status: 519, .rejected),
        KingdeeRow(
            "old gateway, nobody's call", #"{"errcode":4002,"description_cn":"认证失败, 应用ID为空[网关]"}"#, status: 519, .logIn),
        KingdeeRow(
            "proxy", "<html><head><title>502 Bad Gateway</title></head></html>", status: 502, .transient,
            write: .unknown),
        KingdeeRow(
            "recycled pool", "<!DOCTYPE HTML><HTML><HEAD><TITLE>Service Unavailable</TITLE></HEAD></HTML>", status: 503,
            .transient, write: .unknown),
        KingdeeRow("a page with 200", "<html><head><title>维护中</title></head></html>", .transient, write: .unknown),
        KingdeeRow("server error without a word", "", status: 500, .transient, write: .unknown),
        KingdeeRow("wrong site", "<html><head><title>404</title></head></html>", status: 404, .rejected),
        KingdeeRow("too large", "Request Entity Too Large", status: 413, .rejected),
        KingdeeRow("too many", "", status: 429, .throttled),
        KingdeeRow("empty", "", .unknown),
        KingdeeRow("cut short", #"{"Result":{"ResponseStatus":{"IsSucc"#, .unknown),
        KingdeeRow("nothing inside", "{}", .session, write: .unknown),
        KingdeeRow("no verdict", #"{"Result":{"ResponseStatus":{"Errors":[]}}}"#, .unknown),
        KingdeeRow(
            "the word session inside a success",
            """
            {"Result":{"ResponseStatus":{"IsSuccess":true,"Errors":[],"SuccessEntitys":[{"Id":1,"Number":"session 会话","DIndex":0}],"SuccessMessages":[],"MsgCode":0},"Id":1,"Number":"session 会话"}}
            """, .success),
        KingdeeRow("spaces in the JSON", #"{ "Result": { "ResponseStatus": { "IsSuccess": true } } }"#, .success),
        KingdeeRow("truth as text", #"{"Result":{"ResponseStatus":{"IsSuccess":"true"}}}"#, .success),
        KingdeeRow("View", #"{"Result":{"ResponseStatus":null,"Result":{"Id":100024}}}"#, .success),
        KingdeeRow("rows", #"[[100101,"CGSQ000101","C",""]]"#, .success),
        KingdeeRow("no rows", "[]", .success),
    ]
}

@Suite struct KingdeeReplyTests {
    @Test(arguments: KingdeeRow.all)
    func sortsByWhatTheBodyProves(row: KingdeeRow) {
        let type = row.body.hasPrefix("<") ? "text/html" : "text/plain; charset=utf-8"
        let reply = HTTPReply(.init(code: row.status), contentType: type, body: row.body)
        #expect(kind(KingdeeReply(reply, isWrite: false)) == row.read)
        #expect(kind(KingdeeReply(reply, isWrite: true)) == row.write)
    }

    @Test func keepsKingdeesWords() {
        let reply = HTTPReply.json(KingdeeRow.refusal("字段“往来单位”是必填项", code: 11, field: "FCONTACTUNIT"))
        let expected = PlatformFailure.rejected(reason: "FCONTACTUNIT: 字段“往来单位”是必填项 (MsgCode 11)")
        #expect(KingdeeReply(reply, isWrite: true) == .failure(expected))
    }

    private func kind(_ reply: KingdeeReply) -> KingdeeRow.Expected? {
        switch reply {
        case .success: .success
        case .sessionLost: .session
        case .failure(.duplicateNumber): .duplicate
        case .failure(.throttled): .throttled
        case .failure(.transient): .transient
        case .failure(.outcomeUnknown): .unknown
        case .failure(.rejected): .rejected
        case .failure(.notFound): .notFound
        case .failure(.logInRefused): .logIn
        case .failure(.notSent), .failure(.sessionLost): nil
        }
    }
}
