#!/usr/bin/env python3
"""run_cases.py --program ASSAY [--bless] [CASE...]: runs the case folders of tests/cases.

A case is a folder tests/cases/<name>/ with a README.md that says what it shows, and

  args            one command a line, words as a shell reads them, without `assay`; lines that begin
                  with # say why. The working folder is a copy of the case folder, so `input.txt` or
                  `inputs/` name its own files, FIXTURES the folder of fixtures, OUT an empty one.
                  `< FILE` gives FILE as standard input, `<| FILE` its bytes through a pipe.
  expected.stdout what all commands print, together; `$ exit N` follows each command that does
                  not exit with 0. Times (`0.3 seconds`) are cut out.
  expected.xml    if there: every record below OUT/records, in order of name.
  expected.stderr if there: messages, together.

Prints a line for each case that fails, with what differs. The last line: N passed, N failed, N skipped.
"""
import argparse
import contextlib
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.join(HERE, "cases")
FIXTURES = os.path.join(os.path.dirname(HERE), "fixtures")
KINDS = ("stdout", "stderr", "xml")


def command_lines(folder):
    with open(os.path.join(folder, "args"), encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def cleaned(text, work):
    text = text.replace(FIXTURES, "FIXTURES").replace(work, "WORK")
    text = re.sub(r"(?<=, )\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=, (done|interrupted|killed|running):)"
                  r"|(?<=\"ended\": \")[^\"]*|(?<=\"started\": \")[^\"]*",
                  "WHEN", text)
    return re.sub(r"\d+\.\d+ seconds|(?<=\"seconds\": )\d+\.\d+", "N seconds", text)


def records(out):
    found = []
    for folder, _, names in os.walk(os.path.join(out, "records")):
        found += [os.path.join(folder, name) for name in names]
    text = ""
    for path in sorted(found, key=os.fsencode):
        with open(path, encoding="utf-8") as record:
            text += record.read()
    return text


@contextlib.contextmanager
def redirected(words, work):
    """What the redirection among words, which is cut off them, means to subprocess.run."""
    at = min([words.index(mark) for mark in ("<", "<|") if mark in words], default=None)
    if at is None:
        yield {"stdin": subprocess.DEVNULL}
        return
    mark, name = words[at:at + 2]
    words[at:] = []
    with open(os.path.join(work, name), "rb") as source:
        yield {"stdin": source} if mark == "<" else {"input": source.read()}


def run(program, folder):
    """What the commands of one case print, by kind."""
    got = {kind: "" for kind in KINDS}
    with tempfile.TemporaryDirectory(prefix="assay-case-") as top:
        work = os.path.join(top, "case")
        shutil.copytree(folder, work)
        for line in command_lines(folder):
            words = [w.replace("FIXTURES", FIXTURES) for w in shlex.split(line)]
            with redirected(words, work) as given:
                done = subprocess.run([program] + words, cwd=work, capture_output=True,
                                      timeout=300, check=False, **given)
            got["stdout"] += cleaned(done.stdout.decode("utf-8", "replace"), work)
            if done.returncode != 0:
                got["stdout"] += f"$ exit {done.returncode}\n"
            got["stderr"] += cleaned(done.stderr.decode("utf-8", "replace"), work)
        got["xml"] = records(os.path.join(work, "OUT"))
    return got


def compare(folder, got):
    """Differences as text, empty if all is as expected."""
    difference = ""
    for kind in KINDS:
        path = os.path.join(folder, "expected." + kind)
        if not os.path.exists(path):
            if kind == "stdout":
                difference += "no expected.stdout: run scripts/bless\n"
            elif kind == "stderr" and got[kind]:
                difference += "unexpected messages:\n" + got[kind]
            continue
        with open(path, encoding="utf-8") as file:
            expected = file.read()
        difference += "".join(difflib.unified_diff(
            expected.splitlines(True), got[kind].splitlines(True), "expected." + kind, "now"))
    return difference


def bless(folder, got):
    for kind in KINDS:
        path = os.path.join(folder, "expected." + kind)
        wanted = kind == "stdout" or os.path.exists(path) or (kind == "stderr" and got[kind])
        if wanted and got[kind] + "x" != "x" or kind == "stdout":
            with open(path, "w", encoding="utf-8") as file:
                file.write(got[kind])
        elif os.path.exists(path):
            os.remove(path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--bless", action="store_true")
    parser.add_argument("case", nargs="*")
    options = parser.parse_args()
    program = os.path.abspath(options.program)
    passed = failed = 0
    for name in options.case or sorted(os.listdir(CASES)):
        folder = os.path.join(CASES, name)
        if not os.path.exists(os.path.join(folder, "args")):
            print(f"{name}: no file args")
            failed += 1
            continue
        got = run(program, folder)
        if options.bless:
            bless(folder, got)
        difference = compare(folder, got)
        if difference:
            failed += 1
            print(f"case {name} failed:\n{difference}")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
