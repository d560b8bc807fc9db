/// The language of a session (`lcid`).
enum KingdeeLanguage: Int, CaseIterable, Sendable {
    case simplifiedChinese = 2052
    case english = 1033
    case traditionalChinese = 3076

    /// Reads an `lcid`; what is none of the three becomes simplified Chinese.
    init(_ lcid: String) {
        self = Int(lcid).flatMap(KingdeeLanguage.init(rawValue:)) ?? .simplifiedChinese
    }

    /// The locale in the log-in reply.
    var locale: String {
        switch self {
        case .simplifiedChinese: "zh-CN"
        case .english: "en-US"
        case .traditionalChinese: "zh-TW"
        }
    }
}
