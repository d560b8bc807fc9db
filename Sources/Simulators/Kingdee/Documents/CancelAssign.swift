extension KingdeeOperation {
    /// 撤销: takes submitted documents back.
    static let cancelAssign = statusOperation(.cancelAssign)
}
