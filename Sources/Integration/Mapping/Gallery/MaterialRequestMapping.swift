/// A filled material request of Yida (宜搭物料申请单) becomes a purchase requisition (采购申请单, `PUR_Requisition`).
package enum MaterialRequestMapping {
    /// The mapping file for a form with an approval. Meant to be copied and changed: it explains itself.
    package static let yaml = text(
        of: "form: FORM-4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T8, process: TPROC--4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T9")

    /// The same for plain data.
    package static let plainYAML = text(of: "form: FORM-7B1C9F52A8D6430EB4C3D2E1F0A9B8C7Y6U2")

    /// As the first, and the requisition gets the form's files.
    package static let filesYAML = text(
        of: "form: FORM-4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T8, process: TPROC--4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T9",
        more:
            "\n# Files of attachment and image components, also those in tables, hang on the requisition.\nattachments: true"
    )

    /// As the first two, for a core with several applications.
    package static let purchasingYAML = text(
        of: "app: APP_PBKT0MFBEBTDO8T7SLVP, form: FORM-4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T8, "
            + "process: TPROC--4D2E8A61B7C34F0F9D5E6A7B8C9D0E1FX5T9")
    package static let purchasingPlainYAML = text(
        of: "app: APP_PBKT0MFBEBTDO8T7SLVP, form: FORM-7B1C9F52A8D6430EB4C3D2E1F0A9B8C7Y6U2")
    /// For plain data of the second application.
    package static let storesYAML = text(
        of: "app: APP_ST0R7WXBEBTDO8T7SLVQ, form: FORM-2C8F7A40E9B15D36A7F4C0E3B2D1A9F8W3K6")

    private static func text(of form: String, more: String = "") -> String {
        """
        # From a filled Yida form to a purchase requisition in Kingdee. Beside it belong staff.csv (userid,staff number),
        # departments.csv (department id,number) and materials.csv (name in the form,number).
        #
        # Components are named by their ids (the form designer shows them); what stands behind a name shown is in the
        # component with _id. Also instance, title, originator, originatorName, originatorDepartment, serialNumber.
        # app: is the application, where the core has several.
        # process: is the code of a form with an approval; without it the form is plain data and counts at once.

        yida: {\(form)}
        form: PUR_Requisition
        number: FBillNo
        source: {field: F_DT_SourceId}
        # Text fields of the form that are told how it ended. They are not part of its content.
        write-back: {number: textField_m1q2w3e6, state: textField_m1q2w3e7, reason: textField_m1q2w3e8}\(more)

        head:
          FBillTypeID: {constant: CGSQD01_SYS, reference: FNUMBER}
          FBillNo: {from: number}
          FApplicationDate: {from: dateField_m1q2w3e3, date: milliseconds}
          FRequestType: {constant: Material}
          FApplicationOrgId: {constant: "100", reference: FNumber}
          FApplicantId: {from: originator, dictionary: staff, reference: FSTAFFNUMBER}
          FApplicationDeptId: {from: departmentSelectField_m1q2w3e2_id, item: 1, dictionary: departments, reference: FNumber}
          FCurrencyId: {constant: PRE001, reference: FNumber}
          FExchangeTypeId: {constant: HLTX01_SYS, reference: FNumber}
          FNote: {from: textField_m1q2w3e1}
          F_DT_SourceId: {from: instance}

        rows:
          FEntity:
            from: tableField_m1q2w3e4
            fields:
              FRequireOrgId: {constant: "100", reference: FNumber}
              FMaterialId: {from: selectField_m1q2w3f1, dictionary: materials, reference: FNumber}
              FUnitId: {constant: Pcs, reference: FNumber}
              FReqQty: {from: numberField_m1q2w3f2, amount: yuan}
              FApproveQty: {from: numberField_m1q2w3f2, amount: yuan}
              FPriceUnitId: {constant: Pcs, reference: FNumber}
              FPriceUnitQty: {from: numberField_m1q2w3f2, amount: yuan}
              FBaseReqQty: {from: numberField_m1q2w3f2, amount: yuan}
              FPurchaseOrgId: {constant: "100", reference: FNumber}
              FReceiveOrgId: {constant: "100", reference: FNumber}
              FArrivalDate: {from: dateField_m1q2w3f3, date: milliseconds}
              FEntryNote: {from: textField_m1q2w3f4, required: false}

        dictionaries:
          staff: {file: staff.csv}
          departments: {file: departments.csv}
          materials: {file: materials.csv}

        """
    }
}
