"""A headless Chromium for tests, what it complains of, and axe-core, which looks for barriers; and a JupyterLab."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESK = (390, 900), (1100, 1400)
needs_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium here: apt-get install chromium chromium-driver"
)
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here: npm ci --prefix tests")


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A window of its own."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield driver
    finally:
        driver.quit()


@contextlib.contextmanager
def jupyterlab(folder: Path, *options: str) -> Iterator[str]:
    """JupyterLab in `folder`, on loopback and with settings of its own: its address, whose token is `seen`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    line = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=seen", *options,
    ]  # fmt: skip
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(folder / ".jupyter"), "HOME": str(folder / ".home")}
    with (folder / "lab.log").open("wb") as log:
        server = subprocess.Popen(line, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            until(lambda: socket.create_connection(("127.0.0.1", port), 1), "JupyterLab did not start", 240)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(120)  # it ends the kernels of all notebooks first


def until(true: Callable[[], Any], complaint: str = "it did not happen in time", seconds: float = 120) -> Any:
    """Wait for `true()` to be so, and give it back; where nothing answers yet it is not."""
    end = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError):
            if found := true():
                return found
        assert time.monotonic() < end, complaint
        time.sleep(0.2)


def look(driver: Any, size: tuple[int, int] = DESK, scheme: str = "light") -> None:
    """Make the window a phone's or a desk's, in a light or dark scheme."""
    scheme_wanted = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme_wanted)
    screen = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def complaints(driver: Any) -> list[str]:
    """Errors in the console since this was last asked."""
    return [entry["message"] for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]


def barriers(driver: Any, within: str = "html") -> list[str]:
    """What axe-core finds serious or critical in the page, a line each."""
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = driver.execute_async_script(
        "const done = arguments[arguments.length - 1];"
        "axe.run(arguments[0]).then(r => done(r.violations), e => done([{id: '' + e}]));",
        within,
    )
    return [
        f"{one['id']}: {one.get('help')} {[node['html'][:160] for node in one.get('nodes', [])][:3]}"
        for one in found
        if one.get("impact") in (None, "serious", "critical")
    ]


def photograph(driver: Any, name: str) -> None:
    """Keep a picture where somebody wants to look at it: the folder AUTOGRADER_SCREENSHOTS."""
    if folder := os.environ.get("AUTOGRADER_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(Path(folder, f"{name}.png")))
