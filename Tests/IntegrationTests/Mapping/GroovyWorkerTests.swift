import Foundation
import Seams
import Testing

@testable import Integration

/// Groovy in real processes; skipped where there is none.
@Suite(.timeLimit(.minutes(3)), .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/groovy")))
struct GroovyWorkerTests {
    /// Runs several functions of one script, in one worker: a machine for Java takes a second to start.
    private func answers(_ script: String, _ functions: [String], input: String, call: Duration = .seconds(60))
        async throws -> [String]
    {
        let workers = ScriptWorkers.patient(call: call)
        var answers: [String] = []
        for function in functions {
            let call = ScriptCall(language: "groovy", text: script, file: "s.groovy", function: function, input: input)
            do throws(OracleFailure) {
                switch try await workers.run(call) {
                case .value(let json): answers.append(json)
                case .refused(let reason): answers.append("refused: \(reason)")
                }
            } catch {
                answers.append("failed: \(error)")
            }
        }
        await workers.stop()
        return answers
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat")))
    func aBusyWorkerEndsWithItsCore() async throws {
        let call = ScriptCall(
            language: "groovy", text: "def f(value, given) { while (true) {} }", file: "s.groovy", function: "f",
            input: #"{"value":"1"}"#)
        let orphan = try await Orphans.orphan(call)
        for _ in 0..<300 where Orphans.isAlive(orphan.pid) { try await Task.sleep(for: .milliseconds(100)) }
        #expect(!Orphans.isAlive(orphan.pid))
        #expect(!FileManager.default.fileExists(atPath: orphan.folder))
        await orphan.process.kill()
    }

    @Test func runsGroovy() async throws {
        let script = """
            println 'noise'
            rates = [USD: 7.10]
            def upper(value, given) { print 'more'; value.toUpperCase() }
            def amount(value, given) { new BigDecimal('12.50') * 2 }
            def shape(value, given) { [b: [1, true, null], a: "差${given.form.kind}"] }
            def nothing(value, given) { null }
            def loaded(value, given) { rates.USD }
            def numbers(value, given) { [given.form.large, given.form.exact].collect { it + '|' + (it instanceof String) } }
            def surroundings(value, given) { System.getenv().keySet().findAll { it =~ /REHEARSAL|HOME|TOKEN|SECRET/ }.toList() }
            def folder(value, given) { new File('.').list().length }
            def raises(value, given) { throw new IllegalStateException('请填写') }
            def inexact(value, given) { 0.1d + 0.2d }
            def thing(value, given) { new Object() }
            def one(value) { 1 }
            def deep(value, given) { deep(value, given) + 1 }
            def big(value, given) { def all = []; while (true) all << new byte[16 << 20] }
            """
        let names = [
            "upper", "amount", "shape", "nothing", "loaded", "numbers", "surroundings", "folder", "raises", "inexact",
            "thing", "one", "missing", "deep", "big", "upper",
        ]
        let input = #"{"value":"abc","form":{"kind":"旅","large":12345678901234567890123,"exact":1.50}}"#
        let results = try await answers(script, names, input: input)
        let expected = [
            #""ABC""#, #""25.00""#, #"{"b":[1,true,null],"a":"差旅"}"#, "null", #""7.10""#,
            #"["12345678901234567890123|true","1.50|true"]"#, "[]", "0",
            "refused: IllegalStateException: 请填写", "refused: IllegalArgumentException: it returns the inexact number",
            "refused: IllegalArgumentException: it returns Object", "there is no function 'one'",
            "there is no function 'missing'", "refused: StackOverflowError", "refused: OutOfMemoryError", #""ABC""#,
        ]
        #expect(results.count == expected.count)
        for (name, (result, expected)) in zip(names, zip(results, expected)) {
            #expect(result.contains(expected), "\(name): \(result)")
        }
    }

    /// What a worker may do to us: the call fails with a reason, and nothing else happens.
    @Test(arguments: [
        ("def f(value, given) { while (true) {} }", "no answer within 5s"),
        ("def f(value, given) { System.exit(3) }", "it ended without an answer"),
        ("def f(", "cannot be loaded"), ("throw new RuntimeException('no table')", "RuntimeException: no table"),
        ("System.exit(0)", "it ended without an answer"),
    ])
    func survivesItsWorkers(script: String, reason: String) async throws {
        let results = try await answers(script, ["f"], input: #"{"value":"1"}"#, call: .seconds(5))
        #expect(results.count == 1 && results[0].hasPrefix("failed: ") && results[0].contains(reason), "\(results)")
    }

    /// A mapping names it, and the document has what it makes.
    @Test func mapsByGroovy() async throws {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                head: {F: {from: X, script: {groovy: s.groovy, function: convert}}}
                """, file: "m.yaml"
        ) { _ in "def convert(value, given) { new BigDecimal(value).setScale(1) + '/' + given.number }" }
        #expect(mapping.workerLanguages == ["groovy"])
        let workers = ScriptWorkers.patient()
        let answers = MappingAnswers(dictionaries: nil, workers: workers)
        let document = try? await answers.document {
            try mapping.map(.make([.make("X", "12.50")]), number: "N1", knowledge: $0)
        }
        await workers.stop()
        #expect(try document.flatMap { try JSONValue(parsing: $0.model)["F"]?.text } == "12.5/N1")
    }
}
