import Foundation
import Seams

/// The JSON answers of the monitor. Points in time are ISO 8601 in UTC.
enum MonitorAnswers {
    struct Items: Encodable {
        var items: [ItemLine]
    }

    struct DeadLetters: Encodable {
        var deadLetters: [DeadLetter]
    }

    struct DeadLetter: Encodable {
        var key: String
        var instance: String
        var reason: String
        var state: String
    }

    struct Document: Encodable {
        var id: String
        var number: String
        var status: String
    }

    /// One item, without anything personal.
    struct ItemLine: Encodable {
        var key: String
        var flow: String
        var instance: String
        var form: String
        var state: String
        var number: String
        var document: Document?
        var tries: Int
        var epoch: Int
        var waiting: String?
        var due: String?
        var reason: String?
        /// Why the approval counts as revoked.
        var revocation: String?
        var created: String
        var updated: String
    }

    struct Step: Encodable {
        var at: String
        var epoch: Int
        var from: String?
        var to: String
        var note: String?
    }

    /// One item with its story.
    struct ItemStory: Encodable {
        var item: ItemLine
        var transitions: [Step]
        var mappingVersion: String?
        /// The approval's form values, for mending; not for anonymous callers.
        var form: [Value]?
        var title: String?
        /// The frozen payload: JSON text; not for anonymous callers.
        var payload: String?
    }

    struct Value: Encodable {
        var id: String
        var name: String
        var componentType: String
        var value: String
    }

    struct Stories: Encodable {
        var items: [ItemStory]
    }

    struct Problem: Encodable {
        var error: String
    }

    struct Health: Encodable {
        var status: String
        var missing: [String]?
    }
}

extension MonitorAnswers.ItemLine {
    init(_ item: Item) {
        let document = item.progress.document.map {
            MonitorAnswers.Document(id: $0.id, number: $0.number, status: $0.status)
        }
        self.init(
            key: "\(item.key)", flow: item.key.flow, instance: item.key.instance, form: item.key.form,
            state: item.progress.state.rawValue, number: item.number, document: document, tries: item.progress.tries,
            epoch: item.epoch, waiting: item.waiting?.rawValue, due: item.due?.isoText, reason: item.progress.reason,
            revocation: item.progress.revocation, created: item.created.isoText, updated: item.updated.isoText)
    }
}

extension MonitorAnswers.ItemStory {
    init(_ item: Item, _ steps: [ItemTransition], _ body: ItemBody, _ caller: Operator) {
        let seesContent = caller != .anonymous
        let values = body.instance?.shownValues.map {
            MonitorAnswers.Value(id: $0.id, name: $0.name, componentType: $0.componentType, value: $0.value)
        }
        self.init(
            item: MonitorAnswers.ItemLine(item),
            transitions: steps.map {
                MonitorAnswers.Step(at: $0.at.isoText, epoch: $0.epoch, from: $0.from, to: $0.to, note: $0.note)
            },
            mappingVersion: body.mappingVersion, form: seesContent ? values : nil,
            title: seesContent ? body.instance?.title : nil, payload: seesContent ? body.payload : nil)
    }
}

extension MonitorAnswers.DeadLetter {
    init(_ item: Item) {
        self.init(
            key: "\(item.key)", instance: item.key.instance, reason: item.progress.reason ?? "",
            state: item.progress.state.rawValue)
    }
}

extension Timestamp {
    /// ISO 8601 in UTC with milliseconds, such as `2026-01-15T01:30:00.250Z`.
    var isoText: String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000)
            .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
