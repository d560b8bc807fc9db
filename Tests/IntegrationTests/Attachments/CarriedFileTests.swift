import HTTPTypes
import Seams
import Testing

@testable import Integration

@Suite struct CarriedFileTests {
    @Test(
        arguments: [
            (1, [1]), (2, [1, 1]), (100, [50, 50]), (1000, [500, 500]), (1001, [1000, 1]), (2000, [1000, 1000]),
            (2500, [1000, 1000, 500]),
        ] as [(Int64, [Int])])
    func theBlockThatHangsItIsNeverItsFirst(size: Int64, blocks: [Int]) {
        var file = CarriedFile(source: "f", name: "a", stated: size)
        var sent: [Int] = []
        while true {
            let (bytes, isLast) = file.nextBlock(of: size, most: 1000)
            sent.append(bytes)
            if isLast { break }
            file.blockTaken(bytes: bytes, file: "k")
        }
        #expect(sent == blocks)
    }

    private let rule = AttachmentRule()

    private func files(_ value: String, type: String = "DDAttachment", _ rule: AttachmentRule = AttachmentRule()) throws
        -> [CarriedFile]
    {
        var instance = ApprovalInstance.make()
        instance.values = [FormValue(id: "A", name: "附件", componentType: type, value: value)]
        return try instance.files(by: rule)
    }

    @Test func readsAComponentAndTellsNamesApart() throws {
        let value =
            #"[{"fileId":"1","fileName":"发票.pdf","fileSize":10},{"fileId":"2","fileName":"发票.pdf","fileSize":"20"},{"fileId":3,"fileName":"../x\\y"}]"#
        let files = try files(value)
        #expect(files.map(\.source) == ["1", "2", "3"])
        #expect(files.map(\.alias) == ["发票.pdf", "发票 (2).pdf", ".._x_y"])
        #expect(files.map(\.stated) == [10, 20, 0])
        #expect(files.map(\.position) == [0, 1, 2])
        #expect(try self.files("null").isEmpty)
    }

    @Test func readsRowsOfTables() throws {
        let value =
            #"[{"rowValue":[{"componentType":"DDAttachment","key":"C","value":"[{\"fileId\":\"7\",\"fileName\":\"a\"}]"},{"componentType":"TextField","key":"D","value":"x"}]}]"#
        #expect(try files(value, type: "TableField").map(\.source) == ["7"])
    }

    @Test(arguments: ["no JSON", "{}", #"[{"fileName":"a"}]"#, "[1]"])
    func saysThatAComponentHoldsNoFiles(value: String) {
        #expect(throws: UnreadableAttachment(component: "A")) { try files(value) }
    }

    private func part(
        _ status: HTTPResponse.Status, range: String? = nil, bytes: Int, from start: Int64 = 0, most: Int = 10
    )
        -> Result<FilePart, PlatformFailure>
    {
        var response = HTTPResponse(status: status)
        if let range { response.headerFields[.contentRange] = range }
        let reply = HTTPReply(response: response, body: [UInt8](repeating: 1, count: bytes))
        return Result { () throws(PlatformFailure) in try FilePart(reply, from: start, most: most) }
    }

    @Test func takesOnlyTheVeryPartThatItAskedFor() throws {
        #expect(try part(.partialContent, range: "bytes 0-9/25", bytes: 10).get().size == 25)
        #expect(try part(.partialContent, range: "bytes 20-24/25", bytes: 5, from: 20).get().bytes.count == 5)
        #expect(
            try part(.ok, bytes: 10).get() == FilePart(bytes: [UInt8](repeating: 1, count: 10), size: 10, isWhole: true)
        )
        let wrong = [
            part(.partialContent, range: "bytes 0-9/25", bytes: 10, from: 10), part(.partialContent, bytes: 10),
            part(.partialContent, range: "bytes 0-4/25", bytes: 5),
            part(.partialContent, range: "bytes 0-9/25", bytes: 9),
            part(.partialContent, range: "bytes 0-99999999999999999999/5", bytes: 5),
        ]
        for result in wrong { #expect(throws: PlatformFailure.self) { try result.get() } }
    }

    @Test func tellsTheStoresRefusalsApart() {
        let kinds = [
            part(.forbidden, bytes: 0), part(.notFound, bytes: 0), part(.serviceUnavailable, bytes: 0),
            part(.ok, bytes: 11), part(.rangeNotSatisfiable, bytes: 0),
        ].map { result in
            if case .failure(let failure) = result { failure.label } else { "ok" }
        }
        #expect(kinds == ["session-lost", "not-found", "transient", "rejected", "rejected"])
    }

    @Test func readsTheMappingsSection() throws {
        func mapping(_ section: String) throws -> AttachmentRule? {
            let yaml = "process: P\nform: F\nsource: {field: S}\nhead: {FDate: {constant: a}}\n\(section)"
            return try Mapping.load(yaml: yaml, file: "m.yaml") { _ in "" }.attachments
        }
        #expect(try mapping("") == nil)
        #expect(try mapping("attachments: false") == nil)
        #expect(try mapping("attachments: true") == AttachmentRule())
        let full = try mapping("attachments: {components: [A, B], required: false, megabytes: 2, types: [PDF]}")
        #expect(full?.components == ["A", "B"] && full?.isRequired == false)
        #expect(full?.bytesMax == 2 << 20 && full?.types == ["pdf"])
        for wrong in ["attachments: yes please", "attachments: {megabytes: 0}", "attachments: {component: A}"] {
            #expect(throws: MappingFileError.self) { try mapping(wrong) }
        }
        let yida = "yida: {form: FORM-1}\nform: F\nsource: {field: S}\nhead: {FDate: {constant: a}}\nattachments: true"
        do {
            _ = try Mapping.load(yaml: yida, file: "m.yaml") { _ in "" }
            Issue.record("a form of Yida has attachments")
        } catch {
            #expect("\(error)".contains("attachments stands beside yida"))
        }
    }
}
