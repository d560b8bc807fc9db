/// What every tenant has: its own organisation, and the user of the integration.
enum PresetBaseData {
    static let organizationID: Int64 = 1
    static let organizationName = "总公司"
    static let userID: Int64 = 100_007
    /// Who made what was there at the start.
    static let creator = "Administrator"
}
