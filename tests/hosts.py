"""Real servers on the loopback for trying `saola publish`, each in a folder of its own and on a free port.

    host = hosts.start("sftp")                # file, sftp, webdav, ftp or s3; start it from the main thread
    host.to, host.keys                        # for site.toml: [publish.test]  to = ..., and the further keys
    host.env                                  # to be added to the publisher's environment; host.wrong: the same with a wrong secret
    host.files(), host.stamps()               # {path: bytes} and {path: what changes when the file is written again}
    host.write(path, data), host.remove(path), host.clear(), host.age(path)
    host.lose(path), host.regain()            # the publisher may no longer write into a folder; and may again
    host.web("current")                       # address of a plain web server over what readers see
    host.route = proxy.port                   # from now on host.to and host.keys lead through a proxy
    host.stop()                               # hosts that are left are stopped when the interpreter ends

    proxy = hosts.CutProxy(host.port, seed=7); proxy.cut_after(10_000, times=2)
    reader = hosts.Reader(host.web(), ["/", "/about/"]); ...; reader.stop(); reader.reads, reader.faults
    with hosts.full_disk(32) as disk: host = hosts.start("file", folder=disk.site); disk.fill(leave=4096); disk.free()

Needs openssh-server, nginx, libnginx-mod-http-dav-ext, vsftpd (as root; or pyftpdlib from pip), and moto[server] from pip for s3.
What isn't there raises `Unavailable` with the name of what to install.
"""

import atexit
import contextlib
import ctypes
import hashlib
import http.client
import http.server
import importlib.util
import itertools
import os
import pathlib
import pwd
import random
import re
import secrets
import selectors
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

HERE = "127.0.0.1"
SYSTEM_PATH = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
ROOT = os.geteuid() == 0
RETRY = 3
started = []


class Unavailable(Exception):
    """A server or a right that this host needs isn't there."""


def start(kind, **options):
    """A running host of a kind. Another program may take the free port in between, so it is tried again."""
    for attempt in range(RETRY):
        try:
            return KINDS[kind](**options)
        except Unavailable:
            raise
        except OSError:
            if attempt + 1 == RETRY:
                raise


def program(name, package):
    found = shutil.which(name, path=SYSTEM_PATH)
    if not found:
        raise Unavailable(f"{name} isn't installed (package {package})")
    return found


def free_port():
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return probe.getsockname()[1]


def die_with_parent():
    """In the child: ended by the kernel when this interpreter is, however that happens."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def spawn(command, log, port, env=None):
    """A server in the foreground that answers on its port."""
    # vsftpd says what is wrong on its standard input, as if that were a connection.
    with open(log, "a+b") as out:
        process = subprocess.Popen(command, stdin=out, stdout=out, stderr=out, env=env, preexec_fn=die_with_parent)
    until = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError), socket.create_connection((HERE, port), 1):
            if process.poll() is None:
                return process
        if process.poll() is not None or time.monotonic() > until:
            end(process)
            said = pathlib.Path(log).read_text(errors="replace")[-2000:]
            raise OSError(f"{command[0]} didn't start: {said}")
        time.sleep(0.05)


def descendants(pid):
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError):
                parents.setdefault(int((entry / "stat").read_text().rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        below = parents.get(todo.pop(), [])
        found += below
        todo += below
    return found


def end(process):
    """Ends a server with its sessions: sshd's and vsftpd's live on when only the listener is ended."""
    below = descendants(process.pid)
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in below:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def quiet(*command, check=True):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=check)


class Host:
    """A host whose files lie in a folder of this machine."""

    kind = "file"
    port = None
    disk = True
    # Only where a shell or the file system can switch a link at once.
    can_release = False

    def __init__(self, folder=None, target="test"):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="saola-host-"))
        self.home.chmod(0o755)
        self.folder = pathlib.Path(folder) if folder else self.home / "site"
        self.folder.mkdir(exist_ok=True)
        self.target, self.route, self.user, self.password = target, None, None, None
        self.keys, self.processes, self.webs, self.lost = {}, [], [], None
        started.append(self)
        try:
            self.open()
        except BaseException:
            self.stop()
            raise

    def open(self):
        pass

    def run(self, command, port, env=None):
        self.processes.append(spawn(command, self.home / "log", port, env))

    @property
    def through(self):
        return self.route or self.port

    @property
    def to(self):
        return f"file://{self.folder}"

    def secret(self, user, password):
        name = self.target.upper().replace("-", "_")
        return {f"SAOLA_{name}_USER": user, f"SAOLA_{name}_PASSWORD": password}

    @property
    def env(self):
        return self.secret(self.user, self.password) if self.password else {}

    @property
    def wrong(self):
        return self.secret(self.user, "wrong" + secrets.token_hex(8)) if self.password else None

    def walk(self):
        """(path, entry) of every file; links are followed nowhere, so that releases are seen once."""
        todo = [("", self.folder)]
        while todo:
            prefix, folder = todo.pop()
            with contextlib.suppress(FileNotFoundError, NotADirectoryError), os.scandir(folder) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        todo.append((f"{prefix}{entry.name}/", entry.path))
                    elif entry.is_file(follow_symlinks=False):
                        yield prefix + entry.name, entry

    def files(self):
        return {path: pathlib.Path(entry.path).read_bytes() for path, entry in self.walk()}

    def stamps(self):
        found = {}
        for path, entry in self.walk():
            with contextlib.suppress(FileNotFoundError):
                stat = entry.stat(follow_symlinks=False)
                found[path] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return found

    def write(self, path, data):
        file = self.folder / path
        owner = self.folder.stat()
        for folder in reversed([up for up in file.parents if up.is_relative_to(self.folder) and not up.exists()]):
            folder.mkdir()
            os.chown(folder, owner.st_uid, owner.st_gid)
        file.write_bytes(data)
        os.chown(file, owner.st_uid, owner.st_gid)

    def age(self, path, stamp=None):
        """Gives a file the time of last change that it had (or an old one)."""
        stamp = stamp or time.time_ns() - 10**9 * 86400 * 30
        os.utime(self.folder / path, ns=(stamp, stamp))

    def remove(self, path):
        (self.folder / path).unlink()

    def clear(self):
        for entry in self.folder.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()

    def lose(self, path=""):
        """Takes the right to write into a folder. False where this machine can't."""
        folder = self.folder / path
        if ROOT:
            done = quiet("chattr", "+i", str(folder), check=False).returncode == 0
        else:
            folder.chmod(0o555)
            done = True
        self.lost = folder if done else None
        return done

    def regain(self):
        if self.lost is None:
            return
        if ROOT:
            quiet("chattr", "-i", str(self.lost))
        else:
            self.lost.chmod(0o755)
        self.lost = None

    def web(self, subfolder=""):
        folder = self.folder / subfolder
        return self.serve(lambda *args: FolderHandler(*args, directory=str(folder)))

    def serve(self, handler):
        server = WebServer((HERE, 0), handler)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        self.webs.append(server)
        return f"http://{HERE}:{server.server_address[1]}"

    def stop(self):
        if self in started:
            started.remove(self)
        for server in self.webs:
            server.shutdown()
            server.server_close()
        for process in self.processes:
            end(process)
        self.webs, self.processes = [], []
        with contextlib.suppress(subprocess.SubprocessError):
            self.regain()
        shutil.rmtree(self.home, ignore_errors=True)


class FileHost(Host):
    kind = "file"
    can_release = True


class SftpHost(Host):
    kind = "sftp"
    can_release = True

    def open(self):
        sshd = program("sshd", "openssh-server")
        self.user, self.port = pwd.getpwuid(os.geteuid()).pw_name, free_port()
        if ROOT:
            # sshd refuses to start without it; a service manager makes it elsewhere.
            pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        for key in ("host", "user", "stranger"):
            quiet("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", str(self.home / key))
        public = (self.home / "host.pub").read_text()
        (self.home / "known").write_text(f"saola-host {public}")
        (self.home / "sshd_config").write_text(f"""
ListenAddress {HERE}:{self.port}
HostKey {self.home}/host
PidFile {self.home}/sshd.pid
AuthorizedKeysFile {self.home}/user.pub
AuthenticationMethods publickey
AllowUsers {self.user}
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
UseDNS no
PrintMotd no
LogLevel ERROR
MaxStartups 1000
MaxSessions 1000
Subsystem sftp internal-sftp
{self.tools()}
""")
        self.bin = self.wrapper("bin", "user")
        self.wrong_bin = self.wrapper("wrong-bin", "stranger")
        self.run([sshd, "-D", "-e", "-f", str(self.home / "sshd_config")], self.port)

    def tools(self):
        """A line of sshd's configuration."""
        return ""

    def wrapper(self, name, key):
        """A folder with an `ssh` that knows the host and this key only, on whatever port."""
        folder = self.home / name
        folder.mkdir()
        (folder / "config").write_text(f"""
Host *
    IdentityFile {self.home}/{key}
    IdentitiesOnly yes
    IdentityAgent none
    PreferredAuthentications publickey
    HostKeyAlias saola-host
    UserKnownHostsFile {self.home}/known
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    UpdateHostKeys no
    LogLevel ERROR
""")
        real = shutil.which("ssh", path=SYSTEM_PATH) or program("ssh", "openssh-client")
        (folder / "ssh").write_text(f'#!/bin/sh\nexec {shlex.quote(real)} -F {shlex.quote(str(folder / "config"))} "$@"\n')
        (folder / "ssh").chmod(0o755)
        return folder

    @property
    def to(self):
        return f"sftp://{self.user}@{HERE}:{self.through}{self.folder}"

    @property
    def env(self):
        return {"PATH": f"{self.bin}:{os.environ['PATH']}"}

    @property
    def wrong(self):
        return {"PATH": f"{self.wrong_bin}:{os.environ['PATH']}"}


class BusyboxHost(SftpHost):
    """A small host, whose shell finds BusyBox's tools only."""

    kind = "busybox"

    def tools(self):
        folder = self.home / "tools"
        folder.mkdir()
        quiet(program("busybox", "busybox"), "--install", "-s", str(folder))
        return f"SetEnv PATH={folder}"


class WebdavHost(Host):
    kind = "webdav"

    def open(self):
        nginx = program("nginx", "nginx")
        module = pathlib.Path("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so")
        if not module.exists():
            raise Unavailable("nginx's dav_ext isn't installed (package libnginx-mod-http-dav-ext)")
        self.user, self.password, self.port = "editor", secrets.token_hex(12), free_port()
        (self.home / "users").write_text(f"{self.user}:{{PLAIN}}{self.password}\n")
        # Beside the site's folder, so that nginx renames what was uploaded; on another file system it would copy.
        temporary = pathlib.Path(tempfile.mkdtemp(prefix=".nginx-", dir=self.folder.parent))
        (self.home / "nginx.conf").write_text(f"""
load_module {module};
daemon off;
{"user root;" if ROOT else ""}
worker_processes 1;
pid {self.home}/nginx.pid;
error_log {self.home}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_max_body_size 0;
    client_body_temp_path {temporary};
    proxy_temp_path {self.home}/t1; fastcgi_temp_path {self.home}/t2; uwsgi_temp_path {self.home}/t3; scgi_temp_path {self.home}/t4;
    server {{
        listen {HERE}:{self.port};
        location /dav/ {{
            alias {self.folder}/;
            dav_methods PUT DELETE MKCOL COPY MOVE;
            dav_ext_methods PROPFIND OPTIONS;
            create_full_put_path on;
            dav_access user:rw group:r all:r;
            auth_basic "portal";
            auth_basic_user_file {self.home}/users;
        }}
    }}
}}
""")
        self.run([nginx, "-p", str(self.home), "-e", str(self.home / "error.log"), "-c", str(self.home / "nginx.conf")], self.port)

    @property
    def to(self):
        return f"webdav://{HERE}:{self.through}/dav"


class FtpHost(Host):
    kind = "ftp"
    numbers = itertools.count(1)

    def open(self):
        self.password, self.port, self.made = secrets.token_hex(12), free_port(), False
        try:
            self.open_vsftpd()
        except Unavailable as reason:
            if not importlib.util.find_spec("pyftpdlib"):
                raise
            print(f"ftp: {reason}; pyftpdlib takes its place", file=sys.stderr)
            self.open_python()

    def open_vsftpd(self):
        vsftpd = program("vsftpd", "vsftpd")
        if not ROOT:
            raise Unavailable("vsftpd needs root")
        drop_old_users()
        # Names tell whose they are, so that users of a killed run can be removed by the next.
        self.user = f"saolaftp{os.getpid()}x{next(self.numbers)}"
        quiet("useradd", "--no-create-home", "--no-log-init", "--home-dir", str(self.folder.parent), "--shell", "/bin/sh", self.user)
        self.made = True
        subprocess.run(["chpasswd"], input=f"{self.user}:{self.password}\n".encode(), check=True)
        entry = pwd.getpwnam(self.user)
        self.owner = (entry.pw_uid, entry.pw_gid)
        self.folder.parent.chmod(0o755)
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, *self.owner, follow_symlinks=False)
        (self.home / "empty").mkdir()
        (self.home / "vsftpd.conf").write_text(f"""listen=YES
listen_ipv6=NO
listen_address={HERE}
listen_port={self.port}
background=NO
anonymous_enable=NO
local_enable=YES
write_enable=YES
local_umask=022
chroot_local_user=YES
allow_writeable_chroot=YES
secure_chroot_dir={self.home}/empty
pam_service_name=vsftpd
pasv_enable=YES
pasv_address={HERE}
port_enable=NO
connect_from_port_20=NO
ascii_upload_enable=NO
ascii_download_enable=NO
xferlog_enable=NO
vsftpd_log_file={self.home}/vsftpd.log
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
max_clients=0
max_per_ip=0
{self.settings()}""")
        self.run([vsftpd, str(self.home / "vsftpd.conf")], self.port)

    def settings(self):
        return ""

    def open_python(self):
        """pyftpdlib in an interpreter of its own; the right to write can't be taken from it when it runs as root."""
        self.user, self.owner = "editor", (os.geteuid(), os.getegid())
        code = (
            "import sys; from pyftpdlib.authorizers import DummyAuthorizer as A; from pyftpdlib.handlers import FTPHandler as H;"
            "from pyftpdlib.servers import FTPServer as S; a = A(); a.add_user(sys.argv[2], sys.argv[3], sys.argv[4], perm='elradfmwMT');"
            f"H.authorizer = a; S(('{HERE}', int(sys.argv[1])), H).serve_forever()"
        )
        self.run([sys.executable, "-c", code, str(self.port), self.user, self.password, str(self.folder.parent)], self.port)

    @property
    def to(self):
        return f"ftp://{HERE}:{self.through}/{self.folder.name}"

    def lose(self, path=""):
        if not self.made:
            return super().lose(path)
        self.lost = self.folder / path
        os.chown(self.lost, 0, 0)
        self.lost.chmod(0o755)
        return True

    def regain(self):
        if not self.made or self.lost is None:
            return super().regain()
        os.chown(self.lost, *self.owner)
        self.lost = None

    def stop(self):
        super().stop()
        if getattr(self, "made", False):
            self.made = False
            quiet("userdel", "--force", self.user, check=False)


class FtpsHost(FtpHost):
    """FTP with TLS, which wants the connections of files to go on with the session of the commands, and takes three at once: few web hosts
    take more. It has no other than vsftpd to take its place."""

    kind = "ftps"

    def open_python(self):
        raise Unavailable("vsftpd is needed for TLS")

    def settings(self):
        key, made = self.home / "key.pem", self.home / "certificate.pem"
        quiet(program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
              "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE", "-keyout", str(key), "-out", str(made))
        self.certificate = made
        return f"""ssl_enable=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
require_ssl_reuse=YES
ssl_ciphers=HIGH
rsa_cert_file={made}
rsa_private_key_file={key}
max_per_ip=3
"""

    @property
    def to(self):
        return f"ftps://localhost:{self.through}/{self.folder.name}"

    @property
    def env(self):
        # The certificate vouches for itself, so it has to be among those that this machine believes.
        return super().env | {"SSL_CERT_FILE": str(self.certificate)}

    @property
    def wrong(self):
        return super().wrong | {"SSL_CERT_FILE": str(self.certificate)}


def drop_old_users():
    for entry in pwd.getpwall():
        name = re.fullmatch(r"saolaftp(\d+)x\d+", entry.pw_name)
        if name and not pathlib.Path("/proc", name[1]).exists():
            quiet("userdel", "--force", entry.pw_name, check=False)


# moto checks a signature against the address as it was sent; S3 writes it in its one canonical form first ("/" as %2F in a query).
MOTO = """
import sys
from urllib.parse import quote, unquote
from moto.iam.access_control import IAMRequestBase
from moto.server import main

def canonical(self):
    path, _, query = self._path.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    query = "&".join(quote(unquote(key), safe="-_.~") + "=" + quote(unquote(value), safe="-_.~") for key, _, value in pairs)
    self._path = quote(unquote(path), safe="/-_.~") + ("?" + query if query else "")
    return create(self)

create, IAMRequestBase._create_aws_request = IAMRequestBase._create_aws_request, canonical
main(sys.argv[1:])
"""


class S3Host(Host):
    kind = "s3"
    disk = False
    bucket, prefix, region = "portal", "site/", "us-east-1"
    everything = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'

    def open(self):
        if not importlib.util.find_spec("moto") or not importlib.util.find_spec("boto3"):
            raise Unavailable("moto isn't in this interpreter: pip install 'moto[server]'")
        self.port, self.cache = free_port(), {}
        env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        env["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "false"
        self.run([sys.executable, "-c", MOTO, "-H", HERE, "-p", str(self.port)], self.port, env)
        iam = self.client("iam", "first", "first")
        self.owner = self.new_user(iam, "owner")
        self.user, self.password = self.new_user(iam, "publisher")
        self.bucket_client = self.client("s3", *self.owner)
        self.bucket_client.create_bucket(Bucket=self.bucket)
        # From here on moto checks signatures and rights, as it doesn't by default.
        connection = http.client.HTTPConnection(HERE, self.port, timeout=20)
        connection.request("POST", "/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"})
        if connection.getresponse().status != 200:
            raise OSError("moto doesn't check rights")

    def client(self, service, user, password):
        import boto3
        from botocore.config import Config

        config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 2}, max_pool_connections=20)
        return boto3.session.Session().client(
            service, endpoint_url=f"http://{HERE}:{self.port}", region_name=self.region,
            aws_access_key_id=user, aws_secret_access_key=password, config=config,
        )

    def new_user(self, iam, name):
        iam.create_user(UserName=name)
        iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=self.everything)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]

    @property
    def to(self):
        return f"s3://{self.bucket}/{self.prefix.rstrip('/')}"

    @property
    def keys(self):
        return self.more_keys | {"endpoint": f"http://{HERE}:{self.through}", "region": self.region}

    @keys.setter
    def keys(self, more):
        self.more_keys = dict(more)

    def objects(self):
        pages = self.bucket_client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        return {entry["Key"].removeprefix(self.prefix): entry for page in pages for entry in page.get("Contents", [])}

    def files(self):
        found = {}
        for path, entry in self.objects().items():
            key = (path, entry["ETag"])
            if key not in self.cache:
                self.cache[key] = self.get(path)["Body"].read()
            found[path] = self.cache[key]
        return found

    def get(self, path):
        return self.bucket_client.get_object(Bucket=self.bucket, Key=self.prefix + path)

    def stamps(self):
        return {path: (entry["LastModified"].timestamp(), entry["ETag"]) for path, entry in self.objects().items()}

    def write(self, path, data):
        self.bucket_client.put_object(Bucket=self.bucket, Key=self.prefix + path, Body=data)

    def age(self, path, stamp=None):
        """The time of an object is the server's alone."""

    def remove(self, path):
        self.bucket_client.delete_object(Bucket=self.bucket, Key=self.prefix + path)

    def clear(self):
        keys = [{"Key": self.prefix + path} for path in self.objects()]
        for first in range(0, len(keys), 1000):
            self.bucket_client.delete_objects(Bucket=self.bucket, Delete={"Objects": keys[first : first + 1000]})

    def lose(self, path=""):
        self.lost = path
        self.client("iam", *self.owner).delete_user_policy(UserName="publisher", PolicyName="all")
        return True

    def regain(self):
        if self.lost is not None and self.processes:
            self.client("iam", *self.owner).put_user_policy(UserName="publisher", PolicyName="all", PolicyDocument=self.everything)
        self.lost = None

    def web(self, subfolder=""):
        prefix = f"{subfolder.strip('/')}/" if subfolder else ""
        return self.serve(lambda *args: BucketHandler(self, prefix, *args))


class WebServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, address):
        """A reader that goes away in the middle is no event."""


class Kept:
    """Connections are kept: a reader asks for far more pages in the same time."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass


class FolderHandler(Kept, http.server.SimpleHTTPRequestHandler):
    def send_header(self, name, value):
        if name == "Content-Length":
            self.promised = int(value)
        super().send_header(name, value)

    def copyfile(self, source, out):
        """What was cut short after its length was promised is ended, so that the reader notices."""
        data = source.read()[: self.promised]
        out.write(data)
        self.close_connection |= len(data) < self.promised

    def list_directory(self, path):
        self.send_error(404)


class BucketHandler(Kept, http.server.BaseHTTPRequestHandler):
    """A bucket as a web site: a folder is its index.html."""

    def __init__(self, host, prefix, *args):
        self.host, self.prefix = host, prefix
        super().__init__(*args)

    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path).lstrip("/")
        path += "index.html" if path == "" or path.endswith("/") else ""
        try:
            found = self.host.get(self.prefix + path)
            body = found["Body"].read()
        except Exception as error:
            answer = getattr(error, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode", 502)
            self.send_error(answer)
            return
        self.send_response(200)
        self.send_header("Content-Type", found.get("ContentType", ""))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


KINDS = {"file": FileHost, "sftp": SftpHost, "busybox": BusyboxHost, "webdav": WebdavHost, "ftp": FtpHost, "ftps": FtpsHost, "s3": S3Host}


@atexit.register
def stop_all():
    for host in list(started):
        with contextlib.suppress(Exception):
            host.stop()


class Way:
    """One end of a proxied connection, with what waits to be sent to it."""

    def __init__(self, sock):
        self.sock, self.other, self.waiting, self.ended, self.shut = sock, None, bytearray(), False, False


class CutProxy:
    """Forwards a port, and cuts all its connections hard once a number of bytes, both directions together, has passed.

    One thread does it all: a socket that another thread waits on isn't reset by closing it.
    """

    FULL = 256 * 1024

    def __init__(self, port, seed=0):
        self.server, self.random = port, random.Random(seed)
        self.passed, self.cuts, self.limits = 0, 0, []
        self.ways, self.lock, self.stopped = set(), threading.Lock(), False
        self.selector = selectors.DefaultSelector()
        self.listener = socket.create_server((HERE, 0), backlog=256)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def cut_after(self, count, times=1):
        """The first cut comes after so many bytes more; each further one after a share of that, drawn by the seed."""
        with self.lock:
            at = self.passed + max(1, count)
            self.limits = [at]
            for _ in range(times - 1):
                at += self.random.randint(1, max(1, count))
                self.limits.append(at)

    def never(self):
        with self.lock:
            self.limits = []

    def stop(self):
        self.stopped = True
        self.thread.join()

    def run(self):
        while not self.stopped:
            for key, events in self.selector.select(0.1):
                if key.fileobj is self.listener:
                    self.accept()
                elif key.data in self.ways and events & selectors.EVENT_WRITE:
                    self.send(key.data)
                if key.data in self.ways and events & selectors.EVENT_READ:
                    self.receive(key.data)
        self.cut()
        self.selector.close()
        self.listener.close()

    def accept(self):
        with contextlib.suppress(BlockingIOError):
            inner, _ = self.listener.accept()
            try:
                outer = socket.create_connection((HERE, self.server), 5)
            except OSError:
                self.reset(inner)
                return
            here, there = Way(inner), Way(outer)
            here.other, there.other = there, here
            for way in (here, there):
                way.sock.setblocking(False)
                way.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.ways.add(way)
                self.selector.register(way.sock, selectors.EVENT_READ, way)

    def receive(self, way):
        try:
            data = way.sock.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            return self.drop(way)
        if not data:
            way.ended = True
            return self.send(way.other)
        with self.lock:
            over = bool(self.limits) and self.passed + len(data) >= self.limits[0]
            if over:
                data = data[: self.limits.pop(0) - self.passed]
            self.passed += len(data)
        way.other.waiting += data
        self.send(way.other)
        if over:
            self.cuts += 1
            self.cut()

    def send(self, way):
        try:
            while way.waiting:
                del way.waiting[: way.sock.send(way.waiting)]
        except BlockingIOError:
            pass
        except OSError:
            return self.drop(way)
        if way.other.ended and not way.waiting and not way.shut:
            way.shut = True
            with contextlib.suppress(OSError):
                way.sock.shutdown(socket.SHUT_WR)
            if way.other.shut:
                return self.drop(way, hard=False)
        self.watch(way)
        self.watch(way.other)

    def watch(self, way):
        events = (selectors.EVENT_WRITE if way.waiting else 0) | (
            selectors.EVENT_READ if not way.ended and len(way.other.waiting) < self.FULL else 0)
        known = way.sock.fileno() in self.selector.get_map()
        if events and known:
            self.selector.modify(way.sock, events, way)
        elif events:
            self.selector.register(way.sock, events, way)
        elif known:
            self.selector.unregister(way.sock)

    def drop(self, way, hard=True):
        for one in (way, way.other):
            if one in self.ways:
                self.ways.discard(one)
                with contextlib.suppress(KeyError, ValueError):
                    self.selector.unregister(one.sock)
                self.reset(one.sock) if hard else one.sock.close()

    def cut(self):
        for way in list(self.ways):
            self.drop(way)

    @staticmethod
    def reset(sock):
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        sock.close()


class Reader:
    """Reads random pages and all their assets while the portal is being published.

    `pages`: addresses as "/about/"; `may_vanish`: those that may answer 404; `known`: {address: digests that it may have}, for pages
    and assets whose bytes are known beforehand; `linger`: seconds that one reader of ten takes at most before it asks for the assets.
    Faults: a page that is cut, empty, missing or of no build; an asset that is missing or cut.
    """

    REFERENCE = re.compile(r"""\b(?:src|href|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
    STYLE_REFERENCE = re.compile(r"""url\(\s*["']?([^"')]+)""")

    def __init__(self, base_url, pages, may_vanish=(), known=None, seed=0, pause=0.02, linger=0):
        self.base, self.pages = urllib.parse.urlsplit(base_url), sorted(pages)
        self.may_vanish, self.known = set(may_vanish), known or {}
        self.random, self.pause, self.linger = random.Random(seed), pause, linger
        self.reads, self.assets, self.missing, self.faults, self.kept = 0, 0, 0, [], None
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def stop(self):
        self.stopped.set()
        self.thread.join()

    def run(self):
        while not self.stopped.is_set():
            self.read(self.random.choice(self.pages))
            self.stopped.wait(self.pause)
        if self.kept:
            self.kept.close()

    def get(self, address):
        """(status, body); a body that is shorter than announced has the status 0."""
        fresh = self.kept is None
        self.kept = self.kept or http.client.HTTPConnection(self.base.hostname, self.base.port, timeout=20)
        try:
            self.kept.request("GET", self.base.path.rstrip("/") + urllib.parse.quote(address, safe="/%"))
            answer = self.kept.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.kept.close()
            self.kept = None
            # A server may end a connection that it kept, between two requests.
            if not fresh and isinstance(error, (http.client.RemoteDisconnected, ConnectionError)):
                return self.get(address)
            return 0, repr(error).encode()

    def fault(self, what):
        self.faults.append(f"{time.strftime('%H:%M:%S')} {what}")

    def odd(self, address, body):
        return address in self.known and hashlib.sha1(body).hexdigest() not in self.known[address]

    def read(self, page):
        status, body = self.get(page)
        self.reads += 1
        if status == 404 and page in self.may_vanish:
            self.missing += 1
        elif status != 200:
            self.fault(f"{page} answers {status} {body[:80] if status == 0 else ''}")
        elif not body.rstrip().endswith(b"</html>"):
            self.fault(f"{page} is cut at {len(body)} bytes" if body else f"{page} is empty")
        elif self.odd(page, body):
            self.fault(f"{page} is of no build ({len(body)} bytes)")
        else:
            if self.linger and self.random.random() < 0.1:
                self.stopped.wait(self.random.uniform(0, self.linger))
            for asset in references(self.REFERENCE, body, page):
                self.read_asset(asset, page)

    def read_asset(self, asset, page):
        status, body = self.get(asset)
        self.assets += 1
        if status != 200:
            self.fault(f"{asset} of {page} answers {status} {body[:80] if status == 0 else ''}")
        elif not body or self.odd(asset, body):
            self.fault(f"{asset} of {page} is cut ({len(body)} bytes)")
        elif asset.endswith(".css"):
            for further in references(self.STYLE_REFERENCE, body, asset):
                self.read_asset(further, asset)


def references(pattern, body, page):
    """The addresses under /assets/ that a page or stylesheet names, each once."""
    found = {}
    for match in pattern.finditer(body.decode("utf-8", "replace")):
        value = next(group for group in match.groups() if group is not None)
        for part in value.split(","):
            address = urllib.parse.urljoin(page, part.split()[0].split("#")[0].replace("&amp;", "&")) if part.split() else ""
            if address.startswith("/assets/"):
                found[address] = True
    return list(found)


class Disk:
    def __init__(self, folder):
        self.folder, self.site, self.ballast = folder, folder / "site", folder / "ballast"
        self.site.mkdir()

    def space(self):
        stat = os.statvfs(self.folder)
        return stat.f_bavail * stat.f_frsize

    def fill(self, leave=0):
        with open(self.ballast, "wb") as file:
            size = self.space() - leave
            if size > 0:
                os.posix_fallocate(file.fileno(), 0, size)

    def free(self):
        self.ballast.unlink(missing_ok=True)


@contextlib.contextmanager
def full_disk(size_mib):
    """A small disk of its own for a host's folder (`.site`), which can be filled and freed."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="saola-disk-"))
    done = quiet("mount", "-t", "tmpfs", "-o", f"size={size_mib}m,mode=755", "tmpfs", str(folder), check=False)
    if done.returncode:
        folder.rmdir()
        raise Unavailable(f"no small disk can be mounted: {done.stderr.decode(errors='replace').strip()}")
    try:
        yield Disk(folder)
    finally:
        # Lazily: a server that was just ended may still hold a file.
        quiet("umount", "-l", str(folder), check=False)
        folder.rmdir()
