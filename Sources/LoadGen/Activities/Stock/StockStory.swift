import Seams
import Simulators

/// What happened to the stock of a run, and what people were told of it: from the history alone.
struct StockStory {
    /// A message that somebody got.
    struct Message: Hashable {
        var users: [String]
        var text: String
        var moment: Moment
    }

    /// A time below the threshold.
    struct Dip: Hashable {
        /// The quantities that lay there meanwhile.
        var quantities: [Int]
        var began: Moment
        /// When it was over; nil when it still is not.
        var ended: Timestamp?
        /// When the time before, in which all was right, began.
        var calmSince: Timestamp
        /// The messages with one of its figures.
        var messages: [Message] = []

        /// Whether it, and the recovery before it, lasted long enough for a system that looks now and then to see both.
        /// Where no bounds of time hold, since anything may have gone wrong for any time, only one that still lasts.
        func mustBeTold(within bound: Duration, at now: Timestamp, isHurried: Bool) -> Bool {
            guard isHurried || ended == nil else { return false }
            return (ended ?? now) - began.time >= bound && began.time - calmSince >= bound
        }
    }

    /// A material with its dips.
    struct Place: Hashable {
        var material: String
        var threshold: Int
        /// Who is to be told.
        var users: [String]
        var within: Duration
        var dips: [Dip] = []
        var calmSince: Timestamp?
        /// Messages that name the material with figures that it never had.
        var wrong: [Message] = []
    }

    private static let sending = "message/corpconversation/asyncsend_v2"

    private(set) var places: [Place] = []
    /// Who came, went or changed departments during the run: whether a message reaches them is a matter of moments.
    private(set) var moved: Set<String> = []
    /// When a call that sends was carried out and its reply lost.
    private(set) var unanswered: [Timestamp] = []

    mutating func add(_ event: HistoryEvent) {
        let moment = Moment(time: event.time, sequence: event.sequence)
        switch event.fact {
        case .activity(StockActivity.key, "watch", let material, let detail, _):
            guard let threshold = Int(detail["threshold"] ?? ""), let bound = Duration(unitText: detail["within"] ?? "")
            else { return }
            let users = (detail["users"] ?? "").split(separator: ",").map(String.init)
            places.append(Place(material: material, threshold: threshold, users: users, within: bound))
        case .activity(StockActivity.key, "move", let material, let detail, _):
            guard let quantity = Int(detail["quantity"] ?? ""),
                let index = places.firstIndex(where: { $0.material == material })
            else { return }
            places[index].move(to: quantity, moment)
        case .notificationSent(let users, let text):
            let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map(String.init)
            for index in places.indices where words.contains(places[index].material) {
                places[index].told(words, Message(users: users, text: text, moment: moment))
            }
        case .activity(OrganisationActivity.key, let action, _, let detail, _) where action != "rename":
            if let user = detail["user"] { moved.insert(user) }
        case .callCut(_, .dingTalk, StockStory.sending, _, true, _): unanswered.append(event.time)
        default: break
        }
    }
}

extension StockStory.Place {
    fileprivate mutating func move(to quantity: Int, _ moment: Moment) {
        let isOpen = dips.last.map { $0.ended == nil } ?? false
        switch (quantity < threshold, isOpen) {
        case (true, true): dips[dips.count - 1].quantities.append(quantity)
        case (true, false):
            let calm = calmSince ?? Timestamp(nanoseconds: 0)
            dips.append(StockStory.Dip(quantities: [quantity], began: moment, calmSince: calm))
        case (false, true):
            dips[dips.count - 1].ended = moment.time
            calmSince = moment.time
        case (false, false): break
        }
    }

    fileprivate mutating func told(_ words: [String], _ message: StockStory.Message) {
        let figures = words.compactMap { Int($0) }
        guard figures.contains(threshold),
            let index = dips.lastIndex(where: { dip in dip.quantities.contains { figures.contains($0) } })
        else { return wrong.append(message) }
        dips[index].messages.append(message)
    }
}
