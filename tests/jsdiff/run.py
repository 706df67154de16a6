#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py FIRST COUNT CASES JSRUN... [-k KIND] [-v] - random programs (generate.py) in node, the judge, and in each of our engines (with 64-bit values, with 32-bit ones,
where everything moves); one `ok` or FAIL an engine.  Without node it says so and passes nothing.  A FAIL names seed and case; -v prints them all."""
import os
import shutil
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
args = sys.argv[1:]
verbose = '-v' in args
args = [a for a in args if a != '-v']
kind = []
if '-k' in args:
    at = args.index('-k')
    kind = [args[at + 1]]
    del args[at:at + 2]
first, count, cases = map(int, args[:3])
engines = args[3:]
os.environ['ASAN_OPTIONS'] = 'detect_leaks=0'  # jsrun leaves its memory to exit
prelude = open(os.path.join(here, 'prelude.js')).read()
node = shutil.which('node')
if not node:
    for e in engines:
        print('skip jsdiff.%s: no node here (Debian: nodejs) to judge' % os.path.basename(e))
    sys.exit(0)


def lines(command):
    p = subprocess.run(command, capture_output=True, timeout=300)
    return p.stdout.decode().split('\n'), p.stderr.decode('utf-8', 'replace').strip() or (p.returncode and 'exit status %d' % p.returncode)


bad = {e: [] for e in engines}
with tempfile.TemporaryDirectory() as work:
    for seed in range(first, first + count):
        program = subprocess.run([sys.executable, os.path.join(here, 'generate.py'), str(seed), str(cases)] + kind, capture_output=True, check=True).stdout.decode()
        source = program.split('\n')
        ours, theirs = os.path.join(work, 'ours.js'), os.path.join(work, 'theirs.js')
        open(ours, 'w').write(prelude + program)
        open(theirs, 'w').write('"use strict"; var print = console.log;\n' + prelude + program)
        want, err = lines([node, theirs])
        if len(want) != cases + 1:
            print('FAIL jsdiff.generator: seed %d: node says %s' % (seed, err))
            continue
        for e in engines:
            got, err = lines([e, '--heap', '4194304', ours])
            if err or len(got) != cases + 1:
                bad[e].append('seed %d: ends early: %s' % (seed, err))
            for i, (a, b) in enumerate(zip(want, got)):
                if a != b:
                    bad[e].append('seed %d case %d: node %s, here %s' % (seed, i, a[:300], b[:300]) + ('\n  ' + source[i] if verbose else ''))
for e in engines:
    for line in bad[e][:None if verbose else 3]:
        print(line)
    name = os.path.basename(e)
    print('FAIL jsdiff.%s: %d of %d cases differ from node' % (name, len(bad[e]), count * cases) if bad[e] else 'ok jsdiff.%s: %d cases as node' % (name, count * cases))
