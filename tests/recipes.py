"""Runs the recipes of docs/ci/ against a program: what forges would run, and the hooks and timed rebuild of a plain server.

    recipes.py SAOLA            needs PyYAML, git, jq, flock, ssh-agent; shellcheck and check-jsonschema are used where they are installed

Lines that install programs are skipped, and told. The last line is `N passed, M failed`.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import yaml

REPOSITORY = Path(__file__).resolve().parent.parent
CI = REPOSITORY / "docs/ci"
SERVER = CI / "server"
SCRIPTS = ["post-receive", "pre-receive", "rebuild"]
PROJECT = ["site.toml", "rules.toml", "content", "themes", "i18n"]
ARTICLE = "content/news/2026/cebu-protocol"
INSTALLS = re.compile(r"(^|&&|\|\|)\s*(sudo\s+)?(apt-get|cargo|rustup)\s")
counts = {True: 0, False: 0}
skipped = set()


def expect(name, good, told=""):
    counts[bool(good)] += 1
    print(("ok      " if good else "FAILED  ") + name, flush=True)
    if not good:
        print("\n".join(f"        {line}" for line in str(told).splitlines()[-25:]), flush=True)
    return bool(good)


def skip(what):
    if what not in skipped:
        skipped.add(what)
        print(f"skipped {what}")


def run(command, folder, environment, timeout=600, text=None):
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        input=text,
        stdin=None if text else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=timeout,
    )
    done.told = done.stdout + done.stderr
    return done


def tree(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".saola-")
    }


def project(folder, published):
    folder.mkdir(parents=True)
    for name in PROJECT:
        source = REPOSITORY / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    with open(folder / "site.toml", "a", encoding="utf-8") as site:
        site.write(f'\n[publish.production]\nto = "file://{published}"\n')
    (folder / ".gitignore").write_text("/public\n/.saola\n")
    return folder


def break_article(folder):
    file = folder / ARTICLE / "en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("---\n", "---\nnonsense: 3\n", 1), encoding="utf-8")


def mend_article(folder):
    file = folder / ARTICLE / "en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("nonsense: 3\n", "", 1), encoding="utf-8")


def without_installing(where, script):
    kept = []
    for line in script.splitlines():
        if INSTALLS.search(line):
            skip(f"{where}: {line.strip()}")
        else:
            kept.append(line)
    return "\n".join(kept)


# The files as files.


def forms(places):
    for path in sorted(path for path in CI.rglob("*") if path.is_file()):
        text = path.read_text(encoding="utf-8")
        long = [number for number, line in enumerate(text.splitlines(), 1) if len(line) > 140]
        expect(f"{path.relative_to(CI)}: lines of at most 140 characters", not long, long)
        loose = re.search(r"StrictHostKeyChecking[ =]*(no|accept-new|off)|pull_request_target", text)
        expect(f"{path.relative_to(CI)}: nothing unsafe", not loose, loose)
    for name in SCRIPTS:
        script = SERVER / name
        text = script.read_text(encoding="utf-8")
        expect(
            f"{name}: executable, POSIX sh, set -eu",
            os.access(script, os.X_OK) and text.startswith("#!/bin/sh\n") and "\nset -eu\n" in text,
        )
        parsed = run(["sh", "-n", script], CI, os.environ)
        expect(f"{name}: sh can read it", parsed.returncode == 0, parsed.told)
        if shellcheck := shutil.which("shellcheck", path=places):
            judged = run([shellcheck, "--shell=sh", "--exclude=SC1090,SC2154", script], CI, os.environ)
            expect(f"{name}: shellcheck", judged.returncode == 0, judged.told)
        else:
            skip(f"{name}: no shellcheck here")
    for name, schema in [
        ("github-actions.yml", ["vendor.github-workflows"]),
        ("gitlab-ci.yml", ["vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ]:
        if judge := shutil.which("check-jsonschema", path=places):
            judged = run([judge, "--builtin-schema", *schema, CI / name], CI, os.environ)
            expect(f"{name}: its schema", judged.returncode == 0, judged.told)
        else:
            skip(f"{name}: no check-jsonschema here")
    readme = (CI / "README.md").read_text(encoding="utf-8")
    files = [str(path.relative_to(CI)) for path in CI.rglob("*") if path.is_file() and path.name != "README.md"]
    texts = "".join((CI / name).read_text(encoding="utf-8") for name in ("github-actions.yml", "gitlab-ci.yml"))
    names = set(re.findall(r"\bSAOLA_[A-Z_]+[A-Z]\b", texts))
    missing = [name for name in [*files, *sorted(names)] if f"`{name}`" not in readme]
    expect("README.md tells of every file, secret and setting", not missing, missing)


def is_cron(line):
    fields = line.split()
    return len(fields) == 5 and all(re.fullmatch(r"(\*|\d+(-\d+)?)(/\d+)?(,\d+)*", field) for field in fields)


def github_form(workflow):
    on = workflow.get("on", workflow.get(True))
    expect(
        "GitHub: pull requests, pushes to main, by the clock, by hand",
        set(on) == {"pull_request", "push", "schedule", "workflow_dispatch"}
        and on["push"] == {"branches": ["main"]}
        and all(is_cron(entry["cron"]) for entry in on["schedule"]),
        on,
    )
    expect("GitHub: may only read", workflow["permissions"] == {"contents": "read"}, workflow["permissions"])
    for name, job in workflow["jobs"].items():
        expect(
            f"GitHub {name}: keys",
            {"if", "runs-on", "timeout-minutes", "concurrency", "steps"} <= set(job) and "permissions" not in job,
            list(job),
        )
        odd = []
        for step in job["steps"]:
            if ("uses" in step) == ("run" in step):
                odd.append(step)
            elif "uses" in step and not re.fullmatch(r"[\w-]+/[\w/-]+@(v\d+(\.\d+)*|[0-9a-f]{40})", step["uses"]):
                odd.append(step["uses"])
            elif step.get("uses", "").startswith("actions/checkout@") and step["with"].get("persist-credentials") is not False:
                odd.append("checkout keeps its credentials")
            # A title of a pull request must never become part of a script.
            elif "${{" in step.get("run", ""):
                odd.append(step["run"])
        expect(f"GitHub {name}: steps", not odd, odd)
    publish = workflow["jobs"]["publish"]
    expect(
        "GitHub publish: one at a time, none cut off",
        publish["concurrency"].get("cancel-in-progress") is False and publish["concurrency"]["group"],
    )
    expect("GitHub: secrets are for publishing only", "secrets." not in json.dumps(workflow["jobs"]["check"]) and publish["environment"])
    installs = [
        line
        for job in workflow["jobs"].values()
        for step in job["steps"]
        for line in step.get("run", "").splitlines()
        if " install " in line and "cargo" in line
    ]
    expect(
        "GitHub: Saola is pinned",
        installs and all("--locked" in line and "--tag" in line and "--features remote" in line for line in installs),
    )


def gitlab_jobs(pipeline):
    jobs = {}
    for name, job in pipeline.items():
        if name.startswith(".") or name in ("stages", "default", "workflow", "variables"):
            continue
        jobs[name] = {**pipeline.get(job.get("extends"), {}), **job}
    return jobs


def gitlab_form(pipeline, jobs):
    for name, job in jobs.items():
        expect(
            f"GitLab {name}: keys",
            {"stage", "rules", "script", "before_script", "cache"} <= set(job) and job["stage"] in pipeline["stages"],
            list(job),
        )
    expect("GitLab: three stages", pipeline["stages"] == ["check", "build", "publish"])
    expect(
        "GitLab publish: one at a time, none cut off",
        jobs["publish"].get("resource_group") and jobs["publish"].get("interruptible") is False,
    )
    expect(
        "GitLab publish: on the default branch",
        jobs["publish"]["rules"] == [{"if": "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH"}],
        jobs["publish"]["rules"],
    )
    expect(
        "GitLab check: a report also when it fails",
        jobs["check"]["artifacts"]["when"] == "always" and jobs["check"]["artifacts"]["reports"]["codequality"],
    )
    install = " ".join(pipeline[".saola"]["before_script"])
    expect("GitLab: Saola is pinned", all(word in install for word in ("--locked", "--tag", "--features remote")))


# What forges would run.


class Forge:
    """A runner's machine: a home, a path with the program, secrets."""

    def __init__(self, root, program):
        self.root = root
        self.home = root / "home"
        self.home.mkdir(parents=True)
        self.key = root / "key"
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key], check=True)
        self.known_hosts = root / "known_hosts"
        self.known_hosts.write_text("host.example ssh-ed25519 AAAA\n")
        self.environment = {"HOME": str(self.home), "PATH": f"{program}:{os.environ['PATH']}", "LANG": "C.UTF-8", "CI": "true"}

    def github(self, name, job, folder, secrets):
        """Runs a job's steps, one shell each, as GitHub does. Gives the first that fails, or the last; what all printed; how many ran."""
        environment = {**self.environment, "GITHUB_ENV": str(self.root / "env"), "GITHUB_PATH": str(self.root / "path")}
        told, ran, done = "", 0, None
        for file in ("env", "path"):
            (self.root / file).write_text("")
        for step in job["steps"]:
            if "uses" in step:
                skip(f"GitHub {name}: {step['uses']} ({step.get('name', 'without a name')})")
                continue
            script = without_installing(f"GitHub {name}", step["run"])
            if not script.strip():
                continue
            values = {
                key: re.sub(r"\$\{\{ secrets\.(\w+) \}\}", lambda found: secrets.get(found[1], ""), value)
                for key, value in step.get("env", {}).items()
            }
            file = self.root / "step.sh"
            file.write_text(script)
            done = run(["bash", "-e", file], folder, {**environment, **values})
            told += done.told
            ran += 1
            if done.returncode != 0:
                break
            for line in (self.root / "env").read_text().splitlines():
                key, _, value = line.partition("=")
                environment[key] = value
            for line in (self.root / "path").read_text().splitlines():
                environment["PATH"] = f"{line}:{environment['PATH']}"
            (self.root / "env").write_text("")
            (self.root / "path").write_text("")
        return done.returncode, told, ran

    def gitlab(self, name, job, variables, folder, secrets):
        """Runs a job's lines in one shell, as GitLab does."""
        lines = [without_installing(f"GitLab {name}", line) for line in [*job["before_script"], *job["script"]]]
        environment = {**self.environment, "CI_PROJECT_DIR": str(folder)}
        for key, value in variables.items():
            environment[key] = value.replace("$CI_PROJECT_DIR", str(folder))
        done = run(["bash", "-eo", "pipefail"], folder, {**environment, **secrets}, text="\n".join(lines) + "\n")
        return done.returncode, done.told


def github(root, program, workflow):
    forge = Forge(root, program)
    published = root / "www"
    site = project(root / "project", published)
    jobs = workflow["jobs"]
    code, told, ran = forge.github("check", jobs["check"], site, {})
    expect("GitHub check: exits 0", code == 0 and ran == 3, told)
    expect("GitHub check: the preview has index.html", (site / "public/index.html").is_file())
    secrets = {"SAOLA_SSH_KEY": forge.key.read_text(), "SAOLA_SSH_KNOWN_HOSTS": forge.known_hosts.read_text()}
    code, told, _ = forge.github("publish", jobs["publish"], site, secrets)
    expect("GitHub publish with a key: exits 0", code == 0, told)
    expect("GitHub publish: index.html is there", (published / "index.html").is_file())
    hosts = forge.home / ".ssh/known_hosts"
    expect("GitHub publish: the host's key is known", hosts.is_file() and "host.example" in hosts.read_text())
    before = {path: path.stat().st_mtime_ns for path in published.rglob("*.html")}
    code, told, _ = forge.github("publish", jobs["publish"], site, {"SAOLA_PRODUCTION_PASSWORD": "secret"})
    after = {path: path.stat().st_mtime_ns for path in published.rglob("*.html")}
    expect("GitHub publish again, with a password: exits 0, no page is written", code == 0 and before == after, told)
    break_article(site)
    code, told, _ = forge.github("check", jobs["check"], site, {})
    expect(
        "GitHub check of a broken article: fails, with an annotation at the line",
        code != 0 and re.search(rf"^::error file={ARTICLE}/en\.md,line=\d+", told, re.MULTILINE),
        told,
    )


def gitlab(root, program, pipeline, jobs):
    forge = Forge(root, program)
    published = root / "www"
    site = project(root / "project", published)
    report = site / "gl-code-quality-report.json"
    code, told = forge.gitlab("check", jobs["check"], pipeline["variables"], site, {})
    expect("GitLab check: exits 0", code == 0, told)
    entries = json.loads(report.read_text())
    whole = all(
        entry["description"]
        and entry["check_name"]
        and entry["location"]["path"]
        and entry["location"]["lines"]["begin"] >= 1
        and entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        for entry in entries
    )
    expect(
        "GitLab check: the report has each finding, whole and with its own fingerprint",
        whole
        and len({entry["fingerprint"] for entry in entries}) == len(entries) == len((site / "check.jsonl").read_text().splitlines()),
        entries,
    )
    code, told = forge.gitlab("preview", jobs["preview"], pipeline["variables"], site, {})
    expect("GitLab preview: exits 0, index.html is there", code == 0 and (site / "public/index.html").is_file(), told)
    secrets = {"SAOLA_SSH_KEY": str(forge.key), "SAOLA_SSH_KNOWN_HOSTS": str(forge.known_hosts)}
    code, told = forge.gitlab("publish", jobs["publish"], pipeline["variables"], site, secrets)
    expect("GitLab publish with a key: exits 0, index.html is there", code == 0 and (published / "index.html").is_file(), told)
    code, told = forge.gitlab("publish", jobs["publish"], pipeline["variables"], site, {"SAOLA_PRODUCTION_PASSWORD": "secret"})
    expect("GitLab publish again, with a password: exits 0", code == 0, told)
    break_article(site)
    code, told = forge.gitlab("check", jobs["check"], pipeline["variables"], site, {})
    found = [entry for entry in json.loads(report.read_text()) if entry["severity"] == "critical"]
    expect(
        "GitLab check of a broken article: fails, and the report names the line",
        code != 0 and [entry["location"] for entry in found] == [{"path": f"{ARTICLE}/en.md", "lines": {"begin": 2}}],
        told,
    )


# A plain server.


def scheduled_article(site, days):
    """An article of which only the source is there, and which isn't shown for some days."""
    folder = site / "content/news/2026/hen-gio"
    translations = shutil.ignore_patterns("en.md", "ko.md", "km.md", "ja.md", "zh.md")
    shutil.copytree(site / "content/news/2025/kratie-hoa-lu", folder, ignore=translations)
    source = folder / "vi.md"
    at = (datetime.now(timezone.utc) + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")
    source.write_text(source.read_text(encoding="utf-8").replace("\nkind:", f"\npublish_at: {at}\nkind:", 1), encoding="utf-8")


class Machine:
    """A server as docs/ci/README.md sets it up, in a folder, and an editor's clone beside it."""

    def __init__(self, root, program):
        self.root, self.bare, self.work, self.published = root, root / "git/asean.git", root / "saola/asean", root / "www"
        root.mkdir(parents=True)
        (root / "git").mkdir()
        (root / "home").mkdir()
        (root / "lib").mkdir()
        settings = (SERVER / "saola-portal.conf").read_text(encoding="utf-8")
        for old, new in [
            ("repo=/srv/git/asean.git", f"repo={self.bare}"),
            ("work=/srv/saola/asean", f"work={self.work}"),
            ("PATH=/usr/local/bin", f"PATH={program}:/usr/local/bin"),
        ]:
            assert settings.count(old) == 1, old
            settings = settings.replace(old, new)
        (root / "saola-portal.conf").write_text(settings, encoding="utf-8")
        self.environment = {
            "HOME": str(root / "home"),
            "PATH": os.environ["PATH"],
            "SAOLA_PORTAL": str(root / "saola-portal.conf"),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            **{
                f"GIT_{who}_{what}": value
                for who in ("AUTHOR", "COMMITTER")
                for what, value in (("NAME", "E"), ("EMAIL", "e@example.vn"))
            },
        }
        self.git(root, "init", "--quiet", "--bare", "--initial-branch=main", self.bare)
        self.install("post-receive", self.bare / "hooks")
        self.install("rebuild", root / "lib")
        self.site = project(root / "editor", self.published)
        self.git(self.site, "init", "--quiet", "--initial-branch=main")
        self.git(self.site, "remote", "add", "origin", self.bare)

    def install(self, name, folder):
        shutil.copy(SERVER / name, folder / name)
        (folder / name).chmod(0o755)

    def git(self, folder, *arguments):
        done = run(["git", *arguments], folder, self.environment)
        assert done.returncode == 0, done.told
        return done.stdout.strip()

    def push(self, message, branch="main"):
        self.git(self.site, "add", "--all")
        self.git(self.site, "commit", "--quiet", "--allow-empty", "--message", message)
        return run(["git", "push", "origin", f"HEAD:{branch}"], self.site, self.environment)

    def main(self):
        return self.git(self.bare, "rev-parse", "refs/heads/main")

    def head(self):
        return self.git(self.site, "rev-parse", "HEAD")

    def cron(self, times=1, **more):
        """Runs the crontab's command as cron does: nearly no environment, sh."""
        lines = [
            line
            for line in (SERVER / "crontab").read_text().splitlines()
            if line and not line.startswith("#") and not re.match(r"\w+=", line)
        ]
        schedule, command = re.fullmatch(r"((?:\S+ ){4}\S+) (.+)", lines[0]).groups()
        assert len(lines) == 1 and is_cron(schedule), lines
        command = command.replace("/usr/local/lib/saola/", f"{self.root}/lib/")
        environment = {
            "HOME": str(self.root / "home"),
            "PATH": "/usr/bin:/bin",
            "SHELL": "/bin/sh",
            "SAOLA_PORTAL": self.environment["SAOLA_PORTAL"],
            **more,
        }
        started = [
            subprocess.Popen(
                ["/bin/sh", "-c", command],
                cwd=self.root / "home",
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for _ in range(times)
        ]
        told = [each.communicate(timeout=600)[0] for each in started]
        return [each.returncode for each in started], "".join(told)


def server(root, program):
    machine = Machine(root, program)
    codes, told = machine.cron()
    expect("server: the timed rebuild before the first push does nothing, silently", codes == [0] and not told, told)
    scheduled_article(machine.site, days=2)
    first = machine.push("The portal", branch="draft")
    expect("server: a push to another branch publishes nothing", first.returncode == 0 and not machine.published.exists(), first.told)
    pushed = machine.push("The portal")
    expect("server: a push is taken", pushed.returncode == 0 and machine.main() == machine.head(), pushed.told)
    expect("server: a push is published", (machine.published / "index.html").is_file(), pushed.told)
    waiting = machine.published / "news/hen-gio/index.html"
    expect("server: an article that waits isn't there yet", not waiting.exists())
    good, before = machine.head(), tree(machine.published)
    break_article(machine.site)
    pushed = machine.push("A broken article")
    expect("server: a broken article is taken", pushed.returncode == 0 and machine.main() == machine.head() != good, pushed.told)
    expect(
        "server: the pusher is told what is wrong, and where",
        re.search(rf"^remote: .*{ARTICLE}/en\.md:2", pushed.stderr, re.MULTILINE) and "unknown-key" in pushed.stderr,
        pushed.told,
    )
    expect("server: the published site is unchanged", tree(machine.published) == before)
    codes, told = machine.cron()
    expect(
        "server: the timed rebuild holds to the last good commit, silently",
        codes == [0] and not told and tree(machine.published) == before,
        told,
    )
    later = str(int((datetime.now(timezone.utc) + timedelta(days=3)).timestamp()))
    codes, told = machine.cron(times=2, SOURCE_DATE_EPOCH=later)
    log = machine.work.with_name("asean.log")
    expect("server: two timed rebuilds at once keep apart", codes == [0, 0] and not told, told)
    expect("server: the article appears by time, though main is broken", waiting.is_file(), log.read_text() if log.exists() else "no log")

    machine.install("pre-receive", machine.bare / "hooks")
    main, before = machine.main(), tree(machine.published)
    refused = machine.push("Still broken")
    expect(
        "server: pre-receive refuses, and tells why",
        refused.returncode != 0 and "unknown-key" in refused.stderr and machine.main() == main,
        refused.told,
    )
    mend_article(machine.site)
    shutil.rmtree(machine.site / "content/news/2026/hen-gio")
    pushed = machine.push("Mended; one article withdrawn")
    expect("server: a mended article passes", pushed.returncode == 0 and machine.main() == machine.head(), pushed.told)
    expect(
        "server: a withdrawn article is gone from the site",
        not waiting.exists() and (machine.published / "index.html").is_file(),
        pushed.told,
    )
    expect("server: what was removed from main is gone from the work folder", not (machine.work / "content/news/2026/hen-gio").exists())
    expect(
        "server: the last good commit is main again",
        machine.git(machine.bare, "rev-parse", "refs/saola/good") == machine.head(),
        pushed.told,
    )
    refused = run(["git", "push", "origin", ":main"], machine.site, machine.environment)
    expect(
        "server: pre-receive keeps main from being deleted", refused.returncode != 0 and machine.main() == machine.head(), refused.told
    )


def main(saola):
    saola = Path(saola).resolve()
    # Tools of the caller's virtual environment count too.
    places = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    workflow = yaml.safe_load((CI / "github-actions.yml").read_text(encoding="utf-8"))
    pipeline = yaml.safe_load((CI / "gitlab-ci.yml").read_text(encoding="utf-8"))
    jobs = gitlab_jobs(pipeline)
    forms(places)
    github_form(workflow)
    gitlab_form(pipeline, jobs)
    with tempfile.TemporaryDirectory(prefix="recipes-") as folder:
        root = Path(folder).resolve()
        program = root / "bin"
        program.mkdir()
        (program / "saola").symlink_to(saola)
        for name, part in [
            ("GitHub", lambda: github(root / "github", program, workflow)),
            ("GitLab", lambda: gitlab(root / "gitlab", program, pipeline, jobs)),
            ("server", lambda: server(root / "server", program)),
        ]:
            try:
                part()
            except Exception as fault:  # The other parts are still worth running.
                expect(f"{name}: runs to its end", False, f"{type(fault).__name__}: {fault}")
    print(f"{counts[True]} passed, {counts[False]} failed")
    return 1 if counts[False] else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
