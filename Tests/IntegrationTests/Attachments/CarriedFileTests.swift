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

    /// A gateway's message in the middle of a file says nothing of the file.
    @Test func takesNoMessageForAWholeFile() throws {
        #expect(try part(.ok, bytes: 10, from: 4).get().bytes.count == 6)
        for result in [part(.ok, bytes: 10, from: 10), part(.ok, bytes: 11, from: 4)] {
            guard case .failure(let failure) = result else {
                Issue.record("a message was taken for a part of the file")
                continue
            }
            #expect(failure.label == "transient")
        }
        #expect(try part(.rangeNotSatisfiable, range: "bytes */0", bytes: 0).get().size == 0)
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

    // MARK: Where files stand

    private func instance(_ values: [(id: String, type: String, value: String)], recorded: String? = nil)
        -> ApprovalInstance
    {
        var instance = ApprovalInstance.make()
        instance.values = values.map { FormValue(id: $0.id, name: "", componentType: $0.type, value: $0.value) }
        instance.recordedFiles = recorded
        return instance
    }

    private var everywhere: ApprovalInstance {
        instance(
            [
                ("A", "DDAttachment", #"[{"fileId":"1","fileName":"a"}]"#),
                ("P", "DDPhotoField", #"["https://static.dingtalk.com/media/lADP_1_2.png?a=b","https://x/y"]"#),
                (
                    "T", "TableField",
                    #"""
                    [{"rowValue":[{"componentType":"DDAttachment","key":"C","value":"[{\"fileId\":\"2\",\"fileName\":\"b\"}]"},
                    {"componentType":"DDPhotoField","key":"D","value":"[\"https://x/z.jpg\"]"},
                    {"key":"附件","value":[{"fileId":"3","fileName":"c"}]},{"key":"备注","value":"fileId"}]}]
                    """#
                ),
            ],
            recorded: #"""
                [{"type":"EXECUTE_TASK_NORMAL","attachments":[{"fileId":"4","fileName":"d"}],"images":["https://x/w.jpg"]},
                {"type":"ADD_REMARK","attachments":[{"fileId":"5","fileName":"e"},{"fileId":"1","fileName":"again"}]}]
                """#)
    }

    @Test(
        arguments: [
            (Set(FilePlace.allCases), ["a", "lADP_1_2.png", "y.jpg", "b", "z.jpg", "c", "d", "w.jpg", "e"]),
            ([.attachments], ["a", "b", "c"]), ([.pictures], ["lADP_1_2.png", "y.jpg", "z.jpg"]),
            ([.decisions], ["d", "w.jpg"]), ([.comments], ["e", "again"]), ([], []),
        ] as [(Set<FilePlace>, [String])])
    func takesFilesFromWhereItIsToldEachOnce(places: Set<FilePlace>, names: [String]) throws {
        var rule = AttachmentRule()
        rule.places = places
        #expect(try everywhere.files(by: rule).map(\.name) == names)
    }

    @Test func componentsThatAreNamedNarrowTheFormAlone() throws {
        var rule = AttachmentRule()
        rule.components = ["P"]
        let files = try everywhere.files(by: rule)
        #expect(files.map(\.name) == ["lADP_1_2.png", "y.jpg", "d", "w.jpg", "e", "again"])
        #expect(files.map(\.kind) == [.picture, .picture, .record, .picture, .record, .record])
    }

    @Test func keepsRecordedFilesInTheStore() throws {
        let instance = everywhere
        #expect(try ApprovalInstance(stored: instance.storedText()) == instance)
    }

    @Test(
        arguments: [
            ("../../etc/passwd", ".._.._etc_passwd"), ("a\\b.pdf", "a_b.pdf"), ("tab\there", "tab_here"),
            ("报销单\u{202E}fdp.exe", "报销单_fdp.exe"), ("📎🧾收据.png", "📎🧾收据.png"),
            ("“a” & 'b' \"c\".pdf", "“a” & 'b' \"c\".pdf"),
            ("", "attachment.pdf"), (" .. ", "attachment.pdf"), ("👨‍👩‍👧‍👦.jpg", "👨‍👩‍👧‍👦.jpg"),
        ])
    func givesNamesThatAnotherSystemTakes(name: String, expected: String) throws {
        let text = JSONValue.array([
            .members(["fileId": .string("1"), "fileName": .string(name), "fileType": .string("pdf")])
        ]).jsonText
        #expect(try files(text).map(\.name) == [expected])
    }

    @Test func cutsLongNamesInTheMiddleAndNeverWithinACharacter() throws {
        for character in ["长", "👨‍👩‍👧‍👦", "a"] {
            let name = String(repeating: character, count: 300) + ".pdf"
            let text = JSONValue.array([.members(["fileId": .string("1"), "fileName": .string(name)])]).jsonText
            let cut = try #require(try files(text).first?.name)
            #expect(cut.utf16.count <= 200 && cut.hasSuffix(".pdf") && cut.hasPrefix(character))
            #expect(cut.replacing("…", with: "").replacing(".pdf", with: "").allSatisfy { String($0) == character })
        }
    }

    /// A file of one byte is looked for by its alias: two of one alias could take each other's place.
    @Test func givesNoTwoFilesOneAlias() throws {
        let names = ["a.pdf", "a.pdf", "a (2).pdf", "a.pdf", "x", "x"]
        let text = JSONValue.array(
            names.enumerated().map { .members(["fileId": .string("\($0.offset)"), "fileName": .string($0.element)]) }
        ).jsonText
        #expect(
            try files(text).map(\.alias) == ["a.pdf", "a (3).pdf", "a (2).pdf", "a (4).pdf", "x", "x (2)"])
    }

    @Test func readsTheMappingsSection() throws {
        func mapping(_ section: String) throws -> AttachmentRule? {
            let yaml = "process: P\nform: F\nsource: {field: S}\nhead: {FDate: {constant: a}}\n\(section)"
            return try Mapping.load(yaml: yaml, file: "m.yaml") { _ in "" }.attachments
        }
        #expect(try mapping("") == nil)
        #expect(try mapping("attachments: false") == nil)
        #expect(try mapping("attachments: true") == AttachmentRule())
        let full = try mapping(
            "attachments: {components: [A, B], required: true, from: [comments], megabytes: 2, types: [PDF]}")
        #expect(full?.components == ["A", "B"] && full?.isRequired == true)
        #expect(full?.bytesMax == 2 << 20 && full?.types == ["pdf"])
        #expect(full?.places == [.comments])
        for wrong in [
            "attachments: yes please", "attachments: {megabytes: 0}", "attachments: {component: A}",
            "attachments: {from: [mail]}",
        ] {
            #expect(throws: MappingFileError.self) { try mapping(wrong) }
        }
        let yida = "yida: {form: FORM-1}\nform: F\nsource: {field: S}\nhead: {FDate: {constant: a}}\nattachments: true"
        #expect(try Mapping.load(yaml: yida, file: "m.yaml") { _ in "" }.attachments == AttachmentRule())
    }
}
