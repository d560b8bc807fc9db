extension Specimen {
    /// A small core with a mistake in it.
    init(
        _ name: String, _ mistake: String, fires invariant: String, in scenario: String, core: SmallCore
    ) {
        self.init(name: name, mistake: mistake, invariant: invariant, scenario: scenario, core: core.named(name))
    }

    /// The product with a mistake between it and the world.
    init(
        _ name: String, _ mistake: String, fires invariant: String, in scenario: String, product: ProductCore
    ) {
        self.init(name: name, mistake: mistake, invariant: invariant, scenario: scenario, core: product.named(name))
    }
}
