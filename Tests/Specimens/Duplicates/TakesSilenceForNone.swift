import Integration

extension Specimen {
    /// "It cannot be looked up" and "there is none" are told apart by nobody.
    static let takesSilenceForNone = Specimen(
        "takes-silence-for-none", "takes a look-up that failed for one that found nothing",
        fires: "no-duplicates", in: "free-numbers.yaml",
        product: ProductCore().with { $0.kingdee = { HastyLookUps(inner: $0) } })
}

private struct HastyLookUps: KingdeeWrapper {
    let inner: any KingdeePort

    func find(
        _ trace: DocumentTrace, of form: DocumentForm
    ) async throws(PlatformFailure) -> [KingdeeDocument] {
        do {
            return try await inner.find(trace, of: form)
        } catch {
            return []
        }
    }
}
