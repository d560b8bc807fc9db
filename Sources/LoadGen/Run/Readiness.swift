import Foundation
import HTTPTypes
import Seams
import Simulators

/// Brings the system under test to the point where load may start.
struct Readiness: Sendable {
    let scenario: Scenario
    let setup: SystemSetup
    let network: any Network
    let history: History
    let time: any Time

    /// Starts the process and waits until it is ready, then proves that it is the one that listens.
    ///
    /// - Throws: `RunError`.
    func start(_ system: SystemProcess) async throws {
        try await system.start()
        guard let pid = system.pid else {
            throw RunError.diedBeforeReady(
                detail: system.unexpectedExit ?? "at once", logFile: system.logFile, lastLines: system.lastLines())
        }
        try await waitUntilReady(system)
        try proveListener(pid)
        history.record(.process(name: system.name, change: "ready", pid: pid, detail: setup.readyURL))
    }

    /// Lets DingTalk know its receiver: registers the callback, or waits for a stream connection.
    ///
    /// - Throws: `RunError`.
    func connect(_ world: SimulatedWorld) async throws {
        switch scenario.world.delivery {
        case .callback:
            do {
                try await world.dingTalk.configureCallback(url: setup.callbackURL)
            } catch {
                throw RunError.callbackRefused(url: setup.callbackURL, reason: "\(error)")
            }
        case .stream:
            let deadline = time.now + scenario.system.startWithin
            while world.dingTalk.subscribers.streamConnections == 0 {
                guard time.now < deadline else {
                    throw RunError.noStreamConnection(within: scenario.system.startWithin)
                }
                try await time.sleep(for: .milliseconds(50))
            }
        }
    }

    private func waitUntilReady(_ system: SystemProcess) async throws {
        let deadline = time.now + scenario.system.startWithin
        var last = "nothing"
        while time.now < deadline {
            if let detail = system.unexpectedExit {
                throw RunError.diedBeforeReady(detail: detail, logFile: system.logFile, lastLines: system.lastLines())
            }
            do {
                let reply = try await network.exchange(setup.readyCall, timeout: .seconds(2))
                if reply.response.status.kind == .successful { return }
                last = "status \(reply.response.status.code)"
            } catch {
                last = "nothing (\(error))"
            }
            try await time.sleep(for: .milliseconds(50))
        }
        throw RunError.neverReady(
            url: setup.readyURL, within: scenario.system.startWithin, last: last, logFile: system.logFile,
            lastLines: system.lastLines())
    }

    /// Refuses to load a stranger: a foreign server on the port would be measured in the system's place.
    private func proveListener(_ pid: Int) throws {
        let port = setup.readyPort
        guard let owners = ListenerOwner.pids(ofPort: port), !owners.isEmpty else {
            return history.record(.note(text: "it could not be proved which process serves port \(port)"))
        }
        guard owners.allSatisfy({ ListenerOwner.isProcess($0, startedBy: pid) }) else {
            throw RunError.foreignListener(port: port, pids: owners.sorted(), expected: pid)
        }
    }
}
