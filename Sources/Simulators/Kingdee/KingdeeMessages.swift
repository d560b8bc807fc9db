/// The platform's own classification of a failure (`MsgCode`).
///
/// Source: error-code appendix of 《金蝶云星空WebAPI接口说明书 V6.0》.
enum MessageCode: Int, CaseIterable, Sendable {
    case unclassified = 0
    case sessionLost = 1
    case noPermission = 2
    case operationMissing = 3
    case exception = 4
    case formMissing = 5
    case database = 6
    case licence = 7
    case parameter = 8
    case noSuchField = 9
    case noSuchData = 10
    case validation = 11
    case notOperable = 12
    case networkControl = 13
    case callLimit = 14
    case administratorLogIn = 15
}

/// One entry of `Errors` in a status block: why an item was refused.
struct KingdeeRefusal: Error, Hashable, Sendable {
    var code: MessageCode
    /// The field concerned; nil becomes JSON null.
    var field: String?
    var message: String
    /// The item's place in the batch (`DIndex`).
    var index = 0

    init(_ code: MessageCode, _ message: String, field: String? = nil) {
        self.code = code
        self.field = field
        self.message = message
    }

    /// The same refusal for the item at `index` of a batch.
    func at(_ index: Int) -> KingdeeRefusal {
        var copy = self
        copy.index = index
        return copy
    }
}

// Texts captured from real tenants.
extension KingdeeRefusal {
    static let sessionLost = KingdeeRefusal(.sessionLost, "会话信息已丢失，请重新登录")

    static func numberUsed(_ number: String, field: String) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "违反字段唯一性要求：编码唯一。[\(number)]在当前系统中已经被使用。", field: field)
    }

    static func required(_ field: FieldDefinition) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "字段“\(field.name)”是必填项", field: field.key)
    }

    static func required(_ field: FieldDefinition, entry: EntryDefinition, row: Int) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "单据体“\(entry.name)”第\(row)行字段“\(field.name)”是必填项", field: field.key)
    }

    static func noSuchForm(_ id: String) -> KingdeeRefusal {
        KingdeeRefusal(.exception, "标识为“\(id)”的业务对象不存在，或者被删除")
    }

    static func noSuchField(_ key: String) -> KingdeeRefusal {
        KingdeeRefusal(.noSuchField, "元数据中标识为\(key)的字段不存在")
    }

    /// The plain `FID` of an object whose key has another name reaches the database as it is.
    static func noSuchColumn(_ key: String) -> KingdeeRefusal {
        KingdeeRefusal(.database, "列名 '\(key)' 无效。")
    }

    static func brokenFilter(_ detail: String) -> KingdeeRefusal {
        KingdeeRefusal(.exception, "GetRealExpress error：\(detail)")
    }

    /// Seen with `ErrorCode` 500; its `MsgCode` is not reported.
    static let pagingWithoutOrder = KingdeeRefusal(.exception, "分页取数需要排序条件或者单据有设置主键")

    static func parameterEmpty(_ name: String) -> KingdeeRefusal {
        KingdeeRefusal(.parameter, "data 数据包中的参数 \(name) 的值不能为空")
    }

    /// The wording with the permission's name in it is as published; what is quoted within is an assumption.
    static func noPermission(_ form: FormDefinition, _ verb: String) -> KingdeeRefusal {
        KingdeeRefusal(.noPermission, "您没有“\(form.name)”的“\(verb)”权限，请联系系统管理员")
    }

    static func attachmentArgument(_ name: String) -> KingdeeRefusal {
        KingdeeRefusal(.parameter, "data数据包中的参数\(name)必传")
    }

    /// The words are an assumption.
    static func attachmentTooLarge(_ most: Int) -> KingdeeRefusal {
        KingdeeRefusal(.exception, "附件大小超过系统参数设置的上限（\(most) 字节）")
    }

    static func changedMeanwhile(_ number: String, _ form: FormDefinition) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "单据编号为“\(number)”的\(form.name)，数据已被其他用户修改，请重新打开后再操作！", field: "")
    }

    static let auditedAlready = KingdeeRefusal(.validation, "单据已审核，不允许修改")

    static func document(_ number: String, _ form: FormDefinition, _ sentence: String) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "单据编号为“\(number)”的\(form.name)，\(sentence)！", field: "")
    }

    /// The edit lock of “网络控制”. The capture had code 0; the table of codes lists 13 for it.
    static func locked(
        by user: String, _ formName: String, _ number: String, code: MessageCode = .unclassified
    ) -> KingdeeRefusal {
        KingdeeRefusal(
            code, "“\(user)”使用业务单据：“\(formName)”业务操作-“[\(formName)-\(number)-修改]”冲突，请稍候再使用。", field: "")
    }
}

// Texts that no source gives; only the codes are certain.
extension KingdeeRefusal {
    static let formMissing = KingdeeRefusal(.formMissing, "业务对象标识不能为空")

    static func noSuchBaseData(_ field: FieldDefinition, _ number: String) -> KingdeeRefusal {
        KingdeeRefusal(.noSuchField, "字段“\(field.name)”的值“\(number)”不存在", field: field.key)
    }

    static func forbiddenBaseData(_ field: FieldDefinition, _ number: String) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "字段“\(field.name)”的值“\(number)”已被禁用", field: field.key)
    }

    static func notADictionary(_ field: FieldDefinition) -> KingdeeRefusal {
        KingdeeRefusal(.parameter, "字段“\(field.name)”的值必须是字典格式", field: field.key)
    }

    static func tooLong(_ field: FieldDefinition, _ length: Int) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "字段“\(field.name)”的值超过最大长度\(length)", field: field.key)
    }

    static func badValue(_ field: FieldDefinition, _ value: String) -> KingdeeRefusal {
        KingdeeRefusal(.parameter, "字段“\(field.name)”的值“\(value)”格式不正确", field: field.key)
    }

    static func tooPrecise(_ field: FieldDefinition, _ digits: String, _ decimals: Int) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "字段“\(field.name)”的值“\(digits)”超过精度，最多\(decimals)位小数", field: field.key)
    }

    static let repeatedPayload = KingdeeRefusal(.validation, "重复的请求数据，不允许保存", field: "")

    static func wrongLevel(_ key: String, entity: String) -> KingdeeRefusal {
        KingdeeRefusal(.exception, "\(key)实体不存在此属性！[EntityType：\(entity)]", field: key)
    }

    static func entryEmpty(_ entry: EntryDefinition) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "单据体“\(entry.name)”是必填项", field: entry.key)
    }

    static func noSuchDocument(_ label: String) -> KingdeeRefusal {
        KingdeeRefusal(.noSuchData, "内码或编号为“\(label)”的数据不存在")
    }

    static func noSuchRow(_ entry: EntryDefinition, _ id: Int64) -> KingdeeRefusal {
        KingdeeRefusal(.noSuchData, "单据体“\(entry.name)”内码为\(id)的分录不存在", field: entry.key)
    }

    static func periodClosed(_ period: String) -> KingdeeRefusal {
        KingdeeRefusal(.validation, "凭证日期所在期间（\(period)）已结账，不允许操作", field: "FDate")
    }

    static func workflowRuns(_ number: String, _ form: FormDefinition) -> KingdeeRefusal {
        KingdeeRefusal(
            .notOperable, "单据编号为“\(number)”的\(form.name)，存在运行中的工作流实例，不允许直接审核！", field: "")
    }

    static func badParameter(_ name: String, _ value: String) -> KingdeeRefusal {
        KingdeeRefusal(.parameter, "data 数据包中的参数 \(name) 的值“\(value)”不正确")
    }

    /// Exactly one of three ways to name what is pushed.
    static let pushSelection = KingdeeRefusal(.parameter, "data 数据包中的参数 Ids、Numbers、EntryIds 必须且只能传入一个")

    static func noPushRule(_ label: String) -> KingdeeRefusal {
        KingdeeRefusal(.noSuchData, "没有找到可用的单据转换规则“\(label)”")
    }

    static func noSuchSourceRow(_ label: String) -> KingdeeRefusal {
        KingdeeRefusal(.noSuchData, "内码为“\(label)”的分录不存在")
    }

    static func tooManyColumns(_ most: Int) -> KingdeeRefusal {
        KingdeeRefusal(.database, "SELECT 语句的列数超过了最大限制，最多允许 \(most) 列。")
    }

    static func tooManyBaseDataColumns(_ most: Int) -> KingdeeRefusal {
        KingdeeRefusal(.exception, "查询的基础资料字段过多，最多允许\(most)个")
    }

    /// What the database says when a command takes too long.
    static let timedOut = KingdeeRefusal(.database, "执行超时已过期。完成操作之前已超时或服务器未响应。")

    static let underReview = KingdeeRefusal(.validation, "单据审核中，不允许修改")

    static func noSuchOperation(_ number: String) -> KingdeeRefusal {
        KingdeeRefusal(number.isEmpty ? .operationMissing : .notOperable, "操作“\(number)”不存在")
    }

    /// A sentence for each code, for faults that answer with a bare code.
    static func sample(_ code: MessageCode) -> KingdeeRefusal {
        let text =
            switch code {
            case .unclassified: "操作失败"
            case .sessionLost: KingdeeRefusal.sessionLost.message
            case .noPermission: "您没有“费用报销单”的“保存”权限，请联系系统管理员"
            case .operationMissing: "操作标识不能为空"
            case .exception: "未将对象引用设置到对象的实例。"
            case .formMissing: KingdeeRefusal.formMissing.message
            case .database: "数据库操作失败：事务(进程 ID 63)与另一个进程被死锁在锁资源上，并且已被选作死锁牺牲品。请重新运行该事务。"
            case .licence: "许可校验失败：当前用户没有可用的许可"
            case .parameter: "参数错误"
            case .noSuchField: "元数据中标识为FNotExist的字段不存在"
            case .noSuchData: "数据不存在"
            case .validation: "数据校验不通过"
            case .notOperable: "当前数据不允许此操作"
            case .networkControl: "业务操作冲突，请稍候再使用。"
            case .callLimit: "WebAPI调用次数超过限制，请稍后再试"
            case .administratorLogIn: "禁止管理员登录"
            }
        return KingdeeRefusal(code, text)
    }
}
