/// An approved expense claim becomes, after its reimbursement, a voucher (凭证, `GL_VOUCHER`): one debit a row of the claim,
/// one credit of their sum.
package enum VoucherMapping {
    /// What messages call the text as long as nobody has copied it to a file.
    package static let file = "voucher.yaml"

    /// The mapping file. Meant to be copied and changed: it explains itself.
    package static let yaml = """
        # From an approved expense claim in DingTalk to a voucher in Kingdee, once its reimbursement is audited.
        #
        # Copy this file beside expense.yaml, then change accounts, book and voucher word to your ledger. Both files stand
        # under mapping: in core.yaml. Beside them belong staff.csv and departments.csv.

        process: PROC-B85623B4-A372-4684-BB61-1B7E046CE9A8   # the approval template
        form: GL_VOUCHER
        after: ER_ExpReimbursement                           # made when that document of the approval is audited
        key: FVOUCHERID                                      # vouchers have no FID
        number: {allotted: FVOUCHERGROUPNO}                  # the ledger numbers them, book by book and month by month
        source: {field: FEXPLANATION, in: FEntity}           # the approval's id: by it alone the voucher is found again

        head:
          FAccountBookID: {constant: "001", reference: FNumber}
          FDate: {from: NumberField_OCCURRED, date: milliseconds}
          FBUSDATE: {from: NumberField_OCCURRED, date: milliseconds}
          FYEAR: {from: NumberField_OCCURRED, date: milliseconds, part: year}
          FPERIOD: {from: NumberField_OCCURRED, date: milliseconds, part: month}
          FVOUCHERGROUPID: {constant: PRE001, reference: FNumber}
          FSystemID: {constant: GL, reference: FNumber}
          FACCBOOKORGID: {constant: "100", reference: FNumber}

        rows:
          FEntity:
            - from: TableField_DETAIL                        # debit: one row for each of the claim
              required: true
              fields:
                FEXPLANATION: {template: "${TextField_REASON} 报销单 ${document.ER_ExpReimbursement} 钉钉审批 ${instance}"}
                FACCOUNTID: {from: DDSelectField_ITEM, dictionary: accounts, reference: FNumber}
                FDetailID.FDETAILID__FFLEX5: {from: DepartmentField_COST, ext: [itemId, id], dictionary: departments, reference: FNumber}
                FCURRENCYID: {constant: PRE001, reference: FNumber}
                FEXCHANGERATETYPE: {constant: HLTX01_SYS, reference: FNumber}
                FEXCHANGERATE: {constant: 1}
                FAMOUNTFOR: {from: MoneyField_AMOUNT, amount: yuan, decimals: 2}
                FDEBIT: {from: MoneyField_AMOUNT, amount: yuan, decimals: 2}   # the ledger keeps cents
                FCREDIT: {constant: 0}
            - once: true                                     # credit: what the company owes its employee
              fields:
                FEXPLANATION: {template: "${TextField_REASON} 报销单 ${document.ER_ExpReimbursement} 钉钉审批 ${instance}"}
                FACCOUNTID: {constant: "2241", reference: FNumber}
                FDetailID.FDETAILID__FFLEX7: {from: InnerContactField_PAYEE, ext: emplId, dictionary: staff, reference: FNumber}
                FCURRENCYID: {constant: PRE001, reference: FNumber}
                FEXCHANGERATETYPE: {constant: HLTX01_SYS, reference: FNumber}
                FEXCHANGERATE: {constant: 1}
                # The sum of the rounded rows, not the rounded sum: otherwise half cents unbalance the voucher.
                FAMOUNTFOR: {sum: {table: TableField_DETAIL, of: {from: MoneyField_AMOUNT, amount: yuan, decimals: 2}}}
                FDEBIT: {constant: 0}
                FCREDIT: {sum: {table: TableField_DETAIL, of: {from: MoneyField_AMOUNT, amount: yuan, decimals: 2}}}

        dictionaries:
          staff: {file: staff.csv}
          departments: {file: departments.csv}
          accounts:                                          # expense items of the form, and their accounts
            差旅费: "6602.01"
            办公费: "6602.02"
            业务招待费: "6602.03"
            交通费: "6602.04"
            通讯费: "6602.05"

        """
}
