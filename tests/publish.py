"""Tries `saola publish` against real servers (see hosts.py), first rule by rule, then with faults in the middle.

    python tests/publish.py SAOLA [--runs N] [--seed S] [--kinds file,sftp,busybox,webdav,ftp,ftps,s3] [--part 1|2] [--only I]

Part 1: what a publish has to do, for each kind of host. Part 2: N runs with a fault (killed, connection cut, disk full, right to write
lost, clock wrong, two at once) while a reader reads; after each, one clean run has to bring the host to the build. A failure says
with which options it is repeated with the same choices (when exactly a fault strikes is up to the machine). Prints a table, then one
line `N passed, M failed`; the exit code is 1 if any failed. What has to be installed stands in hosts.py.
"""

import argparse
import collections
import contextlib
import dataclasses
import functools
import getpass
import hashlib
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import hosts

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
TARGET = "test"
OWN = ".saola-"
TIMEOUT = 240
# Seconds that a slow reader takes at most from a page to what it needs.
LINGER = 0.8
DISK_MIB = 128
# A day's beginning: all builds of one trial are of the same moment, also where the clock is wrong.
MOMENT = str(int(time.time()) // 86400 * 86400)
FAULTS = ["kill", "cut", "full", "permission", "clock", "two"]
# What a host that serves the type it was told (s3) has to be told.
CONTENT_TYPES = {
    ".html": "text/html", "feed.xml": "xml", ".txt": "text/plain", ".css": "text/css", ".js": "javascript", ".json": "application/json",
    ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp", ".woff2": "font/woff2", ".ics": "text/calendar",
}
CLOCKS = ["+400d", "-400d", "+3h", "-3h", "+10000d"]


# --- The project in several variants

@dataclasses.dataclass
class Variant:
    name: str
    root: pathlib.Path
    files: dict = dataclasses.field(default_factory=dict)
    site: str = ""

    @functools.cached_property
    def digests(self):
        return {address(path): hashlib.sha1(data).hexdigest() for path, data in self.files.items()}

    @property
    def pages(self):
        return {address(path) for path in self.files if path.endswith(".html")}

    @property
    def assets(self):
        return {path: data for path, data in self.files.items() if path.startswith("assets/")}

    @functools.cached_property
    def twin(self):
        """The same project in another folder, for a second publisher."""
        root = self.root.with_name(self.root.name + "-twin")
        shutil.copytree(self.root, root, symlinks=True)
        return dataclasses.replace(self, root=root)


def address(path):
    return "/" + path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else "/" + path


def own(path):
    return any(part.startswith(OWN) for part in path.split("/"))


def built(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*") if path.is_file() and not own(str(path.relative_to(folder)))
    }


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAOLA_", "AWS_"))}
    return kept | {"SOURCE_DATE_EPOCH": MOMENT, "NO_COLOR": "1"} | more


def build(saola, variant):
    done = subprocess.run(
        [saola, "build", "--root", variant.root, "--messages", "en"], env=environment(), stdin=subprocess.DEVNULL, capture_output=True)
    if done.returncode:
        sys.exit(f"the variant “{variant.name}” doesn't build:\n{done.stdout.decode()}{done.stderr.decode()}")
    variant.files = built(variant.root / "public")
    variant.site = (variant.root / "site.toml").read_text()
    return variant


def articles(content):
    """Folders of articles, with those first that no other article links to."""
    found = sorted(path.parent for path in content.glob("*/2[0-9][0-9][0-9]/*/vi.md"))
    texts = [(path, path.read_text()) for path in content.rglob("*.md")]
    def linked(folder):
        return any(f"/{folder.name}/" in text for path, text in texts if folder not in path.parents)
    return sorted(found, key=linked), sum(not linked(folder) for folder in found)


def prepare(saola, folder):
    """The variants, each built in a root of its own: in two of the languages, for speed."""
    base = Variant("base", folder / "base")
    base.root.mkdir()
    for name in ("site.toml", "rules.toml"):
        shutil.copy(REPOSITORY / name, base.root)
    for name in ("themes", "i18n", "content"):
        shutil.copytree(REPOSITORY / name, base.root / name)
    site = base.root / "site.toml"
    site.write_text(re.sub(r"(?m)^languages = .*", 'languages = ["vi", "en"]', site.read_text(), count=1))
    found, free = articles(base.root / "content")
    if free < 2 or len(found) < 3:
        sys.exit("the content has too few articles that no other links to")
    removed, added, edited = (path.relative_to(base.root) for path in (found[0], found[1], found[-1]))
    shutil.move(base.root / added, folder / "added")
    build(saola, base)

    def variant(name, parent, change):
        made = Variant(name, folder / name)
        shutil.copytree(parent.root, made.root)
        change(made.root)
        return build(saola, made)

    def edit(root):
        with open(root / edited / "vi.md", "a") as file:
            file.write("\nMột đoạn được thêm để thử việc phát hành.\n")

    def swap(root):
        shutil.rmtree(root / removed)
        shutil.copytree(folder / "added", root / added)

    def style(colour):
        def change(root):
            with open(root / "themes/lotus/assets/style.css", "a") as file:
                file.write(f"\n.tried-by-tests {{ color: {colour} }}\n")
        return change

    styled = variant("styled", base, style("#012345"))
    variants = [base, variant("edited", base, edit), variant("swapped", base, swap), styled, variant("restyled", styled, style("#543210"))]
    assert set(base.assets) - set(styled.assets), "a new stylesheet has no new name"
    assert base.pages - variants[2].pages and variants[2].pages - base.pages
    return {variant.name: variant for variant in variants}


def aim(variant, host, **keys):
    """Writes the target into a variant's site.toml."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in ({"to": host.to} | host.keys | keys).items()]
    (variant.root / "site.toml").write_text(variant.site + f"\n[publish.{TARGET}]\n" + "\n".join(lines) + "\n")


def moved(before, after):
    """How many files were written, made or removed between two looks at a host."""
    return sum(before.get(path) != after.get(path) for path in before.keys() | after.keys())


def changed(before, after):
    """Paths in which two builds differ; all of the second if there is no first."""
    old = before.files if before else {}
    return {path for path in old.keys() | after.files.keys() if old.get(path) != after.files.get(path)}


# --- Running the publisher

@dataclasses.dataclass
class Result:
    code: int
    output: str
    seconds: float

    def tail(self):
        return f"exit {self.code} after {self.seconds:.1f} s: " + self.output.strip()[-700:]


class Running:
    """A publisher at work. Its output goes to a file, so that it never waits for whoever reads."""

    working = set()

    def __init__(self, saola, variant, host, *flags, yes=True, env=None):
        command = [saola, "publish", TARGET, "--root", str(variant.root), "--messages", "en", *(["--yes"] if yes else []), *flags]
        self.out = tempfile.TemporaryFile()
        self.begun, self.secrets = time.monotonic(), [host.password]
        given = host.env if env is None else env
        self.secrets += [value for name, value in given.items() if name.endswith("_PASSWORD")]
        self.process = subprocess.Popen(
            command, env=environment(**given), stdin=subprocess.DEVNULL, stdout=self.out, stderr=subprocess.STDOUT,
            preexec_fn=hosts.die_with_parent)
        self.working.add(self.process)

    def alive(self):
        return self.process.poll() is None

    def kill(self):
        self.process.kill()

    def wait(self):
        try:
            self.process.wait(max(1, TIMEOUT - (time.monotonic() - self.begun)))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.process.returncode = 124
        self.working.discard(self.process)
        seconds = time.monotonic() - self.begun
        self.out.seek(0)
        output = self.out.read().decode(errors="replace")
        self.out.close()
        result = Result(self.process.returncode, output, seconds)
        for secret in self.secrets:
            if secret and secret in output:
                raise Wrong(f"the password is in the output: {result.tail().replace(secret, '<password>')}")
        if "panicked at" in output or result.code == 101:
            raise Wrong(f"a panic: {result.tail()}")
        if result.code == 124:
            raise Wrong(f"it hangs: {result.tail()}")
        return result


def stop_publishers():
    """Those that an interrupted trial left at work would go on writing where its host was."""
    for process in Running.working:
        process.kill()
        process.wait()
    Running.working.clear()


class Wrong(Exception):
    """What the publisher did isn't what it has to do."""


def need(condition, what):
    if not condition:
        raise Wrong(what)


def served(host, releases):
    """What readers are given: {path: bytes}, without Saola's own files."""
    files = host.files()
    if releases:
        link = host.folder / "current"
        if not link.is_symlink():
            return {}
        prefix = os.path.relpath(link.resolve(), host.folder.resolve()) + "/"
        files = {path.removeprefix(prefix): data for path, data in files.items() if path.startswith(prefix)}
    return {path: data for path, data in files.items() if not own(path)}


def differences(found, variant, allowed=None):
    """What is wrong on the host; `allowed` are further files that may be there with just these bytes."""
    allowed = allowed or {}
    missing = sorted(variant.files.keys() - found.keys())
    wrong = sorted(path for path in variant.files.keys() & found.keys() if variant.files[path] != found[path])
    extra = sorted(path for path in found.keys() - variant.files.keys() if allowed.get(path) != found[path])
    lists = {"missing": missing, "differ": wrong, "too many": extra}
    return "; ".join(f"{len(paths)} {what}: {', '.join(paths[:4])}" for what, paths in lists.items() if paths)


def left_over(host):
    files = host.files()
    locks = {path: data[:300] for path, data in files.items() if "/.saola-lock" in f"/{path}"}
    need(not locks, f"a lock is left: {locks}")


class Tally:
    def __init__(self):
        self.passed, self.failed, self.notes = 0, 0, collections.Counter()

    def good(self):
        self.passed += 1

    def bad(self, what):
        self.failed += 1
        print(f"FAILED {what}", flush=True)


# --- Part 1: rule by rule

class Trial:
    """The checks of one kind of host. They build on one another: each begins where the last one ended."""

    def __init__(self, saola, variants, kind, tally):
        self.saola, self.variants, self.kind, self.tally = saola, variants, kind, tally
        self.retired = {path: data for variant in variants.values() for path, data in variant.assets.items()}

    def run(self, name, *flags, code=0, keys=None, **more):
        variant = self.variants[name]
        aim(variant, self.host, **(keys or {}))
        result = Running(self.saola, variant, self.host, *flags, **more).wait()
        need(result.code == code, f"publishing “{name}” {' '.join(flags)} should exit {code}: {result.tail()}")
        return result

    def equal(self, name, more=None, strict=False, releases=False):
        allowed = ({} if strict else self.retired) | (more or {})
        said = differences(served(self.host, releases), self.variants[name], allowed)
        need(not said, f"the host isn't “{name}”: {said}")
        left_over(self.host)

    def untouched(self, stamps, but=()):
        now = self.host.stamps()
        touched = [path for path in stamps if not own(path) and path not in but and now.get(path) != stamps[path]]
        need(not touched, f"{len(touched)} files were touched: {touched[:4]}")

    def check(self, name, step):
        begun = time.monotonic()
        try:
            said = step()
            self.tally.good()
            print(f"  ok  {self.kind}: {name} ({time.monotonic() - begun:.1f} s){': ' + said if said else ''}", flush=True)
        except Exception as error:
            what = str(error) if isinstance(error, Wrong) else repr(error)
            self.tally.bad(f"part 1, {self.kind}: {name}: {what}")

    def all(self, releases):
        self.host = hosts.start(self.kind, target=TARGET)
        try:
            for name, step in (self.release_steps() if releases else self.steps()):
                self.check(name, step)
        finally:
            stop_publishers()
            self.host.stop()

    def steps(self):
        yield "a dry run writes nothing", self.dry_run
        yield "without --yes and a terminal it refuses", self.refuse
        yield "first publish", self.first
        yield "nothing changed", self.nothing
        yield "small change", self.small
        yield "removal and addition", self.removal
        yield "retired assets", self.retire
        yield "foreign files stay", self.foreign
        yield "a foreign file in the way", self.in_the_way
        yield "a file changed by hand", self.by_hand
        yield "a file changed by hand, of the same size and time", self.by_stealth
        yield "a file removed by hand", self.removed_by_hand
        yield "too many removals", self.too_many
        if self.kind == "s3":
            yield "the keys in AWS's own variables", self.aws_keys
        if self.host.wrong:
            yield "wrong password", self.wrong_password
        if self.host.port:
            yield "host doesn't answer", self.unreachable
        yield "as JSON", self.as_json

    def release_steps(self):
        yield "releases and rollback", self.releases

    def dry_run(self):
        is_made_by_saola = self.kind in ("file", "sftp", "busybox")
        if is_made_by_saola:
            self.host.folder.rmdir()
        self.run("base", "--dry-run")
        need(not self.host.files(), f"the host has {sorted(self.host.files())[:4]}")
        need(not is_made_by_saola or not self.host.folder.exists(), "the target's folder was made")

    def refuse(self):
        self.run("base", code=1, yes=False)
        need(not self.host.files(), f"the host has {sorted(self.host.files())[:4]}")

    def first(self):
        result = self.run("base")
        self.equal("base", strict=True)
        if self.kind == "s3":
            for path, kind in CONTENT_TYPES.items():
                path = next(name for name in sorted(self.variants["base"].files) if name.endswith(path))
                said = self.host.get(path)["ContentType"]
                need(kind in said, f"{path} is served as {said}")
        return f"{len(self.variants['base'].files)} files in {result.seconds:.1f} s"

    def nothing(self):
        stamps = self.host.stamps()
        result = self.run("base")
        self.untouched(stamps)
        self.equal("base", strict=True)
        return f"0 files touched in {result.seconds:.1f} s"

    def small(self):
        stamps, differ = self.host.stamps(), changed(self.variants["base"], self.variants["edited"])
        result = self.run("edited")
        self.equal("edited")
        self.untouched(stamps, differ)
        return f"{len(differ)} of {len(stamps)} files differ, {result.seconds:.1f} s"

    def removal(self):
        self.run("swapped")
        self.equal("swapped")
        gone = self.variants["edited"].files.keys() - self.variants["swapped"].files.keys()
        return f"{len(gone)} files of the article before are gone"

    def retire(self):
        base, styled, restyled = (self.variants[name] for name in ("base", "styled", "restyled"))
        self.run("base")
        self.run("styled")
        self.equal("styled")
        old = base.assets.keys() - styled.assets.keys()
        need(old <= self.host.files().keys(), "assets that the pages before used are gone at once")
        self.run("restyled")
        self.equal("restyled")
        files = self.host.files()
        need(not old & files.keys(), f"assets retired before are still there: {sorted(old & files.keys())[:4]}")
        need(styled.assets.keys() - restyled.assets.keys() <= files.keys(), "assets that the pages before used are gone at once (2)")
        self.run("base")

    def foreign(self):
        mine = {"verification-123.html": b"proof", "files/plan.pdf": b"%PDF", "about/own.txt": b"mine", ".htaccess": b"Deny from all\n"}
        for path, data in mine.items():
            self.host.write(path, data)
        stamps = {path: stamp for path, stamp in self.host.stamps().items() if path in mine}
        self.run("base")
        self.run("swapped")
        self.untouched(stamps)
        self.equal("swapped", mine)
        for path in mine:
            self.host.remove(path)
        self.run("base")

    def in_the_way(self):
        path = sorted(self.variants["swapped"].pages - self.variants["base"].pages)[0].lstrip("/")
        path += "index.html" if path.endswith("/") else ""
        self.host.write(path, b"not yours")
        before = self.host.files()
        result = self.run("swapped", code=1)
        need(path in result.output, f"{path} isn't told: {result.tail()}")
        self.same(before)
        self.host.remove(path)
        self.run("swapped")
        self.equal("swapped")
        self.run("base")

    def same(self, before):
        now = self.host.files()
        written = [path for path in before.keys() | now.keys() if before.get(path) != now.get(path)]
        need(not written, f"something was written: {sorted(written)[:4]}")

    def told(self, path, *flags, name="edited"):
        """A change of someone else's stops the publisher before it writes anything."""
        before = self.host.files()
        result = self.run(name, *flags, code=1)
        need(path in result.output, f"{path} isn't told: {result.tail()}")
        self.same(before)

    def by_hand(self):
        """Where the publisher has to write it looks by itself; at other files it looks with --verify."""
        base, edited, theirs = self.variants["base"], self.variants["edited"], b"<html>changed by hand</html>"
        path = sorted(path for path in changed(base, edited) & base.files.keys() & edited.files.keys() if path.endswith(".html"))[0]
        other = next(path for path in sorted(base.files) if path.endswith(".html") and path not in changed(base, edited))
        self.host.write(path, theirs)
        self.told(path)
        self.told(path, "--verify", name="base")
        self.run("edited", "--overwrite")
        self.equal("edited")
        found = self.variants["edited"].root / ".saola" / "found"
        need(any(file.read_bytes() == theirs for file in found.rglob("*") if file.is_file()), "theirs isn't kept in .saola/found/")
        self.host.write(other, theirs)
        self.run("base")
        need(self.host.files()[other] == theirs, f"{other}, changed by hand, was overwritten without a word")
        self.told(other, "--verify", name="base")
        self.run("base", "--verify", "--overwrite")
        self.equal("base")

    def by_stealth(self):
        path = "contact/index.html"
        ours, stamp = self.host.files()[path], self.host.stamps()[path][0]
        self.host.write(path, ours.replace(b"<html", b"<HTML", 1))
        self.host.age(path, stamp)
        self.told(path, "--verify")
        self.run("edited", "--verify", "--overwrite")
        self.equal("edited")
        self.run("base")

    def removed_by_hand(self):
        path = "tourism/index.html"
        self.host.remove(path)
        aim(self.variants["base"], self.host)
        result = Running(self.saola, self.variants["base"], self.host, "--verify").wait()
        need(result.code == 0 or (result.code == 1 and path in result.output), f"neither mended nor told: {result.tail()}")
        if result.code:
            self.run("base", "--verify", "--overwrite")
        self.equal("base")
        return "told" if result.code else "mended"

    def too_many(self):
        before = self.host.files()
        few = {"max_removals": 0.001}
        self.run("swapped", code=1, keys=few)
        self.same(before)
        self.run("swapped", "--allow-removals", keys=few)
        self.equal("swapped")

    def aws_keys(self):
        self.run("base", env={"AWS_ACCESS_KEY_ID": self.host.user, "AWS_SECRET_ACCESS_KEY": self.host.password})
        self.equal("base")

    def wrong_password(self):
        before = self.host.files()
        result = self.run("base", code=2, env=self.host.wrong)
        last = result.output.strip().splitlines()[-1]
        hint = "look at the ssh key" if self.kind in ("sftp", "busybox") else f"look at SAOLA_{TARGET.upper()}_USER"
        need(hint in last and last.endswith("nothing was written") and len(last) < 400, f"it says: {last}")
        self.same(before)

    def unreachable(self):
        self.host.route = hosts.free_port()
        try:
            self.run("base", code=2)
        finally:
            self.host.route = None

    def as_json(self):
        aim(self.variants["base"], self.host)
        process = subprocess.run(
            [self.saola, "publish", TARGET, "--root", self.variants["base"].root, "--yes", "--format", "json"],
            env=environment(**self.host.env), stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT)
        need(process.returncode == 0, f"exit {process.returncode}: {process.stderr.decode()[-500:]}")
        try:
            json.loads(process.stdout)
        except ValueError:
            for line in process.stdout.splitlines():
                json.loads(line)
        need(process.stdout.strip(), "nothing on standard output")

    def releases(self):
        keys = {"releases": 3}
        self.host.write("own.txt", b"mine")
        for name in ("base", "base", "edited", "styled", "restyled"):
            result = self.run(name, "--timings", keys=keys)
            self.equal(name, releases=True)
            if name in ("base", "styled", "restyled") and self.kind != "file":
                # As archives: one by one each page would be read, written, and read again.
                asked = int(re.search(r"timing asked (\d+)", result.output)[1])
                need(asked < 1.5 * len(self.variants[name].pages), f"“{name}” takes {asked} operations on files")
        kept = sorted(path.name for path in (self.host.folder / "releases").iterdir() if not path.name.startswith("."))
        need(len(kept) == 3, f"releases kept: {kept}")
        self.run("restyled", "--rollback", keys=keys)
        self.equal("styled", releases=True)
        self.run("restyled", code=1, keys=keys)
        self.equal("styled", releases=True)
        self.run("restyled", "--resume", keys=keys)
        self.equal("restyled", releases=True)
        kept = sorted(path.name for path in (self.host.folder / "releases").iterdir() if not path.name.startswith("."))
        need(len(kept) <= 3, f"releases kept: {kept}")
        need(self.host.files()["own.txt"] == b"mine", "a foreign file was touched")
        return f"kept {', '.join(kept)}"


# --- Part 2: faults

@dataclasses.dataclass
class Plan:
    number: int
    label: str
    fault: str
    before: str | None
    after: str
    end: str

    def __str__(self):
        return f"run {self.number}: {self.label}, {self.fault}, {self.before or 'empty host'} → {self.after} → {self.end}"


def labels(kinds):
    return [label for kind in kinds for label in ([kind, f"{kind}+releases"] if hosts.KINDS[kind].can_release else [kind])]


def faults_of(label):
    kind = label.partition("+")[0]
    return [fault for fault in FAULTS if not (fault == "cut" and kind == "file") and not (fault == "full" and not hosts.KINDS[kind].disk)]


def plan(kinds, names, count, seed):
    """Each run by kind and fault; it begins with what the run before on the same kind ended with."""
    chance = random.Random(f"plan {seed}")
    bag, drawn = [(label, fault) for label in labels(kinds) for fault in faults_of(label)], []
    while len(drawn) < count:
        chance.shuffle(bag)
        drawn += bag
    runs, last = [], {}
    for number, (label, fault) in enumerate(drawn[:count]):
        before = None if chance.random() < 0.12 else last.get(label, "base")
        after = chance.choice([name for name in names if name != before])
        end = chance.choice(names) if chance.random() < 0.3 else after
        runs.append(Plan(number, label, fault, before, after, end))
        last[label] = end
    return sorted(runs, key=lambda run: (labels(kinds).index(run.label), run.number))


class Skip(Exception):
    """This machine can't make the fault."""


class Station:
    """A host with a proxy before it and, where it may, a small disk below it."""

    def __init__(self, saola, variants, label, seed):
        self.saola, self.variants, self.label = saola, variants, label
        self.kind, _, mode = label.partition("+")
        self.releases = bool(mode)
        self.keys = {"releases": 3} if self.releases else {}
        self.retired = {path: data for variant in variants.values() for path, data in variant.assets.items()}
        self.stack, self.current = contextlib.ExitStack(), None
        try:
            self.open(seed)
        except BaseException:
            self.stack.close()
            raise

    def open(self, seed):
        self.disk = None
        if hosts.KINDS[self.kind].disk:
            with contextlib.suppress(hosts.Unavailable):
                self.disk = self.stack.enter_context(hosts.full_disk(DISK_MIB))
        self.host = hosts.start(self.kind, folder=self.disk.site if self.disk else None, target=TARGET)
        self.stack.callback(self.host.stop)
        self.proxy = None
        if self.host.port:
            self.proxy = hosts.CutProxy(self.host.port, seed)
            self.stack.callback(self.proxy.stop)
            self.host.route = self.proxy.port
        self.web = self.host.web("current" if self.releases else "")
        self.stack.callback(stop_publishers)
        self.measures = {}

    def begin(self, variant, *flags, **more):
        aim(variant, self.host, **self.keys)
        return Running(self.saola, variant, self.host, *flags, **more)

    def clean(self, name):
        result = self.begin(self.variants[name]).wait()
        need(result.code == 0, f"a clean run exits {result.code}, not 0: {result.tail()}")
        self.equal(name)
        left_over(self.host)
        self.current = name
        return result

    def equal(self, name):
        said = differences(served(self.host, self.releases), self.variants[name], self.retired)
        need(not said, f"the host isn't “{name}”: {said}")

    def reset(self):
        if self.disk:
            self.disk.free()
        self.host.regain()
        self.host.clear()
        self.current = None

    def stand(self, name):
        """Brings the host to where a run begins."""
        if name is None or self.current is None:
            self.reset()
        if name is not None and self.current != name:
            self.clean(name)

    def measured(self, key, name):
        passed = self.proxy.passed if self.proxy else 0
        result = self.clean(name)
        self.measures[key] = (result.seconds, (self.proxy.passed - passed) if self.proxy else 0)

    def measure(self):
        """How long and how many bytes a clean run takes: the first one, one without changes, one that changes all pages."""
        self.reset()
        self.measured("first", "base")
        self.measured("none", "base")
        self.measured("all", "styled")

    def expected(self, before, after):
        """(seconds, bytes) of a clean run, from those that were measured."""
        if before is None:
            return self.measures["first"]
        none, every = self.measures["none"], self.measures["all"]
        share = len(changed(before, after)) / len(changed(self.variants["base"], self.variants["styled"]))
        return tuple(low + max(0, high - low) * share for low, high in zip(none, every))


class Run:
    """One run with a fault."""

    def __init__(self, station, plan, seed):
        self.station, self.plan = station, plan
        self.chance = random.Random(f"{seed} {plan.number}")
        names = station.variants
        self.before, self.after, self.end = (names[name] if name else None for name in (plan.before, plan.after, plan.end))
        self.said = []
        self.fired = False

    def readers(self):
        involved = [variant for variant in (self.before, self.after, self.end) if variant]
        pages = set().union(*(variant.pages for variant in involved))
        vanishing = pages if self.before is None else {page for page in pages if any(page not in variant.pages for variant in involved)}
        known = collections.defaultdict(set)
        for variant in involved:
            for where, digest in variant.digests.items():
                known[where].add(digest)
        # Two publishers may follow one another at once, faster than a slow reader reads.
        linger = 0 if self.plan.fault == "two" else LINGER
        return hosts.Reader(self.station.web, pages, vanishing, known, seed=self.chance.random(), linger=linger)

    def go(self):
        station = self.station
        if station.current is None and not station.measures:
            station.measure()
        station.stand(self.plan.before)
        reader = self.readers()
        try:
            getattr(self, self.plan.fault)()
            if self.chance.random() < 0.25:
                self.said.append("killed once more")
                self.kill()
            if self.plan.end != self.plan.after:
                # What a page needs is kept for one publication more: a reader who is slower than two of them is promised nothing.
                time.sleep(LINGER)
            station.clean(self.plan.end)
            self.fired or self.said.append("the fault didn't strike")
        finally:
            # A reader of the last state; a moment is enough to meet what is missing for good.
            time.sleep(0.3)
            reader.stop()
            self.reader = reader
        if reader.faults:
            raise Wrong(f"{len(reader.faults)} faults of the reader: {'; '.join(reader.faults[:3])}")

    def start(self, *flags, **more):
        return self.station.begin(self.after, *flags, **more)

    def finish(self, running, codes):
        result = running.wait()
        self.said.append(f"exit {result.code}")
        need(result.code in codes, f"with the fault it exits {result.code}, not one of {codes}: {result.tail()}")
        if result.code == 0:
            self.station.equal(self.after.name)
        return result

    def span(self):
        return self.station.expected(self.before, self.after)

    def kill(self, running=None):
        """At a moment, once some files of the host have changed, or once some bytes have passed."""
        station = self.station
        running = running or self.start()
        seconds, count = self.span()
        ways = ["time"] + ["files"] * station.host.disk + ["bytes"] * bool(station.proxy)
        way = self.chance.choice(ways)
        if way == "time":
            wait = self.chance.uniform(0.02, 0.95 * seconds)
            self.said.append(f"killed after {wait:.2f} s")
            self.until(running, lambda: time.monotonic() - running.begun >= wait)
        elif way == "files":
            stamps, wanted = station.host.stamps(), self.chance.randint(1, len(changed(self.before, self.after)) + 3)
            self.said.append(f"killed after {wanted} files")
            self.until(running, lambda: moved(stamps, station.host.stamps()) >= wanted)
        else:
            wanted = station.proxy.passed + self.chance.randint(1, max(1, int(count)))
            self.said.append(f"killed at byte {wanted - station.proxy.passed}")
            self.until(running, lambda: station.proxy.passed >= wanted)
        self.fired |= running.alive()
        running.kill()
        self.finish(running, (0, -signal.SIGKILL))

    @staticmethod
    def until(running, condition):
        while running.alive() and time.monotonic() - running.begun < TIMEOUT and not condition():
            time.sleep(0.005)

    def cut(self):
        proxy = self.station.proxy
        at, times, cuts = self.chance.randint(1, max(1, int(self.span()[1]))), self.chance.randint(1, 3), proxy.cuts
        self.said.append(f"cut at byte {at}, {times} times")
        proxy.random = random.Random(self.chance.random())
        proxy.cut_after(at, times)
        try:
            self.finish(self.start(), (0, 2))
        finally:
            proxy.never()
        self.fired |= proxy.cuts > cuts

    def full(self):
        disk = self.station.disk
        if not disk:
            raise Skip("no small disk can be mounted")
        size = sum(len(self.after.files.get(path, b"")) + 4096 for path in changed(self.before, self.after))
        leave = self.chance.choice([0, 4096, self.chance.randint(0, size), self.chance.randint(0, size)])
        self.said.append(f"{leave} bytes left")
        disk.fill(leave)
        try:
            self.fired |= self.finish(self.start(), (0, 2)).code != 0
        finally:
            disk.free()

    def permission(self):
        """A folder of the host, from the beginning or from some moment on."""
        host, wait = self.station.host, self.chance.choice([0, self.chance.uniform(0, self.span()[0])])
        folders = [""]
        if not self.station.releases:
            folders += sorted({path.rpartition("/")[0] for path in changed(self.before, self.after)})
        folder = self.chance.choice([self.chance.choice(folders), "", "assets", "releases" if self.station.releases else OWN + "upload"])
        running = None
        if wait:
            running = self.start()
            self.until(running, lambda: time.monotonic() - running.begun >= wait)
        if host.disk and not (host.folder / folder).is_dir():
            folder = ""
        self.said.append(f"no right to write into “{folder}” after {wait:.2f} s")
        lost = host.lose(folder)
        try:
            result = self.finish(running or self.start(), (0, 2))
        finally:
            host.regain()
        if not lost:
            raise Skip("the right can't be taken")
        self.fired |= result.code != 0

    def clock(self):
        # The program `faketime` would stay between us and the publisher, and be killed in its place.
        library = next(pathlib.Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
        if not library:
            raise Skip("faketime isn't installed")
        shift = self.chance.choice(CLOCKS)
        self.said.append(f"the clock shows {shift}")
        wrong = {"LD_PRELOAD": str(library), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        running = self.start(env=self.station.host.env | wrong)
        self.fired = True
        if self.chance.random() < 0.5:
            return self.kill(running)
        # A real S3 refuses a signature of another day.
        self.finish(running, (0, 2) if self.station.kind == "s3" else (0,))

    def two(self):
        other = self.end.twin
        running = [(self.after, self.start())]
        wait = self.chance.choice([0, self.chance.uniform(0, self.span()[0])])
        self.said.append(f"the second of “{other.name}” after {wait:.2f} s")
        time.sleep(wait)
        self.fired |= running[0][1].alive()
        running.append((other, self.station.begin(other)))
        results = [(variant, one.process.pid, one.wait()) for variant, one in running]
        self.said.append("exits " + ", ".join(str(result.code) for _, _, result in results))
        told = " / ".join(result.tail() for _, _, result in results)
        done = [variant for variant, _, result in results if result.code == 0]
        need(done, f"neither of two is carried out: {told}")
        for (_, _, result), (_, holder, _) in zip(results, reversed(results)):
            if result.code:
                need(result.code == 1, f"the one that finds a lock exits {result.code}, not 1: {told}")
                names = (socket.gethostname(), getpass.getuser(), str(holder))
                need(any(name in result.output for name in names), f"the holder isn't told: {told}")
        found = served(self.station.host, self.station.releases)
        said = [differences(found, variant, self.station.retired) for variant in done]
        need("" in said, f"after two at once the host is none of both: {said}")


def part_two(saola, variants, kinds, options, tally):
    table = collections.defaultdict(collections.Counter)
    runs = [run for run in plan(kinds, list(variants), options.runs, options.seed) if options.only in (None, run.number)]
    for label in dict.fromkeys(run.label for run in runs):
        try:
            station = Station(saola, variants, label, options.seed)
        except (hosts.Unavailable, OSError) as reason:
            tally.bad(f"part 2, {label}: no host: {reason}")
            continue
        with station.stack:
            for run in (run for run in runs if run.label == label):
                one(station, run, options, table[label, run.fault], tally)
    show(table)


def one(station, plan, options, row, tally):
    begun, run = time.monotonic(), Run(station, plan, options.seed)
    try:
        run.go()
        tally.good()
        row["runs"] += 1
        print(f"  ok  {plan} ({'; '.join(run.said)}; {time.monotonic() - begun:.1f} s)", flush=True)
    except Skip as reason:
        row["skipped"] += 1
        print(f"skip  {plan}: {reason}", flush=True)
    except Exception as error:
        row["runs"] += 1
        row["failed"] += 1
        what = str(error) if isinstance(error, Wrong) else repr(error)
        repeat = f"--seed {options.seed} --runs {options.runs} --kinds {','.join(options.kinds)} --only {plan.number}"
        tally.bad(f"part 2, {plan} ({'; '.join(run.said)}): {what}\n        again: {repeat}")
        # Nothing is known of the host any more: the next run begins with an empty one.
        station.current = None
    reader = getattr(run, "reader", None)
    if reader:
        row["reads"] += reader.reads
        row["faults"] += len(reader.faults)
    row["struck"] += run.fired
    if not own_uploads_gone(station):
        row["uploads"] += 1


def own_uploads_gone(station):
    return not any("/.saola-upload/" in f"/{path}" for path in station.host.files())


def show(table):
    columns = ["runs", "struck", "failed", "skipped", "reads", "faults", "uploads"]
    heads = ["runs", "struck", "failed", "skipped", "pages read", "faults of readers", "uploads left"]
    print(f"\n{'kind':16}{'fault':12}" + "".join(f"{head:>{len(head) + 3}}" for head in heads))
    for (label, fault), row in sorted(table.items()):
        print(f"{label:16}{fault:12}" + "".join(f"{row[name]:>{len(head) + 3}}" for name, head in zip(columns, heads)))
    total = sum(table.values(), collections.Counter())
    print(f"{'all':16}{'':12}" + "".join(f"{total[name]:>{len(head) + 3}}" for name, head in zip(columns, heads)))


def part_one(saola, variants, kinds, tally):
    for kind in kinds:
        for releases in (False, True) if hosts.KINDS[kind].can_release else (False,):
            try:
                Trial(saola, variants, kind, tally).all(releases)
            except (hosts.Unavailable, OSError) as reason:
                tally.bad(f"part 1, {kind}: no host: {reason}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("saola", type=lambda path: str(pathlib.Path(path).resolve()))
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=list(hosts.KINDS))
    parser.add_argument("--part", type=int, choices=[1, 2])
    parser.add_argument("--only", type=int, help="the number of one run of part 2")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="saola-publish-") as folder:
        variants = prepare(options.saola, pathlib.Path(folder))
        if options.part != 2 and options.only is None:
            part_one(options.saola, variants, options.kinds, tally)
        if options.part != 1:
            part_two(options.saola, variants, options.kinds, options, tally)
    print(f"{tally.passed} passed, {tally.failed} failed")
    sys.exit(1 if tally.failed else 0)


if __name__ == "__main__":
    main()
