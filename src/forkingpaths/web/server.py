"""The page's server: starlette on 127.0.0.1, for one person.

Who may ask.  Every address begins with a random token; without it there is nothing (404).  The Host header must name this machine and
the port, so that a foreign name that leads here (DNS rebinding) is refused; an Origin header, when there is one, must be our own, so
that no other page can ask in somebody's name (403).  What is served is two built files and answers; no path of a file is ever made
from an address.

    GET  TOKEN/                       the page               GET  TOKEN/page.js, page.css, LICENSES.txt
    GET  TOKEN/api/page               what there is          GET  TOKEN/api/run?s=SCHEDULE             a run in small
    GET  TOKEN/api/state?s=&step=&tid=&tab=                  GET  TOKEN/api/lines?s=&first=&last=
    GET  TOKEN/api/search?s=&q=                              GET  TOKEN/api/source?s=&file=
    POST TOKEN/api/explore            begin                  POST TOKEN/api/stop?n=                    end it
    GET  TOKEN/api/exploration?n=&from=                      GET  TOKEN/api/live?n=&from=              as it grows (server-sent events)
    GET  TOKEN/export/run?s=          one HTML file          GET  TOKEN/export/exploration?n=
    GET  TOKEN/api/quiz?n=            which outputs are possible?
"""

from __future__ import annotations

import asyncio
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forkingpaths.web.form import Field, Wrong, as_data, checked
from forkingpaths.web.single import asset, single
from forkingpaths.web.workers import ExploreWorker, LookWorker, Target, WorkerFailed

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
PAGE = (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
    '<title>Forking Paths</title><link rel="icon" href="data:,"><link rel="stylesheet" href="page.css"></head>'
    '<body><div id="app"></div><script src="page.js"></script></body></html>\n'
)
EXPLORATIONS = 8  # at most so many are kept, and one runs at a time
BODY_LIMIT = 4096


class Guard:
    """Refuses other hosts, other origins, and whoever does not know the token."""

    def __init__(self, app: ASGIApp, token: str, hosts: Callable[[], set[str]]) -> None:
        self.app, self.token, self.hosts = app, token, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        hosts = self.hosts()
        origin = headers.get(b"origin")
        said = scope["path"].split("/")[1] if "/" in scope["path"] else ""
        if headers.get(b"host", "") not in hosts:
            await refuse(403, "this name does not belong to this server")(scope, receive, send)
        elif origin is not None and origin not in {f"http://{host}" for host in hosts}:
            await refuse(403, "another page may not ask")(scope, receive, send)
        elif not hmac.compare_digest(said.encode(), self.token.encode()):
            await refuse(404, "not found")(scope, receive, send)
        else:

            async def with_headers(message: Message) -> None:
                if message["type"] == "http.response.start":
                    message["headers"] = [
                        *message["headers"],
                        *((n.encode(), v.encode()) for n, v in HEADERS.items()),
                    ]
                await send(message)

            await self.app(scope, receive, with_headers)


def refuse(status: int, words: str) -> Response:
    return PlainTextResponse(words + "\n", status, headers=dict(HEADERS))


class Page:
    """What is served: the runs of one program, and explorations of it."""

    def __init__(self, look: Target, explore: Target, argument: Any, fields: tuple[Field, ...]) -> None:
        """`fields` is what may be asked of an exploration."""
        self.argument = argument
        self.fields = fields
        self.explore_target = explore
        self.worker = LookWorker(look, argument)
        self.explorations: list[ExploreWorker] = []
        self.asked: list[dict[str, Any]] = []
        self.changed: asyncio.Event | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.token = secrets.token_urlsafe(24)
        self.port = 0

    def hosts(self) -> set[str]:
        return {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}

    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/{self.token}/"

    def app(self) -> ASGIApp:
        routes = [
            Route("/", self.page), Route("/page.js", self.built("page.js", "text/javascript")),
            Route("/page.css", self.built("page.css", "text/css")), Route("/LICENSES.txt", self.built("LICENSES.txt", "text/plain")),
            Route("/api/page", self.what), Route("/api/explore", self.explore, methods=["POST"]),
            Route("/api/stop", self.stop, methods=["POST"]), Route("/api/exploration", self.exploration),
            Route("/api/live", self.live), Route("/api/quiz", self.quiz), Route("/export/exploration", self.export_exploration),
            Route("/export/run", self.export_run),
            *(Route(f"/api/{name}", self.about) for name in ("run", "state", "lines", "search", "source")),
        ]  # fmt: skip
        return Guard(Starlette(routes=[Mount(f"/{self.token}", routes=routes)]), self.token, self.hosts)

    def ready(self) -> str:
        """Wait for the run; why there is none, or ""."""
        try:
            self.worker.ask({"do": "page"})
        except WorkerFailed as failure:
            return str(failure)
        return ""

    def end(self) -> None:
        """The server is going."""
        for exploration in self.explorations:
            exploration.end()
        self.worker.end()

    # ---- the page ----------------------------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        return Response(PAGE, media_type="text/html")

    def built(self, name: str, kind: str) -> Callable[[Request], Response]:
        def serve(request: Request) -> Response:
            return Response(asset(name), media_type=kind)

        return serve

    # ---- runs --------------------------------------------------------------------------------------------------------

    async def ask(self, question: dict[str, Any]) -> Response:
        try:
            answer = await run_in_threadpool(self.worker.ask, question)
        except WorkerFailed as failure:
            return as_json({"failed": str(failure)}, 422)
        return as_json(answer)

    async def what(self, request: Request) -> Response:
        try:
            answer = await run_in_threadpool(self.worker.ask, {"do": "page"})
        except WorkerFailed as failure:
            return as_json({"failed": str(failure)}, 422)
        return as_json({**answer, "explorations": self.asked, "form": as_data(self.fields)})

    async def about(self, request: Request) -> Response:
        """A question about a run: its numbers must be numbers, and all else is for the worker to look up."""
        asked = request.query_params
        question: dict[str, Any] = {"do": request.url.path.rpartition("/")[2], "s": asked.get("s", "")}
        for name in ("step", "tid", "first", "last"):
            if name in asked:
                if not asked[name].isdecimal() or len(asked[name]) > 15:
                    return as_json({"failed": f"{name} must be a number"}, 400)
                question[name] = int(asked[name])
        for name in ("q", "file", "tab"):
            if name in asked:
                question[name] = asked[name][:500]
        return await self.ask(question)

    async def export_run(self, request: Request) -> Response:
        question = {"do": "export", "s": request.query_params.get("s", "")}
        try:
            data = await run_in_threadpool(self.worker.ask, question)
        except WorkerFailed as failure:
            return as_json({"failed": str(failure)}, 422)
        return download(single(data, "Forking Paths: a run"), "run.html")

    # ---- explorations ------------------------------------------------------------------------------------------------

    def _numbered(self, request: Request) -> int | None:
        text = request.query_params.get("n", "")
        number = int(text) if text.isdecimal() and len(text) < 6 else -1
        return number if 0 <= number < len(self.explorations) else None

    async def explore(self, request: Request) -> Response:
        asked = await self._asked(request)
        if isinstance(asked, Response):
            return asked
        if any(not exploration.done for exploration in self.explorations):
            return as_json({"failed": "an exploration is running: stop it first"}, 409)
        if len(self.explorations) >= EXPLORATIONS:
            return as_json({"failed": f"{EXPLORATIONS} explorations are kept; start fpath serve anew"}, 409)
        self.loop = asyncio.get_running_loop()
        worker = await run_in_threadpool(
            ExploreWorker, self.explore_target, (self.argument, asked), self._told
        )
        self.explorations.append(worker)
        self.asked.append(asked)
        return as_json({"n": len(self.explorations) - 1})

    async def _asked(self, request: Request) -> dict[str, Any] | Response:
        """The form that came, held against its fields; or why it will not do, and which field it is."""
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > BODY_LIMIT:
                return as_json({"failed": "that is too much for a form"}, 413)
        try:
            return checked(self.fields, json.loads(body or b"{}"))
        except Wrong as wrong:
            return as_json({"failed": str(wrong), "field": wrong.field}, 400)
        except (ValueError, RecursionError):
            return as_json({"failed": "this is not JSON"}, 400)

    def _told(self) -> None:
        """Called in a worker's thread: wake whoever sends live."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if self.changed is not None:
            self.changed.set()
            self.changed = None

    async def stop(self, request: Request) -> Response:
        number = self._numbered(request)
        if number is None:
            return as_json({"failed": "there is no such exploration"}, 404)
        await run_in_threadpool(self.explorations[number].stop)
        return as_json({"stopping": number})

    async def exploration(self, request: Request) -> Response:
        number = self._numbered(request)
        if number is None:
            return as_json({"failed": "there is no such exploration"}, 404)
        worker = self.explorations[number]
        return as_json({"log": worker.log, "done": worker.done, "asked": self.asked[number]})

    async def quiz(self, request: Request) -> Response:
        number = self._numbered(request)
        if number is None:
            return as_json({"failed": "explore first: the quiz asks about what was found"}, 404)
        return await self.ask({"do": "quiz", "log": self.explorations[number].log})

    async def live(self, request: Request) -> Response:
        number = self._numbered(request)
        if number is None:
            return as_json({"failed": "there is no such exploration"}, 404)
        return StreamingResponse(self._stream(self.explorations[number]), media_type="text/event-stream")

    async def _stream(self, worker: ExploreWorker) -> AsyncIterator[str]:
        sent = 0
        while True:
            done = worker.done
            if len(worker.log) > sent:
                entries = worker.log[sent:]
                sent += len(entries)
                yield f"data: {json.dumps(entries)}\n\n"
            if done and sent == len(worker.log):
                yield "event: end\ndata: {}\n\n"
                return
            self.changed = self.changed or asyncio.Event()
            try:
                await asyncio.wait_for(self.changed.wait(), 1)
            except TimeoutError:
                yield ": waiting\n\n"

    async def export_exploration(self, request: Request) -> Response:
        number = self._numbered(request)
        if number is None:
            return as_json({"failed": "there is no such exploration"}, 404)
        worker = self.explorations[number]
        question = {"do": "export tree", "log": worker.log, "s": request.query_params.get("s", "")}
        try:
            data = await run_in_threadpool(self.worker.ask, question)
        except WorkerFailed as failure:
            return as_json({"failed": str(failure)}, 422)
        return download(
            single({**data, "asked": self.asked[number]}, "Forking Paths: an exploration"),
            "exploration.html",
        )


def as_json(data: Any, status: int = 200) -> Response:
    return Response(json.dumps(data), status, media_type="application/json")


def download(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, media_type="text/html", headers=headers)
