import Seams
import Testing

@testable import Simulators

@Suite struct SortedListTests {
    @Test(arguments: 0..<5)
    func isASortedArray(seed: UInt64) {
        var generator = Seed(seed).stream("sorted list")
        var expected: [Int] = (0..<Int.random(in: 0...3000, using: &generator)).map { _ in
            Int.random(in: 0...8000, using: &generator)
        }
        expected = Set(expected).sorted()
        var list = SortedList(expected.shuffled(using: &generator))
        for _ in 0..<3000 {
            let value = Int.random(in: 0...8000, using: &generator)
            if let place = expected.firstIndex(of: value) {
                expected.remove(at: place)
                list.remove(value)
            } else {
                list.remove(value)
                expected.insert(value, at: expected.firstIndex { $0 > value } ?? expected.count)
                list.insert(value)
            }
            guard value % 50 == 0 else { continue }
            #expect(list.count == expected.count)
            #expect(list.offset { $0 < value } == expected.count { $0 < value })
            let start = Int.random(in: 0...expected.count, using: &generator)
            let places = start..<Int.random(in: start...expected.count, using: &generator)
            #expect(walked(list, places, reversed: false) == Array(expected[places]))
            #expect(walked(list, places, reversed: true) == expected[places].reversed())
            if start < expected.count { #expect(list[start] == expected[start]) }
        }
    }

    @Test func growsAtTheEnd() {
        var list = SortedList<Int>()
        for value in 0..<10_000 { list.insert(value) }
        #expect(walked(list, 0..<list.count, reversed: false) == Array(0..<10_000))
        for value in 0..<10_000 { list.remove(value) }
        #expect(list.count == 0)
        #expect(walked(list, 0..<0, reversed: true).isEmpty)
    }

    private func walked(_ list: SortedList<Int>, _ places: Range<Int>, reversed: Bool) -> [Int] {
        var values: [Int] = []
        list.walk(places, reversed: reversed) { (value) throws(Never) in
            values.append(value)
            return true
        }
        return values
    }
}
