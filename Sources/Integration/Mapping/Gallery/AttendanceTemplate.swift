/// An attendance result (考勤打卡结果) becomes a document of a form of one's own.
enum AttendanceTemplate {
    static let template = GalleryTemplate(
        name: "attendance", summary: "an attendance result becomes a document (XX_Attendance)",
        chineseSummary: "考勤打卡结果 → 考勤单",
        files: [
            .init("attendance.yaml", mapping), .init(GalleryTemplate.exampleFile, example),
            .init(
                "core.yaml",
                GalleryCatalog.configuration(mapping: "attendance.yaml", flow: "attendance: {every: 1h}\n")),
        ])

    static let mapping = """
        # From a result of DingTalk's attendance to a document of your own form in Kingdee: 'rehearsal forms XX_Attendance'
        # shows the one used here. A correction changes the same document.
        record: attendance
        form: XX_Attendance
        number: FBillNo                # our own number, by which the document is found again

        head:
          FEmpId: {from: staff, reference: FNumber, required: false}
          FUserId: {from: userid}
          FWorkDate: {from: workDate}
          FCheckType: {from: checkType}
          FPlanned: {from: planned, required: false}
          FChecked: {from: checked, required: false}      # nothing for who did not punch
          FTimeResult: {from: timeResult}                 # or in words: dictionary: results
          FLocationResult: {from: locationResult, required: false}
          FSource: {from: sourceType, required: false}

        # dictionaries:
        #   results: {Normal: 正常, Early: 早退, Late: 迟到, SeriousLate: 严重迟到, Absenteeism: 旷工, NotSigned: 未打卡}

        """

    private static let example = #"""
        {"number": "KQ8D8F12DD52R2GM7E8QMV", "userid": "015226410000001", "staff": "E0001", "workDate": "2026-01-15", "checkType": "OnDuty", "plan": "88001",
         "planned": "2026-01-15 09:00:00", "checked": "2026-01-15 08:55:10", "timeResult": "Normal",
         "locationResult": "Normal", "sourceType": "USER"}

        """#
}
