/// A purchase request (采购申请) becomes a purchase requisition (采购申请单): the shipped mapping with lists and an example.
enum PurchaseTemplate {
    static let template = GalleryTemplate(
        name: "purchase", summary: "an approved purchase request becomes a purchase requisition (PUR_Requisition)",
        chineseSummary: "采购申请审批 → 采购申请单",
        files: [
            .init(PurchaseMapping.file, PurchaseMapping.yaml), .init("staff.csv", staff),
            .init("departments.csv", departments), .init("materials.csv", materials),
            .init(GalleryTemplate.exampleFile, example),
            .init("core.yaml", GalleryCatalog.configuration(mapping: PurchaseMapping.file)),
        ])

    private static let staff = "# userid in DingTalk,staff number in Kingdee\n015226410000001,E0001\n"
    private static let departments = "# dept_id in DingTalk,department's number in Kingdee\n580000001,BM000001\n"
    private static let materials = "# as written in the form,material's number in Kingdee\n螺丝,M1\n螺母,M2\n"

    private static let example = #"""
        {
          "success": true,
          "result": {
            "title": "张伟提交的采购申请", "businessId": "202601151721000164729", "status": "COMPLETED", "result": "agree",
            "originatorUserId": "015226410000001", "originatorDeptId": "580000001",
            "formComponentValues": [
              {"id": "TextField_PURPOSE", "name": "申请事由", "componentType": "TextField", "value": "安全库存补货"},
              {"id": "DepartmentField_USE", "name": "使用部门", "componentType": "DepartmentField", "value": "研发部",
               "extValue": "[{\"itemId\":\"580000001\",\"name\":\"研发部\"}]"},
              {"id": "DDDateField_APPLIED", "name": "申请日期", "componentType": "DDDateField", "value": "2026-01-15"},
              {"id": "TableField_MATERIALS", "name": "物料明细", "componentType": "TableField",
               "value": "[{\"rowValue\":[{\"key\":\"DDSelectField_MATERIAL\",\"value\":\"螺丝\"},{\"key\":\"NumberField_QUANTITY\",\"value\":\"1000\"},{\"key\":\"DDDateField_NEEDED\",\"value\":\"2026-01-31\"}]},{\"rowValue\":[{\"key\":\"DDSelectField_MATERIAL\",\"value\":\"螺母\"},{\"key\":\"NumberField_QUANTITY\",\"value\":\"12.5\"},{\"key\":\"DDDateField_NEEDED\",\"value\":\"2026-01-31\"},{\"key\":\"TextField_SPEC\",\"value\":\"急用\"}]},{\"rowValue\":[{\"key\":\"DDSelectField_MATERIAL\",\"value\":\"螺母\"},{\"key\":\"NumberField_QUANTITY\",\"value\":\"null\"}]}]"}
            ]
          }
        }

        """#
}
