import Seams

/// Files that clients uploaded, by media id. Only what messages need to know is kept, not the bytes.
struct MediaStore: Sendable {
    struct Medium: Hashable, Sendable {
        let kind: MediaKind
        let name: String
        let bytes: Int
        let created: Timestamp
    }

    private var media: [String: Medium] = [:]

    subscript(id: String) -> Medium? { media[id] }

    /// Keeps a file; returns its id, in the shape of the platform's (`@lADPBY0V…`).
    mutating func add(_ medium: Medium, _ step: DingTalkStep) -> String {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        let id = "@lADP" + step.randomness.text(27, from: letters, "dingtalk.media")
        media[id] = medium
        return id
    }
}

/// What `type` of an upload may be, with its largest size and the endings of its files (「上传媒体文件」).
enum MediaKind: String, Sendable {
    case image, voice, video, file

    var bytesMax: Int {
        switch self {
        case .image, .video, .file: 20 << 20
        case .voice: 2 << 20
        }
    }

    var endings: Set<String> {
        switch self {
        case .image: ["jpg", "jpeg", "gif", "png", "bmp"]
        case .voice: ["amr", "mp3", "wav"]
        case .video: ["mp4"]
        case .file: ["doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "pdf", "rar"]
        }
    }
}
