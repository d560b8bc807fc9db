import Seams

/// The files of one claimed item in a worker's hands.
struct FileTransfer {
    /// As they are to be stored.
    var files: [CarriedFile]
    /// A place among those who move files.
    let place: TransferLane.Place
    /// The part of the current file that was read last.
    var part: (start: Int64, bytes: [UInt8])?
    /// The link to the current file.
    var link: String?
    /// How many links in a row were no good.
    var deadLinks = 0
    var running = TransferLane.RunningHash()
    /// Blocks moved since the item was claimed.
    var blocks = 0
    private var changed: Set<Int> = []
    private var deeds: [Int: String] = [:]

    init(files: [CarriedFile], place: TransferLane.Place) {
        self.files = files
        self.place = place
    }

    /// The first that is not over.
    var next: Int? { files.firstIndex { !$0.isOver } }

    /// Notes that a file is to be stored, with what the audit log is to say.
    mutating func change(_ index: Int, deed: String? = nil) {
        changed.insert(index)
        if let deed { deeds[index] = deed }
    }

    /// Another file, or the same anew.
    mutating func startOver() {
        part = nil
        link = nil
        deadLinks = 0
        running = TransferLane.RunningHash()
    }

    /// The changes that are not stored yet.
    mutating func takeSteps() -> [FileStep] {
        defer { (changed, deeds) = ([], [:]) }
        return changed.sorted().map { FileStep(file: files[$0], deed: deeds[$0], count: files.count) }
    }
}
