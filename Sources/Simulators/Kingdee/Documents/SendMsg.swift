import Seams

extension KingdeeOperation {
    /// 发送消息: into the message centre of the product; the control API lists what was sent.
    static let sendMessage = documentOperation("SendMsg", parameters: ["data"]) { call throws(KingdeeRefusal) in
        guard let items = try call.data().member(ignoringCase: "Model")?.array, !items.isEmpty else {
            throw .parameterEmpty("Model")
        }
        var status = StatusBlock()
        for (index, item) in items.enumerated() {
            do throws(KingdeeRefusal) {
                let message = try MessageCentre.message(item, call)
                let id = call.services.documents.transact { $0.side.messages.add(message) }
                status.entities.append(.init(id: id, number: "", index: index))
            } catch {
                status.errors.append(error.at(index))
            }
        }
        return KingdeeReply(status)
    }
}

/// The internal messages (消息中心).
struct MessageCentre: Sendable {
    struct Message: Hashable, Sendable {
        var id: Int64 = 0
        var sender: String
        var receivers: [String]
        var title: String
        var content: String
        var type: String
        var sent: Timestamp
    }

    private(set) var messages: [Message] = []
    private var lastID: Int64 = 100_000
    /// The oldest are forgotten beyond this.
    private static let messagesMax = 10_000

    mutating func add(_ message: Message) -> Int64 {
        lastID += 1
        var message = message
        message.id = lastID
        messages.append(message)
        if messages.count > MessageCentre.messagesMax { messages.removeFirst(MessageCentre.messagesMax / 2) }
        return lastID
    }

    /// Reads a message; its receivers are ids of users.
    static func message(_ item: JSON, _ call: KingdeeCall) throws(KingdeeRefusal) -> Message {
        let title = item.member(ignoringCase: "FTitle")?.scalarText ?? ""
        guard !title.isEmpty else { throw .parameterEmpty("FTitle") }
        let ids = DocumentSelection.texts(item.member(ignoringCase: "FReceivers"))
        guard !ids.isEmpty else { throw .parameterEmpty("FReceivers") }
        guard let form = call.services.form("SEC_User") else { throw .noSuchForm("SEC_User") }
        let receivers = try ids.map { id throws(KingdeeRefusal) in
            let record = call.services.documents.transact { state in
                Int64(id).flatMap { state.books[form.position][$0] }
            }
            guard let record else { throw .noSuchDocument(id) }
            return record.number
        }
        return Message(
            sender: call.user, receivers: receivers, title: title,
            content: item.member(ignoringCase: "FContent")?.scalarText ?? "",
            type: item.member(ignoringCase: "FType")?.scalarText ?? "", sent: call.now)
    }
}
