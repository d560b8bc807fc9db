/// Finds document numbers in free text: those that a run's documents bear, and those that look as if one did.
///
/// A word is a run of ASCII letters and digits; any other character belongs to words when a number of this run
/// contains it, so that `EXP-A-1` stays whole. Chinese text ends a word: it often stands beside a number without a space.
struct NumberReader {
    /// What a look-alike must share with the run's own numbers.
    private struct Shape: Hashable {
        var letters: Substring
        var length: Int
    }

    /// Runs of digits shorter than this are amounts, years and counts rather than somebody else's number.
    private static let digitsMin = 8
    /// Fewer leading letters than this say nothing: hexadecimal texts begin with one by chance.
    private static let lettersMin = 2

    private let joiners: Set<Character>
    private let shapes: Set<Shape>

    /// Knows the numbers of each form, in upper case, and others that only the core knows.
    init(_ numbersByForm: [String: Set<String>], others: Set<String>) {
        let numbers = numbersByForm.values.joined() + Array(others)
        joiners = Set(numbers.joined().filter { !NumberReader.isPlain($0) && !$0.isWhitespace })
        shapes = Set(numbersByForm.values.compactMap(NumberReader.commonShape))
    }

    /// The words of `text` in upper case, each once, in their order.
    func words(of text: String) -> [String] {
        var seen: Set<String> = []
        let words = text.uppercased().split { !NumberReader.isPlain($0) && !joiners.contains($0) }
        return words.map(NumberReader.trimmed).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// Whether a word that is the number of some document can be meant as that.
    func isTelling(_ word: String) -> Bool {
        !word.allSatisfy(NumberReader.isDigit) || word.count >= NumberReader.digitsMin
    }

    /// Whether a word that is no number of this run has the leading letters and the length that most numbers of one form
    /// have.
    func looksLikeANumber(_ word: String) -> Bool {
        guard word.contains(where: NumberReader.isDigit) else { return false }
        return NumberReader.shape(of: word).map(shapes.contains) ?? false
    }

    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// Without the punctuation at its ends, which belongs to the sentence.
    private static func trimmed(_ word: Substring) -> String {
        let isPunctuation = { (character: Character) in !character.isLetter && !character.isNumber }
        return String(word.drop(while: isPunctuation).reversed().drop(while: isPunctuation).reversed())
    }

    private static func isPlain(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber)
    }

    private static func shape(of word: String) -> Shape? {
        let letters = word.prefix { $0.isASCII && $0.isLetter }
        return letters.count >= lettersMin ? Shape(letters: letters, length: word.count) : nil
    }

    /// The shape of more than half of a form's numbers; nil when they have none in common.
    private static func commonShape(_ numbers: Set<String>) -> Shape? {
        Dictionary(grouping: numbers.compactMap(shape), by: \.self).first { $0.value.count * 2 > numbers.count }?.key
    }
}
