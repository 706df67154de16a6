#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""size-js.py MAP MAP_WITHOUT_REGEXP - what does JavaScript weigh on a microcontroller?  Text and constants by room, from the linker's
maps of examples/04-rtos-js (Cortex-M4, -Os): the engine without its compiler, then with microBPF and the check of signatures, each
with what the compiler's own library (soft floating point) brings for it.  A string that several files have counts once."""
import re
import sys


def rooms(path):
    size = {}
    name = None
    for line in open(path).read().partition('Linker script and memory map')[2].splitlines():
        if line.startswith('.ARM.exidx'):
            break
        section = re.match(r' (\.(?:text|rodata)\S*)(.*)', line)
        if section:
            name, line = section.group(1), ' ' * 16 + section.group(2)
        place = re.match(r'\s+0x([0-9a-f]+)\s+0x([0-9a-f]+)\s+(\S+)', line) if name else None
        if place:
            file = place.group(3)
            room = re.search(r'src[/_](js|mbpf|crypto)[/_]', file)
            library = re.search(r'(libgcc|libc)', file)
            key = room.group(1) if room else 'library' if library else 'rest'
            size[key] = size.get(key, 0) + int(place.group(2), 16)
            name = None
    return size


with_re, without = rooms(sys.argv[1]), rooms(sys.argv[2])
print('\n%-52s %8s %8s' % ('JavaScript (Cortex-M4, -Os)', 'bytes', 'goal'))
for text, size in (('engine', with_re), ('engine without regular expressions', without)):
    js, all_ = size['js'] + size['library'], sum(size.get(k, 0) for k in ('js', 'library', 'mbpf', 'crypto'))
    print('%-52s %8d %8s' % (text, js, 61440))
    print('%-52s %8d %8s' % ('  with microBPF and signatures', all_, 81920))
print('  of these, from the compiler\'s library: %d' % with_re['library'])
