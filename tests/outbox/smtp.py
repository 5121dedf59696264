"""A mail server small enough to read: one thread, plain SMTP (RFC 5321), letters kept in a list."""

import socket
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType


class SmallMailServer:
    """Accepts letters on a port of the loopback address while the block runs.

    `refuse` lists addresses that it answers with 550; `received` holds the letters taken.
    """

    def __init__(self, refuse: frozenset[str] = frozenset()) -> None:
        self.refuse = refuse
        self.received: list[EmailMessage] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    def __enter__(self) -> "SmallMailServer":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.recv(100)
            last.sendall(b"STOP\r\n")
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        going_on = True
        while going_on:
            caller, _ = self._listener.accept()
            with caller, caller.makefile("rb") as lines:
                going_on = self._talk(caller, lines)

    def _talk(self, caller: socket.socket, lines) -> bool:
        def say(text: str) -> None:
            caller.sendall(f"{text}\r\n".encode())

        say("220 small mail server")
        for line in lines:
            verb = line.split()[0].upper()
            if verb == b"STOP":
                return False
            if verb == b"QUIT":
                say("221 bye")
                return True
            if verb == b"RCPT" and any(address.encode() in line for address in self.refuse):
                say("550 no such person")
            elif verb == b"DATA":
                say("354 go on")
                letter = []
                for part in lines:
                    if part == b".\r\n":
                        break
                    letter.append(part.removeprefix(b".") if part.startswith(b"..") else part)
                self.received.append(message_from_bytes(b"".join(letter), policy=policy.default))
                say("250 taken")
            else:
                say("250 fine")
        return True
