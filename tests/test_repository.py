"""What holds for the repository as a whole, whoever changes it next."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests import browser

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted(p for place in ("templates", "exercises", "sessions", "workshop") for p in (ROOT / place).rglob("*.html"))
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# ------------------------------------------------------------------ dependencies
@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").iterdir()), ids=name)
def test_a_lock_pins_everything_and_names_no_registry(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if "://" in line or line.startswith(("-", "#"))] == []
    pins = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert pins
    assert [pin for pin in pins if not re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+", pin)] == []
    assert text.count("--hash=sha256:") >= len(pins)


@pytest.mark.parametrize(("lock", "extra", "groups"), [("base", "", []), ("scale", "scale", []), ("dev", "scale", ["test", "dev"])])
def test_every_dependency_is_in_its_lock(lock: str, extra: str, groups: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"]]
    if extra:
        wanted += project["project"]["optional-dependencies"][extra]
    wanted += [entry for group in groups for entry in project["dependency-groups"][group] if isinstance(entry, str)]
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    locked = {plain(pin) for pin in re.findall(r"^([A-Za-z0-9._-]+)", text, re.MULTILINE)}
    assert {plain(re.split(r"[^A-Za-z0-9._-]", entry)[0]) for entry in wanted} - locked == set()


def plain(package: str) -> str:
    return re.sub(r"[-_.]+", "-", package).lower()


# ------------------------------------------------------------------ settings and their words
def test_every_setting_is_in_the_readme_and_in_the_example() -> None:
    source = (ROOT / "workshop" / "env.py").read_text(encoding="utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', source))
    assert len(read) > 10
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    example = set(re.findall(r"^# ([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert table == read
    assert example == read


def test_settings_come_from_the_environment_in_one_place_only() -> None:
    readers = {name(path) for path in python_files() if re.search(r"os\.environ|os\.getenv|environs", path.read_text(encoding="utf-8"))}
    ours = {path for path in readers if not path.startswith("tests/")}
    assert ours == {"manage.py", "workshop/asgi.py", "workshop/env.py", "workshop/settings.py", "workshop/healthy.py"}


def test_the_readme_says_how_to_get_a_browser_in_the_words_of_the_check() -> None:
    assert browser.MISSING in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_two_commands_are_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
    assert "\n## Hosting\n" in readme, "the command that starts everything points there"


# ------------------------------------------------------------------ database
@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


@pytest.mark.parametrize("app", ["workshop", "sessions", "exercises"])
def test_migrations_are_numbered_without_a_gap_and_say_what_they_do(app: str) -> None:
    names = sorted(path.stem for path in (ROOT / app / "migrations").glob("[0-9]*.py"))
    assert [int(stem[:4]) for stem in names] == list(range(1, len(names) + 1))
    assert [stem for stem in names if "auto" in stem] == []


# ------------------------------------------------------------------ templates
class Strict(HTMLParser):
    """Finds what our Content-Security-Policy forbids, and words a reader sees."""

    NOT_WORDS = frozenset({"script", "style", "code", "kbd", "pre"})
    SPOKEN = frozenset({"alt", "aria-label", "aria-description", "placeholder", "title", "content"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forbidden: list[str] = []
        self.words: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        at = f"line {self.getpos()[0]}"
        if tag == "style" or (tag == "script" and "src" not in held):
            self.forbidden.append(f"{at}: <{tag}>")
        for attribute, value in attrs:
            if attribute == "style" or re.fullmatch(r"on\w+", attribute) or attribute.startswith(("hx-on", "data-hx-on")):
                self.forbidden.append(f"{at}: {attribute}=")
            if (value or "").strip().lower().startswith(("javascript:", "js:")):
                self.forbidden.append(f"{at}: {attribute}={value}")
            if attribute in {"hx-trigger", "data-hx-trigger"} and "[" in (value or ""):
                self.forbidden.append(f"{at}: a filter in {attribute}")
            if attribute in self.SPOKEN and not (tag == "meta" and held.get("name") != "description"):
                self.hear(value or "")
        self._inside = tag if tag in self.NOT_WORDS else ""

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.hear(data)

    def hear(self, text: str) -> None:
        said = " ".join(text.replace("Hymn Sheet", "").split())  # a name is the same in every language
        if re.search(r"[^\W\d_]{2,}", said):
            self.words.append(f"line {self.getpos()[0]}: {said}")


def read(source: str) -> Strict:
    parser = Strict()
    parser.feed(source)
    parser.close()
    return parser


def without_tags(source: str) -> str:
    """A template's own markup: what is translated or computed is taken out, lines keep their numbers."""
    for block in ("blocktranslate", "blocktrans", "comment"):
        source = re.sub(rf"{{%\s*{block}\b.*?%}}.*?{{%\s*end{block}\s*%}}", keep_lines, source, flags=re.DOTALL)
    source = re.sub(r"^{% block \w+_class %}[\w -]*{% endblock %}", "", source, flags=re.MULTILINE)
    source = re.sub(r"^{% block \w+_attrs %}(.*?){% endblock %}", r"<i \1></i>", source, flags=re.MULTILINE)  # they land in a tag elsewhere
    source = re.sub(r"(</?){{[^}]*}}", r"\1div", source)  # a heading whose level is computed
    return TAGS.sub(keep_lines, source)


def keep_lines(found: re.Match[str]) -> str:
    return "\n" * found.group(0).count("\n")


def test_the_reader_of_templates_sees_what_it_is_for() -> None:
    seen = read(
        without_tags(
            '<p style="x" onclick="y">{% translate "Hello" %} there</p>\n'
            '<script>1</script><style></style><b hx-trigger="every 2s [x]"></b><a href="javascript:z" title="Words">{{ words }}</a>'
            '{% blocktranslate trimmed %}\nfine\n{% endblocktranslate %}<i hx-on:click="x">7</i>'
        )
    )
    assert seen.forbidden == [
        "line 1: style=",
        "line 1: onclick=",
        "line 2: <script>",
        "line 2: <style>",
        "line 2: a filter in hx-trigger",
        "line 2: href=javascript:z",
        "line 4: hx-on:click=",
    ]
    assert seen.words == ["line 1: there", "line 2: Words"]


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_a_template_holds_nothing_the_security_policy_forbids(template: Path) -> None:
    assert read(without_tags(template.read_text(encoding="utf-8"))).forbidden == []


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_every_word_of_a_template_can_be_translated(template: Path) -> None:
    assert read(without_tags(template.read_text(encoding="utf-8"))).words == []


@pytest.mark.parametrize("script", sorted((ROOT / "static" / "js").glob("*.js")), ids=name)
def test_a_script_neither_evaluates_text_nor_asks_other_servers(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert re.findall(r"\beval\(|new Function\(|setAttribute\(\s*[\"']style|https?://|document\.write", text) == []


@pytest.mark.parametrize("sheet", sorted((ROOT / "static" / "css").glob("*.css")), ids=name)
def test_a_style_sheet_asks_nothing_of_other_servers(sheet: Path) -> None:
    assert re.findall(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text(encoding="utf-8")) == []


# ------------------------------------------------------------------ decisions and pictures of the tree
def test_decisions_are_numbered_and_have_context_choice_and_cost() -> None:
    pages = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:4]} "), name(page)
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Choice", "Cost"], name(page)


def test_every_file_a_page_of_documentation_names_is_there() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    gone = [
        (name(page), target)
        for page in pages
        for target in re.findall(r"\]\((?![a-z]+:)([^)#]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert gone == []


def test_tests_are_sentences_and_none_is_skipped() -> None:
    poor, skipped = [], []
    for path in python_files():
        if not path.name.startswith("test_"):
            continue
        source = path.read_text(encoding="utf-8")
        poor += [f"{name(path)}: {test}" for test in names_of_tests(source) if test.count("_") < 3]
        if path != Path(__file__) and re.search(r"mark\.(skip|xfail)|pytest\.(skip|xfail|importorskip)\(", source):
            skipped.append(name(path))
    assert (poor, skipped) == ([], [])


def names_of_tests(source: str) -> list[str]:
    functions = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [function.name for function in functions if function.name.startswith("test_")]


def python_files() -> Iterator[Path]:
    for place in ("workshop", "sessions", "exercises", "tests"):
        yield from (path for path in sorted((ROOT / place).rglob("*.py")) if "__pycache__" not in path.parts)
    yield ROOT / "manage.py"


def test_the_shell_can_read_what_ci_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)
