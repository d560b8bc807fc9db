import Foundation
import Integration
import Seams

extension Honest {
    /// Reads the instance; only consent becomes a document.
    static func read(_ office: Office, _ item: SmallItem) async throws -> SmallItem {
        if let mended = item.mended {
            return mapped(try JSONDecoder().decode(ApprovalInstance.self, from: Data(mended.utf8)), office, item)
        }
        let result = await outcome { () throws(PlatformFailure) in try await office.dingTalk.instance(item.instance) }
        switch result {
        case .success(let instance): return judged(instance, office, item)
        case .failure(.rejected(let reason)): return dead(item, because: reason)
        case .failure(.notFound(let reason)) where item.pauses >= 6: return dead(item, because: reason)
        case .failure(let failure): return office.pausing(item, after: failure)
        }
    }

    /// What becomes of an item whose instance was read.
    static func judged(_ instance: ApprovalInstance, _ office: Office, _ item: SmallItem) -> SmallItem {
        var item = item
        if instance.isApproved { return mapped(instance, office, item) }
        if instance.isOver {
            item.rest(in: .ignored, because: "it was not approved")
        } else {
            item.move(to: .open, at: office.now + office.configuration.catchUp.every)
        }
        return item
    }

    /// Freezes the document, or gives the item to a person.
    static func mapped(_ instance: ApprovalInstance, _ office: Office, _ item: SmallItem) -> SmallItem {
        var item = item
        do {
            item.payload = try payload(instance, office, item)
            item.move(to: .ready, at: office.now)
        } catch {
            item.rest(in: .dead, because: "\(error)")
        }
        return item
    }

    /// The document's `Model`, with our number or without one.
    static func payload(_ instance: ApprovalInstance, _ office: Office, _ item: SmallItem) throws -> String {
        let own = office.core.number(office, item)
        let number = own ?? "NONE"
        let model = try office.mapping.map(instance, number: number).model
        return own == nil ? model.replacing("\"FBillNo\":\"\(number)\",", with: "") : model
    }

    /// Our own number: the same for the same work, so that Kingdee refuses a second document.
    static func number(_ office: Office, _ item: SmallItem) -> String? {
        DocumentNumber.make(
            for: ItemKey(flow: office.mapping.processCode, instance: item.key, form: office.mapping.form))
    }

    /// Gives an item to a person.
    static func dead(_ item: SmallItem, because reason: String) -> SmallItem {
        var item = item
        item.rest(in: .dead, because: reason)
        return item
    }
}
