/// How a tenant's queries (ExecuteBillQuery, BillQuery) behave where installations differ.
package struct QuerySettings: Hashable, Sendable {
    /// The most rows of one page: 2000 unless the administrator raised it, up to 10 000.
    package var pageRowsMax: Int {
        didSet { pageRowsMax = QuerySettings.bounded(pageRowsMax) }
    }
    /// Whether a query of base data shows the user's current organisation alone, and what belongs to none, unless it
    /// filters by `FUseOrgId`.
    package var isolatesBaseData = true

    package init(pageRowsMax: Int = 2000) {
        self.pageRowsMax = QuerySettings.bounded(pageRowsMax)
    }

    private static func bounded(_ rows: Int) -> Int { min(max(1, rows), 10_000) }
}
