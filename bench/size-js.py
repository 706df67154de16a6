#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""size-js.py [--check] ENGINE_MAP ENGINE_WITHOUT_REGEXP_MAP FIRMWARE_MAP FIRMWARE_WITHOUT_REGEXP_MAP - what does JavaScript weigh on a
microcontroller (Cortex-M4, -Os with link-time optimization)?

Text and constants from the linker's maps.  The engine: src/js without its compiler, linked by itself from all functions of axiom/js.h.
With microBPF: src/js, src/mbpf and the check of signatures in the firmware of examples/04-rtos-js, without the board, the maps and
the hooks, which are the eBPF engine's.  Both with what the compiler's library brings for them (arithmetic of doubles) and without the C
library's memcpy, memmove, memset, memcmp, which a firmware has anyway (as bench/size.sh).  --check: `ok` or FAIL for each by its limit, which is what it was, and a little (`make test`)."""
import re
import sys

ROWS = (('engine', 83000, 61440), ('engine, built without regular expressions', 73000, 61440),
        ('with microBPF and signatures', 110000, 81920), ('with microBPF, without regular expressions', 100000, 81920))


def weigh(path):
    """(JavaScript, library): bytes."""
    size = {'ltrans': 0, 'lib': 0}
    name = None
    for line in open(path).read().partition('Linker script and memory map')[2].splitlines():
        if line.startswith('.ARM.exidx'):
            break
        section = re.match(r' (\.(?:text|rodata)\S*)(.*)', line)
        if section:
            name, line = section.group(1), ' ' * 16 + section.group(2)
        place = re.match(r'\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S+)', line) if name else None
        if place:
            for key in size:
                if re.search(r'\.ltrans\.o$' if key == 'ltrans' else r'libgcc\.a', place.group(3)):
                    size[key] += int(place.group(2), 16)
            name = None
    return size['ltrans'], size['lib']


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
