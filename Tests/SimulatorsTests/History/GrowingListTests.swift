import Testing

@testable import Simulators

/// A list in pieces answers like an array, at the seams of its pieces too.
struct GrowingListTests {
    @Test(arguments: [0, 1, 255, 256, 257, 700]) func answersLikeAnArray(count: Int) {
        var list = GrowingList<Int>()
        for number in 0..<count { list.append(number) }
        let expected = Array(0..<count)
        #expect(list.count == count)
        #expect(list.elements() == expected)
        for place in [-1, 0, 1, 255, 256, 257, 512, count - 1, count, count + 1] {
            #expect(list.elements(from: place) == Array(expected.dropFirst(max(0, place))), "from \(place)")
        }
        guard count > 0 else { return }
        list.update(at: count - 1) { $0 = -7 }
        #expect(list[count - 1] == -7)
        #expect(list[0] == (count == 1 ? -7 : 0))
    }
}
