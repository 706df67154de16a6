#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""stack.py CC BUILD FLAG... - no C recursion in src/js, and how much stack its entry points need at most.

The compiler says what each function calls and how much stack it takes (gcc -fcallgraph-info=su).  Calls through pointers are
few and named here: natives, the collector's visitors, functions of the embedder (left out: theirs).  An
unknown one fails, and so does a cycle.

That goes for the compiler as well, whatever the nesting of its source (src/js/work.h).
(Built without inlining, so that each function stands for itself.)"""
import glob
import os
import re
import subprocess
import sys

cc, build, flags = sys.argv[1], sys.argv[2], sys.argv[3:]
work = build + '/test/js-stack'
os.makedirs(work, exist_ok=True)

natives = set(re.findall(r'\b(axi_js_\w+), "', open('src/js/builtins.def').read()))
INDIRECT = {
    'axi_js_native_run': natives,
    'axi_js_native_leaf': natives,
    'axi_js_refill': set(),  # the host's clock
    'visit': {'ref_mark', 'ref_forward', 'ref_shift'},  # whatever in gc.c visits
    'axi_js_print': set(),  # the host's
    'may_name': {'known'},  # eval.c
}

size, calls, indirect = {}, {}, {}


def name_of(title):
    """File:function of a static function."""
    file, colon, function = title.rpartition(':')
    return os.path.basename(file) + colon + function


for path in sorted(glob.glob('src/js/*.c')) + ['src/base/fmt.c']:
    out = work + '/' + os.path.basename(path)[:-2]
    subprocess.run([cc, '-std=gnu11', '-ffp-contract=off', '-Os', '-fno-inline', '-ffreestanding', '-Iinclude', '-Isrc', '-fcallgraph-info=su',
                    '-c', path, '-o', out + '.o'] + flags, check=True, env=dict(os.environ, CCACHE_DISABLE='1'))  # caches keep no .ci
    for line in open(out + '.ci'):
        node = re.match(r'node: \{ title: "([^"]+)" label: "[^"]*\\n(\d+) bytes \((\w+)', line)
        edge = re.match(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"', line)
        if node:
            name = name_of(node.group(1))
            size[name] = max(size.get(name, 0), int(node.group(2)))
            if node.group(3) == 'dynamic':
                print('FAIL js.stack: %s has a frame whose size is not known' % name)
                sys.exit(1)
        elif edge:
            a, b = name_of(edge.group(1)), name_of(edge.group(2))
            (indirect if b == '__indirect_call' else calls).setdefault(a, set()).add(b)

plain = lambda name: name.split(':')[-1].split('.')[0]
for a in indirect:
    key = 'visit' if a.startswith('gc.c:') or a in ('axi_js_collect', 'axi_js_slide') else plain(a)
    if key not in INDIRECT:
        print('FAIL js.stack: %s calls through a pointer, and nothing says what' % a)
        sys.exit(1)
    calls.setdefault(a, set()).update(n for n in size if plain(n) in INDIRECT[key])

depth, on_path, path = {}, set(), []


def deepest(name):
    """(bytes, next) of the deepest way down from `name`."""
    if name in on_path:
        print('FAIL js.stack: recursion: ' + ' -> '.join(path[path.index(name):] + [name]))
        sys.exit(1)
    if name not in depth:
        on_path.add(name)
        path.append(name)
        best = max([(deepest(n)[0], n) for n in calls.get(name, ()) if n in size] or [(0, None)])
        depth[name] = (best[0] + size.get(name, 0), best[1])
        path.pop()
        on_path.discard(name)
    return depth[name]


def chain(name):
    names = []
    while name:
        names.append('%s %d' % (plain(name), size.get(name, 0)))
        name = depth[name][1]
    return ', '.join(names)


sys.setrecursionlimit(10000)
LIMITS = {'ax_js_run': 4096, 'ax_js_call_global': 4096, 'ax_js_image_check': 1024, 'ax_js_init': 512, 'ax_js_compile': 2560}
for entry, limit in LIMITS.items():
    need = deepest(entry)[0]
    print('%s js.stack.%s%s' % (('ok', entry, '') if need <= limit else ('FAIL', entry, ': %d bytes, allowed are %d' % (need, limit))))
    print('# %s: at most %d bytes of stack (%s)' % (entry, need, chain(entry)))
for name in calls:  # every function, so that no cycle is left anywhere
    deepest(name)
