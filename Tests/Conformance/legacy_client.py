"""dingtalk-sdk, a client of the older DingTalk API, pointed at the fake."""

from urllib.parse import urljoin

from dingtalk import AppKeyClient
from dingtalk.client.base import BaseClient

CALLBACK_TOKEN = "conformancetoken"
CALLBACK_AES_KEY = "xms4jnTB73jfmKpKMKtTZvNCPqMKcsTYdT9Lz2nmkxu"  # 43 characters with spare bits, as real ones have


class LegacyClient(AppKeyClient):
    """Only addresses are replaced: that of the API, and that of the router, which some methods use, by the SDK's own
    hook for it."""

    def __init__(self, dingtalk: dict, ca_file: str | None = None, **replaced):
        account = {**dingtalk, **replaced}
        BaseClient.API_BASE_URL = account["url"].rstrip("/") + "/"
        BaseClient._http.verify = ca_file or True
        BaseClient._http.trust_env = False  # or the environment's certificates would replace ours
        super().__init__(
            account["corpId"], account["appKey"], account["appSecret"], token=CALLBACK_TOKEN,
            aes_key=CALLBACK_AES_KEY, timeout=20)

    def instance(self, instance: str) -> dict:
        """The details of an approval."""
        return self.post("/topapi/processinstance/get", {"process_instance_id": instance})["process_instance"]

    def _handle_pre_top_request(self, params: dict, uri: str) -> tuple[dict, str]:
        return {**params, "session": self.access_token}, urljoin(self.API_BASE_URL, uri)
