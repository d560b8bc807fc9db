extension Specimen {
    /// It asks, but Kingdee gives the number: nothing refuses the first Save when it lands after the look-up.
    static let looksTooEarly = Specimen(
        "looks-too-early",
        "looks a Save up before it saves again, but lets Kingdee number the document, so that a late first Save slips in",
        fires: "no-duplicates", in: "late-commits.yaml",
        core: SmallCore().with { $0.number = { _, _ in nil } })
}
