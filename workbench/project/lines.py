"""Where each key of a TOML text stands."""

from __future__ import annotations

import bisect

Path = tuple[str | int, ...]
BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\", "e": "\x1b"}


def key_lines(text: str) -> dict[Path, int]:
    r"""Return the line, from 1, of every key of a TOML text.

    The text must already be valid TOML: `tomllib` reads the values but keeps no positions, so this walks over the
    same text for the positions alone. Entries of arrays are numbered from 0.

    Examples
    --------
    >>> key_lines('[a]\nb = 1\n[[c]]\nd.e = [1,\n 2]\n')[("c", 0, "d", "e", 1)]
    5
    """
    walk = _Walk(text.replace("\r\n", "\n"))
    walk.document()
    return walk.lines


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}  # arrays of tables: entries so far
        self.starts = [0] + [i + 1 for i, sign in enumerate(text) if sign == "\n"]

    def document(self) -> None:
        prefix: Path = ()
        while self.skip():
            if self.text.startswith("[[", self.at):
                prefix = self.header(2, array=True)
            elif self.text[self.at] == "[":
                prefix = self.header(1, array=False)
            else:
                self.pair(prefix)

    def header(self, brackets: int, *, array: bool) -> Path:
        at = self.at
        self.at += brackets
        keys = self.keys("]")
        self.at += brackets
        path: Path = ()
        for key in keys[:-1] if array else keys:
            path = self.entry((*path, key))
        if array:
            path = (*path, keys[-1])
            self.mark(path, at)
            self.counts[path] = self.counts.get(path, 0) + 1
            path = self.entry(path)
        self.mark(path, at)
        return path

    def entry(self, path: Path) -> Path:
        """Return the path into the newest entry where the path names an array of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def pair(self, prefix: Path) -> None:
        at = self.at
        path = prefix
        for key in self.keys("="):
            path = (*path, key)
            self.mark(path, at)
        self.at += 1
        self.value(path)

    def value(self, path: Path) -> None:
        self.skip()
        sign = self.text[self.at]
        if sign in "\"'":
            self.string()
        elif sign == "[":
            self.array(path)
        elif sign == "{":
            self.table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ",]}\n#":
                self.at += 1

    def array(self, path: Path) -> None:
        self.at += 1
        number = 0
        while self.skip(",") and self.text[self.at] != "]":
            self.mark((*path, number), self.at)
            self.value((*path, number))
            number += 1
        self.at += 1

    def table(self, path: Path) -> None:
        self.at += 1
        while self.skip(",") and self.text[self.at] != "}":
            self.pair(path)
        self.at += 1

    def keys(self, end: str) -> list[str]:
        found: list[str] = []
        while self.skip(".") and self.text[self.at] != end:
            if self.text[self.at] in "\"'":
                found.append(self.string())
            else:
                at = self.at
                while self.text[self.at] in BARE:
                    self.at += 1
                found.append(self.text[at : self.at])
        return found

    def string(self) -> str:
        """Step over a string and return what it says (escapes matter for quoted keys only)."""
        quote = self.text[self.at]
        end = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(end)
        said: list[str] = []
        while not self.text.startswith(end, self.at):
            if quote == '"' and self.text[self.at] == "\\":
                said.append(self.escape())
            else:
                said.append(self.text[self.at])
                self.at += 1
        self.at += len(end)
        while len(end) == 3 and self.at < len(self.text) and self.text[self.at] == quote:  # "" before the closing """
            self.at += 1
        return "".join(said)

    def escape(self) -> str:
        sign = self.text[self.at + 1]
        digits = {"x": 2, "u": 4, "U": 8}.get(sign, 0)
        code = self.text[self.at + 2 : self.at + 2 + digits]
        self.at += 2 + digits
        return chr(int(code, 16)) if digits else ESCAPES.get(sign, "")

    def skip(self, also: str = "") -> bool:
        """Step over white space, comments and the given signs; return whether anything is left."""
        while self.at < len(self.text):
            if self.text[self.at] == "#":
                end = self.text.find("\n", self.at)
                self.at = len(self.text) if end < 0 else end
            elif self.text[self.at] in " \t\n\r" + also:
                self.at += 1
            else:
                return True
        return False

    def mark(self, path: Path, at: int) -> None:
        self.lines.setdefault(path, bisect.bisect_right(self.starts, at))
