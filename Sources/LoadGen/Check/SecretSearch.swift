package import Simulators

/// Looks for the run's secrets in what the system under test wrote, line by line.
///
/// Finds a value as it stands, in one line. What it returns never holds a value: each is replaced, of whichever secret.
package struct SecretSearch: Sendable {
    /// A value that must not be seen, and what reports call it.
    package struct Secret: Hashable, Sendable {
        /// The name, such as `dingtalk.appSecret`.
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What stands in facts for a value.
    package static let mask = "•••"
    /// Shorter values would be found by chance.
    package static let charactersMin = 6
    /// A secret is reported so often and no more: a core that logs it with each call must not flood the history.
    package static let reportsMax = 10
    /// How much of a long line is kept on each side of the value.
    private static let contextMax = 200

    /// The place searched, such as `core.log`.
    package let place: String
    /// How many lines were searched.
    package private(set) var lines = 0
    /// The longest value first, so that one that contains another is masked whole.
    private let secrets: [Secret]
    /// By byte, whether a value begins with it: a log of many megabytes is searched in one pass.
    private let begins: [Bool]
    private var reports: [String: Int] = [:]

    /// Looks for `secrets` in `place`. Values that are too short are left out.
    package init(place: String, secrets: [Secret]) {
        self.place = place
        self.secrets = secrets.filter { $0.value.count >= SecretSearch.charactersMin }
            .sorted { ($1.value.count, $0.name) < ($0.value.count, $1.name) }
        var begins = [Bool](repeating: false, count: 256)
        for byte in self.secrets.compactMap(\.value.utf8.first) { begins[Int(byte)] = true }
        self.begins = begins
    }

    /// Searches one line: a `secretShown` for the first secret in it that is still to be reported, else nil.
    package mutating func search(_ line: String) -> HistoryFact? {
        lines += 1
        let shown = secrets(in: line)
        guard let secret = shown.first(where: { reports[$0.name, default: 0] < SecretSearch.reportsMax }) else {
            return nil
        }
        reports[secret.name, default: 0] += 1
        let masked = shown.reduce(line) { $0.replacing($1.value, with: SecretSearch.mask) }
        return .secretShown(place: place, secret: secret.name, line: SecretSearch.excerpt(masked))
    }

    /// The proof that somebody looked, to be recorded at the end.
    package var summary: HistoryFact { .logSearched(place: place, lines: lines) }

    private func secrets(in line: String) -> [Secret] {
        var line = line
        let found = line.withUTF8 { bytes in
            var found: Set<Secret> = []
            for offset in bytes.indices where begins[Int(bytes[offset])] {
                let rest = bytes[offset...]
                found.formUnion(secrets.lazy.filter { rest.starts(with: $0.value.utf8) })
            }
            return found
        }
        return secrets.filter(found.contains)
    }

    private static func excerpt(_ line: String) -> String {
        guard let found = line.firstRange(of: mask), line.count > 2 * contextMax else { return line }
        let head = line[..<found.lowerBound]
        let tail = line[found.lowerBound...]
        return (head.count > contextMax ? "…" : "") + head.suffix(contextMax) + tail.prefix(contextMax)
            + (tail.count > contextMax ? "…" : "")
    }
}

extension SecretSearch {
    /// The secrets that a world was made with, and the token of the core's operator API when it has one.
    ///
    /// With the personal fields that people of the workload write into their claims, as they write them and plainly.
    package static func secrets(
        dingTalk: DingTalkWorld, kingdee: KingdeeWorld, monitorToken: String?, claims: [Claim] = []
    ) -> [Secret] {
        let personal = claims.flatMap { claim in
            claim.personalData.sorted { $0.key < $1.key }.flatMap { kind, value in
                Set([value, PersonalData.number(in: value)]).sorted().map { Secret("\(claim.id).\(kind)", $0) }
            }
        }
        return personal + secrets(of: dingTalk, kingdee, monitorToken)
    }

    private static func secrets(
        of dingTalk: DingTalkWorld, _ kingdee: KingdeeWorld, _ monitorToken: String?
    ) -> [Secret] {
        [
            Secret("dingtalk.appSecret", dingTalk.appSecret), Secret("dingtalk.callbackToken", dingTalk.callbackToken),
            Secret("dingtalk.aesKey", dingTalk.callbackAESKey), Secret("kingdee.password", kingdee.password),
            Secret("kingdee.appSecret", kingdee.appSecret),
        ] + dingTalk.robots.map { Secret("dingtalk.robots.\($0.name)", $0.accessToken(in: dingTalk.number)) }
            + (monitorToken.map { [Secret("monitor.token", $0)] } ?? [])
    }
}
