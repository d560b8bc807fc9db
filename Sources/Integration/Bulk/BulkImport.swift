package import Seams

/// Puts approvals into the store page by page: while one page is on its way to the disk, the next is read and mapped.
///
/// Each page is stored with its checkpoint in one transaction, and only after the page before: what was killed goes on behind
/// the last page that is stored.
package struct BulkImport: Sendable {
    /// What came of it.
    package struct Outcome: Sendable {
        package var new = 0
        /// How many were not approved: there is nothing to write for them.
        package var passedOver = 0
        package var unreadable = 0
    }

    /// How many lines share a transaction.
    package static let page = 2000

    private let store: ItemStore
    private let routes: RouteTable
    private let flow: String?
    private let checkpoint: String

    /// - Parameters:
    ///   - flow: the form of lines that do not name theirs.
    ///   - checkpoint: the name under which the store keeps how far it is.
    package init(into store: ItemStore, _ routes: RouteTable, flow: String?, checkpoint: String) {
        self.store = store
        self.routes = routes
        self.flow = flow
        self.checkpoint = checkpoint
    }

    /// How many lines are stored already.
    package func position() async throws -> Int { Int(try await store.checkpoint(checkpoint)) }

    /// Takes the rest of `lines`.
    ///
    /// - Parameters:
    ///   - audit: the entry for the audit log of a page up to this line.
    ///   - onPage: sees each page before it is stored, with the line numbers of its texts.
    package func run(
        _ lines: JSONLines, time: any Time, audit: (BulkPage, _ line: Int) -> AuditEntry?,
        onPage: (BulkPage, _ numbers: [Int]) -> Void
    ) async throws -> Outcome {
        try await withThrowingTaskGroup(of: Int.self) { [store, checkpoint] group in
            var (lines, outcome, isStoring) = (lines, Outcome(), false)
            while !lines.isAtEnd {
                let texts = lines.next(BulkImport.page)
                let page = BulkPage(texts: texts.map(\.text), routes: routes, flow: flow)
                onPage(page, texts.map(\.number))
                outcome.passedOver += page.passedOver
                outcome.unreadable += page.unreadable.count
                if isStoring, let new = try await group.next() { outcome.new += new }
                let (position, now) = (lines.count, time.now)
                let entry = audit(page, position)
                group.addTask {
                    try await store.take(page, checkpoint: checkpoint, at: Int64(position), now: now, audit: entry)
                }
                isStoring = true
            }
            for try await new in group { outcome.new += new }
            return outcome
        }
    }
}
