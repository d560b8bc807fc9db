package import Seams

/// One line of the history: something that happened, when, in the order of the whole run.
///
/// Written as one JSON object a line: `{"sequence":17,"time":1790000000000000000,"fact":{"documentSaved":{…}}}`, times
/// in nanoseconds since the Unix epoch.
package struct HistoryEvent: Codable, Hashable, Sendable {
    /// 0, 1, 2 … without a gap; a gap in a file means that the history was lost.
    package var sequence: Int
    /// When it happened, on the harness's one clock.
    package var time: Timestamp
    /// What happened.
    package var fact: HistoryFact

    package init(sequence: Int, time: Timestamp, fact: HistoryFact) {
        self.sequence = sequence
        self.time = time
        self.fact = fact
    }
}

/// What can happen in a run. The simulators record effects inside the same atomic step that makes them, so this is the
/// ground truth that every checker reads.
package enum HistoryFact: Codable, Hashable, Sendable {
    // The run

    /// The first line: which scenario ran with which seed. `format` is the version of this file's shape, 1.
    case runStarted(format: Int, scenario: String, seed: UInt64)
    /// A phase began: `starting`, `workload`, `settling`, `judging`.
    case phase(name: String)
    /// The run could not be done as its scenario says: nothing can be judged. `reason` is for people, of several lines.
    case runFailed(reason: String)
    /// The last line of a run that was recorded to its end.
    case runEnded(events: Int)
    /// A remark of the harness for the reader of the report.
    case note(text: String)

    // DingTalk: approval instances and their events

    /// Somebody submitted an approval. `claim` is the workload's own identity of it (nil for one that a client made),
    /// `due` when the schedule wanted it.
    case instanceStarted(
        instance: String, processCode: String, originator: String, claim: String?, due: Timestamp?)
    /// An approval ended. `due` is when the schedule wanted it: latency counts from there.
    case instanceFinished(instance: String, outcome: InstanceOutcome, claim: String?, due: Timestamp?)
    /// An approved instance was revoked: withdrawn (`terminate`), deleted (`delete`), or by an approval of its own
    /// (`approval`), which `revocation` names.
    case instanceRevoked(instance: String, way: String, revocation: String?)
    /// A file stands on an instance: on its form when that was submitted, in a decision or a comment. `file` is its id in
    /// DingTalk, of a picture its name.
    case instanceFile(instance: String, file: String, name: String, bytes: Int, sha256: String)
    /// A file that stands on an instance was deleted: from here on nobody can have it.
    case instanceFileDeleted(instance: String, file: String)
    /// A comment was put on an instance: how a core writes its result back.
    case instanceCommented(instance: String, text: String)
    /// A work notification was sent to `users`.
    case notificationSent(users: [String], text: String)
    /// A custom robot said something in its group.
    case robotMessageSent(robot: String, text: String)
    /// An event was made for subscribers. `event` is its event id.
    case eventCreated(event: String, type: String, instance: String?)
    /// An event left for a subscriber over `channel` (`callback` or `stream`). Attempts count from 1; a copy made by a
    /// fault is marked.
    case eventSent(event: String, instance: String?, attempt: Int, channel: String, copy: Bool)
    /// The subscriber took the event over: from here on, losing it is the subscriber's fault.
    case eventAcknowledged(event: String, instance: String?, attempt: Int)
    /// The subscriber failed, was slow, or its reply was wrong.
    case eventRefused(event: String, instance: String?, attempt: Int, reason: String)
    /// The last attempt failed; the event is now in the failed list only.
    case eventGivenUp(event: String, instance: String?)

    // Calls

    /// A request arrived. `call` numbers the requests of a run; `key` is the business key (instance, bill number).
    case callArrived(call: Int, platform: Platform, operation: String, key: String?)
    /// A reply was handed to the connection. `error` is the platform's reason when it refused (`90018`, `MsgCode 11`).
    case callAnswered(
        call: Int, platform: Platform, operation: String, key: String?, status: Int, error: String?,
        milliseconds: Double)
    /// The connection was cut instead of a reply; `performed` says whether the operation took effect before.
    case callCut(call: Int, platform: Platform, operation: String, key: String?, performed: Bool, milliseconds: Double)

    // Kingdee: documents

    /// A document was created or changed by Save. `content` is the stored document as compact JSON, field keys as in
    /// the Model (`FBillNo`, entries as arrays).
    case documentSaved(
        call: Int?, form: String, id: String, number: String, created: Bool, status: String, content: String)
    /// A document changed status: `A` created, `B` submitted, `C` audited, `D` re-audit.
    case documentStatusChanged(
        call: Int?, form: String, id: String, number: String, operation: String, from: String, to: String)
    /// A document was deleted.
    case documentDeleted(call: Int?, form: String, id: String, number: String)

    /// A file was hung on a document: `attachment` is its id in Kingdee, `name` the file's own name.
    case attachmentHung(
        call: Int?, form: String, id: String, number: String, attachment: String, name: String, bytes: Int,
        sha256: String)

    // Faults, links and processes

    /// A fault's window opened.
    case faultArmed(rule: String, fault: String, summary: String)
    /// A fault struck; `target` says what: an operation and key, an event, a link, a process.
    case faultFired(rule: String, call: Int?, target: String)
    /// A fault's window closed.
    case faultDisarmed(rule: String)
    /// A process under test changed: `started`, `ready`, `killed`, `exited`.
    case process(name: String, change: String, pid: Int?, detail: String)
    /// What the core said of itself at the end: items that wait in its dead-letter list.
    case deadLetter(key: String, instance: String, reason: String)
    /// A person's action that the harness took: a dead letter was mended and replayed.
    case intervention(action: String, target: String, detail: String)

    // What else happens

    /// An activity of the scenario did something to the world, or saw it: `name` is its key in the scenario file.
    /// `due` is when the schedule wanted it. Details hold no secrets.
    case activity(name: String, action: String, subject: String, detail: [String: String], due: Timestamp?)

    // Secrets

    /// A secret of the run stands at `place`, such as `core.log`. `secret` is its name, such as `dingtalk.appSecret`, and
    /// never its value; `line` is what stands there, with `•••` instead of the value.
    case secretShown(place: String, secret: String, line: String)
    /// All `lines` of `place` were searched for the run's secrets.
    case logSearched(place: String, lines: Int)
}

/// How an approval instance ended.
package enum InstanceOutcome: String, Codable, Sendable {
    case agree, refuse, terminate
}

/// The two platforms.
package enum Platform: String, Codable, CaseIterable, Sendable {
    case dingTalk = "dingtalk"
    case kingdee
}
