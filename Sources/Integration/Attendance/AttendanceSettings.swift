import Seams

/// How DingTalk's attendance results (考勤打卡结果) become Kingdee documents.
package struct AttendanceSettings: Hashable, Sendable {
    /// From one reading to the next, 1s ... 24h.
    package var every = Duration.seconds(3600)
    /// How many days before today are read again each time, 0 ... 60: results are corrected afterwards.
    package var rereadDays = 3
    /// How many days are read the first time, and at most after a long silence, 1 ... 179: DingTalk keeps half a year.
    package var lookbackDays = 7
    /// The departments whose people are read, with all below them.
    package var departments: [Int64] = [1]
    /// The Kingdee form of a result. Kingdee's own attendance objects are not documented, so that this is the team's.
    package var form = "XX_Attendance"
    /// The form's number field, in which our own number stands.
    package var numberField = "FBillNo"
    /// The form's primary key.
    package var keyField = "FID"
    /// What each field of the form gets: Kingdee's key, with dots for members of a reference, and one of
    /// `AttendanceRecord.names`, or a constant after an equals sign.
    package var fields: [Field] = AttendanceSettings.standardFields
    /// How many documents are saved in one call, 1 ... 100.
    package var batch = 50

    /// One field of the document.
    package struct Field: Hashable, Sendable {
        /// Such as `FEmpId.FNumber`.
        package var key: String
        /// Such as `staff`, or `=100`.
        package var value: String
    }

    /// The fields of the example form.
    static let standardFields = [
        Field(key: "FEmpId.FNumber", value: "staff"), Field(key: "FUserId", value: "userid"),
        Field(key: "FWorkDate", value: "workDate"), Field(key: "FCheckType", value: "checkType"),
        Field(key: "FPlanned", value: "planned"), Field(key: "FChecked", value: "checked"),
        Field(key: "FTimeResult", value: "timeResult"), Field(key: "FLocationResult", value: "locationResult"),
        Field(key: "FSource", value: "sourceType"),
    ]

    package init() {}
}

extension AttendanceSettings {
    /// Reads `attendance:`; nil when there is no such section.
    init?(in root: inout SettingsSection) {
        guard root.has("attendance") else {
            _ = root.section("attendance")
            return nil
        }
        self.init()
        var section = root.section("attendance")
        section.read("every", into: &every, in: .seconds(1) ... .seconds(86_400))
        section.read("reread", into: &rereadDays, in: 0...60)
        section.read("lookback", into: &lookbackDays, in: 1...179)
        section.read("form", into: &form)
        section.read("numberField", into: &numberField)
        section.read("keyField", into: &keyField)
        section.read("batch", into: &batch, in: 1...100)
        var texts = departments.map(String.init)
        section.readList("departments", into: &texts)
        departments = texts.compactMap { text in
            if Int64(text) == nil { section.reject("departments", "has '\(text)'; write department ids such as 1") }
            return Int64(text)
        }
        if section.has("fields") {
            var listed = section.section("fields")
            fields = listed.keys.compactMap { key in
                guard let value = listed.text(key) else { return nil }
                if !value.hasPrefix("="), !AttendanceRecord.names.contains(value) {
                    listed.reject(
                        key,
                        "is '\(value)'; write one of \(AttendanceRecord.names.joined(separator: ", ")), "
                            + "or a constant such as '=100'")
                }
                return Field(key: key, value: value)
            }
            if fields.isEmpty { section.reject("fields", "is empty; write for example fields: {FUserId: userid}") }
        } else {
            _ = section.section("fields")
        }
        section.finish()
    }
}
