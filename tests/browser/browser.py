"""A page in headless Chromium, driven through its DevTools pipe; the standard library is enough.

    with Browser() as browser:
        browser.open("/tmp/page.html", 1400, 900)
        browser.run("document.title")
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

KEYS = {"ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39, "Escape": 27, "Enter": 13,
        "Tab": 9, "End": 35, "Home": 36}


def find():
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((shutil.which(name) for name in names if name and shutil.which(name)), None)


class Browser:
    def __init__(self, seconds=60):
        self.seconds, self.count, self.waiting, self.events = seconds, 0, b"", []
        self.profile = tempfile.mkdtemp(prefix="view-browser-")
        from_us, self.out = os.pipe()
        self.into, to_us = os.pipe()
        flags = ["--headless=new", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars",
                 "--no-first-run", f"--user-data-dir={self.profile}", "about:blank"]
        if os.getuid() == 0:
            flags.insert(0, "--no-sandbox")
        # Chromium reads its pipe from descriptor 3 and answers on 4.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{from_us} 4>&{to_us}', "sh", find(), *flags],
            pass_fds=(from_us, to_us), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(from_us)
        os.close(to_us)
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = None
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(domain + ".enable")

    session = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def read(self, until):
        while b"\0" not in self.waiting:
            if not select.select([self.into], [], [], max(0, until - time.time()))[0]:
                raise TimeoutError("the browser does not answer")
            part = os.read(self.into, 1 << 20)
            if not part:
                raise EOFError("the browser is gone")
            self.waiting += part
        message, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.count += 1
        message = {"id": self.count, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        until = time.time() + self.seconds
        while True:
            answer = self.read(until)
            if answer.get("id") == self.count:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def wait(self, method):
        until = time.time() + self.seconds
        while not any(event.get("method") == method for event in self.events):
            self.events.append(self.read(until))

    def resize(self, width, height):
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                 deviceScaleFactor=1, mobile=False)

    def open(self, path, width=1400, height=900, dark=False):
        self.events = []
        self.resize(width, height)
        self.ask("Emulation.setEmulatedMedia",
                 features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.ask("Page.navigate", url="file://" + os.path.abspath(path))
        self.wait("Page.loadEventFired")

    def run(self, code):
        """The value of an expression in the page."""
        result = self.ask("Runtime.evaluate", expression=code, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", code))
        return result["result"].get("value")

    def press(self, key):
        code = {"key": key, "windowsVirtualKeyCode": KEYS.get(key, ord(key[0].upper()))}
        if len(key) == 1:
            code["text"] = key
        self.ask("Input.dispatchKeyEvent", type="keyDown", **code)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **code)

    def point(self, selector, click=False):
        """Moves the mouse to the middle of an element; with `click` it also presses."""
        x, y = self.run(f"(() => {{ const e = document.querySelector({json.dumps(selector)}); "
                        "e.scrollIntoView({block: 'center', inline: 'center'}); "
                        "const b = e.getBoundingClientRect(); "
                        "return [b.x + b.width / 2, b.y + b.height / 2]; })()")
        kinds = ["mouseMoved"] + ["mousePressed", "mouseReleased"] * click
        for kind in kinds:
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y,
                     button="none" if kind == "mouseMoved" else "left", clickCount=1)

    def picture(self, path):
        data = self.ask("Page.captureScreenshot")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def complaints(self):
        """What the page threw, logged or asked the network for."""
        told = [event for event in self.events if event.get("method") in
                ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled",
                 "Page.javascriptDialogOpening")]
        asked = [event["params"]["request"]["url"] for event in self.events
                 if event.get("method") == "Network.requestWillBeSent"]
        return told + [url for url in asked if not url.startswith("file://")]
