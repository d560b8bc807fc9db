import Seams

/// The files of a Yida form's instances: they go by their addresses, for which Yida makes links that need no sign-on.
struct YidaFiles: AttachmentSource {
    /// As long as DingTalk's own links to approvals' files last.
    private static let linkLifetime = Duration.seconds(15 * 60)

    private static let redirectsMax = 3

    let client: YidaClient
    let dingTalk: DingTalkClient
    let form: YidaForm

    func fileLink(_ file: String, of instance: String, isRecorded: Bool) async throws(PlatformFailure) -> String {
        let link = try await client.temporaryAddress(of: file, form: form, timeout: YidaFiles.linkLifetime)
        guard FileAddress(link) != nil else { throw .transient(reason: "the reply has no link to the file") }
        return link
    }

    /// None of its files is fetched from an address that a form names: Yida makes a link of each.
    func refusal(ofPicture address: String) -> String? { "a Yida form has no pictures of its own" }

    /// The link leads to Yida's own site or to an object store [?]: like DingTalk's links, it needs no token.
    func filePart(
        _ link: String, from start: Int64, bytes: Int, timeout: Duration
    ) async throws(PlatformFailure) -> FilePart {
        try await dingTalk.filePart(
            link, from: start, bytes: bytes, redirectsMax: YidaFiles.redirectsMax, timeout: timeout)
    }
}
