/// Many approval instances at once, on their way into the store: read, mapped and frozen before anything is written.
///
/// What differs from one at a time is the cost: one pass over the bytes, one transaction for all of them, and no state in
/// between, since nothing was sent yet.
package struct BulkPage: Sendable {
    /// One instance, ready to be saved, or with what is wrong with its mapping.
    struct Entry: Sendable {
        var key: ItemKey
        var number: String
        var instance: ApprovalInstance
        var version: String
        var outcome: Outcome
    }

    /// What mapping one instance gave.
    enum Outcome: Sendable {
        case mapped(MappedDocument)
        /// Kingdee, or a script, has to be asked first: the workers map it, as they map what an event announced.
        case asks
        case mistaken(BulkMistake)
    }

    private(set) var entries: [Entry] = []
    /// How many instances were not approved: there is nothing to write for them.
    package private(set) var passedOver = 0
    /// Lines that are no instances, counted from 1 within the page, with the reason.
    package private(set) var unreadable: [(line: Int, reason: String)] = []

    /// How many items it makes.
    package var count: Int { entries.count }

    /// The frozen payloads, in order.
    package var models: [String] {
        entries.compactMap { entry in
            guard case .mapped(let document) = entry.outcome else { return nil }
            return document.model
        }
    }

    /// Reads and maps `texts`: replies of the instance call (《获取单个审批实例详情》), or their `result` alone, with the id of
    /// the instance as `processInstanceId` and its form as `processCode`, either inside or beside `result`.
    ///
    /// - Parameter fallback: the form of instances that do not name theirs.
    package init(texts: [[UInt8]], routes: RouteTable, flow fallback: String?) {
        entries.reserveCapacity(texts.count)
        for (index, text) in texts.enumerated() {
            do throws(BulkMistake) {
                try take(text, routes, fallback)
            } catch {
                unreadable.append((index + 1, error.description))
            }
        }
    }

    private mutating func take(_ text: [UInt8], _ routes: RouteTable, _ fallback: String?) throws(BulkMistake) {
        let tape: JSONTape
        do throws(JSONTextError) {
            tape = try JSONTape(parsing: text)
        } catch {
            throw BulkMistake("\(error)")
        }
        let outer = tape.root
        let result = outer["result"].flatMap { $0["status"] == nil ? nil : $0 } ?? outer
        guard let id = (result["processInstanceId"] ?? outer["processInstanceId"])?.text, !id.isEmpty else {
            throw BulkMistake("the instance does not tell its processInstanceId")
        }
        guard let flow = (result["processCode"] ?? outer["processCode"])?.text ?? fallback else {
            throw BulkMistake("instance \(id) does not tell its processCode, and there are several forms")
        }
        guard let instance = ApprovalInstance(id: id, reading: result) else {
            throw BulkMistake("instance \(id) has no status")
        }
        guard instance.isApproved else {
            passedOver += 1
            return
        }
        let keys = routes.keys(flow: flow, instance: id)
        guard !keys.isEmpty else { throw BulkMistake("no mapping belongs to the form \(flow) of instance \(id)") }
        for key in keys {
            guard let route = routes.route(of: key) else { continue }
            let number = DocumentNumber.make(for: key)
            let outcome: Outcome
            do {
                outcome = .mapped(try route.map(instance, number, MappingKnowledge()))
            } catch let error as MappingError where !error.questions.isEmpty {
                outcome = .asks
            } catch {
                outcome = .mistaken(BulkMistake("\(error)"))
            }
            entries.append(
                Entry(key: key, number: number, instance: instance, version: route.version, outcome: outcome))
        }
    }
}

/// Why an instance of a page cannot be taken, or mapped.
struct BulkMistake: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
