"""ftm-shim without a supervisor: started, asked and stopped by hand."""

import fcntl
import json
import os
import pathlib
import socket
import struct
import time

F_OFD_GETLK = 36


class Shim:
    """One launch, in a folder of its own."""

    def __init__(self, program, state, name, command, cgroup=None):
        self.program = str(program)
        self.slot = pathlib.Path(state) / name / "backtest"
        self.launch = "one"
        self.folder = self.slot / self.launch
        self.folder.mkdir(parents=True)
        self.command = command
        self.cgroup = cgroup
        if cgroup:
            cgroup.mkdir()

    def spec(self):
        entries = ["generation=1", f"slot={self.slot}", "folder=/", "log_limit=0"]
        if self.cgroup:
            entries.append(f"cgroup={self.cgroup}")
        entries += [f"arg={x}" for x in self.command]
        return b"".join(x.encode() + b"\0" for x in entries)

    def spawn(self, adopt=False):
        """Starts it, or one that takes over; what it reports."""
        report, ours = os.pipe()
        spec, text = os.pipe()
        os.write(text, self.spec())
        os.close(text)
        words = [self.program, *(["--adopt"] if adopt else []), str(self.folder), self.launch]
        # Both away from 3 and 4 first.
        high = [fcntl.fcntl(x, fcntl.F_DUPFD_CLOEXEC, 50) for x in (ours, spec)]
        null = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
        actions = [(os.POSIX_SPAWN_DUP2, null, x) for x in (0, 1, 2)]
        actions += [(os.POSIX_SPAWN_DUP2, high[0], 3), (os.POSIX_SPAWN_DUP2, high[1], 4)]
        pid = os.posix_spawn(self.program, words, {}, file_actions=actions, setsid=True)
        for x in (ours, spec, null, *high):
            os.close(x)
        os.waitpid(pid, 0)
        with open(report, "rb") as f:
            return f.read().decode()

    @property
    def state(self):
        return json.loads((self.folder / "state.json").read_text())

    @property
    def ended(self):
        """Its exit record, if it has one."""
        try:
            return json.loads((self.folder / "exit").read_text())
        except FileNotFoundError:
            return None

    def ask(self, *verbs):
        """Says hello and all of `verbs`; the last answer."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as s:
            s.settimeout(20)
            s.connect(str(self.folder / "ctl"))
            for n, verb in enumerate(["hello 1", *verbs]):
                s.send(f"1 {n} {self.launch} {verb}".encode())
                answer = s.recv(8192).decode()
                assert answer.startswith(f"1 {n} ok"), answer
            return answer

    def wait_ended(self, timeout=60):
        """Until the exit record is there; it."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            if x := self.ended:
                return x
            time.sleep(0.001)
        return None

    def tree_is_locked(self):
        with open(self.folder / "out.log", "rb+") as f:
            lock = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 1, 0)
            answer = fcntl.fcntl(f, F_OFD_GETLK, lock)
        return struct.unpack("hhqqi4x", answer)[0] != fcntl.F_UNLCK


def is_alive(pid, start):
    """Whether exactly that process lives; a zombie does not."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return False
    return int(fields[19]) == start and fields[0] not in (b"Z", b"X")
