/// How the members of one object are written one after the other, where dots in their names lead into objects inside it.
///
/// A member that is left out leaves no trace: an object inside is opened by its first member that is there.
struct MemberLayout: Sendable {
    private struct Place: Sendable {
        /// `"FDetailID":{`, one for each object that the name leads into.
        var openings: [[UInt8]]
        /// `"FDETAILID__FFLEX5":`
        var name: [UInt8]
        /// How many of those objects the member before lies in as well.
        var shared: Int
    }

    private let places: [Place]

    /// Nil when the members of an object inside do not follow one another, or one is set twice: then the order is only known
    /// once it is known which of them are there.
    init?(_ names: [String]) {
        var places: [Place] = []
        var seen: Set<[String]> = []
        var before: [String] = []
        for name in names {
            let steps = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            guard let last = steps.last, !steps.contains("") else { return nil }
            let objects = Array(steps.dropLast())
            let shared = zip(objects, before).prefix { $0 == $1 }.count
            for depth in shared..<objects.count {
                guard seen.insert(Array(objects[...depth])).inserted else { return nil }
            }
            guard seen.insert(steps).inserted else { return nil }
            places.append(
                Place(
                    openings: objects.map { Array("\(JSONValue.quoted($0)):{".utf8) },
                    name: Array("\(JSONValue.quoted(last)):".utf8), shared: shared))
            before = objects
        }
        self.places = places
    }

    /// Writes an object; the closure writes the value of the member at each place, and tells whether it did.
    func write(
        to bytes: inout [UInt8], _ member: (_ index: Int, _ bytes: inout [UInt8]) -> Bool
    ) {
        bytes.append(UInt8(ascii: "{"))
        // Objects that are open, and how many of them the member at hand shares with the last one written.
        var (open, shared) = (0, 0)
        for (index, place) in places.enumerated() {
            shared = min(shared, place.shared)
            let start = bytes.count
            for _ in shared..<open { bytes.append(UInt8(ascii: "}")) }
            if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
            for opening in place.openings[shared...] { bytes += opening }
            bytes += place.name
            if member(index, &bytes) {
                open = place.openings.count
                shared = open
            } else {
                bytes.removeLast(bytes.count - start)
            }
        }
        for _ in 0..<open { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "}"))
    }
}
