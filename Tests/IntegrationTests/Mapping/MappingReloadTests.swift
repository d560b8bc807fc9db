import HTTPTypes
import Seams
import Testing
import VirtualTime

@testable import Integration

@Suite struct MappingReloadTests {
    private let files = MemoryFiles([
        "conf/a.yaml": MappingReloadTests.yaml("one"), "conf/staff.csv": "u,E1\n",
    ])
    private let time = ManualTime()
    private let store: ItemStore
    private let routes: RouteTable
    private let reload: MappingReload

    private static func yaml(_ constant: String) -> String {
        """
        process: P
        form: T
        source: S
        head: {F: {constant: \(constant)}, G: {from: originator, dictionary: staff}, FMobile: {from: X, required: false}}
        dictionaries: {staff: {file: staff.csv}}
        """
    }

    init() async throws {
        store = ItemStore(try MemoryDatabase())
        try await store.migrate()
        let mapping = try MappingFile(path: "conf/a.yaml").load(files).mapping
        routes = try RouteTable([Route(mapping)])
        reload = MappingReload(
            paths: ["conf/a.yaml"], files: files, routes: routes, records: RecordMappings(),
            database: store.database, time: time, logger: .silent,
            gather: { try MappingSet($0, Configuration()) }, check: { ScriptWorkers.problem(of: $0, with: nil) })
    }

    private func model() throws -> String {
        let key = ItemKey(flow: "P", instance: "i", form: "T")
        var instance = ApprovalInstance.make([])
        instance.originatorUserID = "u"
        return try routes.route(of: key)?.map(instance, "N", MappingKnowledge()).model ?? ""
    }

    private func audits() async throws -> [String] {
        try await store.database.read { database in
            try database.rows("SELECT action, subject, detail FROM audit ORDER BY number").map { row in
                "\(try row.get(0, as: String.self)) \(try row.get(1, as: String.self))"
            }
        }
    }

    @Test func putsAChangeInForce() async throws {
        #expect(await reload.look() == false)
        let before = reload.all[0].mapping?.version
        files.put(MappingReloadTests.yaml("two"), at: "conf/a.yaml")
        time.advance(by: .seconds(5))
        #expect(await reload.look())
        #expect(try model().contains(#""F":"two""#))
        #expect(reload.all[0].mapping?.version != before && reload.all[0].loadedAt == time.now)
        files.put("u,E2\n", at: "conf/staff.csv")
        #expect(await reload.look())
        #expect(try model().contains(#""G":"E2""#))
        #expect(await reload.look() == false)
        #expect(try await audits() == ["load mapping conf/a.yaml", "load mapping conf/a.yaml"])
    }

    @Test func looksAtEachFile() async throws {
        func other(_ constant: String) -> String {
            MappingReloadTests.yaml(constant).replacing("form: T", with: "form: U")
        }
        files.put(other("one"), at: "conf/b.yaml")
        let paths = ["conf/a.yaml", "conf/b.yaml"]
        let routes = try RouteTable(paths.map { Route(try MappingFile(path: $0).load(files).mapping) })
        let reload = MappingReload(
            paths: paths, files: files, routes: routes, records: RecordMappings(), database: store.database,
            time: time, logger: .silent, gather: { try MappingSet($0, Configuration()) })
        let before = reload.all.map { $0.mapping?.version }
        files.put(other("two"), at: "conf/b.yaml")
        #expect(await reload.look())
        let after = reload.all.map { $0.mapping?.version }
        #expect(after[0] == before[0] && after[1] != before[1])
        #expect(routes.route(of: ItemKey(flow: "P", instance: "i", form: "U"))?.version == after[1])
        #expect(try await audits() == ["load mapping conf/b.yaml"])
    }

    @Test(arguments: [
        "process: P\nform: T\n", "{", "process: P\nform: T\nsource: S\nhead: {F: {from: X, script: {python: s.py}}}\n",
        nil,
    ])
    func keepsTheOldOneWhenTheNewOneIsWrong(text: String?) async throws {
        files.put("def map(v, g): return v", at: "conf/s.py")
        files.put(text, at: "conf/a.yaml")
        #expect(await reload.look() == false)
        #expect(try model().contains(#""F":"one""#))
        #expect(reload.all[0].problem?.isEmpty == false)
        #expect(try await audits() == [])
        files.put(MappingReloadTests.yaml("three"), at: "conf/a.yaml")
        #expect(await reload.look())
        #expect(try model().contains(#""F":"three""#) && reload.all[0].problem == nil)
    }

    @Test func clearsTheErrorWhenTheOldFileComesBack() async throws {
        files.put("{", at: "conf/a.yaml")
        #expect(await reload.look() == false)
        files.put(MappingReloadTests.yaml("one"), at: "conf/a.yaml")
        #expect(await reload.look() == false)
        #expect(reload.all[0].problem == nil)
    }

    /// The file in force names neither the list nor the script that the wrong one lacks.
    @Test func followsFilesThatComeLater() async throws {
        let added = "\ndictionaries: {staff: {file: extra.csv}}\nscript: {lua: all.lua}\n"
        files.put(
            MappingReloadTests.yaml("two").replacing("\ndictionaries: {staff: {file: staff.csv}}", with: added),
            at: "conf/a.yaml")
        #expect(await reload.look() == false)
        #expect(reload.all[0].problem?.contains("extra.csv") == true)
        files.put("u,E7\n", at: "conf/extra.csv")
        #expect(await reload.look() == false)
        #expect(reload.all[0].problem?.contains("extra.csv") == false)
        files.put("return value", at: "conf/all.lua")
        #expect(await reload.look())
        #expect(try model().contains(#""F":"two","G":"E7""#) && reload.all[0].problem == nil)
        files.put("return (", at: "conf/all.lua")
        #expect(await reload.look() == false)
        files.put("value.F = 'three' return value", at: "conf/all.lua")
        #expect(await reload.look())
        #expect(try model().contains(#""F":"three""#) && reload.all[0].problem == nil)
    }

    // MARK: The API

    private func resource(_ role: Role = .administrator) -> (MappingResource, Operator) {
        let gate = CallGate(
            limit: .seconds(1), backoff: Backoff(), time: time, randomness: SeededRandomness(seed: Seed(1)),
            metrics: Metrics(), onRecovery: { _ in })
        let resource = MappingResource(
            reload: reload, store: store, files: files, oracle: MappingAnswers(dictionaries: nil), clients: nil,
            gate: gate)
        return (resource, Operator(name: "anna", role: role))
    }

    private func ask(_ method: String, _ path: [String], _ body: String = "", as role: Role = .administrator) async
        -> (status: Int, body: String)
    {
        let (resource, caller) = resource(role)
        do {
            let reply = try await resource.answer(
                APIRequest(method: method, path: path, query: [], body: Array(body.utf8), caller: caller))
            return (reply.response.status.code, reply.text)
        } catch let error as APIError {
            return (error.status.code, error.message)
        } catch {
            return (500, "\(error)")
        }
    }

    @Test func listsAndReloads() async throws {
        let list = try JSONValue(parsing: await ask("GET", []).body)
        #expect(list.at(path: "mappings.0.name")?.text == "a" && list.at(path: "mappings.0.error") == .null)
        files.put("{", at: "conf/a.yaml")
        #expect(await ask("POST", ["reload"], as: .viewer).status == 403)
        let reply = await ask("POST", ["reload"])
        #expect(reply.status == 200 && reply.body.contains("a.yaml:"))
        #expect(await ask("GET", ["nothing"]).status == 404)
    }

    @Test func previews() async throws {
        let instance =
            #"{"result":{"status":"COMPLETED","result":"agree","originatorUserId":"u","formComponentValues":[{"id":"X","value":"18500000000","componentType":"TextField"}]}}"#
        let known = await ask("POST", ["preview"], #"{"mapping":"a","instance":\#(instance)}"#)
        #expect(
            known.status == 200 && known.body.contains(#""F":"one","G":"E1""#) && known.body.contains(#""problems":[]"#)
        )
        let yaml = JSONValue.quoted("process: P\nform: T\nsource: S\nhead: {FMobile: {from: X}}\n")
        let body = #"{"yaml":\#(yaml),"instance":\#(instance),"diff":true}"#
        #expect(await ask("POST", ["preview"], body).body.contains(#""FMobile":"18500000000""#))
        #expect(
            await ask("POST", ["preview"], body, as: .operator).status == 403, "a pasted mapping asks whatever it likes"
        )
        let masked = await ask("POST", ["preview"], #"{"mapping":"a","instance":\#(instance)}"#, as: .viewer).body
        #expect(masked.contains("185***00") && !masked.contains("18500000000"))
        let wrong = await ask("POST", ["preview"], #"{"yaml":"process: P\nfrom: T","instance":\#(instance)}"#)
        #expect(wrong.status == 400 && wrong.body.contains(#""line":2,"column":1"#))
        for text in ["", "[]", "{}", #"{"mapping":"b","instance":{}}"#, #"{"mapping":"a","instance":7}"#] {
            #expect((400..<500).contains(await ask("POST", ["preview"], text).status), "\(text)")
        }
        #expect(await ask("POST", ["preview"], #"{"mapping":"a","instanceId":"nobody"}"#).status == 404)
        #expect(try await audits() == [])
    }

    /// Two documents of one approval: each is previewed as its own item has it.
    @Test func previewsTheDocumentThatTheMappingMakes() async throws {
        let now = time.now
        let keys = ["ER", "T"].map { ItemKey(flow: "P", instance: "i", form: $0) }
        let event = ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: "i")
        _ = try await store.receive(event, Arrival(keys: keys, news: .over), at: now, rereadAt: now + .seconds(60))
        var instance = ApprovalInstance.make([])
        (instance.id, instance.originatorUserID) = ("i", "u")
        for _ in keys {
            // An instance's items are worked on one after the other.
            let claimed = try await store.claim(limit: 9, at: now, lease: now + .seconds(60))
            let item = try #require(claimed.first)
            var progress = item.progress
            if item.key.form == "ER" { progress.document = KingdeeDocument(id: "7", number: "BX1", status: "C") }
            var step = ItemStep(path: [], progress: progress)
            step.body = ItemBody(instance: instance, payload: nil, mappingVersion: nil)
            _ = try await store.store(step, of: item, at: now)
        }
        files.put(
            MappingReloadTests.yaml("\"1\"").replacing("source: S", with: "source: S\nafter: ER").replacing(
                "F: {constant: \"1\"}", with: "F: {from: document.ER}"), at: "conf/a.yaml")
        let mapping = try MappingFile(path: "conf/a.yaml").load(files).mapping
        let stored = try #require(try await store.instance("i", for: mapping))
        let number = try #require(try await store.items(of: "i").first { $0.key.form == "T" }).number
        #expect(stored.number == number)
        let preview = MappingPreview(mapping, stored.instance, number: stored.number)
        guard case .document(let model) = preview.outcome else {
            Issue.record("\(preview.outcome)")
            return
        }
        #expect(model.contains(#""F":"BX1""#) && model.contains(#""FBillNo":"\#(number)""#))
        #expect(try await store.instance("nobody", for: mapping) == nil)
    }

    /// A pasted mapping reads lists and scripts beside the configuration, and nothing else.
    @Test(arguments: [
        "core.yaml", "../keys.csv", "/etc/keys.csv", "sub/../../keys.csv", "seal.key", "core.yaml%00.csv", "CORE.YAML",
    ])
    func readsNoOtherFileForAPastedMapping(name: String) async throws {
        for path in [
            "conf/core.yaml", "keys.csv", "/etc/keys.csv", "conf//etc/keys.csv", "conf/../keys.csv", "conf/seal.key",
        ] {
            files.put("u,SECRET\n", at: path)
        }
        let yaml =
            "process: P\nform: T\nsource: S\nhead: {G: {from: originator, dictionary: d}}\ndictionaries: {d: {file: %}}\n"
        let instance =
            #"{"result":{"status":"COMPLETED","result":"agree","originatorUserId":"u","formComponentValues":[]}}"#
        func ask(_ file: String) async -> (status: Int, body: String) {
            let text = JSONValue.quoted(yaml.replacing("%", with: file))
            return await self.ask("POST", ["preview"], #"{"yaml":\#(text),"instance":\#(instance)}"#)
        }
        let allowed = await ask("staff.csv")
        #expect(allowed.status == 200 && allowed.body.contains("E1"), "\(allowed.body)")
        let refused = await ask(name)
        #expect(refused.status == 400 && !refused.body.contains("SECRET"), "\(refused.body)")
    }

    /// Who only looks sees what the core knows; DingTalk, which counts our calls, is asked for those who decide.
    @Test func asksDingTalkForWhoMayDecideOnly() async throws {
        let network = ScriptedNetwork { _ throws(NetworkError) in throw .notSent("nobody is there") }
        let (randomness, time) = (SeededRandomness(seed: Seed(1)), time)
        let clients = PlatformClients(
            dingTalk: DingTalkClient(
                settings: DingTalkSettings(appKey: "a", appSecret: "b"), network: network, time: time,
                randomness: randomness),
            kingdee: KingdeeClient(
                settings: KingdeeSettings(
                    url: "http://kingdee.test/k3cloud/", acctID: "a", userName: "u", authentication: .signed,
                    appID: "app",
                    appSecret: "b"), network: network, time: time, randomness: randomness))
        let gate = CallGate(
            limit: .seconds(1), backoff: Backoff(), time: time, randomness: randomness, metrics: Metrics(),
            onRecovery: { _ in })
        let resource = MappingResource(
            reload: reload, store: store, files: files, oracle: MappingAnswers(dictionaries: nil), clients: clients,
            gate: gate)
        func status(_ role: Role) async -> Int {
            let request = APIRequest(
                method: "POST", path: ["preview"], query: [],
                body: Array(#"{"mapping":"a","instanceId":"unknown"}"#.utf8),
                caller: Operator(name: "anna", role: role))
            do {
                return try await resource.answer(request).response.status.code
            } catch {
                return (error as? APIError)?.status.code ?? 500
            }
        }
        for role in [Role.viewer, .auditor] { #expect(await status(role) == 404) }
        #expect(network.calls.isEmpty)
        #expect(await status(.operator) == 503)
        #expect(!network.calls.isEmpty)
    }

    /// An approval that became two documents: each has a number of its own, and mended values are looked at before they are
    /// replayed.
    @Test func previewsAStoredInstanceWithItsNumberAndMendedValues() async throws {
        var instance = ApprovalInstance.make([.make("X", "18500000000")])
        (instance.id, instance.originatorUserID) = ("INST-1", "u")
        let text = instance.storedText()
        let keys = ["Other", "T"].map { ItemKey(flow: "P", instance: "INST-1", form: $0) }
        _ = try await store.receive(
            ArrivedEvent(id: "e", type: "bpms_instance_change", change: "finish", instance: "INST-1"),
            Arrival(keys: keys, news: .over), at: time.now, rereadAt: time.now)
        let items = try await store.items(of: "INST-1")
        _ = try await store.database.commit { database in
            for item in items {
                try database.execute("INSERT INTO bodies (item, snapshot) VALUES (?, ?)", [.of(item.id), .of(text)])
            }
        }
        let number = try #require(items.first { $0.key.form == "T" }?.number)
        let body = #"{"mapping":"a","instanceId":"INST-1","set":{"X":"13900000000"}}"#
        let answer = try JSONValue(parsing: await ask("POST", ["preview"], body, as: .operator).body)
        #expect(answer["number"]?.text == number)
        #expect(answer.at(path: "model.FMobile")?.text == "13900000000")
        let wrongs = [
            (#"{"Y":"1"}"#, "unknown component 'Y'"), (#"{"X":{}}"#, "set.X should be"), ("7", "set should be"),
        ]
        for (set, word) in wrongs {
            let wrong = await ask("POST", ["preview"], #"{"mapping":"a","instanceId":"INST-1","set":\#(set)}"#)
            #expect(wrong.status == 400 && wrong.body.contains(word), "\(wrong)")
        }
        let pasted = await ask("POST", ["preview"], #"{"mapping":"a","instance":{},"set":{"X":"1"}}"#)
        #expect(pasted.status == 400 && pasted.body.contains("set belongs to instanceId"))
    }

    @Test func readsNoPreviewThatIsLargerThanOneCanBe() async throws {
        let spaces = String(repeating: " ", count: 6 << 20)
        #expect(await ask("POST", ["preview"], #"{"mapping":"a","instance":{}}"# + spaces).status == 413)
    }
}
