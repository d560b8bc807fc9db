import Seams

/// Texts of points in time as clients send them.
enum CivilTime {
    /// The seconds since the Unix epoch of a date and time of day without a zone; nil when there is no such one.
    static func seconds(_ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64, _ minute: Int64, _ second: Int64)
        -> Int64?
    {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1678...2261).contains(year), (1...12).contains(month), (1...lengths[Int(month) - 1]).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return ((era * 146_097 + dayOfEra - 719_468) * 24 + hour) * 3600 + minute * 60 + second
    }

    /// The whole numbers of `text` when it has exactly the shape of `pattern`, in which `0` stands for a digit.
    static func numbers(_ text: some StringProtocol, _ pattern: String) -> [Int64]? {
        guard text.utf8.count == pattern.utf8.count else { return nil }
        var numbers: [Int64] = []
        var current: Int64?
        for (byte, expected) in zip(text.utf8, pattern.utf8) {
            guard expected == UInt8(ascii: "0") else {
                guard byte == expected else { return nil }
                if let number = current { numbers.append(number) }
                current = nil
                continue
            }
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            current = (current ?? 0) * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        return numbers + (current.map { [$0] } ?? [])
    }
}

extension ShanghaiTime {
    /// Reads `yyyy-MM-dd HH:mm:ss` in Asia/Shanghai.
    static func time(_ text: String) -> Timestamp? {
        guard let parts = CivilTime.numbers(text, "0000-00-00 00:00:00"),
            let seconds = CivilTime.seconds(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
        else { return nil }
        return Timestamp(seconds: seconds - 8 * 3600)
    }
}

/// The new family's `yyyy-MM-dd'T'HH:mm:ssZ`.
enum InternetTime {
    /// With a `Z`, in UTC.
    static func text(_ time: Timestamp) -> String {
        ShanghaiTime.text(time - .seconds(8 * 3600)).replacing(" ", with: "T") + "Z"
    }

    /// Reads it with `Z`, `+0800` or `+08:00`; a plus sign that a query turned into a space is meant too.
    static func time(_ text: String) -> Timestamp? {
        guard text.utf8.count > 19, let parts = CivilTime.numbers(text.prefix(19), "0000-00-00T00:00:00"),
            let seconds = CivilTime.seconds(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5])
        else { return nil }
        let zone = text.dropFirst(19)
        guard zone != "Z" else { return Timestamp(seconds: seconds) }
        let isWest = zone.hasPrefix("-")
        guard isWest || zone.hasPrefix("+") || zone.hasPrefix(" "),
            let offset = CivilTime.numbers(zone.dropFirst(), "0000") ?? CivilTime.numbers(zone.dropFirst(), "00:00")
        else { return nil }
        let minutes = offset.count == 1 ? offset[0] / 100 * 60 + offset[0] % 100 : offset[0] * 60 + offset[1]
        return Timestamp(seconds: isWest ? seconds + minutes * 60 : seconds - minutes * 60)
    }
}
