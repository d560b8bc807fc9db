"""Approval forms as people fill them in: the values of the fakes' standard expense template."""

import json

LABELS = {
    "TextField_REASON": "报销事由", "InnerContactField_PAYEE": "报销人", "DepartmentField_COST": "费用承担部门",
    "NumberField_TOTALFEN": "合计（分）", "MoneyField_LOAN": "冲借款金额（元）",
    "NumberField_OCCURRED": "业务时间（毫秒）", "DDDateField_PAYBY": "期望付款日期",
    "DDDateRangeField_TRIP": '["开始时间","结束时间"]', "DDSelectField_PAYMENT": "付款方式",
    "TableField_DETAIL": "费用明细", "TextareaField_REMARK": "备注",
}


def values(simulators, reason: str = "客户拜访：华东", amounts=("94.34", "1005.005")) -> dict[str, str]:
    """Component id to value. Every value is text; lists are JSON inside it, as the platform wants them."""
    employee, items = simulators.employee(), simulators.credentials["expenseItems"]
    rows = [
        [
            {"name": "费用项目", "value": items[index % len(items)]["label"]}, {"name": "金额（元）", "value": amount},
            {"name": "发生日期", "value": "2026-01-15"}, {"name": "说明", "value": "高铁"},
        ]
        for index, amount in enumerate(amounts)
    ]
    return {
        "TextField_REASON": reason,
        "InnerContactField_PAYEE": json.dumps([employee["userid"]]),
        "DepartmentField_COST": str(employee["departmentId"]),
        "NumberField_TOTALFEN": "109935",
        "NumberField_OCCURRED": "1768492799000",
        "DDDateRangeField_TRIP": '["2026-01-14","2026-01-15"]',
        "DDSelectField_PAYMENT": "银行转账",
        "TableField_DETAIL": json.dumps(rows, ensure_ascii=False),
    }


def named(filled: dict[str, str]) -> list[dict[str, str]]:
    """The same values as the start calls of both API families want them: by name."""
    return [{"name": LABELS[component], "value": value} for component, value in filled.items()]
