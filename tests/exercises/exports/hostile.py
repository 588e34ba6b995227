"""Texts that would do harm in one kind of file or another: about five hundred."""

from __future__ import annotations

HTML = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</textarea><b>bold</b>",
    '"><a href="javascript:alert(1)">x</a>',
    "&lt;&amp;&#0;&#x1F600;&nbsp;",
    "<!-- comment -->",
    "<![CDATA[ x ]]>",
    "]]>",
    "<?xml version='1.0'?>",
    '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>&y;',
    "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
    '<w:instrText>DDEAUTO c:\\\\windows "x"</w:instrText>',
    "<f>1+1</f>",
    "<xi:include href='file:///etc/passwd'/>",
)
TEMPLATES = (
    "{{ 7*7 }}",
    "{% debug %}",
    "{# comment #}",
    "{{ request.user }}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "%(name)s",
    "%s %d %n",
    "{0} {name!r}",
    "%",
    "100%",
    "%(title)d",
    "$(id)",
    "`id`",
    "; rm -rf /",
    "' OR 1=1 --",
    "../../etc/passwd",
    "\\\\server\\share",
    "C:\\temp\\new",
)
TYPESETTING = (
    '#panic("x")',
    '#read("/etc/passwd")',
    '#import "x.typ"',
    "#let x = 1",
    "#sys.inputs",
    "#pagebreak()",
    "= Heading",
    "*bold* _lean_",
    "$x^2$",
    "@ref <label>",
    "\\u{1F600}",
    "// comment",
    "/* comment",
    "- item",
    "+ item",
    "1. item",
    "# Heading",
    "**bold** [x](javascript:alert(1))",
    "![x](http://example.invalid/x.png)",
    "~~~",
    "```typ\n#x\n```",
    "---",
    "\\input{/etc/passwd}",
    "\\textbf{x}",
    "\\",
    "\\n",
    "\"quoted\" 'quoted'",
    "https://example.invalid/?a=1&b=2",
    "mailto:a@example.invalid",
    "internal:'About'!A1",
)
FORMULAS = tuple(
    f"{lead}{rest}"
    for lead in (
        "=",
        "+",
        "-",
        "@",
        "\t=",
        "\r=",
        "\n=",
        " =",
        "＝",
        "＋",
        "－",
        "＠",
        "\u200b=",
        "\ufeff=",
        "\u202e=",
        "\xa0=",
        '"=',
        "'=",
    )
    for rest in (
        "1+1",
        "cmd|' /C calc'!A0",
        'HYPERLINK("http://example.invalid","x")',
        "SUM(A1:A9)",
        "",
        'DDE("cmd";"/C calc";"1")',
        "2+5,\n=3",
    )
)
CALENDARS = (
    "x\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:y",
    "x\r\nATTACH:file:///etc/passwd",
    "a;b,c:d\\e\\n",
    "DTSTART:19700101T000000Z",
    ";VALUE=DATE:x",
    "^n ^' ^^",
    "END:VCALENDAR",
    "é" * 80,
    ("x" * 74) + "é" + ("y" * 80),
)
CONTROL = tuple(f"a{chr(code)}b" for code in (*range(32), *range(0x7F, 0xA0)))
NOT_CHARACTERS = (
    "a\ufffeb",
    "a\uffffb",
    "a\U0001fffeb",
    "a\U0010ffffb",
    "a\ufdd0b",
    "a\ud800b",
    "a\udfffb",
    "_x0041_",
    "_x000D_ _x0007_",
    "a\ue000b",
)
DIRECTIONS = tuple(f"left{mark}right{mark}(end)" for mark in "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")
INVISIBLE = tuple(
    f"a{mark}b" for mark in "\u200b\u200c\u200d\u2060\u2061\u00ad\ufeff\u180e\u2028\u2029\ufe0f\u0301\u20dd\u115f\u3164\ufffc\U000e0041"
)
NOTHING = ("", " ", "\n", "\t", "\u200b", "\u202e", "\ufeff", "\xa0", "\u3000", "\x00", "\x00\x01", "\u0301", "​ ‌")
SCRIPTS = (
    "العربية والأردية: ٱلسَّلَامُ عَلَيْكُمْ",
    "עברית",
    "漢字かな",
    "한국어",
    "ไทย",
    "हिन्दी",
    "বাংলা",
    "ਪੰਜਾਬੀ",
    "தமிழ்",
    "Ελληνικά",
    "Кириллица",
    "ŵŷ Llŷr",
    "Zażółć gęślą jaźń",
    "Ünïcödé ǅ ﬁ ﬀ ß ſ",
    "Z̴a̷l̸g̵o̶ t̷e̵x̴t̶",
    "＜script＞",
    "①②③ ⁰¹² ½ № ™ ℃",
    "← → ↑ ↓ ⇒ ≠ ≤ ∞ √ ∑",
    "☐ ☑ ✓ ✗ ★ ♥",
)
EMOJI = ("🙂", "👩‍👩‍👧‍👦", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "👍🏽", "❤️", "1️⃣", "🇬🇧", "🫠", "x" + "🙂" * 50, "☎︎")
LONG = (
    "x" * 5_000,
    "word " * 1_000,
    "\u200d" * 2_000,
    "a\u0301" * 2_000,
    "=" * 3_000,
    "-" * 3_000,
    "\n" * 300,
    "\t" * 500,
    "(" * 500,
    "\u202e" * 500,
    "W\u2060" * 500,
)
PADDED = tuple(f"{before}x{after}" for before in ("", " ", "  ", "\n", "\t") for after in (" ", "  ", "\n", "\t", "\r\n"))
PAIRS = tuple(
    f"{a} {b}"
    for a in ("<b>", "{{ x }}", "#x", "=1", "\u202e", "\x07", "🙂", "]]>", "%s", "<!--", "\ud83d")
    for b in ("</b>", "{% x %}", "$x$", "@x", "\u2069", "\x1b[31m", "漢", "&#0;", "\\", '"', "';--", "\ufeff")
)

HOSTILE: tuple[str, ...] = (
    *HTML, *TEMPLATES, *TYPESETTING, *FORMULAS, *CALENDARS, *CONTROL, *NOT_CHARACTERS, *DIRECTIONS, *INVISIBLE, *NOTHING,
    *SCRIPTS, *EMOJI, *LONG, *PADDED, *PAIRS,
)  # fmt: skip
