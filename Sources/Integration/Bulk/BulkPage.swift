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
        /// Something has to be known first, by asking Kingdee or a script, or from the document that comes before: the workers
        /// map it, as they map what an event announced.
        case asks
        /// The mapping wants no document of it.
        case unwanted(String)
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
        let routes = routes.all
        for (index, text) in texts.enumerated() {
            do throws(BulkMistake) {
                try take(text, routes, fallback)
            } catch {
                unreadable.append((index + 1, error.description))
            }
        }
    }

    private mutating func take(_ text: [UInt8], _ routes: [Route], _ fallback: String?) throws(BulkMistake) {
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
        var isKnown = false
        for route in routes where route.flow == flow {
            isKnown = true
            let key = ItemKey(flow: flow, instance: id, form: route.form)
            let number = DocumentNumber.make(for: key)
            entries.append(
                Entry(
                    key: key, number: number, instance: instance, version: route.version,
                    outcome: BulkPage.outcome(instance, route, number)))
        }
        if !isKnown { throw BulkMistake("no mapping belongs to the form \(flow) of instance \(id)") }
    }

    private static func outcome(_ instance: ApprovalInstance, _ route: Route, _ number: String) -> Outcome {
        // What waits for another document, takes one back, or brings files, is more than a document to write.
        guard route.after == nil, route.attachments == nil, instance.revokedInstance == nil, !instance.isRevocation
        else {
            return .asks
        }
        do {
            return .mapped(try route.map(instance, number, MappingKnowledge()))
        } catch let error as MappingError where !error.questions.isEmpty {
            return .asks
        } catch let error as DocumentNotWanted {
            return .unwanted("\(error)")
        } catch {
            return .mistaken(BulkMistake("\(error)"))
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
