import Simulators

/// Documents as clients send them: the bodies of sections 6.8 to 6.10 of the reference (kingdee.md), with the people of
/// the bench's company.
enum KingdeeModels {
    static func reimbursement(_ number: String = "EXP-2026-000042") -> JSON {
        [
            "FID": 0, "FBillTypeID": ["FNUMBER": "FYBX001_SYS"], "FDate": "2026-01-15", "FBillNo": .string(number),
            "FProposerID": ["FSTAFFNUMBER": "E0001"], "FRequestDeptID": ["FNumber": "BM000001"],
            "FExpenseDeptID": ["FNumber": "BM000001"], "FOrgID": ["FNumber": "100"],
            "FExpenseOrgId": ["FNumber": "100"],
            "FPayOrgId": ["FNumber": "100"], "FCurrencyID": ["FNumber": "PRE001"],
            "FLocCurrencyID": ["FNumber": "PRE001"],
            "FExchangeTypeID": ["FNumber": "HLTX01_SYS"], "FCONTACTUNITTYPE": "BD_Empinfo",
            "FCONTACTUNIT": ["FNumber": "E0001"], "FPaySettlleTypeID": ["FNumber": "JSFS04_SYS"], "FRequestType": "1",
            "FPayBox": "true", "FrefundBox": "false", "FCausa": "客户拜访", "FEntity": [row("CI001", "100.0", "高铁")],
            "FRecInvInfo": [["FRecInv": ["FBillNo": "SP0001"]]],
        ]
    }

    static func row(_ item: String, _ amount: String, _ remark: String) -> JSON {
        [
            "FExpID": ["FNumber": .string(item)], "FInvoiceType": "0", "FTaxSubmitAmt": .number("94.34"),
            "FTaxRate": .number("6.0"), "FTaxAmt": .number("5.66"), "FExpenseDeptEntryID": ["FNumber": "BM000001"],
            "FExpSubmitAmount": .number(amount), "FRequestAmount": .number(amount), "FExpenseAmount": .number(amount),
            "FRemark": .string(remark),
        ]
    }

    static let request: JSON = [
        "FID": 0, "FBillTypeID": ["FNUMBER": "FYSQ001_SYS"], "FDate": "2026-01-15", "FOrgID": ["FNumber": "100"],
        "FCostOrgID": ["FNumber": "100"], "FPayOrgID": ["FNumber": "100"], "FStaffID": ["FSTAFFNUMBER": "E0001"],
        "FDeptID": ["FNumber": "BM000001"], "FCostDeptID": ["FNumber": "BM000001"],
        "FCurrencyID": ["FNumber": "PRE001"],
        "FLocCurrencyID": ["FNumber": "PRE001"], "FExchangeTypeID": ["FNumber": "HLTX01_SYS"],
        "FTOCONTACTUNITTYPE": "BD_Empinfo", "FTOCONTACTUNIT": ["FNumber": "E0001"], "FReason": "出差", "FIsBorrow": false,
        "FEntity": [
            [
                "FExpenseItemID": ["FNumber": "CI001"], "FOrgAmount": .number("100.0"), "FLocAmount": .number("100.0"),
                "FCheckedOrgAmount": .number("100.0"), "FEntryCostDeptID": ["FNumber": "BM000001"],
            ]
        ],
    ]

    static let voucher: JSON = [
        "FVOUCHERID": 0, "FAccountBookID": ["FNumber": "001"], "FDate": "2026-01-31", "FBUSDATE": "2026-01-31",
        "FYEAR": 2026, "FPERIOD": 1, "FVOUCHERGROUPID": ["FNumber": "PRE001"], "FVOUCHERGROUPNO": "", "FATTACHMENTS": 0,
        "FISADJUSTVOUCHER": "false", "FSystemID": ["FNumber": "GL"], "FSourceBillKey": ["FNumber": ""],
        "FACCBOOKORGID": ["FNumber": "100"],
        "FEntity": [
            posting("6602.01", debit: "100.0", credit: "0").with(
                ["FDetailID": ["FDETAILID__FFLEX5": ["FNumber": "BM000001"]]]),
            posting("1002", debit: "0", credit: "100.0"),
        ],
    ]

    static func posting(_ account: String, debit: String, credit: String) -> JSON {
        [
            "FEXPLANATION": "报销 CVN:exp-42", "FACCOUNTID": ["FNumber": .string(account)],
            "FCURRENCYID": ["FNumber": "PRE001"], "FEXCHANGERATETYPE": ["FNumber": "HLTX01_SYS"], "FEXCHANGERATE": 1,
            "FAMOUNTFOR": .number("100.0"), "FDEBIT": .number(debit), "FCREDIT": .number(credit),
        ]
    }
}
