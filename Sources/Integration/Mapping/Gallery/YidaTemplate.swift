/// A filled Yida form becomes a purchase requisition. Shows components by id, a table, and what is written back.
enum YidaTemplate {
    static let template = GalleryTemplate(
        name: "yida", summary: "a filled Yida form becomes a purchase requisition (PUR_Requisition)",
        chineseSummary: "宜搭表单 → 采购申请单，结果写回表单",
        files: [
            .init("yida.yaml", MaterialRequestMapping.yaml), .init("staff.csv", staff),
            .init("departments.csv", departments), .init("materials.csv", materials),
            .init(GalleryTemplate.exampleFile, example),
            .init("core.yaml", GalleryCatalog.configuration(mapping: "yida.yaml") + section),
        ])

    private static let section = """
        yida:                             # secret: REHEARSAL_YIDA_SYSTEM_TOKEN
          appType: APP_YOURS              # the application's code
          user: YOUR-USERID               # in whose name forms are read; it must see them all

        """

    private static let staff = "# userid in DingTalk,staff number in Kingdee\n015226410000001,E0001\n"
    private static let departments = "# dept_id in DingTalk,department's number in Kingdee\n580000001,BM000001\n"
    private static let materials = "# as written in the form,material's number in Kingdee\n螺丝,M1\n螺母,M2\n"

    private static let example = #"""
        {
          "processInstanceId": "f30233fb-72e1-4af4-8cb8-c7e0ea9ee530",
          "formUuid": "FORM-4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T8",
          "title": "张伟发起的物料申请单", "instanceStatus": "COMPLETED", "approvedResult": "agree", "version": 1,
          "originator": {"userId": "015226410000001", "name": {"nameInChinese": "张伟", "type": "i18n"}, "deptName": "研发部"},
          "data": {
            "textField_m1q2w3e1": "安全库存补货",
            "departmentSelectField_m1q2w3e2": ["研发部"], "departmentSelectField_m1q2w3e2_id": ["580000001"],
            "dateField_m1q2w3e3": 1768406400000,
            "tableField_m1q2w3e4": [
              {"selectField_m1q2w3f1": "螺丝", "selectField_m1q2w3f1_id": "螺丝", "numberField_m1q2w3f2": 1000,
               "numberField_m1q2w3f2_value": "1000", "dateField_m1q2w3f3": 1769788800000},
              {"selectField_m1q2w3f1": "螺母", "selectField_m1q2w3f1_id": "螺母", "numberField_m1q2w3f2": 12.5,
               "numberField_m1q2w3f2_value": "12.5", "dateField_m1q2w3f3": 1769788800000, "textField_m1q2w3f4": "急用"}
            ]
          }
        }

        """#
}
