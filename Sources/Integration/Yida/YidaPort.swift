package import Seams

/// What the core needs of Yida: the client on the wire, or a fake in memory. A call is one attempt.
package protocol YidaPort: Sendable {
    /// One filled form, with its approval's end where it has one.
    func form(_ id: String, of form: YidaForm) async throws(PlatformFailure) -> ApprovalInstance

    /// A page of the forms that were changed in an interval, whole seconds, both ends included. Pages count from 1 and
    /// hold at most `YidaPage.size`; the order is the forms' making, the newest first.
    func changed(
        _ form: YidaForm, from: Timestamp, through: Timestamp, page: Int
    ) async throws(PlatformFailure) -> YidaPage

    /// Sets fields of a filled form; the others stay as they are.
    func update(_ id: String, of form: YidaForm, fields: [(name: String, text: String)]) async throws(PlatformFailure)

    /// Where the files of a form's instances come from.
    func files(of form: YidaForm) -> any AttachmentSource
}

/// A page of changed forms.
package struct YidaPage: Sendable {
    /// How many forms a page holds at most (「通过高级查询条件获取表单实例数据」).
    package static let size = 100
    /// Beyond so many forms of one listing Yida gives out none (`invalidState.openSearch.cursorExceedFiveThousand`).
    package static let formsMax = 5000

    /// How many there are on all pages.
    package var total: Int
    package var forms: [ApprovalInstance]

    package init(total: Int, forms: [ApprovalInstance]) {
        self.total = total
        self.forms = forms
    }
}
