"""Kingdee documents as clients send them: the bodies that public code posts to real tenants, with invented values."""

from itertools import count

REIMBURSEMENT = "ER_ExpReimbursement"
REQUEST = "ER_ExpenseRequest"
VOUCHER = "GL_VOUCHER"
FORMS = (REIMBURSEMENT, REQUEST, VOUCHER)

PRIMARY_KEYS = {REIMBURSEMENT: "FID", REQUEST: "FID", VOUCHER: "FVOUCHERID"}

_numbers = count(1)


def fresh_number(prefix: str = "EXP-2026-") -> str:
    """A bill number that no other test uses."""
    return f"{prefix}{next(_numbers):06d}"


class Bills:
    """Makes documents for one employee of the running fakes' company."""

    def __init__(self, simulators):
        self.staff = simulators.employee()["staffNumber"]
        self.department = {"FNumber": simulators.employee()["departmentNumber"]}
        self.organization = {"FNumber": simulators.kingdee["organization"]}
        self.items = [item["number"] for item in simulators.credentials["expenseItems"]]

    def model(self, form: str, number: str = "") -> dict:
        """A complete document of `form` with the standard content."""
        if form == VOUCHER:
            return self.voucher()
        return self.reimbursement(number) if form == REIMBURSEMENT else self.request(number)

    def reimbursement(self, number: str, amounts=(100.0,), cause: str = "客户拜访", date: str = "2026-01-15") -> dict:
        """An expense reimbursement (费用报销单); `FPaySettlleTypeID` is the platform's own spelling."""
        return {
            "FID": 0, "FBillTypeID": {"FNUMBER": "FYBX001_SYS"}, "FDate": date, "FBillNo": number,
            "FProposerID": {"FSTAFFNUMBER": self.staff}, "FRequestDeptID": self.department,
            "FExpenseDeptID": self.department, "FOrgID": self.organization, "FExpenseOrgId": self.organization,
            "FPayOrgId": self.organization, "FCurrencyID": {"FNumber": "PRE001"},
            "FLocCurrencyID": {"FNumber": "PRE001"}, "FExchangeTypeID": {"FNumber": "HLTX01_SYS"},
            "FCONTACTUNITTYPE": "BD_Empinfo", "FCONTACTUNIT": {"FNumber": self.staff},
            "FPaySettlleTypeID": {"FNumber": "JSFS04_SYS"}, "FRequestType": "1", "FPayBox": "true",
            "FrefundBox": "false", "FCausa": cause,
            "FEntity": [self._expense(self.items[row % len(self.items)], amount) for row, amount in enumerate(amounts)],
            "FRecInvInfo": [{"FRecInv": {"FBillNo": "SP0001"}}],
        }

    def _expense(self, item: str, amount: float) -> dict:
        return {
            "FExpID": {"FNumber": item}, "FInvoiceType": "0", "FTaxSubmitAmt": amount, "FTaxRate": 0.0,
            "FTaxAmt": 0.0, "FExpenseDeptEntryID": self.department, "FExpSubmitAmount": amount,
            "FRequestAmount": amount, "FExpenseAmount": amount, "FRemark": "高铁",
        }

    def request(self, number: str, amount: float = 100.0) -> dict:
        """An expense request (费用申请单)."""
        return {
            "FID": 0, "FBillTypeID": {"FNUMBER": "FYSQ001_SYS"}, "FBillNo": number, "FDate": "2026-01-15",
            "FOrgID": self.organization, "FCostOrgID": self.organization, "FPayOrgID": self.organization,
            "FStaffID": {"FSTAFFNUMBER": self.staff}, "FDeptID": self.department, "FCostDeptID": self.department,
            "FCurrencyID": {"FNumber": "PRE001"}, "FLocCurrencyID": {"FNumber": "PRE001"},
            "FExchangeTypeID": {"FNumber": "HLTX01_SYS"}, "FTOCONTACTUNITTYPE": "BD_Empinfo",
            "FTOCONTACTUNIT": {"FNumber": self.staff}, "FReason": "出差", "FIsBorrow": False,
            "FEntity": [
                {
                    "FExpenseItemID": {"FNumber": self.items[0]}, "FOrgAmount": amount, "FLocAmount": amount,
                    "FCheckedOrgAmount": amount, "FEntryCostDeptID": self.department,
                }
            ],
        }

    def voucher(self, amount: float = 100.0) -> dict:
        """A voucher (凭证): the platform allots its number, so the marker is in the explanation."""
        explanation = f"报销 CVN:{fresh_number('exp-')}"
        common = {
            "FEXPLANATION": explanation, "FCURRENCYID": {"FNumber": "PRE001"},
            "FEXCHANGERATETYPE": {"FNumber": "HLTX01_SYS"}, "FEXCHANGERATE": 1, "FAMOUNTFOR": amount,
        }
        debit = {
            "FACCOUNTID": {"FNumber": "6602.01"}, "FDEBIT": amount, "FCREDIT": 0,
            "FDetailID": {"FDETAILID__FFLEX5": self.department},
        }
        credit = {"FACCOUNTID": {"FNumber": "1002"}, "FDEBIT": 0, "FCREDIT": amount}
        return {
            "FVOUCHERID": 0, "FAccountBookID": {"FNumber": "001"}, "FDate": "2026-01-31", "FBUSDATE": "2026-01-31",
            "FYEAR": 2026, "FPERIOD": 1, "FVOUCHERGROUPID": {"FNumber": "PRE001"}, "FVOUCHERGROUPNO": "",
            "FATTACHMENTS": 0, "FISADJUSTVOUCHER": "false", "FSystemID": {"FNumber": "GL"},
            "FSourceBillKey": {"FNumber": ""}, "FACCBOOKORGID": self.organization,
            "FEntity": [{**common, **debit}, {**common, **credit}],
        }
