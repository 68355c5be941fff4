"""A mail server that takes everything and keeps nothing: `python -m bench.smtp_sink PORT`.

Own code: aiosmtpd, which the catcher is built on, costs more CPU a mail than the sender that is measured here.
"""

import asyncio
import sys

from stack.ports import HOST

END = b"\r\n.\r\n"
GREETING, TAKEN, GO_ON, GOODBYE = b"220 sink ESMTP\r\n", b"250 taken\r\n", b"354 go on\r\n", b"221 bye\r\n"


class Sink(asyncio.Protocol):
    """One connection; a command is answered by its first word, a message by its final dot."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.kept, self.within = transport, b"", False
        transport.write(GREETING)

    def data_received(self, data: bytes) -> None:
        """Take what came, as far as it is complete."""
        self.kept += data
        while (end := self.kept.find(END if self.within else b"\r\n")) >= 0:
            said, self.kept = self.kept[:end], self.kept[end + (len(END) if self.within else 2) :]
            self._answer(said)

    def _answer(self, said: bytes) -> None:
        verb = b"" if self.within else said[:4].upper()
        self.within = verb == b"DATA"
        if verb == b"QUIT":
            self.transport.write(GOODBYE)
            self.transport.close()
        else:
            self.transport.write(GO_ON if self.within else TAKEN)


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Sink, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
