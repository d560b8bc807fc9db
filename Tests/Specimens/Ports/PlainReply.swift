/// A reply of Kingdee, as far as `PlainKingdee` reads it.
struct PlainReply: Decodable {
    struct Body: Decodable {
        var status: Status?

        enum CodingKeys: String, CodingKey {
            case status = "ResponseStatus"
        }
    }

    struct Status: Decodable {
        var isSuccess: Bool
        var errors: [Problem]
        var entities: [Entity]
        var code: Int?

        enum CodingKeys: String, CodingKey {
            case isSuccess = "IsSuccess"
            case errors = "Errors"
            case entities = "SuccessEntitys"
            case code = "MsgCode"
        }
    }

    struct Problem: Decodable {
        var message: String
        var index: Int

        enum CodingKeys: String, CodingKey {
            case message = "Message"
            case index = "DIndex"
        }
    }

    struct Entity: Decodable {
        var id: Int64
        var number: String?
        var index: Int

        enum CodingKeys: String, CodingKey {
            case id = "Id"
            case number = "Number"
            case index = "DIndex"
        }
    }

    var result: Body?
    /// What a log-in hands out.
    var sessionID: String?

    enum CodingKeys: String, CodingKey {
        case result = "Result"
        case sessionID = "KDSVCSessionId"
    }
}
