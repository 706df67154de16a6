#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""size-js.py [--check] ENGINE_MAP ENGINE_WITHOUT_REGEXP_MAP FIRMWARE_MAP FIRMWARE_WITHOUT_REGEXP_MAP - what does JavaScript weigh on a
microcontroller (Cortex-M4, -Os with link-time optimization, copied code outlined: mk/outline/as)?

Text and constants from the linker's maps.  The engine: src/js without its compiler, linked by itself from all functions of axiom/js.h.
With microBPF: src/js, src/mbpf and the check of signatures in the firmware of examples/04-rtos-js, without the board, the maps and
the hooks, which are the eBPF engine's.  Both with those members of the compiler's library that they need, and without the C
library's memcpy, memmove, memset, memcmp, which a firmware has anyway (as bench/size.sh).  --check: `ok` or FAIL for each by its limit, which is what it was, and a little (`make test`)."""
import re
import sys

ROWS = (('engine', 70530, 61440), ('engine, built without regular expressions', 61279, 61440),
        ('with microBPF and signatures', 88810, 81920), ('with microBPF, without regular expressions', 79565, 81920))


def needed_by_javascript(text):
    """The members of the compiler's library that JavaScript needs, itself or through others, by the map's table of references."""
    uses = {}
    defined = None
    for line in text.partition('Cross Reference Table')[2].splitlines():
        row = re.match(r'(\S+)?\s+(\S+\.(?:o|a\(\S+\)))$', line)
        if row and row.group(1):
            defined = row.group(2)
        elif row and defined:
            uses.setdefault(row.group(2), set()).add(defined)
    found, todo = set(), [file for file in uses if file.endswith('.ltrans.o')]
    while todo:
        for file in uses.get(todo.pop(), ()):
            if 'libgcc.a' in file and file not in found:
                found.add(file)
                todo.append(file)
    return found


def weigh(path):
    """(JavaScript, library): bytes."""
    own = library = 0
    name = None
    text = open(path).read()
    needed = needed_by_javascript(text)
    for line in text.partition('Linker script and memory map')[2].splitlines():
        if line.startswith('.ARM.exidx'):
            break
        section = re.match(r' (\.(?:text|rodata)\S*)(.*)', line)
        if section:
            name, line = section.group(1), ' ' * 16 + section.group(2)
        place = re.match(r'\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S+)', line) if name else None
        if place:
            if place.group(3).endswith('.ltrans.o'):
                own += int(place.group(2), 16)
            elif place.group(3) in needed:
                library += int(place.group(2), 16)
            name = None
    return own, library


check = sys.argv[1] == '--check'
if not check:
    print('\n%-52s %8s %8s %8s' % ('JavaScript (Cortex-M4, -Os, kept by the linker)', 'bytes', 'goal', 'limit'))
for (text, limit, goal), path in zip(ROWS, sys.argv[1 + check:]):
    own, library = weigh(path)
    if not own:
        print('FAIL embed.size_js %s: no code in %s' % (text, path))
    elif not check:
        print('%-52s %8d %8d %8d   (of these, from the compiler\'s library: %d)' % (text, own + library, goal, limit, library))
    elif own + library <= limit:
        print('ok embed.size_js %s: %d bytes' % (text, own + library))
    else:
        print('FAIL embed.size_js %s: %d bytes, were at most %d' % (text, own + library, limit))
