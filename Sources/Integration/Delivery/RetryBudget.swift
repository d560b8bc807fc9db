/// A shared allowance for retries, in the shape of the AWS SDKs' standard mode: successes earn, retries spend. While it
/// is empty, retries wait for the longest back-off, so that a sick platform is not buried under them.
package struct RetryBudget: Hashable, Sendable {
    package let capacity: Int
    package let cost: Int
    package private(set) var tokens: Int

    /// A full budget; by default 500 tokens, of which a retry costs 5 and a success earns 1.
    package init(capacity: Int = 500, cost: Int = 5) {
        self.capacity = capacity
        self.cost = cost
        tokens = capacity
    }

    /// Takes a retry's cost; false when there is not enough.
    package mutating func spend() -> Bool {
        guard tokens >= cost else { return false }
        tokens -= cost
        return true
    }

    /// A call succeeded.
    package mutating func earn() {
        tokens = min(capacity, tokens + 1)
    }

    /// The platform works again after an outage: what was spent on the outage shall not slow the recovery.
    package mutating func refill() {
        tokens = capacity
    }
}
