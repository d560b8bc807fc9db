"""kingdee-mcp, a server that lets language models use Kingdee, works with the fake as it is installed."""

import base64

import pytest

from bills import REIMBURSEMENT, REQUEST, Bills, fresh_number
from mcp_server import McpServer

pytestmark = pytest.mark.client("kingdee-mcp")


@pytest.fixture(scope="module")
def server(simulators, tmp_path_factory):
    """One process for all tests here."""
    with McpServer(simulators.kingdee, tmp_path_factory.mktemp("mcp")) as running:
        yield running


@pytest.fixture
def call(server, kingdee, using):
    """Asks the server, which has logged in to the fresh world before, whatever ran last."""
    with using(None):
        server.call("kingdee_query_bills", form_id=REIMBURSEMENT)
    return server.call


@pytest.fixture
def bills(simulators):
    return Bills(simulators)


@pytest.fixture
def save(call, bills):
    def make(number: str) -> dict:
        return call("kingdee_save_bill", form_id=REIMBURSEMENT, model=bills.reimbursement(number))
    return make


def test_a_bill_is_saved_submitted_audited_and_taken_back(call, save):
    number = fresh_number("MCP-")
    saved = save(number)
    assert (saved["success"], saved["bill_no"]) == (True, number)
    identity = {"form_id": REIMBURSEMENT, "bill_ids": [str(saved["fid"])]}
    question = {
        "form_id": REIMBURSEMENT, "field_keys": "FBillNo,FDocumentStatus", "filter_string": f"FBillNo='{number}'"}
    for step, letter in (("submit", "B"), ("audit", "C"), ("unaudit", "D")):
        answer = call(f"kingdee_{step}_bills", **identity)
        assert (answer["success"], answer["succeeded_ids"]) == (True, [str(saved["fid"])])
        assert call("kingdee_query_bills", **question)["data"] == [[number, letter]]
    assert call("kingdee_delete_bills", **identity)["success"] is True
    assert call("kingdee_query_bills", **question)["count"] == 0


def test_a_number_is_used_only_once(save):
    number = fresh_number("MCP-")
    assert save(number)["success"] is True
    refused = save(number)
    assert refused["success"] is False and number in refused["errors"][0]["raw_message"]
    assert refused["response_status"]["MsgCode"] == 11


def test_a_bill_is_viewed(call, save):
    number = fresh_number("MCP-")
    document = call(
        "kingdee_view_bill", form_id=REIMBURSEMENT, bill_id=str(save(number)["fid"]), mode="full")["Result"]["Result"]
    assert document["BillNo"] == number and document["DocumentStatus"] == "A"


def test_it_learns_a_form_from_the_metadata(call):
    fields = call("kingdee_get_fields", form_id=REIMBURSEMENT, verbose=True)["metadata"]
    assert {"FBillNo", "FProposerID", "FCausa"} <= {field["name"] for field in fields["main_fields"]}
    assert "FProposerID" in fields["main_required_fields"]


def test_it_recognises_every_field_of_a_bill(save):
    assert save(fresh_number("MCP-")).get("unknown_fields", []) == []


def test_pages_of_bills(call, save):
    numbers = [fresh_number("MCPAGE-") for _ in range(3)]
    for number in numbers:
        assert save(number)["success"] is True
    pages = [
        call("kingdee_query_bills", form_id=REIMBURSEMENT, field_keys="FBillNo", order_string="FID ASC",
             filter_string="FBillNo like 'MCPAGE-%'", start_row=start, limit=2) for start in (0, 2)]
    assert [row[0] for page in pages for row in page["data"]] == numbers
    assert [page["count"] for page in pages] == [2, 1]


def test_a_submitted_bill_is_taken_back(call, save):
    identity = {"form_id": REIMBURSEMENT, "bill_ids": [str(save(fresh_number("MCP-"))["fid"])]}
    assert call("kingdee_cancel_bills", **identity)["success"] is False  # not submitted yet
    call("kingdee_submit_bills", **identity)
    assert call("kingdee_cancel_bills", **identity)["success"] is True


@pytest.mark.api("Form BD_Empinfo")
def test_base_data_is_forbidden_and_enabled(call, bills):
    for tool in ("kingdee_forbid_bills", "kingdee_enable_bills"):
        assert call(tool, form_id="BD_Empinfo", bill_nos=[bills.staff])["success"] is True


def test_a_lost_session_is_replaced_and_the_write_sent_once_more(call, save, kingdee):
    number = fresh_number("MCP-")
    assert call("kingdee_query_bills", form_id=REIMBURSEMENT)["count"] == 0
    kingdee.arm({"fault": "session-expired", "on": "kingdee.Save", "attempts": "1"})
    assert save(number)["success"] is True
    assert len(kingdee.facts("documentSaved")) == 1  # the first one was refused


def test_a_server_fault_reads_as_nothing_found(call, kingdee):
    kingdee.arm({"fault": "error-reply", "on": "kingdee.ExecuteBillQuery", "reason": "response_error"})
    assert call("kingdee_query_bills", form_id=REIMBURSEMENT)["count"] == 0  # this client's own mistake


def test_an_outage_is_told(call, kingdee):
    kingdee.arm({"fault": "gateway-outage", "on": "kingdee", "status": "502"})
    assert "502" in str(call("kingdee_query_bills", form_id=REIMBURSEMENT))


@pytest.mark.api("Kingdee AttachmentUpload")
def test_an_attachment_goes_up_and_comes_down(call, save):
    number = fresh_number("MCP-")
    content = base64.b64encode("附件".encode()).decode()
    uploaded = call(
        "kingdee_upload_attachment", form_id=REIMBURSEMENT, bill_id=str(save(number)["fid"]), bill_no=number,
        file_name="发票.pdf", send_byte=content)
    file = uploaded.get("file_id") or uploaded["FileId"]
    assert content in str(call("kingdee_download_attachment", file_id=file))


@pytest.mark.api("Kingdee Push")
def test_a_request_is_pushed(call, bills):
    number = fresh_number("MCP-")
    made = call("kingdee_create_and_audit", form_id=REQUEST, model=bills.request(number))
    assert made.get("success") is not False, made
    pushed = call(
        "kingdee_push_bill", form_id=REQUEST, target_form_id=REIMBURSEMENT, source_bill_nos=[number],
        enable_default_rule=True)
    assert pushed["success"] is True
