#!/usr/bin/env python3
"""diff_trees.py --program ASSAY [--records N] [--rounds N] [FOLDER]: `assay diff` against `diff -rq`.

Writes two trees of N records (default 100,000; 1 % differ) of some 11 KB below FOLDER, if they are not
there, and takes the time of both programs, one after the other. The claim: assay takes at most 1.5 times
as long, in memory that does not grow with N. On a busy machine look at the CPU seconds.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

RECORD = """<record xmlns="urn:assay:record:1" id="{id}" profile="assignee">
  <title{cut}>Routing of experts in sparse models, study {n}{more}</title>
  <review scale="10" score="{score}"></review>
  <claims>
{claims}  </claims>
  <body>
    <section title="Abstract">
{body}    </section>
  </body>
  <flags>
    <flag check="cut-title" severity="info">The source cut the title off.</flag>
{flag}  </flags>
  <sources>
    <source media="text/plain" n="1" sha256="{sha}" uri="captures/{n}.txt"></source>
  </sources>
</record>
"""
CLAIM = '    <claim confidence="0.{0}" n="{1}" verified="true">In setting {1} of study {2} the loss falls with width.</claim>\n'
BODY = "      <p>We compare routing at four widths and find, in study {0}, paragraph {1}, that a gate which is trained late {2}.</p>\n"


def write(path, n, record_id, changed):
    kind = (n // 100) % 5 if changed else None
    claims = [CLAIM.format(51 if kind == 1 and i == 3 else 50, i, n) for i in range(1, 21)]
    body = "".join(BODY.format(n, i, "gains" if kind == 2 and i == 9 else "loses") for i in range(60))
    text = RECORD.format(
        id=record_id, n=n, sha=f"{n:064x}", claims="".join(claims), body=body,
        cut="" if kind == 0 else ' cut="true"', more=" and more" if kind == 0 else "",
        score="4.7" if kind == 3 else "4.67",
        flag='    <flag check="score-disagree" severity="error">New.</flag>\n' if kind == 4 else "")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make(top, n_records):
    for side in ("old", "new"):
        for n in range(n_records):
            record_id = f"{(n * 2654435761) % 2**32:08X}"
            folder = os.path.join(top, side, "records", record_id[:2])
            if n < 4096:
                os.makedirs(folder, exist_ok=True)
            write(os.path.join(folder, record_id + ".xml"), n, record_id,
                  side == "new" and n % 100 == 7)


def measure(command):
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) != 1:
        sys.exit(f"{command}: not exit code 1")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--records", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("folder", nargs="?")
    options = parser.parse_args()
    top = options.folder or tempfile.mkdtemp(prefix="assay-diff-trees-")
    if not os.path.isdir(os.path.join(top, "new")):
        make(top, options.records)
    old, new = os.path.join(top, "old"), os.path.join(top, "new")
    best = {}
    for _ in range(options.rounds):
        for name, command in (("diff -rq", ["diff", "-rq", old, new]),
                              ("assay diff", [options.program, "diff", old, new])):
            seconds, cpu, memory = measure(command)
            print(f"{name:10} {seconds:7.2f} s  {cpu:6.2f} s CPU  {memory:7} KB", flush=True)
            best[name] = min(best.get(name, (9e9, 9e9)), (seconds, cpu))
    ratio = [best["assay diff"][i] / best["diff -rq"][i] for i in range(2)]
    print(f"assay / diff: {ratio[0]:.2f} of the time, {ratio[1]:.2f} of the CPU")


if __name__ == "__main__":
    main()
