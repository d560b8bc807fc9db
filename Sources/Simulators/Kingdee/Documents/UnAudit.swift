extension KingdeeOperation {
    /// 反审核: opens audited documents again.
    static let unAudit = statusOperation(.unAudit)
}
