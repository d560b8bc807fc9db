extension KingdeeOperation {
    /// 切换组织: the session goes on in another organisation.
    static let switchOrganization = documentOperation("SwitchOrg", parameters: ["data"]) {
        call throws(KingdeeRefusal) in
        let number = try call.data().member(ignoringCase: "OrgNumber")?.scalarText ?? ""
        guard !number.isEmpty else { throw .parameterEmpty("OrgNumber") }
        guard let organization = call.services.organization(number) else { throw .noSuchDocument(number) }
        if let session = call.session {
            call.services.sessions.change(session.id) { $0.organization = number }
        }
        return KingdeeReply(StatusBlock(entities: [.init(id: organization.id, number: number, index: 0)]))
    }
}
