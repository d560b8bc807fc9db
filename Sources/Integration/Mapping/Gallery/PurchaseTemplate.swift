/// A purchase request (采购申请) becomes a purchase requisition (采购申请单). Shows conditions, a remark for large ones, and a
/// dictionary that can be asked of Kingdee.
enum PurchaseTemplate {
    static let template = GalleryTemplate(
        name: "purchase", summary: "an approved purchase request becomes a purchase requisition (PUR_Requisition)",
        chineseSummary: "采购申请审批 → 采购申请单",
        files: [
            .init("purchase.yaml", mapping), .init("staff.csv", staff), .init("departments.csv", departments),
            .init("materials.csv", materials), .init(GalleryTemplate.exampleFile, example),
            .init("core.yaml", GalleryCatalog.configuration(mapping: "purchase.yaml")),
        ])

    private static let mapping = """
        # From an approved purchase request in DingTalk to a purchase requisition in Kingdee.
        process: PROC-C96734C5-B483-4795-CC72-2C8F157DFAB0   # the approval template
        form: PUR_Requisition
        number: FBillNo
        source: {field: F_DT_SourceId}

        # Requests for services do not become a requisition of materials.
        only-when: {from: DDSelectField_KIND, differs: 服务}

        head:
          FBillTypeID: {constant: CGSQD01_SYS, reference: FNUMBER}
          FApplicationDate: {from: DDDateField_DATE, date: text}
          FRequestType: {constant: Material}
          FApplicationOrgId: {constant: "100", reference: FNumber}
          FApplicantId: {from: originator, dictionary: staff, reference: FSTAFFNUMBER}
          FApplicationDeptId: {from: originatorDepartment, dictionary: departments, required: false, reference: FNumber}
          FCurrencyId: {constant: PRE001, reference: FNumber}
          FNote:
            choose:
              - when: {sum: {table: TableField_ITEMS, of: NumberField_QUANTITY}, at-least: 1000}
                then: {template: "大批量 ${TextField_REASON}"}
              - else: {from: TextField_REASON}

        rows:
          FEntity:
            from: TableField_ITEMS
            when: {from: NumberField_QUANTITY, filled: true}   # rows without a quantity are left out
            fields:
              FRequireOrgId: {constant: "100", reference: FNumber}
              FMaterialId: {from: TextField_MATERIAL, dictionary: materials, reference: FNumber}
              FUnitId: {constant: Pcs, reference: FNumber}
              FReqQty: {from: NumberField_QUANTITY, amount: yuan}
              FApproveQty: {from: NumberField_QUANTITY, amount: yuan}
              FPurchaseOrgId: {constant: "100", reference: FNumber}
              FReceiveOrgId: {constant: "100", reference: FNumber}
              FArrivalDate: {from: DDDateField_NEEDED, date: text, required: false}
              FEntryNote: {from: TextField_NOTE, required: false}

        dictionaries:
          staff: {file: staff.csv}
          departments: {file: departments.csv}
          materials: {file: materials.csv}
          # Or asked of Kingdee, kept, and refreshed:
          # materials: {kingdee: {form: BD_MATERIAL, key: FName, value: FNumber, filter: "FForbidStatus='A'", refresh: 10m}}

        """

    private static let staff = "# userid in DingTalk,staff number in Kingdee\n015226410000001,E0001\n"
    private static let departments = "# dept_id in DingTalk,department's number in Kingdee\n580000001,BM000001\n"
    private static let materials = "# as written in the form,material's number in Kingdee\n六角螺丝 M6,M1\n轴承 6204,M2\n"

    private static let example = #"""
        {
          "success": true,
          "result": {
            "title": "张伟提交的采购申请", "businessId": "202601151721000164729", "status": "COMPLETED", "result": "agree",
            "originatorUserId": "015226410000001", "originatorDeptId": "580000001",
            "formComponentValues": [
              {"id": "TextField_REASON", "name": "申请事由", "componentType": "TextField", "value": "安全库存补货"},
              {"id": "DDSelectField_KIND", "name": "类别", "componentType": "DDSelectField", "value": "物料"},
              {"id": "DDDateField_DATE", "name": "申请日期", "componentType": "DDDateField", "value": "2026-01-15"},
              {"id": "TableField_ITEMS", "name": "明细", "componentType": "TableField",
               "value": "[{\"rowValue\":[{\"key\":\"TextField_MATERIAL\",\"value\":\"六角螺丝 M6\"},{\"key\":\"NumberField_QUANTITY\",\"value\":\"1000\"},{\"key\":\"DDDateField_NEEDED\",\"value\":\"2026-01-31\"}]},{\"rowValue\":[{\"key\":\"TextField_MATERIAL\",\"value\":\"轴承 6204\"},{\"key\":\"NumberField_QUANTITY\",\"value\":\"12.5\"},{\"key\":\"TextField_NOTE\",\"value\":\"急用\"}]},{\"rowValue\":[{\"key\":\"TextField_MATERIAL\",\"value\":\"轴承 6204\"},{\"key\":\"NumberField_QUANTITY\",\"value\":\"null\"}]}]"}
            ]
          }
        }

        """#
}
