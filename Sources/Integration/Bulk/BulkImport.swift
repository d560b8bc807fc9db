import Crypto
package import Foundation
package import Seams

/// Puts approvals into the store page by page: while one page is on its way to the disk, the next ones are read and mapped.
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
    /// How many pages may be ready while one is being stored: what waits for the disk never keeps the mapping waiting.
    private static let ahead = 2

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

    /// The name of the checkpoint of a file with this content: the same file goes on where it was, one that was mended in
    /// between starts anew, also when its name and length are the same.
    package static func checkpoint(of content: Data, name: String) -> String {
        "import:\(name):\(Hexadecimal.text(SHA256.hash(data: content)))"
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
        let (pages, queue) = AsyncStream.makeStream(of: Waiting.self)
        // A turn for each page that may wait; the storing gives it back.
        let (turns, turn) = AsyncStream.makeStream(of: Void.self)
        for _ in 0...BulkImport.ahead { turn.yield() }
        async let new = storing(pages, turn)
        var (lines, outcome, nextTurn) = (lines, Outcome(), turns.makeAsyncIterator())
        while !lines.isAtEnd {
            let texts = lines.next(BulkImport.page)
            let page = BulkPage(texts: texts.map(\.text), routes: routes, flow: flow)
            onPage(page, texts.map(\.number))
            outcome.passedOver += page.passedOver
            outcome.unreadable += page.unreadable.count
            // None is left when the storing has failed, or this task is cancelled.
            guard await nextTurn.next() != nil else { break }
            let position = lines.count
            queue.yield(
                Waiting(page: page, position: Int64(position), at: time.now, audit: audit(page, position)))
        }
        queue.finish()
        outcome.new = try await new
        try Task.checkCancellation()
        return outcome
    }

    /// Stores what comes, in that order; returns how many items are new.
    private func storing(_ pages: AsyncStream<Waiting>, _ turn: AsyncStream<Void>.Continuation) async throws -> Int {
        defer { turn.finish() }
        var new = 0
        for await waiting in pages {
            new += try await store.take(
                waiting.page, checkpoint: checkpoint, at: waiting.position, now: waiting.at, audit: waiting.audit)
            turn.yield()
        }
        return new
    }

    /// A page on its way to the disk.
    private struct Waiting: Sendable {
        let page: BulkPage
        let position: Int64
        let at: Timestamp
        let audit: AuditEntry?
    }
}
