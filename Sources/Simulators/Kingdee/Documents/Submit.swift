extension KingdeeOperation {
    /// 提交: hands documents over for review.
    static let submit = statusOperation(.submit)
}
