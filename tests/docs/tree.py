# SPDX-FileCopyrightText: 2026 The tilscape authors
# SPDX-License-Identifier: Apache-2.0
"""The files of the repository, and small trees planted with a fault."""

import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def files(root=ROOT):
    """Every file of the tree that is, or would be, under version control; paths relative to root."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root, capture_output=True, check=True).stdout.decode().split("\0")
        paths = [pathlib.Path(p) for p in listed if p]
    except (OSError, subprocess.CalledProcessError):  # a source archive
        paths = [p.relative_to(root) for p in root.rglob("*")]
        paths = [p for p in paths if p.parts[0] not in ("build", "runs", ".git")]
    return sorted({p for p in paths if (root / p).is_file()})


def text(path):
    """The text of a file, or None when it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def planted(contents):
    """A temporary tree with these files; use as a context."""
    directory = tempfile.TemporaryDirectory()
    for name, content in contents.items():
        path = pathlib.Path(directory.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return directory
