package import Foundation
import Seams

/// How stock below its safety stock (库存预警) is found, and who is told.
package struct StockAlertSettings: Hashable, Sendable {
    /// What to do with a notification whose first attempt had an unknown outcome on a day that is over. DingTalk drops
    /// the same content to the same person on the same day only (the reference's section 6.1), so that a repetition
    /// after midnight may be a second message.
    package enum OverMidnight: String, CaseIterable, Sendable {
        /// Send again: twice is better than never.
        case again = "repeat"
        /// Leave it, to be seen in the list of alerts.
        case giveUp = "give-up"
    }

    /// The language of the built-in text.
    package enum Language: String, CaseIterable, Sendable {
        case chinese = "zh"
        case english = "en"
    }

    /// From one full look at the stock to the next, 1s ... 24h.
    package var every = Duration.seconds(60)
    /// How many materials are asked for at a time, 1 ... 2000: also the bound on memory.
    package var materialsPerPage = 500
    /// The organisations' numbers; empty asks for the current organisation of the integration user.
    package var organizations: [String] = []
    /// The field that counts as quantity: `FBaseQty`, or `FBaseAVBQty` for what is not reserved.
    package var quantityField = "FBaseQty"
    /// A condition on the rows that count, such as `FStockStatusId.FNumber='KCZT01_SYS'`.
    package var filter = ""
    package var language = Language.chinese
    /// The text in place of the built-in one, with names such as `{material}`; see `StockText`.
    package var template: String?
    package var overMidnight = OverMidnight.again
    /// Whether the result of each notification is looked up, so that what a limit dropped is sent again.
    package var verifies = true
    /// What the hook's requests are signed with: `REHEARSAL_STOCK_HOOK_SECRET`. Empty closes the hook.
    package var hookSecret = Secret("")
    /// How far a hook's timestamp may be from our clock, 1s ... 1h.
    package var hookWindow = Duration.seconds(300)
    package var rules: [StockRule] = []

    package init() {}
}

/// One rule: which stock it watches, what is too little, and who is told.
package struct StockRule: Hashable, Sendable {
    /// What the sum is taken over.
    package enum Scope: String, CaseIterable, Sendable {
        /// All stock of the material in the organisation.
        case material
        /// Each warehouse for itself.
        case warehouse
    }

    package var name: String
    /// Material numbers; one that ends with `*` stands for all that begin so.
    package var materials: [String] = ["*"]
    /// Warehouse numbers; empty are all of them. With scope `warehouse`, a warehouse named here counts with 0 when it
    /// has no row at all.
    package var warehouses: [String] = []
    package var scope = Scope.material
    /// Less than this is too little; nil takes the material's own safety stock (`FSafeStock`), and passes over materials
    /// that have none.
    package var threshold: Decimal?
    /// By how many percent of the threshold the stock must exceed it to count as recovered.
    package var hysteresisPercent = 0
    /// The userids to tell.
    package var users: [String] = []
    /// The DingTalk departments to tell, with all below them.
    package var departments: [Int64] = []
    /// The keepers of single warehouses: userids by warehouse number, told besides.
    package var keepers: [Keeper] = []

    /// Who keeps a warehouse.
    package struct Keeper: Hashable, Sendable {
        package var warehouse: String
        package var users: [String]
    }

    package init(name: String) {
        self.name = name
    }

    /// Whether the rule is about that material.
    func covers(_ material: String) -> Bool {
        materials.contains { pattern in
            pattern.hasSuffix("*") ? material.hasPrefix(pattern.dropLast()) : pattern == material
        }
    }

    /// From which quantity on stock counts as recovered.
    func recovery(from threshold: Decimal) -> Decimal {
        threshold * Decimal(100 + hysteresisPercent) / 100
    }

    /// Whom to tell of stock in `warehouse`, without repetition; at most 100, the platform's bound.
    func receivers(of warehouse: String) -> [String] {
        let kept = keepers.filter { warehouse.isEmpty || $0.warehouse == warehouse }.flatMap(\.users)
        var seen: Set<String> = []
        return Array((users + kept).filter { seen.insert($0).inserted }.prefix(100))
    }
}
