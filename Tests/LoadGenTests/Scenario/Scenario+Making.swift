import Simulators

@testable import LoadGen

/// The lines that every scenario needs; what a test adds begins at line 4.
let scenarioHead = """
    scenario: example
    proves: that an example can be read
    workload: {approvals: 10, arrivals: {burst: 1s}}

    """

/// Reads a scenario; a head without mistakes comes first unless `whole` is given.
func scenario(_ rest: String = "", whole: Bool = false) throws(ScenarioError) -> Scenario {
    try ScenarioFile.parse(text: whole ? rest : scenarioHead + rest, file: "x.yaml", refusalReasons: reasons)
}

/// The mistakes of a text, one a line as a person sees them; empty when there are none.
func mistakes(_ rest: String, whole: Bool = false) -> String {
    do {
        _ = try scenario(rest, whole: whole)
        return ""
    } catch {
        return error.description
    }
}

private let reasons: [Platform: [String]] = [.kingdee: ["MsgCode 4", "MsgCode 13", "throttled"], .dingTalk: ["-1"]]
