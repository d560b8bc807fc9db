import Foundation
import Seams
import Synchronization
import Testing
import VirtualTime

@testable import Integration

/// Python in real processes; skipped where there is none.
@Suite(.timeLimit(.minutes(2)), .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/python3")))
struct ScriptWorkerTests {
    private func run(_ script: String, value: String = "12.50", call: Duration = .seconds(60)) async throws -> String? {
        let mapping = try Mapping.load(
            yaml: """
                process: P
                form: T
                source: S
                head: {F: {from: X, required: false, script: {python: s.py, function: convert}}}
                """, file: "m.yaml"
        ) { _ in script }
        #expect(mapping.workerLanguages == ["python"])
        let workers = ScriptWorkers.patient(call: call)
        let answers = MappingAnswers(dictionaries: nil, workers: workers)
        do {
            let document = try await answers.document {
                try mapping.map(.make([.make("X", value)]), number: "1", knowledge: $0)
            }
            await workers.stop()
            return try JSONValue(parsing: document.model)["F"]?.jsonText
        } catch {
            await workers.stop()
            throw error
        }
    }

    @Test(
        arguments: [
            ("def convert(value, given): return value.upper()", #""12.50""#),
            ("def convert(value, given): return Decimal(value) * 2", #""25.00""#),
            ("def convert(value, given): return {'b': [1, True, None], 'a': '差旅'}", #"{"b":[1,true,null],"a":"差旅"}"#),
            ("def convert(value, given): return given['form']['instance']", #""kNpmUavZQwSHP_ZJvVdL7g07561689326476""#),
            ("def convert(value, given): return None", nil),
            (
                "import sys\nprint('noise')\ndef convert(value, given):\n  print('more'); sys.stdout.write('x'); return 'ok'",
                #""ok""#
            ),
            (
                "import os\ndef convert(value, given): return ','.join(sorted(os.environ))",
                #""LC_ALL,PATH,PYTHONHASHSEED""#
            ),
            ("import os\ndef convert(value, given): return str(len(os.listdir('.')))", #""0""#),
        ] as [(String, String?)])
    func runsPython(script: String, expected: String?) async throws {
        let result = try await run(script)
        #expect(result == expected || script.contains("environ") && result?.contains("REHEARSAL") == false)
    }

    /// Python and Lua are given the same of a record that is no approval.
    @Test(arguments: [
        #"{python: s.py, function: convert}"#, #"{lua: "return record.place .. '/' .. form.place .. '/' .. value"}"#,
    ])
    func givesTheRecord(script: String) async throws {
        let mapping = try Mapping.load(
            yaml: """
                record: attendance
                form: T
                number: FBillNo
                head: {F: {from: kind, script: \(script)}}
                """, file: "m.yaml"
        ) { _ in
            """
            def convert(value, given):
              return "/".join([given["record"]["place"], given["form"]["place"], value])
            """
        }
        let workers = ScriptWorkers.patient()
        let answers = MappingAnswers(dictionaries: nil, workers: workers)
        let record = try JSONValue(parsing: #"{"kind":"OnDuty","place":"Outside"}"#)
        let document = try? await answers.document { try mapping.map(record: record, number: "KQ1", knowledge: $0) }
        await workers.stop()
        #expect(try document.flatMap { try JSONValue(parsing: $0.model)["F"]?.text } == "Outside/Outside/OnDuty")
    }

    @Test(arguments: [
        ("def convert(value, given): raise ValueError('请填写')", "ValueError: 请填写"),
        ("def convert(value, given): return 0.1 + 0.2", "inexact number"),
        ("def other(value, given): return 1", "there is no function 'convert'"),
        ("import sys\ndef convert(value, given): sys.exit(3)", "SystemExit"),
        ("def convert(value, given): return object()", "it returns object"),
        ("def convert(value, given): return 'x' * (1 << 30)", "MemoryError"),
        (
            "def convert(value, given):\n  with open('large', 'wb') as file: file.write(b'x' * (17 << 20))\n  return 1",
            "OSError"
        ),
    ])
    func tellsWhatAScriptRaises(script: String, reason: String) async throws {
        let error = await #expect(throws: MappingError.self) { try await run(script) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    /// What a worker may do to us: each time the call fails with a reason, and nothing else happens.
    @Test(arguments: [
        ("def convert(value, given):\n  while True: pass", "no answer within 700ms"),
        ("import os\ndef convert(value, given): os._exit(1)", "s.py:"),
        ("import os, signal\ndef convert(value, given): os.kill(os.getpid(), signal.SIGKILL)", "s.py:"),
        ("def convert(value, given): return 'x' * 3000000", "longer than"),
        ("def convert(value, given):\n  answers.write('garbage\\n'); answers.flush(); return 1", "s.py:"),
        ("import os\ndef convert(value, given):\n  os.fork(); os.close(3)\n  while True: pass", "s.py:"),
        ("def convert(:", "cannot be loaded"), ("import nothing_like_this", "cannot be loaded"),
        ("raise SystemExit(0)", "s.py:"), ("import os\nos._exit(0)", "s.py:"),
    ])
    func survivesItsWorkers(script: String, reason: String) async throws {
        do {
            // Only what ends by the limit has a short one: on a loaded machine a reply may take seconds.
            let limit = script.contains("while True") ? Duration.milliseconds(700) : .seconds(60)
            let result = try await run(script, call: limit)
            // The script cannot reach the answers by name: then it only fails itself.
            #expect(result == nil)
        } catch let error as OracleFailure {
            #expect("\(error)".contains(reason), "\(error)")
        } catch let error as MappingError {
            #expect(error.description.contains("NameError"))
        }
    }

    /// After each edit of a script its old workers would live on.
    @Test func endsTheWorkersOfScriptsThatAreNotInForceAnyMore() async throws {
        let workers = ScriptWorkers.patient()
        func call(_ text: String) -> ScriptCall {
            ScriptCall(language: "python", text: text, file: "s.py", function: "f", input: #"{"value":"1"}"#)
        }
        let script = "import os\ndef f(value, given): return str(os.getpid()) # "
        func pid(_ number: Int) async throws -> Int {
            guard case .value(let json) = try await workers.run(call(script + "\(number)")),
                let pid = Int(json.filter(\.isNumber))
            else { throw ProcessFailure("no number") }
            return pid
        }
        let (old, new) = (try await pid(1), try await pid(2))
        #expect(try await pid(1) == old)
        await workers.keepOnly([script + "2"])
        #expect(!Orphans.isAlive(old) && Orphans.isAlive(new))
        #expect(try await pid(2) == new)
        // Somebody tries another one, in a preview.
        let tried = try await pid(3)
        #expect(!Orphans.isAlive(tried))
        #expect(workers.scripts == 1)
        await workers.stop()
    }

    /// Kills what stands for the core while its worker is busy: nobody is left, and nothing of it.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/stat")))
    func aBusyWorkerEndsWithItsCore() async throws {
        let call = ScriptCall(
            language: "python", text: "def f(value, given):\n  while True: pass", file: "s.py", function: "f",
            input: #"{"value":"1"}"#)
        let orphan = try await Orphans.orphan(call)
        for _ in 0..<200 where Orphans.isAlive(orphan.pid) { try await Task.sleep(for: .milliseconds(100)) }
        #expect(!Orphans.isAlive(orphan.pid))
        #expect(!FileManager.default.fileExists(atPath: orphan.folder))
        await orphan.process.kill()
    }

    @Test func startsAgainWithAPause() async throws {
        let starts = Mutex(0)
        let host = CountingHost(starts: { starts.withLock { $0 += 1 } })
        let workers = ScriptWorkers.patient(host)
        let call = ScriptCall(language: "python", text: "x", file: "s.py", function: "f", input: "{}")
        await #expect(throws: OracleFailure.self) { try await workers.run(call) }
        await #expect(throws: OracleFailure.self) { try await workers.run(call) }
        #expect(starts.withLock(\.self) == 1)  // the second falls into the pause
    }

    @Test func saysThatThereIsNoPython() async throws {
        let process = HostedProgram(command: "no-such-program-anywhere", arguments: [], environment: ["PATH": "/bin"])
        let error = await #expect(throws: ProcessFailure.self) { _ = try await SystemProcesses().start(process) }
        #expect(error?.description.hasPrefix("no-such-program-anywhere cannot run") == true)
    }

    private struct CountingHost: ProcessHost {
        let starts: @Sendable () -> Void

        func start(_ program: HostedProgram) async throws(ProcessFailure) -> any HostedProcess {
            starts()
            throw ProcessFailure("there is none")
        }
    }
}
