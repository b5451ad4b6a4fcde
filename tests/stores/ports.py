"""Ports of this machine."""
import random
import socket
import time


def free_port():
    """A port that nothing listens on, and that no connection to elsewhere is given until something does."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def wait_for(port, processes, seconds=60):
    """Waits until something listens on a port; fails where one of the processes has ended before."""
    deadline = time.monotonic() + seconds
    while True:
        ended = [process for process in processes if process.poll() is not None]
        if ended or time.monotonic() > deadline:
            raise SystemExit(f"nothing listens on port {port}" + "".join(f"; {process.args[0]} has ended with {process.returncode}" for process in ended))
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
