/// One search for a regular expression in a text, which ends after so many steps whatever both are.
struct MatchRun {
    enum Outcome {
        /// The places of the whole and of each group in the text's UTF-8; -1 for a group that took no part.
        case found([Int])
        case nothing, tooManySteps
    }

    /// A way that is still to be tried; or with a negative step, a slot to put back.
    private struct Way {
        var step: Int
        var place: Int
    }

    private struct TooManySteps: Error {}

    /// What every search may take, and for each byte of the text besides: some hundredths of a second.
    static let stepsMax = 1_000_000
    private static let stepsPerByte = 32

    /// How many ways may be left to try at a time: 64 MiB.
    private static let waysMax = 4 << 20

    private let program: MatchProgram
    private let text: UnsafeBufferPointer<UInt8>
    private var slots: [Int]
    private var ways: [Way] = []
    private var left: Int

    init(_ program: MatchProgram, in text: UnsafeBufferPointer<UInt8>, steps: Int) {
        self.program = program
        self.text = text
        slots = Array(repeating: -1, count: program.slots)
        left = steps + MatchRun.stepsPerByte * text.count
    }

    /// The first match: the one that begins first, and of those the one that the expression prefers.
    mutating func search() -> Outcome {
        var start = 0
        while true {
            if let first = program.first, !program.isAnchored {
                while start < text.count, !mayBegin(first, start) { start += 1 }
                guard start < text.count else { return .nothing }
            }
            do throws(TooManySteps) {
                slots[0] = start
                if let end = try match(from: 0, at: start) {
                    slots[1] = end
                    return .found(slots)
                }
            } catch {
                return .tooManySteps
            }
            guard start < text.count, !program.isAnchored else { return .nothing }
            start += MatchRun.length(text[start])
        }
    }

    /// Bytes inside a character begin nothing.
    private func mayBegin(_ first: MatchSet, _ place: Int) -> Bool {
        let byte = text[place]
        return byte < 0x80 ? first.contains(byte) : byte >= 0xC0
    }

    private mutating func match(from first: Int, at start: Int) throws(TooManySteps) -> Int? {
        let base = ways.count
        var (step, place) = (first, start)
        while true {
            left -= 1
            guard left > 0, ways.count < MatchRun.waysMax else { throw TooManySteps() }
            let holds: Bool
            switch program.steps[step] {
            case .byte(let byte):
                holds = place < text.count && text[place] == byte
                if holds { place += 1 }
            case .one(let set):
                if place < text.count, text[place] < 0x80 {
                    holds = set.contains(text[place])
                    place += 1
                } else if place < text.count {
                    holds = set.contains(scalar(at: place))
                    place += MatchRun.length(text[place])
                } else {
                    holds = false
                }
            case .either(let preferred, let other):
                ways.append(Way(step: other, place: place))
                step = preferred
                continue
            case .jump(let target):
                step = target
                continue
            case .save(let slot):
                ways.append(Way(step: ~slot, place: slots[slot]))
                slots[slot] = place
                holds = true
            case .leaveUnlessMoved(let slot, let target):
                if slots[slot] == place {
                    step = target
                    continue
                }
                holds = true
            case .assert(let assertion): holds = self.holds(assertion, place)
            case .again(let group):
                let (from, to) = (slots[2 * group], slots[2 * group + 1])
                holds =
                    from >= 0 && to >= from && place + to - from <= text.count
                    && (from..<to).allSatisfy { text[$0] == text[place + $0 - from] }
                if holds {
                    left -= to - from
                    place += to - from
                }
            case .look(let isWanted, let end):
                let before = ways.count
                let isFound = try match(from: step + 1, at: place) != nil
                if isFound { if isWanted { settle(before) } else { _ = back(to: before, putsAllBack: true) } }
                holds = isFound == isWanted
                if holds {
                    step = end
                    continue
                }
            case .atomic(let end):
                let before = ways.count
                if let reached = try match(from: step + 1, at: place) {
                    settle(before)
                    (step, place) = (end, reached)
                    continue
                }
                holds = false
            case .accept: return place
            }
            if holds {
                step += 1
            } else if let way = back(to: base, putsAllBack: false) {
                (step, place) = (way.step, way.place)
            } else {
                return nil
            }
        }
    }

    /// Forgets the ways since `base`, but not what has to be put back.
    private mutating func settle(_ base: Int) {
        var kept = base
        for index in base..<ways.count where ways[index].step < 0 {
            ways[kept] = ways[index]
            kept += 1
        }
        ways.removeLast(ways.count - kept)
    }

    /// The last way that is still to be tried; nil when none is left above `base`.
    private mutating func back(to base: Int, putsAllBack: Bool) -> Way? {
        while ways.count > base, let way = ways.popLast() {
            if way.step < 0 { slots[~way.step] = way.place } else if !putsAllBack { return way }
        }
        return nil
    }

    // MARK: The text

    private static func length(_ lead: UInt8) -> Int { lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4 }

    /// The character that begins at `place`; texts are well-formed.
    private func scalar(at place: Int) -> Unicode.Scalar {
        let lead = text[place]
        let length = MatchRun.length(lead)
        var value = length == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(length))
        for index in place + 1..<place + length { value = value << 6 | UInt32(text[index] & 0x3F) }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private func scalar(before place: Int) -> Unicode.Scalar? {
        var start = place - 1
        while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start < 0 ? nil : scalar(at: start)
    }

    private func holds(_ assertion: MatchProgram.Assertion, _ place: Int) -> Bool {
        func isNewline(_ place: Int) -> Bool { MatchSet.newline.contains(scalar(at: place)) }
        switch assertion {
        case .start: return place == 0
        case .end: return place == text.count
        case .endOrNewline:
            return place == text.count || isNewline(place) && place + MatchRun.length(text[place]) == text.count
                || place + 2 == text.count && text[place] == 0x0D && text[place + 1] == 0x0A
        case .lineStart: return scalar(before: place).map { MatchSet.newline.contains($0) } ?? true
        case .lineEnd: return place == text.count || isNewline(place)
        case .boundary(let isWanted): return isBoundary(place) == isWanted
        }
    }

    /// Whether a word begins or ends there. Of Chinese each character is a word.
    private func isBoundary(_ place: Int) -> Bool {
        let left = scalar(before: place).flatMap { MatchSet.word.contains($0) ? $0 : nil }
        let right = place < text.count ? scalar(at: place) : nil
        guard let right, MatchSet.word.contains(right) else { return left != nil }
        guard let left else { return true }
        return left.properties.isIdeographic || right.properties.isIdeographic
    }
}
