"""A WebSocket client, with nothing but the standard library."""

import base64
import json
import os
import socket
import struct


class WebSocket:
    """Connected and let in; `next` gives one message after the other."""

    def __init__(self, manager, timeout=30, headers=None):
        self.socket = socket.create_connection(("127.0.0.1", manager.port), timeout)
        self.input = self.socket.makefile("rb")
        headers = headers or {"Authorization": f"Bearer {manager.token}"}
        lines = [
            "GET /ws HTTP/1.1",
            f"Host: 127.0.0.1:{manager.port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)).decode(),
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.status = int(self.input.readline().split()[1])
        while self.input.readline().strip():
            pass

    def send(self, message):
        data = json.dumps(message).encode()
        size = (
            struct.pack("!B", 0x80 | len(data))
            if len(data) < 126
            else struct.pack("!BH", 0x80 | 126, len(data))
        )
        # A mask of zeros changes nothing.
        self.socket.sendall(b"\x81" + size + bytes(4) + data)

    def subscribe(self, *topics):
        self.send({"op": "subscribe", "id": 1, "topics": list(topics)})

    def next(self):
        """The next message; None when it was closed."""
        while True:
            head = self.input.read(2)
            if len(head) < 2:
                return None
            size = head[1] & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", self.input.read(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", self.input.read(8))
            body = self.input.read(size)
            if head[0] & 0x0F == 8:
                return None
            if head[0] & 0x0F == 1:
                return json.loads(body)

    def close(self):
        self.input.close()
        self.socket.close()
