"""HTTP by hand, so that five hundred tablets cost little beside the server that they share a machine with."""

import asyncio
import json


class Line:
    """One connection, kept. A server that closed it is called again."""

    def __init__(self, port: int, cookie: str):
        self.port = port
        self.head = f"Host: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, verb: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, dict, bytes]:
        """Status, headers by lower-case name, and body."""
        asked = f"{verb} {path} HTTP/1.1\r\n{self.head}Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        for attempt in (1, 2):
            if self._streams is None:
                self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
            reader, writer = self._streams
            try:
                writer.write(asked.encode() + body)
                await writer.drain()
                return await _read(reader)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError

    async def json(self, verb: str, path: str, body: object) -> tuple[int, dict, dict]:
        status, headers, answer = await self.ask(verb, path, json.dumps(body).encode())
        return status, headers, json.loads(answer or b"{}")

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
            self._streams = None


async def _read(reader: asyncio.StreamReader) -> tuple[int, dict, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split()[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:]) if name}
    if headers.get("transfer-encoding") == "chunked":
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readexactly(2)
        return status, headers, b"".join(parts)
    return status, headers, await reader.readexactly(int(headers.get("content-length", 0)))
