/// The `ResponseStatus` object that nearly every reply carries.
struct StatusBlock: Sendable {
    /// One item that succeeded.
    struct Entity: Hashable, Sendable {
        var id: Int64
        var number: String
        var index: Int
    }

    var errors: [KingdeeRefusal] = []
    var entities: [Entity] = []
    /// The texts of `SuccessMessages`, with their places in the batch.
    var messages: [(text: String, index: Int)] = []

    /// The block of a failure that concerns the whole call.
    init(_ refusal: KingdeeRefusal) {
        errors = [refusal]
    }

    init(errors: [KingdeeRefusal] = [], entities: [Entity] = []) {
        self.errors = errors
        self.entities = entities
    }

    /// The code that a history shows, such as `MsgCode 11`; nil on success.
    var error: String? { errors.first.map { "MsgCode \($0.code.rawValue)" } }

    /// The object. `ErrorCode` stands there on failure only, as in every captured reply.
    var json: JSON {
        var members: [JSON.Member] = errors.isEmpty ? [] : [JSON.Member("ErrorCode", 500)]
        members.append(JSON.Member("IsSuccess", .bool(errors.isEmpty)))
        members.append(JSON.Member("Errors", .array(errors.map(StatusBlock.error))))
        members.append(JSON.Member("SuccessEntitys", .array(entities.map(StatusBlock.entity))))
        members.append(JSON.Member("SuccessMessages", .array(messages.map(StatusBlock.message))))
        members.append(JSON.Member("MsgCode", .number(errors.first?.code.rawValue ?? 0)))
        return .object(members)
    }

    /// The whole reply of an operation that carries nothing else.
    var result: JSON { ["Result": ["ResponseStatus": json]] }

    private static func error(_ refusal: KingdeeRefusal) -> JSON {
        [
            "FieldName": refusal.field.map(JSON.string) ?? .null, "Message": .string(refusal.message),
            "DIndex": .number(refusal.index),
        ]
    }

    private static func entity(_ entity: Entity) -> JSON {
        [
            "Id": .number(entity.id), "Number": entity.number.isEmpty ? .null : .string(entity.number),
            "DIndex": .number(entity.index),
        ]
    }

    private static func message(_ message: (text: String, index: Int)) -> JSON {
        ["FieldName": nil, "Message": .string(message.text), "DIndex": .number(message.index)]
    }
}
