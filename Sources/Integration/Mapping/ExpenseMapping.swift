/// The mapping that ships with the core: the standard expense template (费用报销) to an expense reimbursement
/// (费用报销单, `ER_ExpReimbursement`).
package enum ExpenseMapping {
    /// What messages call the text as long as nobody has copied it to a file.
    package static let file = "expense.yaml"

    /// The mapping file. Meant to be copied and changed: it explains itself.
    package static let yaml = """
        # From an approved expense claim in DingTalk to an expense reimbursement in Kingdee.
        #
        # Copy this file, then change it to your approval form and your tenant. Beside it belong two lists, one pair a line:
        #   staff.csv        userid,staff number           015226410000001,E0001
        #   departments.csv  department id,number          580000001,BM000001
        #
        # A field takes its value by one of
        #   constant: FYBX001_SYS        the same for all
        #   from: MoneyField_AMOUNT      what the form's component with this id holds; also instance, businessId, title,
        #                                originator, originatorDepartment, number
        #   template: "${title} / ${instance}"
        # and may change it by, in this order,
        #   ext: emplId                  the id behind the shown name: people emplId, departments itemId
        #   item: 1                      one element of a list (date range, multiple choice)
        #   match: "([A-Z]+-[0-9]+)"     the part that a regular expression captures
        #   dictionary: expense-items    Kingdee's number for it; unknown: CI999 for what is not listed
        #   date: milliseconds | text    a day in zone: Asia/Shanghai; time: true keeps the time
        #   amount: cents | yuan         an exact number; decimals: 2 rounds half up
        #   default: "0"                 where nothing is filled in
        #   reference: FNumber           base data by number: {"FNumber": "…"}
        # An empty value is an error and puts the claim into the dead letter, unless the field says required: false.

        process: PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8   # the approval template
        form: ER_ExpReimbursement                            # Kingdee's form
        number: FBillNo                                      # our own number: Kingdee refuses it a second time
        source: {field: F_DT_SourceId}                       # the approval's id: by it we find the document again

        head:                                                # in the order in which Kingdee is to apply them
          FBillTypeID: {constant: FYBX001_SYS, reference: FNUMBER}
          FDate: {from: NumberField_OCCURRED, date: milliseconds, zone: Asia/Shanghai}
          FBillNo: {from: number}
          FProposerID: {from: InnerContactField_PAYEE, ext: emplId, dictionary: staff, reference: FSTAFFNUMBER}
          FRequestDeptID: {from: DepartmentField_COST, ext: [itemId, id], dictionary: departments, reference: FNumber}
          FExpenseDeptID: {from: DepartmentField_COST, ext: [itemId, id], dictionary: departments, reference: FNumber}
          FOrgID: {constant: "100", reference: FNumber}
          FExpenseOrgId: {constant: "100", reference: FNumber}
          FPayOrgId: {constant: "100", reference: FNumber}
          FCurrencyID: {constant: PRE001, reference: FNumber}
          FLocCurrencyID: {constant: PRE001, reference: FNumber}
          FExchangeTypeID: {constant: HLTX01_SYS, reference: FNumber}
          FCONTACTUNITTYPE: {constant: BD_Empinfo}
          FCONTACTUNIT: {from: InnerContactField_PAYEE, ext: emplId, dictionary: staff, reference: FNumber}
          FPaySettlleTypeID: {constant: JSFS04_SYS, reference: FNumber}   # Kingdee's own spelling
          FRequestType: {constant: "1"}
          FPayBox: {constant: "true"}
          FCausa: {template: "${TextField_REASON} 钉钉审批 ${instance}"}
          F_DT_SourceId: {from: instance}
          F_DT_TotalAmount: {from: NumberField_TOTALFEN, amount: cents}

        rows:
          FEntity:
            from: TableField_DETAIL
            fields:
              FExpID: {from: DDSelectField_ITEM, dictionary: expense-items, reference: FNumber}
              FInvoiceType: {constant: "0"}
              FExpenseDeptEntryID: {from: DepartmentField_COST, ext: [itemId, id], dictionary: departments, reference: FNumber}
              FTaxSubmitAmt: {from: MoneyField_AMOUNT, amount: yuan}
              FExpSubmitAmount: {from: MoneyField_AMOUNT, amount: yuan}
              FRequestAmount: {from: MoneyField_AMOUNT, amount: yuan}
              FExpenseAmount: {from: MoneyField_AMOUNT, amount: yuan}
              FRemark: {from: TextField_NOTE, required: false}

        dictionaries:
          staff: {file: staff.csv}
          departments: {file: departments.csv}
          expense-items:
            差旅费: CI001
            业务招待费: CI002
            办公费: CI003
            交通费: CI004
            通讯费: CI005

        """
}
