"""How long a publication of a large site takes on each kind of host, beside rsync and rclone where they serve.

    cargo bench --bench portal -- --generate DIR 3000       # a project; see docs/scale.md
    python tests/scale.py SAOLA DIR [--kinds file,sftp,webdav,ftp,s3]

For each kind: a first publication, one with nothing to do, one after one article got a sentence more. Prints a table: seconds of
publishing (the build is told apart), operations on the host, peak memory, and rsync's or rclone's seconds for the same files.
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


def target(project, plain, host):
    keys = "".join(f'{name} = "{value}"\n' for name, value in host.keys.items())
    (project / "site.toml").write_text(f'{plain}\n[publish.test]\nto = "{host.to}"\n{keys}')


def peer(host, built):
    """The seconds that rsync or rclone takes to bring the same files to an empty folder beside, and then to find nothing to do."""
    if host.kind == "file" and shutil.which("rsync"):
        command = ["rsync", "-a", "--checksum", "--delete", f"{built}/", f"{host.folder}-peer/"]
    elif host.kind == "sftp" and shutil.which("rsync"):
        place = re.match(r"sftp://([^:/]+):(\d+)(/.*)", host.to)
        command = ["rsync", "-a", "--checksum", "--delete", "-e", f"ssh -p {place[2]}", f"{built}/", f"{place[1]}:{place[3]}-peer/"]
    else:
        return None
    seconds = []
    for _ in range(2):
        start = time.time()
        if subprocess.run(command, env=os.environ | host.env, capture_output=True).returncode:
            return None
        seconds.append(time.time() - start)
    return command[0], seconds


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("saola", type=os.path.abspath)
    arguments.add_argument("project", type=pathlib.Path)
    arguments.add_argument("--kinds", default="file,sftp,webdav,ftp,s3")
    arguments = arguments.parse_args()
    project = arguments.project
    plain = re.sub(r"(?s)\n\[publish\..*", "", (project / "site.toml").read_text())
    article = sorted(project.glob("content/*/*/*/vi.md"))[0]
    words = article.read_text()
    subprocess.run([arguments.saola, "build", "--root", str(project)], check=True, capture_output=True)
    files = len((project / "public/.saola-manifest").read_text().splitlines()) - 1
    print(f"{files} files\n\n| host | publication | seconds | asked | peak MiB | peer |\n|---|---|---:|---:|---:|---|")
    for kind in arguments.kinds.split(","):
        host = hosts.start(kind)
        target(project, plain, host)
        beside = peer(host, project / "public")
        for what in ("first", "nothing to do", "one article"):
            if what == "one article":
                article.write_text(words + "\nMột câu nữa.\n")
            took = publish(arguments.saola, project, host)
            peers = {"first": 0, "nothing to do": 1}.get(what)
            told = f"{beside[0]} {beside[1][peers]:.1f} s" if beside and peers is not None else ""
            print(f"| {kind} | {what} | {took['publish']:.1f} | {took['asked']:.0f} | {took['peak-mib']:.0f} | {told} |", flush=True)
        article.write_text(words)
        host.stop()
    (project / "site.toml").write_text(plain)


main()
