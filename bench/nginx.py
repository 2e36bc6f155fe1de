"""nginx in front of one service as a plain proxy: the least cost of a proxy."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.http import Connection
from foothold_devstack.ports import hold_port
from foothold_devstack.process import ManagedProcess

START_SECONDS = 10
HOW_TO_GET_IT = (
    "nginx is not on PATH: install it (apt install nginx-light, dnf install nginx, brew install nginx)"
)

_CONFIG = """\
daemon off;
pid {folder}/nginx.pid;
worker_processes 1;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_requests 1000000;
  upstream service {{ server {upstream}; keepalive 64; keepalive_requests 1000000; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{ proxy_pass http://service; proxy_http_version 1.1; proxy_set_header Connection ""; }}
  }}
}}
"""


def find_nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")


@asynccontextmanager
async def nginx_before(upstream: str) -> AsyncIterator[str]:
    """Start nginx in front of `host:port`, and return its URL."""
    found = find_nginx()
    assert found is not None, HOW_TO_GET_IT
    with tempfile.TemporaryDirectory() as folder:
        port = hold_port()
        config = Path(folder) / "nginx.conf"
        config.write_text(_CONFIG.format(folder=folder, upstream=upstream, port=port))
        process = ManagedProcess("nginx", [found, "-c", str(config)], log=Path(folder) / "nginx.log")
        url = f"http://127.0.0.1:{port}"

        async def answers() -> bool:
            try:
                async with Connection(url):
                    return True
            except OSError:
                return False

        process.start()
        try:
            await process.until(answers, seconds=START_SECONDS)
            yield url
        finally:
            await process.stop()
