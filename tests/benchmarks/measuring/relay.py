"""Between a program and its server: counts what goes through, by what it is for."""
import collections
import re
import socket
import threading
from urllib.parse import urlsplit

REQUEST = re.compile(rb"(GET|PUT|POST|HEAD|DELETE) ([^ ]+) HTTP/1\.1\r\n")
Count = collections.namedtuple("Count", "requests up down")


class Relay:
    """On a port of its own. A request begins a piece that comes from the client: it waits for each answer before it goes on."""

    def __init__(self, endpoint):
        self._server = urlsplit(endpoint).hostname, urlsplit(endpoint).port
        self._counts, self._gate = collections.defaultdict(lambda: [0, 0, 0]), threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def taken(self):
        """Kind -> what went through since the last time."""
        with self._gate:
            found = {kind: Count(*count) for kind, count in self._counts.items()}
            self._counts.clear()
        return found

    def close(self):
        self._listener.close()

    @staticmethod
    def kind(method, path):
        key = path.split("?")[0].strip("/").partition("/")[2]
        if method in ("GET", "HEAD") and not key:
            return "list" if method == "GET" else "look"
        if method == "HEAD":
            return "look"
        what = "manifest" if "/Manifest/" in key else "object"
        return f"{what} {'read' if method == 'GET' else 'removed' if method == 'DELETE' else 'written'}"

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server, kind = socket.create_connection(self._server), ["look"]
            for connection in (client, server):
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._copy, args=(client, server, kind, 1), daemon=True).start()
            threading.Thread(target=self._copy, args=(server, client, kind, 2), daemon=True).start()

    def _copy(self, source, to, kind, direction):
        try:
            while piece := source.recv(1 << 20):
                with self._gate:
                    if direction == 1 and (request := REQUEST.match(piece)):
                        kind[0] = self.kind(request[1].decode(), request[2].decode())
                        self._counts[kind[0]][0] += 1
                    self._counts[kind[0]][direction] += len(piece)
                to.sendall(piece)
        except OSError:
            pass
        finally:
            for connection in (source, to):
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                connection.close()
