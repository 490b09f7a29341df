"""How long a publication of a large site takes on each kind of host, beside rsync and rclone where they serve.

    cargo bench --bench portal -- --generate DIR 3000       # a project; see docs/scale.md
    python tests/scale.py SAOLA DIR [--kinds file,file+releases,sftp,sftp+releases,webdav,ftp,s3]

For each kind: a first publication, one with nothing to do, one after one article got a sentence more. Prints a table: seconds of
publishing (the build is told apart), operations on the host, how much the peak of memory grew since the build, and the seconds of
rsync or rclone for the same files, told to compare contents too.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

import hosts


def timings(text):
    return {name: float(value) for name, value in re.findall(r"^timing (\S+) ([0-9.]+)$", text, re.M)}


def publish(saola, project, host):
    command = [saola, "publish", "test", "--yes", "--timings", "--messages", "en", "--root", str(project)]
    done = subprocess.run(command, env=os.environ | host.env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{host.kind}: {done.stderr[-2000:]}")
    return timings(done.stderr)


def target(project, plain, host, releases):
    keys = "".join(f'{name} = "{value}"\n' for name, value in host.keys.items())
    (project / "site.toml").write_text(f'{plain}\n[publish.test]\nto = "{host.to}"\n{keys}{"releases = 3" if releases else ""}\n')


def command(host, built):
    """What brings the same files to an empty folder beside with the peer, and the variables it needs."""
    if host.kind in ("file", "sftp") and shutil.which("rsync"):
        place = re.match(r"sftp://([^:/]+):(\d+)(/.*)", host.to)
        over = ["-z", "-e", f"ssh -p {place[2]}", f"{built}/", f"{place[1]}:{place[3]}-peer/"] if place else [f"{built}/", f"{host.folder}-peer/"]
        return ["rsync", "-a", "--checksum", "--delete", *over], {}
    if host.kind in ("webdav", "s3", "ftp") and shutil.which("rclone"):
        user, password = (next(value for name, value in host.env.items() if name.endswith(end)) for end in ("_USER", "_PASSWORD"))
        if host.kind == "s3":
            place = re.match(r"s3://(.*)", host.to)[1]
            named = {"TYPE": "s3", "PROVIDER": "Other", "ENDPOINT": host.keys["endpoint"], "ACCESS_KEY_ID": user, "SECRET_ACCESS_KEY": password}
            to = f"peer:{place}-peer"
        else:
            hidden = subprocess.run(["rclone", "obscure", password], capture_output=True, text=True, check=True).stdout.strip()
            if host.kind == "ftp":
                place = re.match(r"ftp://([^:/]+):(\d+)/", host.to)
                named = {"TYPE": "ftp", "HOST": place[1], "PORT": place[2], "USER": user, "PASS": hidden}
            else:
                named = {"TYPE": "webdav", "URL": host.to.replace("webdav", "http"), "USER": user, "PASS": hidden}
            to = f"peer:{host.folder.name if host.kind == 'ftp' else ''}/peer"
        # As many at once as Saola's.
        return ["rclone", "sync", "--checksum", "--transfers", "8", "--checkers", "8", "--exclude", ".saola-*", str(built), to], {
            f"RCLONE_CONFIG_PEER_{name}": value for name, value in named.items()
        }
    return None


def peer(host, built):
    """The seconds that rsync or rclone takes to bring the same files to an empty folder beside, and then to find nothing to do."""
    found = command(host, built)
    if found is None:
        return None
    words, variables = found
    seconds = []
    for _ in range(2):
        start = time.time()
        done = subprocess.run(words, env=os.environ | host.env | variables, capture_output=True, text=True)
        if done.returncode:
            print(f"{words[0]} to {host.kind}: {done.stderr[-300:]}", file=sys.stderr)
            return None
        seconds.append(time.time() - start)
    shutil.rmtree(host.folder / "peer", ignore_errors=True)
    return words[0], seconds


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("saola", type=os.path.abspath)
    arguments.add_argument("project", type=pathlib.Path)
    arguments.add_argument("--kinds", default="file,file+releases,sftp,sftp+releases,webdav,s3,ftp")
    arguments.add_argument("--alone", action="store_true", help="without rsync and rclone")
    arguments = arguments.parse_args()
    project = arguments.project
    plain = re.sub(r"(?s)\n\[publish\..*", "", (project / "site.toml").read_text())
    article = sorted(project.glob("content/*/*/*/vi.md"))[0]
    words = article.read_text()
    (project / "site.toml").write_text(plain)
    subprocess.run([arguments.saola, "build", "--root", str(project)], check=True, capture_output=True)
    files = len((project / "public/.saola-manifest").read_text().splitlines()) - 1
    print(f"{files} files\n\n| host | publication | seconds | operations | MiB more than the build | peer |\n|---|---|---:|---:|---:|---|")
    for kind in arguments.kinds.split(","):
        host = hosts.start(kind.split("+")[0])
        target(project, plain, host, "+" in kind)
        beside = None if "+" in kind or arguments.alone else peer(host, project / "public")
        for what in ("first", "nothing to do", "one article"):
            if what == "one article":
                article.write_text(words + "\nMột câu nữa.\n")
            took = publish(arguments.saola, project, host)
            peers = {"first": 0, "nothing to do": 1}.get(what)
            told = f"{beside[0]} {beside[1][peers]:.1f} s" if beside and peers is not None else ""
            print(f"| {kind} | {what} | {took['publish']:.1f} | {took['asked']:.0f} | {took['peak-mib'] - took['build-peak-mib']:.0f} | {told} |", flush=True)
        article.write_text(words)
        host.stop()
    (project / "site.toml").write_text(plain)


main()
