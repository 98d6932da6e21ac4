# SPDX-License-Identifier: Apache-2.0
"""Bytes in and out of a served site, beside nginx and the bare disk; and uploads beside many connections and streams."""
import hashlib
import http.client
import json
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time

MB = 1 << 20
NGINX = """
daemon off; worker_processes 2; pid {home}/pid; error_log {home}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off; sendfile on; client_max_body_size 1g; client_body_temp_path {home}/body; proxy_temp_path {home}/p;
    fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
    server {{ listen 127.0.0.1:{port}; root {home}/files; location / {{ dav_methods PUT; create_full_put_path on; }} }}
}}
"""


class Nginx:
    """Puts files into a folder over WebDAV; it never syncs them, so who compares must."""

    def __init__(self, home):
        self.home = os.path.abspath(home)
        shutil.rmtree(self.home, ignore_errors=True)
        os.makedirs(os.path.join(self.home, "files"))
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = s.getsockname()[1]
        conf = os.path.join(self.home, "conf")
        with open(conf, "w", encoding="ascii") as f:
            f.write(("user root;\n" if os.getuid() == 0 else "") + NGINX.format(home=self.home, port=self.port))
        self.p = subprocess.Popen(["nginx", "-p", self.home, "-c", conf, "-e", os.path.join(self.home, "error.log")])
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                break
            except OSError:
                time.sleep(0.02)

    def close(self):
        self.p.terminate()
        self.p.wait()


def send(port, method, path, body, headers):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    c.request(method, path, body=body, headers=headers)
    r = c.getresponse()
    answer = r.read()
    c.close()
    if r.status not in (200, 201, 204):
        raise SystemExit(f"{method} {path}: {r.status} {answer[:200]}")
    return answer


def receive(port, path, headers):
    """Bytes of the body; it is not kept."""
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    c.request("GET", path, headers=headers)
    r = c.getresponse()
    n = 0
    into = bytearray(MB)
    while got := r.readinto(into):
        n += got
    c.close()
    return n if r.status == 200 else -r.status


def timed(work, *args):
    begun = time.monotonic()
    work(*args)
    return time.monotonic() - begun


def up_to_nginx(nginx, name, body):
    send(nginx.port, "PUT", "/" + name, body, {})
    for path in (os.path.join(nginx.home, "files", name), os.path.join(nginx.home, "files")):
        fd = os.open(path, os.O_RDONLY)
        os.fsync(fd)
        os.close(fd)


def up_to_disk(home, name, body):
    with open(os.path.join(home, name), "wb") as f:
        f.write(body)
        f.flush()
        os.fsync(f.fileno())


def first_token(site, kind="push"):
    with open(os.path.join(site, "requests", kind), encoding="utf-8") as f:
        return f.readline().split("\t")


def uploads(b, s, token, nginx, home):
    for size, rounds in ((64 * MB, 5), (MB, 40)):
        ours, theirs, disk = [], [], []
        for i in range(rounds):
            body = os.urandom(size)
            ours.append(timed(send, s.port, "POST", "/api/v1/blobs", body,
                              {"Authorization": "Bearer " + token, "Idempotency-Key": f"u{size}-{i}", "Content-Type": "image/jpeg"}))
            if nginx:
                theirs.append(timed(up_to_nginx, nginx, f"{size}-{i}", body))
            disk.append(timed(up_to_disk, home, f"{size}-{i}", body))
        m = statistics.median
        b.say(bench="upload", size_mb=size // MB, rounds=rounds, mb_per_s=round(size / MB / m(ours)),
              nginx_put_and_sync_mb_per_s=round(size / MB / m(theirs)) if theirs else None,
              ratio_to_nginx=round(m(theirs) / m(ours), 3) if theirs else None,
              disk_write_and_sync_mb_per_s=round(size / MB / m(disk)), sha256_mb_per_s=sha256_rate(),
              server_peak_mb=round(s.rss_kb("VmHWM") / 1024, 1))


def sha256_rate():
    body = bytes(16 * MB)
    return round(16 / min(timed(hashlib.sha256, body) for _ in range(3)))


class Talk:
    """JSON commands of one user."""

    def __init__(self, port, token):
        self.port, self.token, self.n, self.run = port, token, 0, time.monotonic_ns()

    def ask(self, method, path, body):
        self.n += 1
        headers = {"Authorization": "Bearer " + self.token, "Idempotency-Key": f"{self.run}-{self.n}",
                   "Content-Type": "application/json"}
        return json.loads(send(self.port, method, "/api/v1" + path, json.dumps(body), headers))


def export(b, s, case, token, nginx, home):
    """A dossier of 120 pages of 1 MB, as one ZIP; beside it the same bytes as one static file of nginx."""
    talk = Talk(s.port, token)
    pages = []
    for i in range(120):
        answer = send(s.port, "POST", "/api/v1/blobs", os.urandom(MB),
                      {"Authorization": "Bearer " + token, "Idempotency-Key": f"p{talk.run}-{i}", "Content-Type": "image/jpeg"})
        pages.append(json.loads(answer)["blob"])
    try:
        made = talk.ask("POST", "/manifests", {"volumes": [
            {"kind": "evidence", "name": "证据卷", "documents": [{"kind": "photo", "name": "照片", "pages": pages}]}]})
        talk.ask("PUT", f"/cases/{case}/manifest", {"manifest": made["manifest"], "note": "测量"})
    except SystemExit as e:
        b.say(bench="export", failed=str(e)[:400])
        return
    got, ours, theirs = 0, [], []
    for _ in range(5):
        begun = time.monotonic()
        got = receive(s.port, f"/api/v1/cases/{case}/dossier.zip", {"Authorization": "Bearer " + token})
        ours.append(time.monotonic() - begun)
        if nginx:
            with open(os.path.join(home, "files", "export"), "ab") as f:
                if got > 0:
                    f.truncate(got)
            theirs.append(timed(receive, nginx.port, "/export", {}))
    m = statistics.median
    b.say(bench="export", bytes=got, mb_per_s=round(got / MB / m(ours)), ratio_to_nginx=round(m(theirs) / m(ours), 3) if theirs else None,
          nginx_static_mb_per_s=round(got / MB / m(theirs)) if theirs else None)


def beside(b, s, token, site):
    """256 connections of pushes and pages, 2,000 event streams and 4 uploads at once: how long does anybody wait?"""
    before = s.rss_kb()
    streams = subprocess.Popen([b.LOAD, str(s.port), os.path.join(site, "requests", "events"), "--streams", "2000", "--seconds", "14"],
                               stdout=subprocess.PIPE, text=True)
    time.sleep(4)
    after = s.rss_kb()
    b.say(bench="streams", streams=2000, rss_kb_a_stream=round((after - before) / 2000, 1),
          open=s.counter("event_streams"))
    body, sent, stop = os.urandom(32 * MB), [], threading.Event()

    def upload(i):
        while not stop.is_set():
            begun = time.monotonic()
            send(s.port, "POST", "/api/v1/blobs", body[:-8] + os.urandom(8),
                 {"Authorization": "Bearer " + token, "Idempotency-Key": f"b{i}-{len(sent)}-{begun}", "Content-Type": "image/jpeg"})
            sent.append(time.monotonic() - begun)

    threads = [threading.Thread(target=upload, args=(i,)) for i in range(4)]
    for t in threads:
        t.start()
    x = s.load("push", "--conns", 256, "--from", 0, "--count", 3000)
    y = s.load("page", "--conns", 256, "--seconds", 2)
    stop.set()
    for t in threads:
        t.join()
    b.say(bench="beside", what="push", **x)
    b.say(bench="beside", what="page", **y)
    b.say(bench="beside", what="upload", uploads=len(sent), mb_per_s_each=round(32 / statistics.median(sent)),
          slowest_s=round(max(sent), 2))
    b.say(**json.loads(streams.communicate()[0].splitlines()[-1]))


def measure(b):
    site = b.fresh("bytes")
    b.run(b.BENCH, "make", site, b.RULES, "--ready", 4000, "--waiting", 1)
    with open(os.path.join(site, "requests", "push"), encoding="utf-8") as f:
        lines = [line.split("\t") for line in f]
    with open(os.path.join(site, "requests", "events"), "w", encoding="utf-8") as f:
        f.writelines(f"GET\t/api/v1/events\t{line[2]}\t\n" for line in lines[:8])
    token = lines[-1][2]
    with open(os.path.join(site, "requests", "page"), encoding="utf-8") as f:  # the last has no dossier yet
        owner = f.read().splitlines()[-1].split("\t")
    case = owner[1].split("/")[4]
    for i in range(1 << 16):  # the folders a vault in use has; each new one would cost two syncs more
        os.makedirs(os.path.join(site, "vault", "blobs", f"{i >> 8:02x}", f"{i & 255:02x}"), mode=0o700, exist_ok=True)
    home = os.path.join(b.SITES, "nginx")
    nginx = Nginx(home) if shutil.which("nginx") else None
    disk = tempfile.mkdtemp(dir=b.SITES)
    try:
        with b.Server(site) as s:
            s.settle()
            uploads(b, s, token, nginx, disk)
            export(b, s, case, owner[2], nginx, home)
            beside(b, s, token, site)
    finally:
        shutil.rmtree(disk)
        if nginx:
            nginx.close()
