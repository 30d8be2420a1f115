"""Hostile text, one list for every test: used as text, author, series, label, column name and file name."""

from __future__ import annotations

#: the groups of the privacy reference, section 4, by line; more of the same kind added.
GROUPS: dict[str, tuple[str, ...]] = {
    "script": (
        "<script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "</style><script>alert(1)</script>",
        "<ScRiPt src=//tracker.example></sCrIpT>",
    ),
    "element": (
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>",
        '<iframe srcdoc="<script>alert(1)</script>">',
        "<base href=//tracker.example>",
        '<meta http-equiv="refresh" content="0;url=//tracker.example">',
    ),
    "break_out": ("</td></tr></table><h1>x", '" onmouseover="alert(1)', "'><b>", "<!--", "]]>", "&lt;script&gt;", "</"),
    "markdown": (
        "[x](javascript:alert(1))",
        "![](http://tracker.example/p.png)",
        "<http://tracker.example>",
        "===",
        "# x\n===\n- [ ] y",
    ),
    "url": ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "//tracker.example/p.png"),
    "mathematics": ("$x$", "$5 and $10", r"\(x\)", r"\begin{x}"),
    "formula": (
        '=HYPERLINK("http://tracker.example","x")',
        "@SUM(1+1)",
        "+1+1",
        "-2+3",
        "\t=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(1)",
        '"=1',
        "\r=1",
        "\n=1",
        "\0=1",
        " =1",
        "\ufeff=1",
        "=cmd|' /C calc'!A0",
    ),
    "control": (
        "a\0b",
        "a\x01b",
        "\x1b[31mred\x1b[0m",
        "a\u202eb",
        "a\u200bb",
        "a\ufeffb",
        "a\u2028b",
        "a\u2029b",
        "a\ud800b",
        "\udfff",
        "a\ufffeb",
        "a\x85b",
        "_x0041_",
    ),
    "size": (
        "x" * 100_000,
        "a" + "\u0301" * 10_000,
        "\U0001f468\u200d" * 5_000,
        "1" * 100_000,
        "@" * 100_000,
        "a@" * 50_000,
    ),
    "template": ("{{ 7*7 }}", "{% raw %}", "{0}", "{name}", "%s", "${x}", "__proto__", "constructor"),
    "query": ("'; DROP TABLE feedback; --", "$(touch x)", "`touch x`", "../../etc/passwd", "CON", "n" * 300),
    "missing": ("nan", "None", "NULL", "NA", "true", "1e5", "2026-10", "", "   "),
    "script_direction": (
        "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd",
        "hello \u0645\u0631\u062d\u0628\u0627 hello",
        "?!... --- !!!",
        "Login and codes",
        "\u8fd9\u4e2a\u5e94\u7528\u7a0b\u5e8f\u975e\u5e38\u597d",
    ),
    "personal": (
        "write to jane.doe@example.com",
        "call +49 151 23456789",
        "my card is 4111 1111 1111 1111",
        "not a card 4111 1111 1111 1112",
        "name@server.social",
        "@name@server.social",
        "order 302-1234567-1234567",
        "IBAN DE89 3704 0044 0532 0130 00",
        "ask @jane_doe about it",
    ),
}

HOSTILE: tuple[str, ...] = tuple(text for group in GROUPS.values() for text in group)

#: personal details planted above that no masked text may hold.
PLANTED: tuple[str, ...] = (
    "jane.doe",
    "23456789",
    "4111 1111 1111 1111",
    "server.social",
    "1234567-1234567",
    "3704 0044",
    "jane_doe",
)
