# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""installed_viewer.py PREFIX RUN: the installed viewer shows and draws a run with no program but its own on the PATH
and, where the system lets a process have a network of its own, without any but the loopback."""

import ctypes
import fcntl
import pathlib
import re
import socket
import struct
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
SIOCSIFFLAGS, IFF_UP = 0x8914, 0x1


def leave_the_network():
    if ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        print("this system gives a process no network of its own: tested with the one there is")
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP))


def get(address, token=None):
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def main(prefix, run):
    programs = pathlib.Path(prefix) / "bin"
    environment = {"PATH": str(programs), "HOME": str(prefix)}
    leave_the_network()
    picture = pathlib.Path(prefix) / "picture.png"
    subprocess.run([programs / "tilscape", "render", run, "-o", picture], env=environment, check=True)
    assert picture.read_bytes().startswith(b"\x89PNG")
    with subprocess.Popen([programs / "tilscape", "view", run], env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as viewer:
        try:
            printed = viewer.stdout.readline().strip()
            if not printed:  # built without the page: what to do is said
                assert viewer.wait(10) == 2 and "BUILDING.md" in viewer.stderr.read()
                return
            base, token = printed.split("#t=")
            page = get(base).decode()
            parts = re.findall(r'(?:src|href)="([^"]*)"', page)
            assert any(part.endswith(".js") for part in parts), page
            for part in parts:
                if not part.startswith("data:"):
                    assert part.startswith("/") and get(urllib.parse.urljoin(base, part)), part
            assert b'"quickstart"' in get(urllib.parse.urljoin(base, "/api/runs"), token)
        finally:
            viewer.terminate()


main(*sys.argv[1:])
