extension KingdeeOperation {
    /// 审核. There is no workflow in the fake, so `IsVerifyProcInst` has nothing to find.
    static let audit = statusOperation(.audit)
}
