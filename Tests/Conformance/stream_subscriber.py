"""The official stream client as a process of its own: it reads its endpoint when it is imported, and it cannot be
stopped from within.

Usage: stream_subscriber.py CLIENT_ID CLIENT_SECRET ANSWER…

Prints one JSON line per event and per message to the robot, and one with the app's token as the client fetches it. The n-th event is answered with the n-th ANSWER (200, 500, or `raise` for a handler that
fails without an answer); events beyond the last ANSWER with 200.
"""

import json
import sys

import dingtalk_stream
from dingtalk_stream import (
    AckMessage, CallbackHandler, ChatbotMessage, Credential, DingTalkStreamClient, EventHandler)


class Recorder(EventHandler):
    def __init__(self, answers: list[str]):
        super().__init__()
        self.answers = iter(answers)

    async def process(self, event: dingtalk_stream.EventMessage):
        headers = event.headers
        line = {
            "type": headers.event_type, "id": headers.event_id, "message": headers.message_id,
            "corp": headers.event_corp_id, "born": headers.event_born_time, "data": event.data,
        }
        print(json.dumps(line), flush=True)
        answer = next(self.answers, "200")
        if answer == "raise":
            raise RuntimeError("this handler fails")
        return (AckMessage.STATUS_OK, "OK") if answer == "200" else (int(answer), "later")


class Robot(CallbackHandler):
    async def process(self, message: dingtalk_stream.CallbackMessage):
        incoming = ChatbotMessage.from_dict(message.data)
        texts = incoming.text and incoming.get_text_list()
        line = {"type": "robot", "sender": incoming.sender_staff_id, "texts": texts, "message": message.headers.message_id}
        print(json.dumps(line), flush=True)
        return AckMessage.STATUS_OK, "seen"


client = DingTalkStreamClient(Credential(sys.argv[1], sys.argv[2]))
client.register_all_event_handler(Recorder(sys.argv[3:]))
client.register_callback_handler(ChatbotMessage.TOPIC, Robot())
print(json.dumps({"type": "token", "token": client.get_access_token()}), flush=True)
client.start_forever()
