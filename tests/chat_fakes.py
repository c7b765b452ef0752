"""A chat model fed from a queue, and a loopback server that speaks the OpenAI protocol."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.chat_model import ChatMessage
from assistant.errors import ChatModelError


class QueuedChatModel:
    """Answers with what it was given, in order; an error in the queue is raised."""

    name = "queued"

    def __init__(self, *answers: Mapping[str, Any] | str | ChatModelError) -> None:
        self._answers = list(answers)
        self.prompts: list[Sequence[ChatMessage]] = []

    def complete_json(
        self, messages: Sequence[ChatMessage], schema: Mapping[str, Any], *, deadline_s: float
    ) -> Mapping[str, Any]:
        answer = self._next(messages)
        assert isinstance(answer, Mapping)
        return answer

    def stream(self, messages: Sequence[ChatMessage], *, deadline_s: float) -> Iterator[str]:
        answer = self._next(messages)
        assert isinstance(answer, str)
        for start in range(0, len(answer), 7):
            yield answer[start : start + 7]

    def _next(self, messages: Sequence[ChatMessage]) -> Mapping[str, Any] | str:
        self.prompts.append(messages)
        answer = self._answers.pop(0)
        if isinstance(answer, ChatModelError):
            raise answer
        return answer


@contextmanager
def openai_server(content: str, *, status: int = 200) -> Iterator[str]:
    """The base URL of a server whose every completion is `content`, streamed where asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            streamed = bool(request.get("stream"))
            self.send_response(status)
            self.send_header("Content-Type", "text/event-stream" if streamed else "application/json")
            self.end_headers()
            body = _stream_body(content) if streamed else json.dumps(_completion(content))
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Keeps the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _completion(content: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice]}


def _stream_body(content: str) -> str:
    chunks = [{"delta": {"role": "assistant", "content": word + " "}, "index": 0} for word in content.split()]
    chunks.append({"delta": {}, "index": 0, "finish_reason": "stop"})
    events = (
        {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [c]} for c in chunks
    )
    return "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
