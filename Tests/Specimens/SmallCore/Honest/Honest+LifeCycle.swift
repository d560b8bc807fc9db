import Integration
import Seams

extension Honest {
    /// Submits the saved document.
    static func submit(_ office: Office, _ item: SmallItem) async throws -> SmallItem {
        let id = item.documentID ?? ""
        return await change(office, item, to: .submitted) { () throws(PlatformFailure) in
            try await office.kingdee.submit(form: office.mapping.form, id: id)
        }
    }

    /// Audits the submitted document.
    static func audit(_ office: Office, _ item: SmallItem) async throws -> SmallItem {
        let id = item.documentID ?? ""
        return await change(office, item, to: .audited) { () throws(PlatformFailure) in
            try await office.kingdee.audit(form: office.mapping.form, id: id)
        }
    }

    private static func change(
        _ office: Office, _ item: SmallItem, to state: SmallItem.State,
        _ call: () async throws(PlatformFailure) -> Void
    ) async -> SmallItem {
        var item = item
        switch await outcome(call) {
        case .success:
            item.move(to: state, at: office.now)
            return item
        case .failure(let failure) where failure.isPassing: return office.pausing(item, after: failure)
        case .failure(let failure): return await lookedUp(office, item, after: failure)
        }
    }

    /// It may have been done, now or before a crash: the document's status tells.
    private static func lookedUp(
        _ office: Office, _ item: SmallItem, after failure: PlatformFailure
    ) async -> SmallItem {
        var item = item
        switch await office.find(item) {
        case .failure(let failure): return office.pausing(item, after: failure)
        case .success(let documents):
            guard let document = documents.first(where: { $0.id == item.documentID }) else {
                return dead(item, because: "the document is gone")
            }
            let next = adopted(document, office, item)
            guard next.state == item.state else { return next }
            item.tries += 1
            guard item.tries < triesMax else { return dead(item, because: "\(failure)") }
            return office.pausing(item, after: failure)
        }
    }

    /// Tells the approval's people, once: a comment that may have been written is not repeated.
    static func tell(_ office: Office, _ item: SmallItem) async throws -> SmallItem {
        var item = item
        guard item.state == .audited, office.configuration.dingTalk.commentUser != nil else {
            item.rest(in: .done)
            return item
        }
        item.state = .telling
        try await office.keep(item)
        let text = comment(item.documentNumber ?? "")
        let result = await outcome { () throws(PlatformFailure) in
            try await office.dingTalk.comment(on: item.instance, text: text)
        }
        guard case .failure(let failure) = result, failure.isPassing else {
            item.rest(in: .done)
            return item
        }
        item.state = .audited
        return office.pausing(item, after: failure)
    }

    /// What the people read.
    static func comment(_ number: String) -> String { "金蝶单据已生成并审核，单据编号：\(number)" }
}
