#!/usr/bin/env python3
"""terminal.py FILE COMMAND...: runs the command on a terminal of its own and writes to FILE what it showed, without carriage returns and
without the one escape sequence that a live line needs (erase to the end of the line)."""
import os
import pty
import sys

said = []


def read(fd):
    data = os.read(fd, 65536)
    said.append(data)
    return data


status = pty.spawn(sys.argv[2:], read)
text = b"".join(said).replace(b"\r\x1b[K", b"\n").replace(b"\r\n", b"\n")
open(sys.argv[1], "wb").write(text)
sys.exit(os.waitstatus_to_exitcode(status))
