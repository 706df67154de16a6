# SPDX-License-Identifier: Apache-2.0
"""tails.py - a function that calls only at its end needs not save lr: it jumps to what it calls, which returns to its caller."""
import re

from listing import CALLED, LR, SP, Line


def untie(items):
    """Takes `push {r3, lr}` and `pop {r3, pc}` out of such functions; bytes saved."""
    by = {}
    for at, item in enumerate(items):
        if isinstance(item, Line):
            by.setdefault(item.function, []).append(at)
    saved = 0
    for where in by.values():
        lines = [items[at] for at in where]
        texts = [line.text for line in lines]
        if texts[0] != 'push {r3, lr}' or len(lines) < 3:
            continue
        ends = [i for i, text in enumerate(texts) if text == 'pop {r3, pc}']
        calls = [i for i, text in enumerate(texts) if re.match(r'blx? ', text)]
        if (any(lines[i + 1:i + 2] == [] or i + 1 not in ends or lines[i + 1].barrier or not CALLED.match(texts[i]) for i in calls) or not calls
                or any(LR.search(text) or SP.search(text) or line.kind == 'it' or re.search(r'\bpc\b', text)
                       for i, (line, text) in enumerate(zip(lines, texts)) if i and i not in ends)):
            continue
        first = lines[0]
        items[where[0]] = None
        lines[1].barrier = lines[1].barrier or first.barrier
        for i in ends:
            if i - 1 in calls:
                target = CALLED.match(texts[i - 1]).group(1)
                items[where[i - 1]] = line = Line('b ' + target, 4, first.function, lines[i - 1].barrier)
                line.place = lines[i - 1].place
                items[where[i]] = None
                saved += 2
            else:
                items[where[i]] = line = Line('bx lr', 2, first.function, lines[i].barrier)
                line.place = lines[i].place
        saved += 2
    items[:] = [item for item in items if item is not None]
    return saved
