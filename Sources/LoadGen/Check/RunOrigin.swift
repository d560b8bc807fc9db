/// Where a run came from: what a report tells a reader who wants to repeat it or to look at the raw files.
package struct RunOrigin: Hashable, Sendable {
    /// The command line that repeats the run, such as `rehearsal run scenarios/faults/lost-reply.yaml --seed 42`.
    package var command: String?
    /// Files of the run, relative to the report's folder, such as `history.jsonl`.
    package var files: [String]

    package init(command: String? = nil, files: [String] = []) {
        self.command = command
        self.files = files
    }
}
