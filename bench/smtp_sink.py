"""A mail server that accepts everything and keeps nothing: `python -m bench.smtp_sink PORT [SECONDS FOR EACH REPLY]`.

Own code: aiosmtpd, which the local inbox uses, needs more CPU for a mail than the sender that is measured here.
"""

import asyncio
import sys

from stack.ports import HOST

END = b"\r\n.\r\n"
GREETING, TAKEN, GO_ON, GOODBYE = b"220 sink ESMTP\r\n", b"250 taken\r\n", b"354 go on\r\n", b"221 bye\r\n"
OFFERED = b"250-sink\r\n250 PIPELINING\r\n"  # as every common relay does


class Sink(asyncio.Protocol):
    """One connection; a command is answered by its first word, a message by its final dot."""

    def __init__(self, delay: float) -> None:
        self.delay = delay

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the greeting."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.kept, self.within = transport, b"", False
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        """Collect complete commands, and send all replies together after the delay."""
        self.kept += data
        answers = []
        while (end := self.kept.find(END if self.within else b"\r\n")) >= 0:
            said, self.kept = self.kept[:end], self.kept[end + (len(END) if self.within else 2) :]
            answers.append(self._answer(said))
        if answers and self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._say, b"".join(answers))
        elif answers:
            self._say(b"".join(answers))

    def _answer(self, said: bytes) -> bytes:
        verb = b"" if self.within else said[:4].upper()
        self.within = verb == b"DATA"
        return {b"DATA": GO_ON, b"EHLO": OFFERED, b"QUIT": GOODBYE}.get(verb, TAKEN)

    def _say(self, answers: bytes) -> None:
        self.transport.write(answers)
        if answers.endswith(GOODBYE):
            self.transport.close()


async def serve(port: int, delay: float = 0.0) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(lambda: Sink(delay), HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), *map(float, sys.argv[2:])))
