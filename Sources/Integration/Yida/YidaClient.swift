import HTTPTypes
package import Seams

/// Calls Yida (宜搭) as the form's application: the API of version 2.0, where it has one, through DingTalk's client and its
/// token.
///
/// Each call shows the application's code and secret and a person in whose name it is made (the reference's section 4).
package struct YidaClient: YidaPort {
    private let dingTalk: DingTalkClient
    private let settings: YidaSettings
    private var masking: Masking { Masking(settings.applications.map(\.systemToken.value)) }

    package init(dingTalk: DingTalkClient, settings: YidaSettings) {
        self.dingTalk = dingTalk
        self.settings = settings
    }

    /// 「根据流程实例ID获取流程实例」, 「根据表单实例ID获取表单实例」: neither answer is wrapped.
    package func form(_ id: String, of form: YidaForm) async throws(PlatformFailure) -> ApprovalInstance {
        let kind = form.process == nil ? "forms/instances" : "processes/instancesInfos"
        var query = try credentials(of: form).map { "\($0.name)=\(PercentEncoding.encode($0.value))" }
        query.append("formUuid=\(PercentEncoding.encode(form.id))")
        let reply = try await call("v2.0/yida/\(kind)/\(PercentEncoding.encode(id))?\(query.joined(separator: "&"))")
        guard let instance = ApprovalInstance(id: id, of: form, yida: reply) else {
            throw .outcomeUnknown("the reply for the form \(id) has no data: \(ReplyText.brief(reply.jsonText))")
        }
        return instance
    }

    /// 「获取流程实例列表」, which pages in the query, and 「搜索表单实例」, which pages in the body.
    ///
    /// The filters by time show bare dates on the former's page and times on the advanced ones'; `times: days` is for a
    /// platform that takes only dates.
    package func changed(
        _ form: YidaForm, from: Timestamp, through: Timestamp, page: Int
    ) async throws(PlatformFailure) -> YidaPage {
        var members = try credentials(of: form).map { JSONValue.Member($0.name, .string($0.value)) }
        members.append(.init("formUuid", .string(form.id)))
        members.append(.init("modifiedFromTimeGMT", .string(text(of: from))))
        members.append(.init("modifiedToTimeGMT", .string(text(of: through, isEnd: true))))
        let isProcess = form.process != nil
        var target = "v2.0/yida/processes/instances?pageNumber=\(page)&pageSize=\(YidaPage.size)"
        if !isProcess {
            target = "v2.0/yida/forms/instances/search"
            members.append(.init("currentPage", .number(String(page))))
            members.append(.init("pageSize", .number(String(YidaPage.size))))
        }
        let reply = try await call(target, body: .object(members))
        guard let total = reply["totalCount"]?.text.flatMap({ Int($0) }), let data = reply["data"]?.elements else {
            throw .outcomeUnknown("the reply has no list of forms: \(ReplyText.brief(reply.jsonText))")
        }
        var forms: [ApprovalInstance] = []
        for item in data {
            let id = item[isProcess ? "processInstanceId" : "formInstanceId"]?.text ?? ""
            guard !id.isEmpty, let instance = ApprovalInstance(id: id, of: form, yida: item) else {
                throw .outcomeUnknown("the list has something that is no form: \(ReplyText.brief(item.jsonText))")
            }
            forms.append(instance)
        }
        return YidaPage(total: total, forms: forms)
    }

    /// 「更新流程实例」, 「更新表单实例」: the answer is empty.
    package func update(
        _ id: String, of form: YidaForm, fields: [(name: String, text: String)]
    ) async throws(PlatformFailure) {
        let changes = JSONValue.object(fields.map { JSONValue.Member($0.name, .string($0.text)) })
        var members = try credentials(of: form).map { JSONValue.Member($0.name, .string($0.value)) }
        members.append(.init(form.process == nil ? "formInstanceId" : "processInstanceId", .string(id)))
        members.append(.init("updateFormDataJson", .string(changes.jsonText)))
        let target = form.process == nil ? "v2.0/yida/forms/instances" : "v1.0/yida/processes/instances"
        do throws(PlatformFailure) {
            _ = try await dingTalk.call(
                target, method: .put, body: .object(members), isWrite: true, mayBeEmpty: true)
        } catch {
            throw masking.masked(error)
        }
    }

    package func files(of form: YidaForm) -> any AttachmentSource {
        YidaFiles(client: self, dingTalk: dingTalk, form: form)
    }

    /// 「获取宜搭附件临时免登地址」, `GET /v1.0/yida/apps/temporaryUrls/{appType}`: a link that needs no sign-on, good for
    /// `timeout`, by default a minute and at most a day. `address` is a whole address; forms read back with its path alone.
    func temporaryAddress(
        of address: String, form: YidaForm, timeout: Duration
    ) async throws(PlatformFailure) -> String {
        let credentials = try credentials(of: form)
        let app = credentials.first { $0.name == "appType" }?.value ?? ""
        let whole = address.hasPrefix("/") ? settings.fileSite + address : address
        let members =
            credentials.filter { $0.name != "appType" } + [
                ("fileUrl", whole), ("timeout", String(timeout.nanoseconds / 1_000_000)),
            ]
        let query = members.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
        let reply = try await call("v1.0/yida/apps/temporaryUrls/\(PercentEncoding.encode(app))?\(query)")
        guard let link = reply["result"]?.text, !link.isEmpty else {
            throw .transient(reason: "the reply has no link to the file")
        }
        return link.hasPrefix("/") ? settings.fileSite + link : link
    }

    private func credentials(
        of form: YidaForm
    ) throws(PlatformFailure) -> [(name: String, value: String)] {
        guard let application = settings.application(of: form) else {
            throw .rejected(reason: "no application under yida: has the form \(form.id)")
        }
        return [
            ("appType", application.appType), ("systemToken", application.systemToken.value),
            ("userId", application.user),
        ]
    }

    private func call(_ target: String, body: JSONValue? = nil) async throws(PlatformFailure) -> JSONValue {
        do throws(PlatformFailure) {
            return try await dingTalk.call(target, body: body, isWrite: false)
        } catch {
            throw masking.masked(error)
        }
    }

    /// Local time, whatever the members' names say. Of days, the end is the day after: its midnight lies behind them.
    private func text(of time: Timestamp, isEnd: Bool = false) -> String {
        guard settings.times == .days else { return ShanghaiTime.text(time) }
        return "\(CivilDate(daysSinceEpoch: ShanghaiTime.day(time) + (isEnd ? 1 : 0)))"
    }
}
