import Foundation
import Integration
import Seams

extension Honest {
    /// Mends a dead letter's instance, as DingTalk shows it or as it was mended before, and works on it again.
    static func replay(_ office: Office, _ instance: String, _ set: [String: String]) async throws {
        for item in try await office.store.items(of: instance) where item.state == .dead {
            try await office.keep(try await mended(office, item, set))
        }
    }

    /// A dead letter with values set. A Save of it that may have been carried out is looked up first.
    static func mended(_ office: Office, _ item: SmallItem, _ set: [String: String]) async throws -> SmallItem {
        var item = item
        if !set.isEmpty {
            var form: ApprovalInstance
            if let mended = item.mended {
                form = try JSONDecoder().decode(ApprovalInstance.self, from: Data(mended.utf8))
            } else {
                form = try await office.dingTalk.instance(item.instance)
            }
            form = try form.mended(set)
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            item.mended = String(decoding: try encoder.encode(form), as: UTF8.self)
        }
        item.move(to: item.sentAt == nil ? .received : .sending, at: office.now)
        return item
    }
}
