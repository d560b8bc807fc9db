/// What can be read like a JSON value: a tree, or a view of a tape that makes nothing unasked.
protocol JSONReadable {
    subscript(_ name: String) -> Self? { get }
    var elements: [Self]? { get }
    var text: String? { get }
}

extension JSONValue: JSONReadable {}
extension JSONView: JSONReadable {}
