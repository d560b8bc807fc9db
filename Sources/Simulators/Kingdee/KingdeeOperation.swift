import Seams

/// One operation of the WebAPI: where it is found, how its arguments are ordered, how it refuses, what it does.
///
/// Each is a file of its own (`Save.swift`, …) and a line in `all`.
struct KingdeeOperation: Sendable {
    /// The .NET type that the path names.
    enum Service: String, Sendable {
        case forms = "Kingdee.BOS.WebApi.ServicesStub.DynamicFormService"
        case authentication = "Kingdee.BOS.WebApi.ServicesStub.AuthService"
        case accounts = "Kingdee.BOS.ServiceFacade.ServicesStub.Account.AccountService"
        case users = "Kingdee.BOS.ServiceFacade.ServicesStub.User.UserService"
        case inventory = "Kingdee.K3.SCM.WebApi.ServicesStub.InventoryQueryService"
    }

    /// How a refusal is wrapped.
    enum Family: Sendable {
        /// `{"Result":{"ResponseStatus":{…}}}`
        case result
        /// `[[{"Result":{"ResponseStatus":{…}}}]]`: one row with one cell.
        case rows
        /// The log-in reply, which has no `Result` at all.
        case logIn
    }

    let service: Service
    /// The name as in the path and as in fault aims.
    let name: String
    /// The parameters in positional order.
    let parameters: [String]
    var family = Family.result
    /// Whether the caller must be logged in.
    var needsSession = true
    /// The business key, for faults and history.
    var key: @Sendable (KingdeeArguments, DocumentStore) -> String? = { _, _ in nil }
    let perform: @Sendable (KingdeeCall) -> KingdeeReply

    /// All operations of the fake.
    static let all: [KingdeeOperation] = [
        validateUser, validateUser2, validateUserByOrgNumber, validateUserEnDeCode, loginByAppSecret, loginBySign,
        loginBySimplePassport, logout, logoutByOtherSystem, dataCenterList,
        save, batchSave, draft, submit, audit, unAudit, delete, cancelAssign, excuteOperation, executeOperation, view,
        push,
        disassembly, allocate, cancelAllocate, queryGroupInfo, groupSave, groupDelete, flexSave, sendMessage,
        switchOrganization, workflowAudit, sysReportData, attachmentUpload, attachmentDownLoad, uploadFile,
        inventoryData,
        executeBillQuery, billQuery, queryBusinessInfo, queryAsyncResult,
    ]

    /// The operation behind a path such as `/k3cloud/{Service}.{Name}.common.kdsvc`, matched regardless of case.
    static func named(path: Substring) -> KingdeeOperation? {
        let path = path.lowercased()
        guard path.hasPrefix(sitePrefix), path.hasSuffix(suffix),
            path.utf8.count > sitePrefix.utf8.count + suffix.utf8.count
        else { return nil }
        let name = path.dropFirst(sitePrefix.count).dropLast(suffix.count)
        return byPath[String(name.prefix { $0 != "," })]
    }

    private static let sitePrefix = "/k3cloud/"
    private static let suffix = ".common.kdsvc"
    private static let byPath = Dictionary(
        all.map { ("\($0.service.rawValue).\($0.name)".lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
}

/// An operation under way.
struct KingdeeCall: Sendable {
    let arguments: KingdeeArguments
    /// Who calls; empty for operations that need no session.
    let user: String
    /// The id that the request named as its session.
    let sessionID: String?
    /// The caller's session; nil for operations that need none.
    let session: KingdeeSession?
    /// When the call is performed.
    let now: Timestamp
    /// The call's number in the history.
    let number: Int
    let services: KingdeeServices

    /// The form that the arguments name.
    func form() throws(KingdeeRefusal) -> KingdeeForm {
        guard !arguments.formID.isEmpty else { throw .formMissing }
        guard let form = services.form(arguments.formID) else { throw .noSuchForm(arguments.formID) }
        return form
    }

    /// The `data` object.
    func data() throws(KingdeeRefusal) -> JSON {
        guard let data = arguments.data else { throw .parameterEmpty("data") }
        return data
    }

    /// Where effects of this call are recorded.
    var journal: DocumentJournal { DocumentJournal(history: services.history, call: number) }
}
