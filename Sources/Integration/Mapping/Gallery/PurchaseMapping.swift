/// An approved purchase request (采购申请) becomes a purchase requisition (采购申请单, `PUR_Requisition`).
package enum PurchaseMapping {
    /// What messages call the text as long as nobody has copied it to a file.
    package static let file = "purchase.yaml"

    /// The mapping file. Meant to be copied and changed: it explains itself.
    package static let yaml = """
        # From an approved purchase request in DingTalk to a purchase requisition in Kingdee. Beside it belong staff.csv
        # (userid,staff number), departments.csv (department id,number) and materials.csv (name in the form,number).

        process: PROC-5F1C0E0B-7D3A-4E55-9C4E-2B1F6A70D9C2   # the approval template
        form: PUR_Requisition
        number: FBillNo
        source: {field: F_DT_SourceId}

        head:
          FBillTypeID: {constant: CGSQD01_SYS, reference: FNUMBER}
          FBillNo: {from: number}
          FApplicationDate: {from: DDDateField_APPLIED, date: text}
          FRequestType: {constant: Material}
          FApplicationOrgId: {constant: "100", reference: FNumber}
          FApplicantId: {from: originator, dictionary: staff, reference: FSTAFFNUMBER}
          FApplicationDeptId: {from: DepartmentField_USE, ext: [itemId, id], dictionary: departments, reference: FNumber}
          FCurrencyId: {constant: PRE001, reference: FNumber}
          FExchangeTypeId: {constant: HLTX01_SYS, reference: FNumber}
          FNote:                               # a remark for large requests
            choose:
              - when: {sum: {table: TableField_MATERIALS, of: NumberField_QUANTITY}, at-least: 1000}
                then: {template: "大批量 ${TextField_PURPOSE}"}
              - else: {from: TextField_PURPOSE}
          F_DT_SourceId: {from: instance}

        rows:
          FEntity:
            from: TableField_MATERIALS
            when: {from: NumberField_QUANTITY, filled: true}   # rows without a quantity are left out
            fields:
              FRequireOrgId: {constant: "100", reference: FNumber}
              FMaterialId: {from: DDSelectField_MATERIAL, dictionary: materials, reference: FNumber}
              FUnitId: {constant: Pcs, reference: FNumber}
              FReqQty: {from: NumberField_QUANTITY, amount: yuan}
              FApproveQty: {from: NumberField_QUANTITY, amount: yuan}
              FPriceUnitId: {constant: Pcs, reference: FNumber}
              FPriceUnitQty: {from: NumberField_QUANTITY, amount: yuan}
              FBaseReqQty: {from: NumberField_QUANTITY, amount: yuan}
              FPurchaseOrgId: {constant: "100", reference: FNumber}
              FReceiveOrgId: {constant: "100", reference: FNumber}
              FArrivalDate: {from: DDDateField_NEEDED, date: text}
              FEntryNote: {from: TextField_SPEC, required: false}

        dictionaries:
          staff: {file: staff.csv}
          departments: {file: departments.csv}
          materials: {file: materials.csv}
          # Or asked of Kingdee, kept, and refreshed:
          # materials: {kingdee: {form: BD_MATERIAL, key: FName, value: FNumber, filter: "FForbidStatus='A'", refresh: 10m}}

        """
}
