"""Opens pages of write_html() in headless Chromium and uses them: python3 explorer_test.py NABLA_TESTS [SCREENSHOT].

NABLA_TESTS is the test program, whose hidden test [explorer-page] writes the pages. Exit code 77 where there is no
Chromium. The browser is spoken to through its pipe (--remote-debugging-pipe), so that nothing but Python is needed.
"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest


class Browser:
    def __init__(self, program):
        to_read, self.to = os.pipe()
        self.out, to_write = os.pipe()
        self.profile = tempfile.mkdtemp()
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
                 "--disable-dev-shm-usage", f"--user-data-dir={self.profile}", "--window-size=1400,900"]
        script = f'exec "$@" 3<&{to_read} 4>&{to_write}'
        self.process = subprocess.Popen(["bash", "-c", script, "bash", program, *flags], pass_fds=(to_read, to_write),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_write)
        self.buffer = b""
        self.number = 0
        self.session = None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network"):
            self.call(domain + ".enable")

    def message(self):
        while b"\0" not in self.buffer:
            more = os.read(self.out, 1 << 16)
            if not more:
                raise EOFError("the browser has ended")
            self.buffer += more
        text, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, **parameters):
        self.number += 1
        request = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            request["sessionId"] = self.session
        data = json.dumps(request).encode() + b"\0"
        while data:
            data = data[os.write(self.to, data):]
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url="file://" + path)
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.message())

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(str(result["exceptionDetails"]))
        return result["result"].get("value")

    def click(self, element):
        """At the middle of what a selector (or an expression) finds."""
        x, y = self.value(f"(() => {{ const r = ({element}).getBoundingClientRect();"
                          " return [r.left + r.width / 2, r.top + r.height / 2]; })()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def key(self, key, text=None):
        self.call("Input.dispatchKeyEvent", type="keyDown", key=key, **({"text": text} if text else {}))
        self.call("Input.dispatchKeyEvent", type="keyUp", key=key)

    def type(self, text):
        for letter in text:
            self.key(letter, letter)

    def screenshot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("Page.captureScreenshot")["data"]))

    def close(self):
        try:
            self.session = None
            self.call("Browser.close")
        except (EOFError, OSError, RuntimeError):
            pass
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


NODE = "[...document.querySelectorAll('#stage > div:not([hidden]) .node')].find(g => g.textContent.includes('%s'))"
SHOWN = "[...document.querySelectorAll('#stage > div:not([hidden]) .node:not(.gone)')].map(g => g.dataset.id)"


class ExplorerTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        environment = {**os.environ, "NABLA_TEST_PAGES": cls.folder}
        subprocess.run([tests, "[explorer-page]"], check=True, env=environment, stdout=subprocess.DEVNULL)
        cls.browser = Browser(chromium)

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def open(self, page):
        self.browser.open(os.path.join(self.folder, page))

    def value(self, expression):
        return self.browser.value(expression)

    def details(self):
        return self.value("document.getElementById('details').innerText")

    def tearDown(self):
        """No page complains, or asks for anything besides itself."""
        kinds = ("Runtime.exceptionThrown", "Log.entryAdded", "Page.javascriptDialogOpening")
        self.assertEqual([e for e in self.browser.events if e.get("method") in kinds], [])
        asked = [e["params"]["request"]["url"] for e in self.browser.events
                 if e.get("method") == "Network.requestWillBeSent"]
        self.assertEqual(len(asked), 1, asked)

    def test_folded_scopes_unfold(self):
        self.open("model.html")
        self.assertEqual(sorted(self.value(SHOWN)), ["f1", "n0", "n7", "n8"])
        self.browser.click(NODE % "encoder")
        self.assertIn("nodes\n6\n", self.details())
        self.browser.key("Enter")
        self.assertEqual(sorted(self.value(SHOWN)), ["f2", "f3", "n0", "n7", "n8"])
        self.browser.key("]")
        self.assertEqual(len(self.value(SHOWN)), 9)
        self.browser.key("[")
        self.browser.key("[")
        self.assertEqual(sorted(self.value(SHOWN)), ["f1", "n0", "n7", "n8"])

    def test_click_shows_a_node_its_inputs_and_uses(self):
        self.open("model.html")
        self.browser.key("]")
        self.browser.key("]")
        self.browser.click(NODE % "hidden")
        text = self.details()
        for part in ("hidden = plus", "f32[4]", "model.cpp:7", "encoder/layer0", "a <b>note</b>", "inputs", "uses"):
            self.assertIn(part, text)
        self.assertEqual(self.value("document.querySelectorAll('.selected').length"), 1)
        self.assertEqual(self.value("document.querySelectorAll('.edge.operand').length"), 2)
        self.assertEqual(self.value("document.querySelectorAll('.edge.use').length"), 1)
        self.browser.key("ArrowDown")
        self.assertIn("minus", self.details())
        self.browser.key("ArrowUp")
        self.assertIn("hidden", self.details())
        if len(sys.argv) > 2:
            self.browser.screenshot(sys.argv[2])
        self.browser.key("Escape")
        self.assertEqual(self.value("document.querySelectorAll('.selected, .near').length"), 0)

    def test_search_finds_by_name_operation_type_and_line(self):
        self.open("model.html")
        for text, count in (("hidden", 1), ("minus", 4), ("f32[4]", 9), ("model.cpp:7", 2), ("layer1 parameter", 1),
                            ("nothing", 0)):
            self.browser.key("/")
            self.value("document.getElementById('search').select()")
            self.browser.type(text)
            self.assertEqual(self.value("document.getElementById('found').textContent"), f"{count} found", text)
        self.value("document.getElementById('search').select()")
        self.browser.type("hidden")
        self.browser.key("Enter")
        self.assertIn("hidden = plus", self.details())
        self.assertEqual(self.value("document.getElementById('found').textContent"), "1 of 1")
        self.browser.key("Escape")
        self.assertEqual(self.value("document.activeElement.id"), "stage")

    def test_a_frame_folds_in_its_place(self):
        self.open("model.html")
        self.browser.key("]")
        self.browser.key("]")
        label = "[...document.querySelectorAll('#stage > div:not([hidden]) .cluster text')]" \
                ".find(t => t.textContent.startsWith('layer1'))"
        self.browser.click(label)
        self.assertEqual(len(self.value(SHOWN)), 6)
        self.assertEqual(self.value(label + ".textContent"), "layer1 (3 nodes)")
        self.browser.click(label)
        self.assertEqual(len(self.value(SHOWN)), 9)

    def test_switches_to_the_gradient_and_back_to_where_a_node_comes_from(self):
        self.open("model.html")
        self.browser.key("v")
        self.assertEqual(self.value("document.querySelector('#views [aria-pressed=true]').textContent"), "gradient")
        self.browser.key("]")
        self.browser.key("]")
        self.browser.click(NODE % "dy")
        self.assertIn("comes from", self.details())
        self.browser.click("[...document.querySelectorAll('#details .link')].pop()")
        self.assertIn("gradient nodes", self.details())

    def test_colours(self):
        self.open("model.html")
        fills = f"new Set([...document.querySelectorAll('#stage > div:not([hidden]) .node')].map(g => " \
                "g.querySelector('ellipse, polygon, path').getAttribute('fill'))).size"
        for color in ("op", "bytes", "heat", "kind"):
            self.value(f"(() => {{ const s = document.getElementById('color'); s.value = '{color}';"
                       " s.dispatchEvent(new Event('change')); })()")
            self.assertGreaterEqual(self.value(fills), 1 if color == "bytes" else 2, color)
        self.value("document.getElementById('theme').click()")
        self.assertIn(self.value("document.documentElement.dataset.theme"), ("dark", "light"))

    def test_zoom_and_pan(self):
        self.open("model.html")
        before = self.value("state.zoom")
        self.browser.key("+")
        self.assertAlmostEqual(self.value("state.zoom"), before * 1.25)
        self.browser.key("-")
        self.assertAlmostEqual(self.value("state.zoom"), before)
        self.browser.key("ArrowLeft")
        self.browser.key("0")
        self.browser.call("Input.dispatchMouseEvent", type="mouseWheel", x=400, y=400, deltaX=0, deltaY=-200)
        time.sleep(0.2)
        self.assertGreater(self.value("state.zoom"), before)

    def test_hostile_text_stays_text(self):
        self.open("hostile.html")
        self.assertIsNone(self.value("window.evil"))
        self.assertEqual(self.value("document.querySelectorAll('body script').length"), 2)
        self.assertEqual(self.value("document.querySelectorAll('img, iframe, b, a[href]').length"), 0)
        names = self.value("data.views[0].nodes.map(n => n.name).filter(n => n)")
        self.assertIn("</script><script>window.evil = 1</script>", names)
        self.assertIn("<!-- <script>", names)
        self.assertIn("\u2028window.evil = 1\u2029", names)
        for i in range(self.value("data.views[0].nodes.length")):
            self.value(f"goTo(0, {i})")
        self.assertIsNone(self.value("window.evil"))
        self.assertEqual(self.value("document.querySelectorAll('img, iframe, b, a[href]').length"), 0)

    def test_two_thousand_nodes_are_no_burden(self):
        self.open("large.html")
        self.value("show(0, view().layouts.length - 1)")
        self.assertGreaterEqual(self.value("view().nodes.length"), 2000)
        took = self.value("""(() => {
          const start = performance.now();
          for (let i = 0; i < 20; ++i) {
            select('n' + (50 * i + 7));
            byId('search').value = 'node' + i;
            search();
            move(i, i, 1);
            document.body.getBoundingClientRect();
          }
          return (performance.now() - start) / 20;
        })()""")
        print(f"select, search and move among 2,000 nodes: {took:.1f} ms")
        self.assertLess(took, 500)  # a tenth of it on an idle machine


if __name__ == "__main__":
    tests = sys.argv[1]
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium or not shutil.which("dot"):
        print("skipped: Debian's packages chromium and graphviz are needed to open pages")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
