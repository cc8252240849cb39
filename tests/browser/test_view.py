"""What the page of alignments draws is what its data says: in headless Chromium.

    python3 tests/browser/test_view.py [build/rnnsearch]
"""
import json
import math
import os
import subprocess
import sys
import tempfile
import time

from browser import Browser, find

program = sys.argv[1] if len(sys.argv) > 1 else "build/rnnsearch"
folder = tempfile.TemporaryDirectory(prefix="view-test-")
tests = failures = 0


def ok(name, passed, why=""):
    global tests, failures
    tests += 1
    failures += not passed
    print(f"{'ok' if passed else 'not ok'} {tests} - {name}", flush=True)
    if not passed and why != "":
        print(f"# {why}"[:2000])


def same(name, expected, actual):
    ok(name, expected == actual, f"expected: {expected}\n# but it is: {actual}")


# --- data ----------------------------------------------------------------------------------------

def softmax(energies):
    powers = [math.exp(e) for e in energies]
    return [p / sum(powers) for p in powers]


def matrix(rows, columns):
    """Weights near the diagonal; those far from it round to zero."""
    return [softmax([-abs(j - i * columns / rows) * 2.5 + math.sin(7 * i + j) for j in range(columns)])
            for i in range(rows)]


def sentence(number, source, target, **more):
    source, target = source.split(" "), target.split(" ")
    rows, columns = len(target) + 1, len(source) + 1
    return {"id": number, "text": " ".join(target), "src": source, "trg": target,
            "log_p": -1.5 - number, "score": -0.5 - (number * 7 % 5) / 10,
            "align": matrix(rows, columns), "eos": True, **more}


def join(pieces):
    """Words of pieces: weights summed over the source, averaged over the target."""
    def places(words):
        place, places = 0, []
        for word in words + ["</s>"]:
            places.append(place)
            place += not word.endswith("@@")
        return places
    source, target = places(pieces["src"]), places(pieces["trg"])
    align = [[0] * (source[-1] + 1) for _ in range(target[-1] + 1)]
    for i, row in enumerate(pieces["align"]):
        for j, weight in enumerate(row):
            align[target[i]][source[j]] += weight / target.count(target[i])
    glue = lambda words: " ".join(words).replace("@@ ", "").split(" ")
    return {**pieces, "text": " ".join(glue(pieces["trg"])), "src": glue(pieces["src"]),
            "trg": glue(pieces["trg"]), "align": align,
            "pieces": {key: pieces[key] for key in ("src", "trg", "align", "eos")}}


HOSTILE = ("</script><script>window.hurt=1</script> <img/src=x/onerror=hurt=1> <!-- ]]> {{data}} "
           "&lt; \\u003c \u2028 \u202eevil javascript:hurt=1 'a\"b` ${hurt=1} __proto__")
ARABIC, HEBREW = "القطة السوداء تنام هنا .", "החתול ישן כאן ."
MARKS = "e\u0301te\u0301 Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f na\u0308me नमस्ते 👩‍👩‍👧‍👦 猫"
sentences = [
    sentence(0, "the black cat sleeps here .", "le chat noir dort ici ."),
    join(sentence(1, "an un@@ happi@@ ness .", "un mal@@ heur .")),
    sentence(2, HOSTILE, HOSTILE),
    sentence(3, ARABIC, "le chat noir dort ici ."),
    sentence(4, HEBREW, ARABIC),
    sentence(5, MARKS, MARKS),
    sentence(6, " ".join(f"source{j}" for j in range(60)), " ".join(f"mot{i}" for i in range(60))),
    {"id": 7, "text": "", "src": [], "trg": [], "log_p": 0, "score": 0, "align": None, "eos": True},
]
sure = sentence(8, "one two three", "un deux", confidence={
    "log_p": [-0.1, -2.0, -0.01], "entropy": [0.1, 0.9, 0.2], "coverage": [1, 0.9, 0.1, 0.2],
    "untranslated": [2]})
sentences.append(sure)
second_best = {**sentence(0, "the black cat sleeps here .", "la chatte dort ."), "score": -0.9}
sentences.insert(1, second_best)


def make_page(name, *models):
    paths = []
    for k, model in enumerate(models):
        paths.append(os.path.join(folder.name, f"{name}{k}.json"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in model)
    page = os.path.join(folder.name, name + ".html")
    subprocess.run([program, "view", *paths, "-o", page], check=True)
    return page


# --- what is drawn -------------------------------------------------------------------------------

# Read from the elements alone: words from their text, weights from what is painted and where.
DRAWN = """(() => [...document.querySelectorAll('.panel')].map(panel => {
    const words = selector => [...panel.querySelectorAll(selector)].map(e => e.textContent);
    const map = panel.querySelector('.map svg'), size = parseFloat(map && panel.querySelector('.map')
        .style.getPropertyValue('--cell'));
    const links = panel.querySelector('.links svg'), height = links && links.viewBox.baseVal.height;
    const source = words('.side.source .word'), target = words('.side.target .word');
    const place = (y, count) => Math.round(y * count / height - .5);
    return {
        source, target, above: words('.map .source .word'), beside: words('.map .target .word'),
        cells: [...panel.querySelectorAll('.map .cell')].map(r => [Math.floor(r.y.baseVal.value / size),
            Math.floor(r.x.baseVal.value / size), Number(r.getAttribute('fill-opacity'))]),
        links: [...panel.querySelectorAll('.links path')].map(p => {
            const ends = p.getAttribute('d').match(/^M0 (\\S+)C.* 100 (\\S+)$/).slice(1).map(Number);
            return [place(ends[1], target.length), place(ends[0], source.length),
                Number(p.getAttribute('stroke-opacity'))];
        }),
        text: panel.querySelector('h3').textContent,
    };
}))()"""


def expected(line, ends=True):
    ends = ["</s>"] if ends and line["eos"] else []
    source, target = line["src"] + ends, line["trg"] + ends
    cells = [[i, j, round(1000 * line["align"][i][j]) / 1000] for i in range(len(target))
             for j in range(len(source)) if round(1000 * line["align"][i][j]) > 0]
    return {"source": source, "target": target, "above": source, "beside": target, "cells": cells,
            "links": cells}


def check_drawn(name, line, drawn, ends=True):
    wanted = expected(line, ends)
    same(name, wanted, {key: drawn[key] for key in wanted})


def shown(browser):
    return browser.run("document.querySelector('[aria-selected=true] span').textContent").split("\u2003")[0]


def check_sentences(browser, page, width):
    browser.open(page, width, 800)
    for line in sentences:
        if line["align"]:
            drawn = browser.run(DRAWN)
            same(f"one panel at {width} px, sentence {line['id']}", 1, len(drawn))
            check_drawn("its words and weights", line, drawn[0])
            same("its text", line["text"], drawn[0]["text"])
        else:
            ok("a sentence without words says so",
               "no alignment" in browser.run("document.querySelector('.panel').textContent"))
        browser.press("j")
    ok("nothing is wider than the window",
       browser.run("document.documentElement.scrollWidth <= innerWidth"))
    same("the page neither complains nor asks for anything", [], browser.complaints())
    same("no text became code", None, browser.run("window.hurt"))
    same("or markup", 0, browser.run("document.querySelectorAll('img, script script, b').length"))


def check_keyboard(browser, page):
    browser.open(page)
    browser.press("j")
    browser.press("ArrowDown")
    same("j and the arrow go on; n-best ranks follow each other", "#1", shown(browser))
    browser.press("p")
    check_drawn("p shows the pieces", sentences[2]["pieces"], browser.run(DRAWN)[0])
    browser.press("e")
    check_drawn("e leaves </s> out", sentences[2]["pieces"], browser.run(DRAWN)[0], ends=False)
    browser.press("p")
    check_drawn("p goes back to words", sentences[2], browser.run(DRAWN)[0], ends=False)
    browser.press("e")
    browser.press("k")
    same("k goes back", "#0, 2", shown(browser))
    browser.press("Home")
    browser.press("ArrowRight")
    browser.press("ArrowRight")
    row = sentences[0]["align"][1]
    ok("the arrows follow the translation word by word",
       browser.run("document.getElementById('said').textContent").startswith("\u2068chat\u2069, "))
    same("the source words tell their weights",
         [f"{w:.3f}" if w >= .01 else "" for w in row],
         browser.run("[...document.querySelectorAll('.side.source output')].map(e => e.textContent)"))
    browser.press("Escape")
    same("Escape lets go", [0, ""], browser.run(
        "[document.querySelectorAll('.following').length, document.getElementById('said').textContent]"))
    browser.press("/")
    for letter in "NOIR":
        browser.press(letter)
    same("/ searches, whatever the case", [2, "search"], browser.run(
        "[document.querySelectorAll('.entry').length, document.activeElement.id]"))
    browser.press("Enter")
    browser.press("End")
    same("Enter goes to what was found", "#3", shown(browser))
    was = browser.run("document.documentElement.dataset.theme")
    browser.press("t")
    ok("t changes the light", browser.run("document.documentElement.dataset.theme") != was)


def check_mouse(browser, page):
    browser.open(page)
    browser.point(".map .cell:nth-of-type(2)")
    i, j, weight = expected(sentences[0])["cells"][1]
    tip = browser.run("document.getElementById('tip').textContent").replace("\u2068", "").replace("\u2069", "")
    line = sentences[0]
    same("a cell tells its words and weight",
         f"{line['trg'][i]} \u2190 {line['src'][j]}  {weight:.3f}", tip)
    browser.point(".side.source div:nth-child(2) .word", click=True)
    browser.point("h2")
    same("a word that was clicked stays followed, in both views", [2, "true"], browser.run(
        "[document.querySelectorAll('.word.on').length, "
        "document.querySelector('.word.on').getAttribute('aria-pressed')]"))
    on = browser.run("[...document.querySelectorAll('.cell.on')].length")
    same("its column is lit", sum(c[1] == 1 for c in expected(line)["cells"]), on)


def check_list(browser, page):
    browser.open(page)
    lines = [line for line in sentences if line["align"]]

    def order(key, turned=False):
        browser.run(f"document.getElementById('sort').value = '{key}'; "
                    "document.getElementById('sort').dispatchEvent(new Event('change'))")
        if turned:
            browser.run("document.getElementById('turn').click()")
        return browser.run("[...document.querySelectorAll('.entry span')].map(e => e.textContent.split('\u2003')[0])")

    def names(ordered):
        return [f"#{line['id']}" + (", 2" if line is second_best else "") for line in ordered]

    def entropy(line):
        return sum(-w * math.log(w) for row in line["align"] for w in row) / len(line["align"])

    def deviation(line):
        far = [sum(row[j] for row in line["align"][:-1]) for j in range(len(line["src"]))]
        return sum(math.log(1 + (1 - c) ** 2) for c in far) / len(far)

    same("by score, the worst first", names(sorted(sentences, key=lambda s: s["score"])), order("score"))
    same("by length, the longest first", names(sorted(sentences, key=lambda s: -len(s["src"]))), order("length"))
    same("by entropy; without one last", names(sorted(lines, key=lambda s: -entropy(s))) + ["#7"], order("entropy"))
    same("by coverage", names(sorted(lines, key=lambda s: -deviation(s))) + ["#7"], order("deviation"))
    same("and the other way round", names(sorted(lines, key=deviation)) + ["#7"], order("deviation", True))


def check_confidence(browser, page):
    browser.open(page)
    browser.press("End")
    check_drawn("a sentence with confidence", sure, browser.run(DRAWN)[0])
    same("what seems untranslated is marked", ["three", "three"],
         browser.run("[...document.querySelectorAll('.lost')].map(e => e.textContent)"))
    same("and said", "three, seems untranslated",
         browser.run("document.querySelector('.lost').getAttribute('aria-label')"))
    bars = [float(b) for b in browser.run(
        "[...document.querySelectorAll('.side i')].map(e => e.style.getPropertyValue('--bar-is'))")]
    wanted = [c / 2 for c in sure["confidence"]["coverage"]] + [math.exp(p) for p in sure["confidence"]["log_p"]]
    ok("bars are coverage and probability", len(bars) == len(wanted) and
       all(abs(a - b) < 1e-3 for a, b in zip(bars, wanted)), bars)


def check_two(browser):
    other = [sentence(0, "the black cat sleeps here .", "un chat noir dort ."), sentence(9, "new", "neuf")]
    browser.open(make_page("two", sentences, other))
    drawn = browser.run(DRAWN)
    same("two models stand side by side", 2, len(drawn))
    check_drawn("the first", sentences[0], drawn[0])
    check_drawn("the second", other[0], drawn[1])
    ok("beside each other", browser.run("(() => { const [a, b] = [...document.querySelectorAll('.panel')]"
                                        ".map(e => e.getBoundingClientRect()); return a.top === b.top && a.right < b.left; })()"))
    browser.point(".side.source .word", click=True)
    same("a source word is followed in both", 2, browser.run("document.querySelectorAll('.following').length"))
    browser.press("End")
    same("what only one has stands alone", 1, len(browser.run(DRAWN)))


def check_many(browser):
    many = [{**sentence(k, " ".join(f"w{k}x{j}" for j in range(13)), " ".join(f"m{i}" for i in range(14)))}
            for k in range(1000)]
    page = make_page("many", many)
    ok("a thousand sentences take less than 5 MB", os.path.getsize(page) < 5e6, os.path.getsize(page))
    browser.open(page)
    browser.picture(os.path.join(folder.name, "many.png"))
    paint = browser.run("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    print(f"# first paint after {paint:.0f} ms")
    ok("the list holds only what is in sight", browser.run("document.querySelectorAll('.entry').length") < 60)
    begin = time.time()
    browser.press("End")
    check_drawn("the last of a thousand", many[-1], browser.run(DRAWN)[0])
    print(f"# a step takes {1000 * (time.time() - begin):.0f} ms")
    browser.run("document.getElementById('list').scrollTop = 500 * 56; 0")
    browser.run("new Promise(requestAnimationFrame) && 0")
    ok("scrolling fills the list", browser.run("document.querySelectorAll('.entry').length") > 5)


def check_light(browser, page):
    back = "getComputedStyle(document.body).backgroundColor"
    browser.open(page, dark=True)
    dark = browser.run(back)
    browser.open(page)
    ok("the page is dark where the system is", dark != browser.run(back))
    browser.ask("Emulation.setEmulatedMedia", media="print")
    same("on paper there are no tools", ["none", "none", "none"], browser.run(
        "['header', 'nav', 'footer'].map(s => getComputedStyle(document.querySelector(s)).display)"))
    browser.ask("Emulation.setEmulatedMedia", media="")


if not find():
    print("1..0 # skipped: there is no chromium (Debian: chromium)")
    sys.exit(0)
with folder, Browser() as chromium:
    first = make_page("first", sentences)
    check_sentences(chromium, first, 1400)
    check_sentences(chromium, first, 360)
    check_keyboard(chromium, first)
    check_mouse(chromium, first)
    check_list(chromium, first)
    check_confidence(chromium, first)
    check_two(chromium)
    check_many(chromium)
    check_light(chromium, first)
print(f"1..{tests}")
sys.exit(failures > 0)
