#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# run.py TEST262 JSRUN [-v] [-k SUBSTRING] [--eval] - run the tests of a checkout of tc39/test262 that have an `es5id`, in strict mode.
# --eval: JSRUN has the compiler on board, so tests that need it are run, too (those of direct eval remain: it is indirect here).
#
# Skipped, because docs/js.md leaves them out: tests that need sloppy mode (flag noStrict), `with`, eval and Function with
# source text, objects of primitive values, attributes of properties, arrays with holes, and what came after ES5 beyond the
# dialect.  excluded.txt names the tests that contradict a sentence of the dialect without such a word. Every skip has its reason; -v lists
# them and every failure.
import os, re, subprocess, sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

root, jsrun = sys.argv[1], sys.argv[2]
verbose = '-v' in sys.argv
only = sys.argv[sys.argv.index('-k') + 1] if '-k' in sys.argv else ''

SKIP = [
    ('sloppy mode', lambda m, s: 'noStrict' in m['flags']),
    ('not for this host', lambda m, s: bool(m['flags'] & {'module', 'async', 'CanBlockIsFalse', 'CanBlockIsTrue', 'raw'})),
    ('eval', lambda m, s: re.search(r'\beval\s*\(|\beval\b', s)),
    ('Function with source text', lambda m, s: re.search(r'\bFunction\s*\(|\bnew\s+Function\b|\bFunction\.call\b', s)),
    ('with', lambda m, s: re.search(r'\bwith\s*\(', s)),
    ('objects of primitive values', lambda m, s: re.search(r'\bnew\s+(String|Number|Boolean)\b|\bObject\s*\(\s*["\'\w]', s)),
    ('attributes of properties', lambda m, s: re.search(
        r'PropertyDescriptor|defineProperties|configurable|enumerable|writable|\bfreeze|\bseal|isFrozen|isSealed|'
        r'propertyIsEnumerable|verifyProperty|DontEnum|DontDelete|ReadOnly', s) or 'propertyHelper.js' in m['includes']),
    ('arrays with holes', lambda m, s: re.search(r'\[\s*,|,\s*,|new Array\(\d+\)|\.length\s*=', s)),
    ('array methods on other objects', lambda m, s: re.search(r'Array\.prototype\.\w+\.(call|apply)|\.prototype\.\w+\s*=\s*Array\.', s)),
    ('features beyond', lambda m, s: bool(m['features'] - {'let', 'const', 'arrow-function', 'template', 'default-parameters',
        'numeric-separator-literal', 'optional-chaining', 'coalesce-expression', 'exponentiation', 'optional-catch-binding'})),
    ('what the dialect has not', lambda m, s: re.search(
        r'\bDate\b|\bSymbol\b|\bReflect\b|\bProxy\b|\bclass\b|\.\.\.|\bfunction\s*\*|\basync\b|\byield\b|\$262|getOwnPropertyNames|'
        r'toLocale(Date|Time|Upper|Lower)|localeCompare|\bescape\b|\bcaller\b|arguments\.callee|\.callee', s)),
]

if '--eval' in sys.argv:
    SKIP = [row for row in SKIP if row[0] not in ('eval', 'Function with source text')]


here = os.path.dirname(os.path.abspath(__file__))
EXCLUDED = {}  # path: the sentence of the dialect
for row in open(os.path.join(here, 'excluded.txt')):
    if row.startswith('## '):
        sentence = row[3:].split(':')[0].strip()
    elif row.strip() and not row.startswith('#'):
        EXCLUDED[row.strip()] = sentence


def meta(text):
    m = re.search(r'/\*---(.*?)---\*/', text, re.S)
    if not m:
        return None
    y = m.group(1)
    if not re.search(r'^\s*es5id:', y, re.M):
        return None

    def items(key):
        r = re.search(r'^\s*' + key + r':\s*\[(.*?)\]', y, re.M | re.S)
        if r:
            return {x.strip() for x in r.group(1).split(',') if x.strip()}
        r = re.search(r'^\s*' + key + r':\s*\n((?:\s+-\s*\S+\s*\n)+)', y + '\n', re.M)
        return {x.strip()[1:].strip() for x in r.group(1).split('\n') if x.strip()} if r else set()
    neg = re.search(r'negative:\s*\n\s*phase:\s*(\w+)\s*\n\s*type:\s*(\w+)', y)
    return {'flags': items('flags'), 'includes': sorted(items('includes')), 'features': items('features'),
            'negative': neg.groups() if neg else None}


def run(path):
    text = open(path, encoding='utf-8').read()
    m = meta(text)
    if not m:
        return None
    code = re.sub(r'/\*---.*?---\*/', '', text, flags=re.S)
    code_only = re.sub(r'//[^\n]*', '', re.sub(r'/\*.*?\*/', '', code, flags=re.S))
    for why, test in SKIP:
        if test(m, code_only):
            return ('skip', path, why)
    files = [os.path.join(root, 'harness', n) for n in ['sta.js'] + [x for x in m['includes'] if x != 'compareArray.js']]
    sentence = EXCLUDED.get(os.path.relpath(path, root))
    try:
        p = subprocess.run([jsrun, '--steps', '200000000', os.path.join(here, 'assert.js')] + files + [path], capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return ('fail', path, 'timeout')
    if sentence:
        return ('skip', path, sentence) if p.returncode else ('fail', path, 'passes, although it is in excluded.txt')
    err = p.stderr.decode('utf-8', 'replace').strip().split('\n')[0]
    if m['negative']:
        phase, kind = m['negative']
        good = p.returncode == (2 if phase in ('parse', 'early') else 1) and kind in err
        return ('pass' if good else 'fail', path, 'wanted %s %s, got %d %s' % (phase, kind, p.returncode, err))
    return ('pass' if p.returncode == 0 else 'fail', path, err)


paths = []
for d, _, names in os.walk(os.path.join(root, 'test')):
    if 'annexB' in d or 'intl402' in d or 'staging' in d:
        continue
    paths += [os.path.join(d, n) for n in names if n.endswith('.js') and not n.endswith('_FIXTURE.js')]
paths = sorted(p for p in paths if only in p)
count, skips = Counter(), Counter()
with ThreadPoolExecutor(2) as pool:
    for r in pool.map(run, paths, chunksize=64):
        if not r:
            continue
        count[r[0]] += 1
        if r[0] == 'skip':
            skips[r[2]] += 1
        if r[0] == 'fail' and verbose:
            print('FAIL', os.path.relpath(r[1], root), r[2])
for why, n in skips.most_common():
    print('skip %-32s %5d' % (why, n))
print('test262 with es5id: %d passed, %d failed, %d skipped' % (count['pass'], count['fail'], count['skip']))
