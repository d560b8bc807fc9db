/// An expense claim (费用报销) becomes an expense reimbursement (费用报销单).
enum ExpenseTemplate {
    static let template = GalleryTemplate(
        name: "expense", summary: "an approved expense claim becomes an expense reimbursement (ER_ExpReimbursement)",
        chineseSummary: "费用报销审批 → 费用报销单",
        files: [
            .init(ExpenseMapping.file, ExpenseMapping.yaml), .init("staff.csv", staff),
            .init("departments.csv", departments), .init(GalleryTemplate.exampleFile, example),
            .init("core.yaml", GalleryCatalog.configuration(mapping: ExpenseMapping.file)),
        ])

    private static let staff = """
        # userid in DingTalk,staff number in Kingdee
        015226410000001,E0001

        """

    private static let departments = """
        # dept_id in DingTalk,department's number in Kingdee
        580000001,BM000001

        """

    private static let example = #"""
        {
          "success": true,
          "result": {
            "title": "张伟提交的费用报销", "businessId": "202601151721000164728", "status": "COMPLETED", "result": "agree",
            "originatorUserId": "015226410000001", "originatorDeptId": "580000001",
            "formComponentValues": [
              {"id": "TextField_REASON", "name": "报销事由", "componentType": "TextField", "value": "客户拜访"},
              {"id": "InnerContactField_PAYEE", "name": "收款人", "componentType": "InnerContactField", "value": "张伟",
               "extValue": "[{\"emplId\":\"015226410000001\",\"name\":\"张伟\"}]"},
              {"id": "DepartmentField_COST", "name": "费用部门", "componentType": "DepartmentField", "value": "华东销售部",
               "extValue": "[{\"itemId\":\"580000001\",\"name\":\"华东销售部\"}]"},
              {"id": "NumberField_TOTALFEN", "name": "合计（分）", "componentType": "NumberField", "value": "120050"},
              {"id": "NumberField_OCCURRED", "name": "发生时间", "componentType": "NumberField", "value": "1768442400000"},
              {"id": "TableField_DETAIL", "name": "明细", "componentType": "TableField",
               "value": "[{\"rowValue\":[{\"key\":\"DDSelectField_ITEM\",\"value\":\"差旅费\"},{\"key\":\"MoneyField_AMOUNT\",\"value\":\"1,000.50\"},{\"key\":\"TextField_NOTE\",\"value\":\"高铁\"}]},{\"rowValue\":[{\"key\":\"DDSelectField_ITEM\",\"value\":\"办公费\"},{\"key\":\"MoneyField_AMOUNT\",\"value\":\"200\"},{\"key\":\"TextField_NOTE\",\"value\":\"null\"}]}]"}
            ]
          }
        }

        """#
}
