import Seams

/// Suites (套件: expenses, leave, overtime, …) hold the components of their own that people fill in.
extension FormValue {
    private static let types = ["DDBizSuite", "DDHolidayField"]
    private static let depthMax = 4

    /// The component, or in a suite's place its parts, each as if it stood on the form itself: mappings, files and
    /// mending find them by their ids or aliases.
    ///
    /// A suite reads as a tree of components as text, each with `props` (`id`, `label`, `bizAlias`), `value` and
    /// `extValue` (the reference's section 3.9); a leave may read as a plain list instead, and stays as it is. Whether
    /// the parts' ids can repeat those of the form stands nowhere [?]: the first one counts then.
    var unfolded: [FormValue] { unfolded(depth: 0) }

    private func unfolded(depth: Int) -> [FormValue] {
        guard FormValue.types.contains(componentType), depth < FormValue.depthMax,
            let parts = try? JSONValue(parsing: value).elements, !parts.isEmpty
        else { return [self] }
        let known = parts.compactMap(FormValue.init(part:))
        guard known.count == parts.count else { return [self] }
        return known.flatMap { $0.unfolded(depth: depth + 1) }
    }

    /// Reads a part; nil when it is none.
    private init?(part: JSONValue) {
        guard let properties = part["props"] else { return nil }
        let alias = properties["bizAlias"]?.text.flatMap { $0.isEmpty ? nil : $0 }
        guard let id = properties["id"]?.text.flatMap({ $0.isEmpty ? nil : $0 }) ?? alias else { return nil }
        let extended = (part["extValue"] ?? part["extendValue"]).flatMap { $0.isNull || $0 == "" ? nil : $0 }
        self.init(
            id: id, name: properties["label"]?.text ?? "",
            componentType: part["componentType"]?.text ?? part["componentName"]?.text ?? "",
            value: part["value"].flatMap { $0.isNull ? nil : $0.text ?? $0.jsonText } ?? "null",
            extValue: extended.map { $0.text ?? $0.jsonText }, alias: alias)
    }
}
