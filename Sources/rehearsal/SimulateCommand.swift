import ArgumentParser
import Foundation
import LoadGen
import Seams
import Simulators

/// `rehearsal simulate`: only the fake platforms.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Serve the fake DingTalk and the fake Kingdee until interrupted. 只启动模拟平台。",
        discussion: """
            For curl, an official SDK, or your own core. Prints base URLs and made-up
            credentials. Both platforms have a control API below /_rehearsal/: faults,
            worlds of their own for parallel tests, waiting, state, history, and what
            people and administrators do (docs/control-api.md).

            Example:
              rehearsal simulate --dingtalk-port 18600 --kingdee-port 18601
              curl -s http://127.0.0.1:18600/_rehearsal/state
            """)

    @Option(name: .customLong("dingtalk-port"), help: "The fake DingTalk's port; 0 picks a free one.")
    var dingTalkPort = 0

    @Option(help: "The fake Kingdee's port; 0 picks a free one.")
    var kingdeePort = 0

    @Flag(help: "Serve TLS 1.3 with a certificate made at start; its authority is written to --ca-file.")
    var tls = false

    @Option(help: "Where to write the authority's certificate (PEM) with --tls.")
    var caFile = "rehearsal-ca.pem"

    @Option(help: "The number of employees.")
    var employees = 120

    @Option(help: "The number of departments.")
    var departments = 12

    @Option(help: "The seed of people and ids.")
    var seed: UInt64 = 1

    @Option(help: "Pauses before DingTalk's second, third … attempt to deliver an event, such as 10s,30s.")
    var redelivery = "10s,30s"

    @Option(help: "How long after its last attempt an event shows in DingTalk's failed list.")
    var failedListAfter = "180s"

    @Option(help: "Write URLs and credentials as JSON to this file once both platforms are up.")
    var credentialsFile: String?

    @OptionGroup var forms: FormOptions

    func validate() throws {
        guard (0...65_535).contains(dingTalkPort), (0...65_535).contains(kingdeePort) else {
            throw ValidationError("a port is a number from 0 to 65535")
        }
        guard (1...1_000_000).contains(employees), (1...100_000).contains(departments) else {
            throw ValidationError("--employees takes 1 to 1000000, --departments 1 to 100000")
        }
        guard Duration(unitText: failedListAfter) != nil else {
            throw ValidationError(
                "--failed-list-after '\(failedListAfter)': write a duration with its unit, such as 180s")
        }
        guard pauses.allSatisfy({ $0 != nil }) else {
            throw ValidationError("--redelivery '\(redelivery)': write durations with their unit, such as 10s,30s")
        }
    }

    func run() async throws {
        let options = try worldOptions()
        let time = SystemTime()
        let network = try SystemNetwork()
        let world: SimulatedWorld
        do {
            world = try await SimulatedWorld(
                options, time: time, randomness: SeededRandomness(seed: Seed(seed)), network: network,
                history: History(time: time))
        } catch let error as ListenError {
            Console.error("error: \(error); take another --dingtalk-port or --kingdee-port, or 0 for a free one")
            throw ExitCode(3)
        }
        if let authority = world.authority { try write(Data(authority.certificatePEM.utf8), to: caFile) }
        let credentials = Credentials(world, caFile: world.authority == nil ? nil : caFile)
        if let credentialsFile { try write(credentials.json, to: credentialsFile) }
        Console.line(credentials.text)
        await Termination.untilInterrupted { await world.run() }
        await world.close()
        await network.shutdown()
    }

    private func worldOptions() throws -> SimulatedWorld.Options {
        var options = SimulatedWorld.Options()
        options.seed = Seed(seed)
        options.employees = employees
        options.departments = departments
        options.dingTalkPort = dingTalkPort
        options.kingdeePort = kingdeePort
        options.tls = tls
        options.keepsCalls = true
        options.forms = try forms.catalog()
        options.delivery.redelivery = pauses.compactMap { $0 }
        options.delivery.failedListDelay = Duration(unitText: failedListAfter) ?? options.delivery.failedListDelay
        return options
    }

    private var pauses: [Duration?] {
        redelivery.split(separator: ",").map { Duration(unitText: String($0)) }
    }

    private func write(_ data: Data, to file: String) throws {
        do {
            try data.write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            Console.error("error: cannot write \(file): \(error.fileReason)")
            throw ExitCode(3)
        }
    }
}
