import Seams
import Simulators

/// What an activity's wishes for the core's configuration may depend on.
struct ActivityWorld: Sendable {
    let scenario: Scenario
    let world: SimulatedWorld
    /// Where the core finds the platforms: the addresses of the links, without a slash at the end.
    let dingTalkURL: String
    let kingdeeURL: String
    /// The core's own port.
    let corePort: Int
    /// Where a receiver of web hooks may listen.
    let hookPort: Int
}

/// Where an activity acts: the fake platforms, the core's addresses, and the history.
struct ActivityStage: Sendable {
    let scenario: Scenario
    let world: SimulatedWorld
    /// Host and port of the core itself.
    let coreAuthority: String
    /// Where a receiver of web hooks may listen.
    let hookPort: Int
    /// The operator API; nil for somebody else's core.
    let core: CoreOperator?
    /// The network of people and platforms: links and their faults apply to it.
    let network: any Network
    /// The operator's network, which is not under test.
    let operatorNetwork: any Network
    /// Puts a text at a name beside the core's configuration, as somebody does who edits a file while the core runs.
    let putFile: @Sendable (_ text: String, _ name: String) throws -> Void
    let history: History
    let time: any Time
    /// The activity's own seed: derived from the scenario's by its key.
    let seed: Seed

    /// Records what the activity did or saw. `detail` holds no secrets.
    ///
    /// - Parameter due: when the schedule wanted it; nil for what has no schedule.
    func record(
        _ activity: (some Activity).Type, _ action: String, of subject: String, _ detail: [String: String] = [:],
        due: Timestamp? = nil
    ) {
        history.record(
            .activity(name: activity.key, action: action, subject: subject, detail: detail, due: due))
    }
}
