import Foundation
import Testing

@testable import Simulators

@Suite struct AttachmentTests {
    private func send(_ bench: KingdeeBench, _ operation: String, _ data: JSON) async throws -> JSON {
        try await bench.post(
            "DynamicFormService.\(operation)", ["data": data],
            headers: [("kdservice-sessionid", bench.session ?? "")]
        ).json
    }

    private func block(_ bytes: [UInt8], file: String = "", last: Bool = true) -> JSON {
        [
            "FileName": "a.pdf", "FormId": "ER_ExpReimbursement", "IsLast": .bool(last), "InterId": "100001",
            "BillNO": "EXP-2026-000042", "Entrykey": "", "EntryinterId": "-1", "AliasFileName": "票据.pdf",
            "FileId": .string(file), "SendByte": .string(Data(bytes).base64EncodedString()),
        ]
    }

    private func bench() async throws -> KingdeeBench {
        let bench = try await KingdeeBench.loggedIn()
        _ = try await bench.save(KingdeeModels.reimbursement())
        return bench
    }

    @Test func goesUpAndDownInBlocks() async throws {
        let bench = try await bench()
        let first = [UInt8](repeating: 7, count: 4 << 20)
        let begun = try await send(bench, "AttachmentUpload", block(first, last: false))
        let id = try #require(begun.at("Result.FileId")?.string)
        #expect(id.count == 32 && begun.status?["SuccessEntitys"] == [])
        #expect(try await bench.control("GET", "attachments")?["attachments"] == [])
        #expect(try await send(bench, "AttachmentDownLoad", ["FileId": .string(id)]).status?["MsgCode"] == 10)
        let ended = try await send(bench, "AttachmentUpLoad", block([1, 2], file: id))
        #expect(ended.status?.at("SuccessEntitys.0.Id") == 470_257)
        let listed = try await bench.control("GET", "attachments")
        #expect(listed?.at("attachments.0.name") == "票据.pdf")
        #expect(listed?.at("attachments.0.number") == "EXP-2026-000042")
        let part = try await send(bench, "AttachmentDownLoad", ["FileId": .string(id), "StartIndex": 0])
        #expect(part.at("Result.StartIndex") == 4_194_304 && part.at("Result.IsLast") == false)
        let rest = try await send(bench, "AttachmentDownLoad", ["FileId": .string(id), "StartIndex": 4_194_304])
        #expect(rest.at("Result.FilePart") == "AQI=" && rest.at("Result.IsLast") == true)
        #expect(rest.at("Result.FileSize") == 4_194_306 && rest.at("Result.FileName") == "票据.pdf")
    }

    @Test func refusesWhatGrowsLargerThanTheSystemTakes() async throws {
        let bench = try await bench()
        _ = try await bench.control("PUT", "behaviour", ["attachmentBytesMax": 3000])
        let begun = try await send(bench, "AttachmentUpload", block([UInt8](repeating: 7, count: 2000), last: false))
        let id = try #require(begun.at("Result.FileId")?.string)
        let refused = try await send(
            bench, "AttachmentUpload", block([UInt8](repeating: 7, count: 1001), file: id))
        #expect(refused.status?["IsSuccess"] == false)
        #expect(try await bench.control("GET", "attachments")?["attachments"] == [])
        let taken = try await send(bench, "AttachmentUpload", block([UInt8](repeating: 7, count: 1000), file: id))
        #expect(taken.status?["IsSuccess"] == true)
    }

    @Test func whatHangsIsARowOfAttachmentsAndInTheState() async throws {
        let bench = try await bench()
        for _ in 0..<2 { _ = try await send(bench, "AttachmentUpload", block([UInt8](repeating: 7, count: 2048))) }
        let rows = try await bench.query(
            "FID,FAttachmentName,FALIASFILENAME,FAttachmentSize,FBillNo",
            "FBillType='ER_ExpReimbursement' and FInterID='100001'", form: "BOS_Attachment")
        #expect(rows.array?.count == 2)
        #expect(rows.at("0") == [470_257, "a.pdf", "票据.pdf", .number("2.00"), "EXP-2026-000042"])
        #expect(rows.at("1.0") == 470_258)
        let state = bench.simulator.state()
        #expect(state.at("attachments.1.bytes") == 2048)
        #expect(state.at("attachments.1.sha256")?.string?.count == 64)
        #expect(try await bench.query("FID", "FInterID='100002'", form: "BOS_Attachment") == [])
    }

    @Test(
        arguments: [
            (["FileName": ""], "data数据包中的参数FileName必传", 8), (["InterId": ""], "data数据包中的参数InterId必传", 8),
            (["BillNO": ""], "data数据包中的参数BillNO必传", 8), (["SendByte": ""], "data数据包中的参数SendByte必传", 8),
            (["FormId": ""], "data数据包中的参数FormId必传", 8), (["InterId": "7"], "内码或编号为“7”的数据不存在", 10),
            (["Entrykey": "FEntity", "EntryinterId": "7"], "内码或编号为“7”的数据不存在", 10),
            (["SendByte": "***"], "data 数据包中的参数 SendByte 的值“***”不正确", 8),
            (["FileId": "nothing"], "内码或编号为“nothing”的数据不存在", 10),
        ] as [(JSON, String, JSON)])
    func saysWhatIsMissing(change: JSON, message: String, code: JSON) async throws {
        let reply = try await send(try await bench(), "AttachmentUpload", block([1]).with(change))
        #expect(reply.messages == [message])
        #expect(reply.status?["MsgCode"] == code)
    }

    @Test func aBlockHasAtMostFourMebibytes() async throws {
        let reply = try await send(
            try await bench(), "AttachmentUpload", block([UInt8](repeating: 1, count: (4 << 20) + 1)))
        #expect(reply.status?["MsgCode"] == 8)
    }

    @Test func aFileMayHangNowhereOrOnARow() async throws {
        let bench = try await bench()
        let loose = try await send(bench, "UploadFile", ["FileName": "x", "IsLast": true, "SendByte": "AQ=="])
        let id = try #require(loose.at("Result.FileId"))
        #expect(try await send(bench, "AttachmentDownLoad", ["FileId": id]).at("Result.FilePart") == "AQ==")
        #expect(try await send(bench, "AttachmentDownLoad", ["FileId": id, "StartIndex": -1]).status?["MsgCode"] == 8)
        #expect(try await send(bench, "AttachmentDownLoad", [:]).messages == ["data数据包中的参数FileId必传"])
        let row = block([1]).with(["Entrykey": "FEntity", "EntryinterId": "200001"])
        _ = try await send(bench, "AttachmentUpload", row)
        let listed = try await bench.control("GET", "attachments")
        #expect(listed?.at("attachments.0.entry") == "FEntity" && listed?.at("attachments.0.row") == 200_001)
    }
}
