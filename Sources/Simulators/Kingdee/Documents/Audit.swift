extension KingdeeOperation {
    /// 审核. With a running workflow instance it is refused, unless `IsVerifyProcInst` is false.
    static let audit = statusOperation(.audit)
}
