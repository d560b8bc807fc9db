import Seams
import Testing

@testable import Simulators

/// What the faults of the process under test read from their settings.
@Suite struct ProcessFaultsTests {
    @Test(arguments: [
        ("process-killed", [:], ProcessStrike.kill(restartAfter: .seconds(1), ioStep: 0)),
        (
            "process-killed", ["restart-after": "250ms", "io-step": "17"],
            .kill(restartAfter: .milliseconds(250), ioStep: 17)
        ),
        ("process-paused", ["hold": "4s"], .pause(duration: .seconds(4))),
        ("power-lost", [:], .powerCut(unsynced: .lost, ioStep: 0, restartAfter: .seconds(1))),
        (
            "power-lost", ["unsynced": "torn", "io-step": "3", "restart-after": "2s"],
            .powerCut(unsynced: .torn, ioStep: 3, restartAfter: .seconds(2))
        ),
        ("power-lost", ["unsynced": "prefix"], .powerCut(unsynced: .prefix, ioStep: 0, restartAfter: .seconds(1))),
        ("clock-jumped", [:], .clockJump(by: .seconds(60))),
        ("clock-jumped", ["by": "5m", "direction": "backward"], .clockJump(by: .seconds(-300))),
        ("disk-full", [:], .fullDisk),
    ])
    func reads(name: String, settings: [String: String], expected: ProcessStrike) throws {
        let fault = try #require(try FaultCatalog.make(name, settings) as? any ProcessFault)
        #expect(fault.strike == expected)
    }

    @Test(arguments: [
        ("power-lost", ["unsynced": "trn"], "unsynced: 'trn' is unknown; did you mean 'torn'?"),
        ("power-lost", ["unsynced": "melted"], "unsynced: 'melted' is unknown; write lost or prefix or torn"),
        ("power-lost", ["io-step": "-1"], "io-step: '-1' is no whole number from 0 to 1000000"),
        ("clock-jumped", ["direction": "up"], "direction: 'up' is unknown; write forward or backward"),
        ("clock-jumped", ["by": "-5m"], "by: '-5m' is no duration; write for example 250ms, 2s or 1m"),
        ("disk-full", ["hold": "3s"], "hold: unknown setting; this fault has no settings"),
        ("process-killed", ["io-step": "x"], "io-step: 'x' is no whole number from 0 to 1000000"),
    ])
    func refuses(name: String, settings: [String: String], message: String) {
        let error = #expect(throws: SettingError.self) { try FaultCatalog.make(name, settings) }
        #expect(error?.description == message)
    }

    @Test func onlyTheDiskAndTheClockNeedTheVirtualWorld() {
        #expect(
            FaultCatalog.all.filter { $0.isVirtualOnly }.map { $0.name } == ["power-lost", "clock-jumped", "disk-full"])
    }

    @Test(arguments: [
        (ProcessStrike.kill(restartAfter: nil, ioStep: 4), 4), (.pause(duration: .seconds(1)), 0),
        (.powerCut(unsynced: .lost, ioStep: 5, restartAfter: .zero), 5), (.clockJump(by: .seconds(1)), 0),
        (.fullDisk, 0),
    ])
    func saysAtWhichStepItStrikes(strike: ProcessStrike, step: Int) {
        #expect(strike.ioStep == step)
    }

    @Test func aRuleKeepsItsTextsAndWhetherItMayMiss() throws {
        let texts = ["fault": "delay", "by": "2s", "at": "1s", "must-fire": "false"]
        let rule = try FaultRule(texts, index: 0)
        #expect(rule.source == texts)
        #expect(!rule.mustFire)
        #expect(try FaultRule(["fault": "delay"], index: 0).mustFire)
    }
}
