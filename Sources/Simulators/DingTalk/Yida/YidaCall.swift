import Foundation
import Seams

/// What every Yida call shows of itself: which application, its secret, and in whose name.
struct YidaCall {
    let app: YidaApp
    let user: Company.Employee
    /// Whether components go by their aliases; v1.0 does not know the member.
    let usesAliases: Bool
    private let request: DingTalkRequest
    /// Forms that nobody can reach.
    private let unpublished: Set<String>

    /// - Throws: the refusal for a wrong application, secret or person, in this order.
    init(
        _ request: DingTalkRequest, _ state: DingTalkState, appType: String? = nil
    ) throws(DingTalkRefusal) {
        self.request = request
        guard let type = appType ?? request.text("appType") else { throw .yidaParameter("appType") }
        guard let token = request.text("systemToken") else { throw .yidaParameter("systemToken") }
        guard let userID = request.text("userId") else { throw .yidaParameter("userId") }
        guard let app = state.world.yidaApps.first(where: { $0.appType == type }) else { throw .yidaAppUnknown(type) }
        guard token == app.systemToken, state.yida.troubles[type] != .tokenChanged else { throw .yidaTokenWrong(type) }
        guard state.yida.troubles[type] != .throttled else { throw .yidaTooFast(type) }
        guard let user = state.contacts.employee(userID) else { throw .yidaUserUnknown(userID) }
        self.app = app
        self.user = user
        unpublished = Set(state.yida.troubles.filter { $0.value == .unpublished }.keys)
        let wantsAliases = (request.body["useAlias"] ?? request.query["useAlias"].map(JSON.string))?.boolean
        usesAliases = request.path.hasPrefix("/v2.0/") && wantsAliases ?? false
    }

    /// The form with this id, or the one that the call names.
    func form(_ id: String? = nil) throws(DingTalkRefusal) -> YidaForm {
        guard let id = id ?? request.text("formUuid") else { throw .yidaParameter("formUuid") }
        guard let form = app.forms.first(where: { $0.formUUID == id }), !unpublished.contains(id) else {
            throw .yidaFormUnknown(id)
        }
        guard form.audience.isEmpty || form.audience.contains(user.userID) else {
            throw .yidaForbidden(user.userID)
        }
        return form
    }

    /// The record with this id, and its form.
    func record(_ id: String, _ state: DingTalkState) throws(DingTalkRefusal) -> (YidaRecord, YidaForm) {
        guard let record = state.yida[id], record.appType == app.appType else { throw .yidaDataUnknown(id) }
        return (record, try form(record.formUUID))
    }

    /// The record of the process instance with this id, its form and its approval.
    func process(
        _ id: String, _ state: DingTalkState
    ) throws(DingTalkRefusal) -> (record: YidaRecord, form: YidaForm, flow: ApprovalInstance) {
        let (record, form) = try record(id, state)
        guard let flow = record.flow else { throw .yidaDataUnknown(id) }
        return (record, form, flow)
    }

    /// The form data that a member of the call holds as JSON text.
    func data(
        _ member: String, of form: YidaForm, _ contacts: ContactBook
    ) throws(DingTalkRefusal) -> [JSON.Member] {
        guard let text = request.text(member) else { throw .yidaParameter(member) }
        guard let members = (try? JSON(parsing: text))?.members else { throw .yidaFormat(member) }
        return try YidaFormReader(form: form, contacts: contacts, usesAliases: usesAliases).input(members)
    }

    /// The record's data as the call wants to read it.
    func output(_ record: YidaRecord, _ form: YidaForm, _ contacts: ContactBook, tables: Bool = true) -> JSON {
        YidaFormReader(form: form, contacts: contacts, usesAliases: usesAliases).output(record.values, tables: tables)
    }
}

extension DingTalkRequest {
    /// A segment of the path, counted from its end, decoded.
    func segment(fromEnd index: Int) -> String {
        let segments = path.split(separator: "/")
        guard index < segments.count else { return "" }
        let text = String(segments[segments.count - 1 - index])
        return text.removingPercentEncoding ?? text
    }
}
