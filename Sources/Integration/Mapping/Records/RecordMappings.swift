import Synchronization

/// The mappings of records that are in force. Copies share them: one that is loaded again is in force everywhere at once.
package struct RecordMappings: Sendable {
    private final class Box: Sendable {
        let mappings: Mutex<[RecordKind: Mapping]>

        init(_ mappings: [RecordKind: Mapping]) {
            self.mappings = Mutex(mappings)
        }
    }

    private let box: Box

    /// Takes these; none means that each flow has its built-in way.
    package init(_ mappings: [RecordKind: Mapping] = [:]) {
        box = Box(mappings)
    }

    /// The mapping of that kind of record; nil when there is none.
    package subscript(kind: RecordKind) -> Mapping? { box.mappings.withLock { $0[kind] } }

    /// The dictionaries that they ask of Kingdee.
    var queries: [QueriedDictionary] {
        box.mappings.withLock { mappings in RecordKind.allCases.compactMap { mappings[$0] }.flatMap(\.queries) }
    }

    /// Puts others in their place, all at once.
    func replace(_ mappings: [RecordKind: Mapping]) {
        box.mappings.withLock { $0 = mappings }
    }
}
