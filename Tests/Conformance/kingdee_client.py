"""The official Kingdee SDK, pointed at the fake, with its text replies parsed."""

import json

from k3cloud_webapi_sdk.main import K3CloudApiSdk


class KingdeeClient:
    """One signed client. Nothing of the SDK is patched; only JSON is parsed, which the SDK leaves to its callers."""

    def __init__(self, credentials: dict, **replaced: str):
        account = {**credentials, **replaced}
        self.sdk = K3CloudApiSdk(account["url"], timeout=20)
        self.sdk.InitConfig(
            account["acctId"], account["userName"], account["appId"], account["appSecret"], account["url"], 2052, 0)

    def call(self, operation: str, *arguments) -> dict:
        """`Result` of any operation, by the name of the SDK's own method."""
        return json.loads(getattr(self.sdk, operation)(*arguments))["Result"]

    def save(self, form: str, model: dict, **options) -> dict:
        """`Result` of a Save."""
        return json.loads(self.sdk.Save(form, {"Model": model, **options}))["Result"]

    def batch_save(self, form: str, models: list[dict], **options) -> dict:
        """`Result` of a BatchSave."""
        return json.loads(self.sdk.BatchSave(form, {"Model": models, **options}))["Result"]

    def operate(self, operation: str, form: str, **selection) -> dict:
        """The status block of Submit, Audit, UnAudit or Delete."""
        reply = getattr(self.sdk, operation)(form, {"CreateOrgId": 0, **selection})
        return json.loads(reply)["Result"]["ResponseStatus"]

    def view(self, form: str, **selection) -> dict:
        """`Result` of a View."""
        return json.loads(self.sdk.View(form, {"CreateOrgId": 0, "Number": "", "Id": "", **selection}))["Result"]

    def query(self, form: str, fields: str, condition="", **options) -> list:
        """The rows of an ExecuteBillQuery; on an error the platform's one odd row."""
        data = {
            "FormId": form, "FieldKeys": fields, "FilterString": condition, "OrderString": "", "TopRowCount": 0,
            "StartRow": 0, "Limit": 2000, "SubSystemId": "", **options,
        }
        return json.loads(self.sdk.ExecuteBillQuery(data))

    def query_error(self, form: str, fields: str, condition="") -> dict:
        """The status block that an ExecuteBillQuery hides in its single cell."""
        rows = self.query(form, fields, condition)
        assert len(rows) == 1 and len(rows[0]) == 1, rows
        return rows[0][0]["Result"]["ResponseStatus"]


def messages(status: dict) -> str:
    """All error texts of a status block."""
    return " / ".join(error["Message"] for error in status["Errors"])


def succeeded(result: dict) -> list[dict]:
    """The entities that a successful reply names."""
    status = result["ResponseStatus"]
    assert status["IsSuccess"] is True, messages(status)
    assert status["Errors"] == [] and "ErrorCode" not in status
    return status["SuccessEntitys"]


def failed(result: dict) -> tuple[int, str]:
    """Code and texts of a reply that refuses."""
    status = result["ResponseStatus"]
    assert (status["IsSuccess"], status["ErrorCode"]) == (False, 500), status
    return status["MsgCode"], messages(status)
