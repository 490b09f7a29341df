"""Tries what `saola server-config` prints on real servers: nginx, Apache httpd, and Caddy where it is installed.

    python3 tests/servers.py SAOLA BUILT PROJECT

BUILT is the folder of a build with `compressed = true`, PROJECT the root that it was built from. Both are copied into a temporary
folder: the project gets old addresses for an article, the build a redirect page for each, as Saola would make it. Servers listen on
free ports of the loopback, with a certificate of their own, and are asked for every file, and for what is no file. Then the same
portal without compressed files, under a path, and with `--negotiate`.

Needs openssl, nginx and apache2; for Brotli with nginx libnginx-mod-http-brotli-static. Each fault is a line, the last line is
`N passed, M failed`; the exit code is 1 if anything failed.
"""

import base64
import collections
import concurrent.futures
import gzip
import hashlib
import html
import http.client
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import urllib.parse

HERE = "127.0.0.1"
ROOT = os.geteuid() == 0
USER, GROUP = "www-data", "www-data"
TIMEOUT = 20
CONNECTIONS = 3
SAMPLES = 3
# Of faults of one kind, so many are told one by one.
TOLD = 5
PROJECT = ["site.toml", "rules.toml", "content", "themes", "i18n"]
SEARCH_PATH = os.environ["PATH"] + ":/usr/sbin:/usr/local/sbin:/sbin"

# What src/served.rs says.
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ics": "text/calendar; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "bin": "application/octet-stream",
    "webmanifest": "application/manifest+json",
}
FOR_EVER, ASK = "public, max-age=31536000, immutable", "no-cache"
A_DAY, SHORT = "public, max-age=86400", "public, max-age=300"
SECURITY = {
    "content-security-policy": "default-src 'none'",
    "strict-transport-security": "max-age=",
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=()",
}

# Old addresses as people have them: long, in other scripts, in capitals, with what servers read as their own signs, as files.
ALIASES = [
    "/news/cu-ten/",
    "/Tin-Cu/Bai.2/",
    "/" + "tin-rat-dai-" * 20 + "het/",
    "/tin tức/hội nghị (2024)/",
    "/ព័ត៌មាន/ចាស់/",
    "/tin.tuc/a+b=c&d,e'f;g/",
    "/tin/{gia}$1[x]^`~!@/",
    "/old/page.html",
    "/cũ/trang.htm",
]
# What an old address read as a pattern would answer for.
NO_ALIASES = ["/tinXtuc/a+b=c&d,e'f;g/", "/tin.tuc/aab=c&d,e'f;g/", "/old/pageXhtml", "/x/news/cu-ten/"]

passed, faults, lock = 0, collections.Counter(), threading.Lock()


def expect(where, what, found):
    """Counts one check; `found` are its faults."""
    global passed
    with lock:
        if not found:
            passed += 1
            return
        kind = (where, re.sub(r"\d+", "0", found[0])[:60])
        faults[kind] += 1
        if faults[kind] <= TOLD:
            print(f"FAILED  {where}  {what}: {'; '.join(found)}", flush=True)


def served(path):
    """Media type and Cache-Control of a file."""
    extension = path.rsplit(".", 1)[-1]
    media = "application/atom+xml" if path.endswith("feed.xml") else TYPES.get(extension, "application/octet-stream")
    if re.search(r"^assets/.+\.[0-9a-f]{8}\.[^./]+$", path):
        return media, FOR_EVER
    if path.startswith("assets/") or re.search(r"(^|/)search/[^/]+\.(json|bin)$", path):
        return media, ASK
    return media, A_DAY if extension in ("png", "jpg", "webp", "svg", "gif") else SHORT


class Broken(Exception):
    """A program that doesn't do what everything else needs."""


class Portal:
    """The build, its project with old addresses, and the certificate, in one folder that servers may read.

    A `bare` one has no compressed files, and its address has a path.
    """

    def __init__(self, saola, built, project, home, bare=False):
        self.saola, self.home, self.built, self.bare = saola, home, built, bare
        home.mkdir()
        self.project = copied(project, home / "project")
        if bare:
            lay_bare(self.project / "site.toml")
        site = tomllib.loads((self.project / "site.toml").read_text(encoding="utf-8"))
        split = urllib.parse.urlsplit(site["base_url"])
        self.host, self.base = split.netloc, split.path.rstrip("/")
        self.default, prefixed = site["default_language"], site.get("prefix_default_language", False)
        self.prefixed = [lang for lang in site["languages"] if prefixed or lang != self.default]
        manifest = (built / ".saola-manifest").read_text(encoding="utf-8").splitlines()[1:]
        self.paths = [line.split(" ", 2)[2] for line in manifest]
        if bare:
            self.paths = [path for path in self.paths if not path.endswith((".gz", ".br"))]
        self.web = home / "web"
        self.root = self.web / self.base.strip("/")
        ignored = shutil.ignore_patterns("*.gz", "*.br") if bare else None
        shutil.copytree(built, self.root, ignore=ignored, copy_function=shutil.copyfile)
        (self.root / ".saola-ledger-a").write_text("ledger\n")
        self.files = {path: (self.root / path).read_bytes() for path in self.paths}
        self.redirects = dict(self.built_redirects())
        self.redirects |= self.added_redirects(site)
        self.certificate, self.key = home / "portal.pem", home / "portal.key"
        call(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={self.host}"]
            + ["-addext", f"subjectAltName=DNS:{self.host}", "-keyout", self.key, "-out", self.certificate]
        )
        self.key.chmod(0o644)

    def built_redirects(self):
        for path, data in self.files.items():
            found = path.endswith(".html") and re.search(rb'<meta http-equiv="refresh" content="0; url=([^"]*)"', data)
            if found:
                yield address(path), self.base + html.unescape(found[1].decode()).removeprefix(self.base)

    def added_redirects(self, site):
        """Gives an article old addresses, and the build their pages."""
        source, target = self.article(site)
        text = source.read_text(encoding="utf-8")
        listed = ", ".join(f'"{alias}"' for alias in ALIASES)
        source.write_text(text.replace("---\n", f"---\naliases: [{listed}]\n", 1), encoding="utf-8")
        for alias in ALIASES:
            file = self.root / (alias + "index.html" if alias.endswith("/") else alias).lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            page = f'<!DOCTYPE html>\n<meta http-equiv="refresh" content="0; url={self.base}{target}">\n'.encode()
            file.write_bytes(page)
            if not self.bare:
                file.with_name(file.name + ".gz").write_bytes(gzip.compress(page))
        return {alias: self.base + target for alias in ALIASES}

    def article(self, site):
        """An article in the default language that has no old addresses: its file and its address."""
        prefix = f"/{self.default}" if self.default in self.prefixed else ""
        for section in site["sections"]:
            for file in sorted((self.project / "content" / section["id"]).rglob(f"{self.default}.md")):
                url = f"{prefix}/{section['id']}/{file.parent.name}/"
                head = file.read_text(encoding="utf-8").split("\n---", 1)[0]
                if "aliases:" not in head and head.startswith("---\n") and (self.root / url.strip("/") / "index.html").is_file():
                    return file, url
        raise SystemExit("no article without old addresses found")

    def configuration(self, server, *more):
        command = [self.saola, "server-config", server, "--root", self.project, "--web-root", self.web, "--out", self.built]
        return call(command + ["--certificate", self.certificate, "--key", self.key, *more])

    def neighbour(self, path, ending):
        return self.files.get(f"{path}.{ending}")

    def compresses(self, path):
        """Whether a file is sent smaller to whom takes it so; on the fly this is said of pages alone, servers differ in the rest."""
        if self.bare:
            return path.endswith(".html") and len(self.files[path]) >= 1024
        return self.neighbour(path, "gz") is not None

    def not_found(self, url):
        """The page of the language that an address is in."""
        lang = url.removeprefix(self.base).split("/")[1]
        return self.files[f"{lang}/404.html" if lang in self.prefixed else "404.html"]


def copied(project, to):
    to.mkdir()
    for name in PROJECT:
        source = project / name
        if source.is_dir():
            shutil.copytree(source, to / name)
        elif source.is_file():
            shutil.copy(source, to / name)
    return to


def lay_bare(file):
    text = re.sub(r"(?m)^compressed *=.*$", "compressed = false", file.read_text(encoding="utf-8"))
    file.write_text(re.sub(r'(?m)^(base_url *= *"https?://[^"/]+)/?"', r'\1/asean"', text), encoding="utf-8")


def address(path):
    """The address of a file, without the base path: the folder's for index.html."""
    return "/" + re.sub(r"(^|/)index\.html$", r"\1", path)


def call(command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise Broken(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")
    return done.stdout


def free_ports(count):
    sockets = [socket.create_server((HERE, 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


# --- Servers

class Server:
    """A server with the printed configuration, on ports of its own. `plain` and `secure` are its ports."""

    brotli, moved, warning = True, (301,), "warn"

    def __init__(self, portal, *more):
        self.portal, self.more = portal, more
        self.name = " ".join([self.word, *(["bare"] if portal.bare else []), *(one for one in more if one == "--negotiate")])
        self.home = portal.home / self.name.replace(" ", "")
        self.home.mkdir()
        self.plain, self.secure = free_ports(2)
        self.file = self.home / "main.conf"
        self.environment = os.environ | {"HOME": str(self.home), "XDG_DATA_HOME": str(self.home), "APACHE_RUN_DIR": str(self.home)}
        self.environment["APACHE_LOG_DIR"] = str(self.home)
        self.process = None

    @classmethod
    def where(cls):
        return shutil.which(cls.program, path=SEARCH_PATH)

    def prepare(self):
        """Writes the configuration and lets the server judge it."""
        self.file.write_text(self.main(self.portal.configuration(self.word, *self.more)), encoding="utf-8")
        done = subprocess.run([self.where(), *self.judge()], capture_output=True, text=True, env=self.environment, timeout=60)
        told = (done.stdout + done.stderr).splitlines()
        bad = told if done.returncode else [line for line in told if self.warning and self.warning in line and "http2" not in line]
        expect(self.name, "configuration", [" / ".join(bad[-5:])] if bad else [])
        return done.returncode == 0

    def __enter__(self):
        with open(self.home / "out.log", "wb") as log:
            self.process = subprocess.Popen([self.where(), *self.run()], stdout=log, stderr=log, env=self.environment, cwd=self.home)
        until = time.monotonic() + TIMEOUT
        while not (reachable(self.plain) and reachable(self.secure)):
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                log = "".join(path.read_text(errors="replace") for path in self.home.glob("*.log"))
                raise Broken(f"doesn't start: {log[-2000:]}")
            time.sleep(0.05)
        self.client = Client(self)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Nginx(Server):
    word = program = "nginx"
    module = pathlib.Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")

    def __init__(self, portal, *more):
        self.brotli = self.module.is_file()
        super().__init__(portal, *more, *(["--brotli"] if self.brotli else []))

    def main(self, printed):
        printed = re.sub(r"listen \[::\]:\d+[^;]*;", "", printed)
        printed = re.sub(r"listen (80|443)\b", lambda found: f"listen {HERE}:{self.plain if found[1] == '80' else self.secure}", printed)
        (self.home / "portal.conf").write_text(printed, encoding="utf-8")
        temporary = "".join(f"{kind}_temp_path {self.home}/{kind};\n" for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"])
        return (
            (f"user {USER} {GROUP};\n" if ROOT else "") + (f"load_module {self.module};\n" if self.brotli else "")
            + f"daemon off;\nworker_processes 1;\npid {self.home}/pid;\nerror_log {self.home}/error.log warn;\n"
            f"events {{ worker_connections 128; }}\nhttp {{\naccess_log off;\n{temporary}include {self.home}/portal.conf;\n}}\n"
        )

    def run(self):
        return ["-p", str(self.home), "-e", str(self.home / "error.log"), "-c", str(self.file)]

    def judge(self):
        return ["-t", *self.run()]


class Apache(Server):
    word, program = "apache", "apache2"
    modules = pathlib.Path("/usr/lib/apache2/modules")
    settings = pathlib.Path("/etc/apache2/mods-available")
    # What Debian loads before anybody asks for more, and what mod_ssl needs.
    always = (
        "mpm_event authz_core authz_host authz_user authn_core authn_file auth_basic access_compat alias autoindex deflate dir env filter "
        "mime negotiation reqtimeout setenvif status socache_shmcb"
    ).split()

    def main(self, printed):
        printed = re.sub(r":(80|443)>", lambda found: f":{self.plain if found[1] == '80' else self.secure}>", printed)
        (self.home / "portal.conf").write_text(printed, encoding="utf-8")
        asked = [name for line in re.findall(r"^# Modules: a2enmod (.*)", printed, re.MULTILINE) for name in line.split()]
        names = dict.fromkeys(self.always + asked)
        lines = [f"ServerRoot {self.home}", f"DefaultRuntimeDir {self.home}", f"PidFile {self.home}/pid", f"ErrorLog {self.home}/error.log"]
        lines += [f"ServerName {self.portal.host}", f"Listen {HERE}:{self.plain}", f"Listen {HERE}:{self.secure}"]
        lines += [f"LoadModule {name}_module {self.modules}/mod_{name}.so" for name in names]
        lines += [f"User {USER}", f"Group {GROUP}"] if ROOT else []
        lines += [f"Include {self.settings}/{name}.conf" for name in names if (self.settings / f"{name}.conf").is_file()]
        lines += ["<Directory />", "    AllowOverride None", "    Require all denied", "</Directory>", f"Include {self.home}/portal.conf"]
        return "\n".join(lines) + "\n"

    def run(self):
        return ["-f", str(self.file), "-DFOREGROUND"]

    def judge(self):
        return ["-f", str(self.file), "-t"]


class Caddy(Server):
    word = program = "caddy"
    # It warns of certificates that it didn't get itself.
    moved, warning = (301, 308), None

    def main(self, printed):
        ours = f"\tadmin off\n\thttp_port {self.plain}\n\thttps_port {self.secure}\n\tdefault_bind {HERE}\n\tauto_https disable_certs\n"
        certificate = f"\ttls {self.portal.certificate} {self.portal.key}\n"
        site = re.sub(rf"(?m)^({re.escape(self.portal.host)} \{{\n)", lambda found: found[1] + certificate, printed, count=1)
        return f"{{\n{ours}}}\n{site}"

    def run(self):
        return ["run", "--adapter", "caddyfile", "--config", str(self.file)]

    def judge(self):
        return ["validate", "--adapter", "caddyfile", "--config", str(self.file)]


def reachable(port):
    try:
        socket.create_connection((HERE, port), 1).close()
        return True
    except OSError:
        return False


# --- Asking

class Secure(http.client.HTTPSConnection):
    def connect(self):
        self.sock = self._context.wrap_socket(socket.create_connection((HERE, self.port), TIMEOUT), server_hostname=self.host)


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.getheaders(), response.read()

    def get(self, name):
        return ", ".join(value for known, value in self.headers if known.lower() == name.lower())

    def vary(self):
        return {word.strip().lower() for word in self.get("Vary").split(",")}


class Client:
    """Asks over one connection for each thread."""

    def __init__(self, server):
        self.host, self.server, self.local = server.portal.host, server, threading.local()
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def ask(self, url, method="GET", body=None, **headers):
        """`url` is decoded; `Accept_Language` stands for Accept-Language."""
        headers = {"Host": self.host, "Accept-Encoding": "identity"} | {name.replace("_", "-"): value for name, value in headers.items()}
        target = urllib.parse.quote(url, safe="/%?=&")
        for last in (False, True):
            connection = self.connection()
            try:
                connection.request(method, target, body, headers)
                return Answer(connection.getresponse())
            except (ConnectionError, http.client.HTTPException):
                connection.close()
                if last:
                    raise

    def connection(self):
        if not hasattr(self.local, "connection"):
            self.local.connection = Secure(self.host, self.server.secure, context=self.context)
        return self.local.connection

    def plain(self, url):
        connection = http.client.HTTPConnection(HERE, self.server.plain, timeout=TIMEOUT)
        connection.request("GET", url, headers={"Host": self.host})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer


# --- What is expected of an answer

def status(answer, *wanted):
    return [] if answer.status in wanted else [f"status is {answer.status}, not {' or '.join(map(str, wanted))}"]


def header(answer, name, wanted):
    found = answer.get(name)
    return [] if found.lower().replace(" ", "") == wanted.lower().replace(" ", "") else [f"{name} is {found!r}, not {wanted!r}"]


def guarded(answer):
    """The headers that every answer has, and none twice."""
    counts = collections.Counter(name.lower() for name, _ in answer.headers)
    found = [f"{name} stands {count} times" for name, count in counts.items() if count > 1]
    words = [word.strip().lower() for word in answer.get("Vary").split(",")]
    found += [f"Vary is {answer.get('Vary')!r}"] if len(words) != len(set(words)) else []
    return found + [f"{name} is {answer.get(name)!r}" for name, begin in SECURITY.items() if not answer.get(name).startswith(begin)]


def fitting(policy, path, data):
    """Whether a policy lets a page be what it is: styles inside, frames of others."""
    if not path.endswith(".html"):
        return []
    frames = "*" if path.rsplit("/", 1)[-1] == "latest.html" else "'self'"
    found = [] if f"frame-ancestors {frames}" in policy else [f"Content-Security-Policy has not frame-ancestors {frames}"]
    for style in re.findall(rb"<style>(.*?)</style>", data, re.DOTALL):
        digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
        if digest not in policy and "'unsafe-inline'" not in policy:
            found.append("Content-Security-Policy forbids the style inside")
            break
    return found


def of_file(portal, path, answer, encoding=""):
    """The faults of an answer that has to be a file of the build."""
    if answer.status != 200:
        return status(answer, 200)
    data = portal.files[path]
    found = guarded(answer) + header(answer, "Content-Encoding", encoding)
    found += [] if content(answer, encoding) == (portal.neighbour(path, "br") if encoding == "br" else data) else ["other bytes"]
    media, cache = served(path)
    found += header(answer, "Content-Type", media) + header(answer, "Cache-Control", cache)
    found += fitting(answer.get("Content-Security-Policy"), path, data)
    if portal.compresses(path) and "accept-encoding" not in answer.vary():
        found.append("Vary has not Accept-Encoding")
    return found


def content(answer, encoding):
    try:
        return gzip.decompress(answer.body) if encoding == "gzip" else answer.body
    except (OSError, EOFError) as error:
        return str(error)


def leads(portal, server, answer, url):
    """The faults of an answer that has to lead to an address; the server may name itself with or without its port."""
    own = [f"https://{portal.host}", f"https://{portal.host}:{server.secure}"]
    location = urllib.parse.unquote(answer.get("Location"))
    return [] if location in [url, *(at + url for at in own)] else [f"Location is {location!r}, not {url!r}"]


# --- Checks

def files(portal, server):
    """Every file of the build is there as it is."""
    def one(path):
        url = portal.base + address(path)
        answer = server.client.ask(url)
        if path.endswith((".gz", ".br")):
            return url, status(answer, 200) or guarded(answer) + ([] if answer.body == portal.files[path] else ["other bytes"])
        return url, of_file(portal, path, answer)

    pages = [path for path in portal.paths if address(path) not in portal.redirects and not path.startswith(".saola-")]
    pages = [path for path in pages if address(re.sub(r"\.(gz|br)$", "", path)) not in portal.redirects]
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as threads:
        for url, found in threads.map(one, pages):
            expect(server.name, url, found)


def samples(portal):
    """Some files of each kind that are sent compressed."""
    kinds = collections.defaultdict(list)
    for path in portal.paths:
        if portal.compresses(path) and address(path) not in portal.redirects:
            kinds[served(path), path.endswith("/saved.html"), path.endswith("latest.html")].append(path)
    return [path for paths in kinds.values() for path in paths[:SAMPLES]]


def compressed(portal, server):
    wanted = {"gzip": "gzip"} if portal.bare else {"gzip": "gzip", "gzip, deflate, br, zstd": "br" if server.brotli else "gzip"}
    for path in samples(portal):
        for accepted, encoding in wanted.items():
            answer = server.client.ask(portal.base + address(path), Accept_Encoding=accepted)
            expect(server.name, f"{address(path)} as {encoding}", of_file(portal, path, answer, encoding))


def kept(portal, server):
    """What hasn't changed isn't sent again."""
    for path in samples(portal)[::SAMPLES]:
        for accepted in ("identity", "gzip"):
            url = portal.base + address(path)
            tag = server.client.ask(url, Accept_Encoding=accepted).get("ETag")
            answer = server.client.ask(url, Accept_Encoding=accepted, If_None_Match=tag)
            # On the fly, servers tell the same by another tag.
            same = tag and (answer.get("ETag") == tag or portal.bare)
            found = status(answer, 304) + ([] if same else [f"ETag is {answer.get('ETag')!r}, was {tag!r}"])
            expect(server.name, f"{url} with If-None-Match, {accepted}", found)


def ranges(portal, server):
    """Search reads pieces of its index, which have to come as they are, whatever a browser accepts."""
    for path in (path for path in portal.paths if path.endswith("search/shards.bin")):
        for accepted in ("identity", "gzip, deflate, br, zstd"):
            answer = server.client.ask(portal.base + address(path), Accept_Encoding=accepted, Range="bytes=100-299")
            found = status(answer, 206) or header(answer, "Content-Encoding", "") + guarded(answer)
            found += [] if answer.body == portal.files[path][100:300] else ["other bytes"]
            expect(server.name, f"{address(path)}, a range ({accepted})", found)


def redirects(portal, server):
    for old, new in portal.redirects.items():
        for accepted in ("identity", "gzip, br"):
            answer = server.client.ask(portal.base + old, Accept_Encoding=accepted)
            found = status(answer, 301) or leads(portal, server, answer, new) + guarded(answer)
            if b"http-equiv" in answer.body or answer.get("Content-Encoding"):
                found.append("the redirect page is sent along")
            expect(server.name, f"{old[:80]} ({accepted})", found)
    for url in NO_ALIASES:
        expect(server.name, url, status(server.client.ask(portal.base + url), 404))


def folders(portal, server):
    sections = {path.rsplit("/", 1)[0] for path in portal.paths if path.endswith("/index.html") and path.count("/") in (1, 2)}
    for folder in sorted(sections)[:40]:
        if f"/{folder}/" in portal.redirects:
            continue
        answer = server.client.ask(f"{portal.base}/{folder}", Accept_Encoding="gzip")
        found = status(answer, *server.moved) or leads(portal, server, answer, f"{portal.base}/{folder}/") + guarded(answer)
        expect(server.name, f"/{folder} without slash", found)


def unknown(portal, server):
    for prefix in ["", *(f"/{lang}" for lang in portal.prefixed)]:
        for rest in ["/khong-co/", "/khong-co", "/news/khong-co/", "/khong-co/feed.xml", "/khong/co.css", "/khong-có/x.png"]:
            for accepted, encoding in [("identity", ""), ("gzip", "gzip")]:
                url = portal.base + prefix + rest
                answer = server.client.ask(url, Accept_Encoding=accepted)
                found = status(answer, 404) or guarded(answer) + header(answer, "Content-Type", TYPES["html"])
                encoded = answer.get("Content-Encoding")
                found += [] if encoded in ("", encoding) else [f"Content-Encoding is {encoded!r}"]
                found += [] if content(answer, encoded) == portal.not_found(url) else ["another page than 404.html"]
                expect(server.name, f"{url} ({accepted})", found)
    own = ["/.saola-manifest", "/.saola-ledger-a", "/%2esaola-manifest", "/news/..%2f.saola-manifest", "//.saola-ledger-a"]
    for url in own:
        answer = server.client.ask(portal.base + url)
        found = status(answer, 404) if ".." not in url else status(answer, 400, 403, 404)
        expect(server.name, url, found)


def methods(portal, server):
    feed = next(path for path in portal.paths if path.endswith("feed.xml"))
    asset = next(path for path in portal.paths if path.startswith("assets/"))
    for url in ["/", "/" + feed, "/" + asset, "/khong-co/"]:
        for method in ("POST", "PUT", "DELETE"):
            answer = server.client.ask(portal.base + url, method, b"x=1")
            wanted = (403, 404, 405) if url == "/khong-co/" else (403, 405)
            expect(server.name, f"{method} {url}", status(answer, *wanted) or guarded(answer))
    answer = server.client.ask(f"{portal.base}/{feed}", "HEAD")
    expect(server.name, f"HEAD /{feed}", status(answer, 200) + header(answer, "Content-Length", str(len(portal.files[feed]))))


def plain(portal, server):
    for url in ["/", "/news/", "/news/?a=b", "/khong-co"]:
        answer = server.client.plain(portal.base + url)
        wanted = [f"https://{portal.host}{portal.base}{url}", f"https://{portal.host}:{server.secure}{portal.base}{url}"]
        found = [] if answer.get("Location") in wanted else [f"Location is {answer.get('Location')!r}"]
        expect(server.name, f"http {url}", status(answer, *server.moved) + found)


def negotiation(portal, server):
    """Readers from elsewhere are led to their language, once."""
    home = f"{portal.base}/"
    own, other = f"https://{portal.host}{portal.base}/{portal.prefixed[-1]}/", f"https://{portal.host}.other.example/"
    cases = [({}, None)] + [({"Accept_Language": tag}, None) for tag in ("de", "xx-YY,km;q=0.5", "kmr")]
    cases += [({"Accept_Language": f"{portal.default}-XX,{portal.default};q=0.9,km;q=0.8"}, None)]
    for lang in portal.prefixed:
        for tag in [lang, f"{lang}-XX,{lang};q=0.9,de;q=0.8", f"{lang.upper()};q=0.9"]:
            cases += [({"Accept_Language": tag}, lang), ({"Accept_Language": tag, "Referer": own}, None)]
        cases += [({"Accept_Language": lang, "Referer": other}, lang)]
    for headers, lang in cases:
        for accepted in ("identity", "gzip"):
            answer = server.client.ask(home, Accept_Encoding=accepted, **headers)
            expect(server.name, f"{home} {headers} {accepted}", led(portal, server, answer, lang, accepted))
    for url in ["news/", "feed.xml"]:
        answer = server.client.ask(home + url, Accept_Language=portal.prefixed[-1])
        found = status(answer, 200) + (["Vary has Accept-Language"] if "accept-language" in answer.vary() else [])
        expect(server.name, home + url, found)


def led(portal, server, answer, lang, accepted):
    """The faults of the home page's answer. A browser mustn't keep the lead: it would hold for links from within the portal too."""
    found = [] if "accept-language" in answer.vary() else [f"Vary is {answer.get('Vary')!r}, without Accept-Language"]
    if lang is None:
        return of_file(portal, "index.html", answer, "gzip" if accepted == "gzip" else "") + found
    found += status(answer, 302) or leads(portal, server, answer, f"{portal.base}/{lang}/") + guarded(answer)
    return found + ([f"302 with Cache-Control {answer.get('Cache-Control')!r}"] if "max-age" in answer.get("Cache-Control") else [])


CHECKS = [files, compressed, kept, ranges, redirects, folders, unknown, methods, plain]
CHECKS_BARE = [negotiation, compressed, kept, ranges, redirects, folders, unknown]


def attempt(portal, kind, more, checks):
    server = kind(portal, *more)
    try:
        if server.prepare():
            with server:
                for check in checks:
                    check(portal, server)
    except (Broken, OSError, http.client.HTTPException) as error:
        expect(server.name, type(error).__name__, [" / ".join(str(error).splitlines())])


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    saola, built, project = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    os.umask(0o022)
    if not (built / "index.html.gz").is_file():
        raise SystemExit(f"{built} has no compressed files: build with compressed = true")
    with tempfile.TemporaryDirectory(prefix="saola-servers-") as home:
        os.chmod(home, 0o755)
        portal, bare = [Portal(saola, built, project, pathlib.Path(home, name), name == "bare") for name in ("portal", "bare")]
        for kind in (Nginx, Apache, Caddy):
            if kind.where():
                attempt(portal, kind, [], CHECKS)
                attempt(portal, kind, ["--negotiate"], [negotiation, redirects])
                attempt(bare, kind, ["--negotiate"], CHECKS_BARE)
            elif kind is Caddy:
                print("skipped caddy: not installed")
            else:
                expect(kind.word, "program", ["not installed"])
    for (where, kind), count in faults.items():
        if count > TOLD:
            print(f"        {where}: {count - TOLD} more like: {kind}")
    print(f"{passed} passed, {faults.total()} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
