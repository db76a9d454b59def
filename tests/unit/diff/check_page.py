#!/usr/bin/env python3
"""check_page.py PAGE.html [FOLDER]: reads a page of `assay diff --html` in headless chromium.

Shows that it opens, asks the network for nothing, filters by field, rule, kind and text, and can be
used from the keyboard with real key events. Screenshots, and the page as printed, go to FOLDER. Not
part of the unit tests: it needs chromium (CHROMIUM names it). Exit code 0 if all is well.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--remote-debugging-pipe"]


class Browser:
    """Chromium's DevTools protocol over its pipe: JSON messages that end with a NUL."""

    def __init__(self, profile):
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # It wants its ends as descriptors 3 and 4.
        command = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self.process = subprocess.Popen(
            ["bash", "-c", command, os.environ.get("CHROMIUM", "chromium"), *FLAGS,
             f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(theirs_in, theirs_out), stderr=subprocess.DEVNULL)
        os.close(theirs_in)
        os.close(theirs_out)
        self.reader, self.out = os.fdopen(ours_in, "rb", 0), ours_out
        self.buffer, self.events, self.n, self.session = b"", [], 0, None

    def message(self):
        while b"\0" not in self.buffer:
            block = self.reader.read(1 << 16)
            if not block:
                raise EOFError("chromium ended")
            self.buffer += block
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def ask(self, method, **parameters):
        self.n += 1
        request = {"id": self.n, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        os.write(self.out, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.n:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def value(self, expression):
        result = self.ask("Runtime.evaluate", expression=expression, returnByValue=True,
                          awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def key(self, key, text=None):
        for kind in ("keyDown", "keyUp"):
            event = {"type": kind, "key": key}
            if text and kind == "keyDown":
                event["text"] = text
            codes = {"Escape": 27, "Tab": 9, "ArrowDown": 40}
            if key in codes:
                event["windowsVirtualKeyCode"] = codes[key]
            self.ask("Input.dispatchKeyEvent", **event)
        self.value("new Promise(r => setTimeout(r, 30))")

    def type(self, text):
        for letter in text:
            self.key(letter, letter)


SHOWN = "document.querySelectorAll('li:not([hidden])').length"
FOCUS = "(e => e.id || e.tagName + ' ' + e.className)(document.activeElement)"


def main():
    page = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    failed = []

    def expect(what, found, wanted):
        print(f"{'ok' if found == wanted else 'NOT OK'}: {what}: {found}")
        if found != wanted:
            failed.append(what)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(profile)
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        browser.session = browser.ask("Target.attachToTarget", targetId=target,
                                      flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            browser.ask(domain + ".enable")

        def shoot(name):
            data = browser.ask("Page.captureScreenshot")["data"]
            (folder / name).write_bytes(base64.b64decode(data))

        def size(width, height, dark=False):
            browser.ask("Emulation.setDeviceMetricsOverride", width=width, height=height,
                        deviceScaleFactor=1, mobile=False)
            browser.ask("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

        size(1200, 900)
        browser.ask("Page.navigate", url=page.as_uri())
        browser.value("new Promise(r => document.readyState === 'complete' ? r() : "
                      "addEventListener('load', r))")
        n = browser.value("document.querySelectorAll('li').length")
        print(f"{n} changes, ready after "
              f"{browser.value('Math.round(performance.now())')} ms")
        shoot("open.png")
        reached = []
        for _ in range(4):
            browser.key("Tab")
            reached.append(browser.value(FOCUS).strip())
        expect("Tab goes through the filters", reached, ["A", "text", "field", "rule"])

        fields = browser.value("Array.from(document.querySelectorAll('#field option'), "
                               "o => o.value).filter(Boolean)")
        rules = browser.value("Array.from(document.querySelectorAll('#rule option'), "
                              "o => o.value).filter(Boolean)")
        total = 0
        for field in fields:
            browser.value(f"(f => {{f.value = {json.dumps(field)}; f.dispatchEvent(new Event("
                          "'input', {bubbles: true}))})(document.getElementById('field'))")
            total += browser.value(SHOWN)
        expect("the fields together are all changes", total, n)
        shoot("field.png")
        browser.key("Escape")
        expect("Escape shows all", browser.value(SHOWN), n)

        # From the keyboard: a rule chosen in the list with an arrow.
        browser.value("document.getElementById('rule').focus()")
        browser.key("ArrowDown")
        chosen = browser.value("document.getElementById('rule').value")
        expect("arrow chooses a rule", chosen, rules[0])
        wanted = browser.value(f"Array.from(document.querySelectorAll('li')).filter(l => "
                               f"[l.dataset.o, l.dataset.n].includes({json.dumps(chosen)})).length")
        expect("only changes of that rule", browser.value(SHOWN), wanted)
        shoot("rule.png")
        browser.key("Escape")

        browser.key("/", "/")
        expect("/ goes to the text", browser.value(FOCUS), "text")
        browser.type("zzz")
        expect("text that is nowhere", browser.value(SHOWN), 0)
        shoot("none.png")
        browser.key("Escape")
        expect("Escape shows all again", browser.value(SHOWN), n)

        first = "document.querySelectorAll('main li')"
        for step, (key, at) in enumerate((("j", 0), ("j", 1), ("j", 2), ("k", 1))):
            browser.key(key, key)
            expect(f"step {step}: {key} goes to change {at}",
                   browser.value(f"Array.from({first}).indexOf(document.activeElement)"), at)
        browser.key("n", "n")
        expect("n goes to a record", browser.value("document.activeElement.tagName"), "H2")
        shoot("keys.png")
        browser.value("document.querySelector('#summary button[data-f]').focus()")
        browser.key("Enter", "\r")
        expect("a field of the summary filters",
               browser.value("document.getElementById('field').value"),
               browser.value("document.querySelector('#summary button[data-f]').dataset.f"))
        browser.key("Escape")

        size(1200, 900, dark=True)
        shoot("dark.png")
        size(420, 800)
        shoot("narrow.png")
        expect("nothing sticks out of a narrow window",
               browser.value("document.documentElement.scrollWidth <= 420"), True)
        pdf = browser.ask("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
        (folder / "print.pdf").write_bytes(base64.b64decode(pdf))

        asked = {e["params"]["request"]["url"] for e in browser.events
                 if e.get("method") == "Network.requestWillBeSent"}
        expect("asked for", sorted(asked - {"about:blank"}), [page.as_uri()])
        complaints = [e["params"] for e in browser.events
                      if e.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
        expect("complaints of the browser", complaints, [])
        browser.session = None
        browser.ask("Browser.close")
        browser.process.wait(timeout=20)
    print("screenshots:", folder)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
