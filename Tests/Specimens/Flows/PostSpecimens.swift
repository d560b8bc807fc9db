import LoadGen
import Seams

extension Specimen {
    /// Most people have one department, so that the others are seen late.
    static let dropsTheSecondPost = Specimen(
        "drops-the-second-post", "writes a person's main department to Kingdee and none of the others",
        fires: "organisation-in-step", in: "posts.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in
                PostNetwork(inner: environment.network) { body in
                    body.replacing(/,\{"FWorkOrgId":[^\[\]]*?"FIsFirstPost":false\}/, with: "")
                        .replacing(/\{"FWorkOrgId":[^\[\]]*?"FIsFirstPost":false\}/, with: "")
                }
            }
        })

    /// Which one is the main one is written for the new post and not for the old.
    static let marksTwoMainPosts = Specimen(
        "marks-two-main-posts", "marks a person's new main post and leaves the mark of the old one",
        fires: "organisation-in-step", in: "posts.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in
                PostNetwork(inner: environment.network) {
                    $0.replacing("\"FIsFirstPost\":false", with: "\"FIsFirstPost\":true")
                }
            }
        })

    /// `IsDeleteEntry` false keeps every row that is not sent.
    static let leavesOldPosts = Specimen(
        "leaves-old-posts", "deletes no row of a post that a person lost",
        fires: "organisation-in-step", in: "posts.yaml",
        product: ProductCore().with { core in
            core.network = { environment, _ in
                PostNetwork(inner: environment.network) {
                    $0.replacing("\"IsDeleteEntry\":true", with: "\"IsDeleteEntry\":false")
                }
            }
        })
}

/// Changes what is saved in batches.
private struct PostNetwork: NetworkWrapper {
    let inner: any Network
    let change: @Sendable (String) -> String

    func exchange(_ call: HTTPCall, timeout: Duration) async throws(NetworkError) -> HTTPReply {
        guard call.path.contains("BatchSave") else { return try await inner.exchange(call, timeout: timeout) }
        var changed = call
        changed.body = Array(change(String(decoding: call.body, as: UTF8.self)).utf8)
        return try await inner.exchange(changed, timeout: timeout)
    }
}
