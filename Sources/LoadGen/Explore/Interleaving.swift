package import Seams

/// Who sent what to whom in a virtual run, in virtual time: what the swim-lane chart of a failing seed is drawn from.
package struct Interleaving: Sendable {
    /// One message over the simulated network: a request, a reply, or a frame of a web socket.
    package struct Message: Hashable, Sendable {
        /// When it left.
        package var sent: Timestamp
        /// When it arrived; nil when it never did.
        package var arrived: Timestamp?
        /// The lanes, such as `core` and `kingdee`.
        package var from: String
        package var to: String
        /// What it was: `Save DT0A…`, `200`, `event bpms_instance_change`.
        package var label: String
        /// The approval instances and bill numbers that it speaks of, for picking out the story of a finding.
        package var keys: [String]
        /// The run's number of the exchange that it belongs to: a request and its reply share it.
        package var exchange: Int

        package init(
            sent: Timestamp, arrived: Timestamp?, from: String, to: String, label: String, keys: [String], exchange: Int
        ) {
            self.sent = sent
            self.arrived = arrived
            self.from = from
            self.to = to
            self.label = label
            self.keys = keys
            self.exchange = exchange
        }
    }

    /// Something that happened in one lane.
    package struct Mark: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable {
            case killed
            case powerLost = "power-lost"
            case started, stopped, paused, resumed, synced, fault
        }
        package var at: Timestamp
        package var lane: String
        package var kind: Kind
        package var label: String

        package init(at: Timestamp, lane: String, kind: Kind, label: String) {
            self.at = at
            self.lane = lane
            self.kind = kind
            self.label = label
        }
    }

    /// The lanes from left to right: `people`, `dingtalk`, `core`, `disk`, `kingdee`.
    package var lanes: [String]
    /// In the order in which they were sent.
    package var messages: [Message]
    /// In the order of time.
    package var marks: [Mark]

    package init(lanes: [String], messages: [Message] = [], marks: [Mark] = []) {
        self.lanes = lanes
        self.messages = messages
        self.marks = marks
    }
}
