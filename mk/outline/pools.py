# SPDX-License-Identifier: Apache-2.0
"""pools.py - constants that instructions load lie behind each function; one that a function further down has, too, is needed once, and
pools move together where the loads reach that far: each may need two bytes in front of it for its alignment."""
import collections
import re

from listing import places

POOL = re.compile(r'(\.L\w+):$')
WORD = re.compile(r'\s*\.word\s+(.*\S)\s*$')
LOAD = re.compile(r'(\s*(ldr\w*)\s+r\d+, )(\.L\w+)(?:\+(\d+))?\s*(@.*)?$')
SHORT, LONG = 950, 3900  # bytes that a load of two and of four bytes surely reaches


def pools(lines):
    """[(line of the label, lines of its words)] of those that nothing but plain loads names."""
    found, named = {}, collections.Counter()
    at = 0
    while at < len(lines):
        label = POOL.match(lines[at].strip())
        end = at + 1
        while label and end < len(lines) and WORD.match(lines[end]):
            end += 1
        if label and end > at + 1 and re.match(r'\s*\.align\s+2$', lines[at - 1]):
            found[label.group(1)] = (at, list(range(at + 1, end)))
            at = end
            continue
        at += 1
    uses = collections.defaultdict(list)
    for at, line in enumerate(lines):
        for name in re.findall(r'\.L\w+', line):
            if name in found and found[name][0] != at:
                named[name] += 1
        load = LOAD.match(line)
        if load and load.group(3) in found:
            uses[load.group(3)].append((at, int(load.group(4) or 0) // 4))
    return {name: (where, uses[name]) for name, where in found.items() if named[name] == len(uses[name])}


def shared(text, sizes):
    """(the text with fewer constants, bytes saved)"""
    lines = text.split('\n')
    place = places(lines, sizes)
    words, by_value = {}, collections.defaultdict(list)  # word's line: its loads
    for (_, where), loads in pools(lines).values():
        for i, at in enumerate(where):
            words[at] = [load for load, number in loads if number == i]
            by_value[WORD.match(lines[at]).group(1)].append(at)
    heir, saved = {}, 0
    for value, group in by_value.items():
        keep = sorted(group)
        loads = {at: list(words[at]) for at in group}
        for at in list(keep):  # the first ones go first: a short load reaches forward
            best, gain = None, 0
            for other in keep:
                if other == at:
                    continue
                # +2 for each load that must become long
                cost = 0
                for load in loads[at]:
                    ahead = place[other] - place[load]
                    cost += 0 if 0 < ahead < SHORT else 2 if abs(ahead) < LONG else 100
                if 4 - cost > gain:
                    best, gain = other, 4 - cost
            if best is not None:
                heir[at] = best
                loads[best] += loads[at]
                keep.remove(at)
                saved += gain
    # every word gets a label of its own
    found = sorted(pools(lines).values())
    reach = {}  # word: the loads that reach it, those of words that it stands for, too
    for (label, where), loads in found:
        for load, number in loads:
            at = where[number]
            while at in heir:
                at = heir[at]
            reach.setdefault(at, []).append(load)
            lines[load] = '%s.Lword%d' % (LOAD.match(lines[load]).group(1), at)
    text = {at: '.Lword%d:\n%s' % (at, lines[at]) for (_, where), _ in found for at in where}
    coming, stays = [], [(label, where, [at for at in where if at not in heir]) for (label, where), _ in found]
    for i, (label, where, own) in enumerate(stays):
        words_here = coming + own if own else coming
        target = next((other for other in stays[i + 1:] if other[2]), None)
        coming = []
        for at in where:
            lines[at] = ''
        if own and target and all(near(place[target[1][-1]] + 4 * len(words_here) - place[load], sizes[load + 1])
                                  for at in words_here for load in reach.get(at, ())):
            coming = words_here
        elif own:
            lines[where[0]] = '\n'.join(text[at] for at in words_here)
        else:
            coming = words_here
        if not lines[where[0]]:
            lines[label - 1] = ''
    return '\n'.join(lines), saved


def near(ahead, size):
    """Does a load of `size` bytes reach a word that is so far ahead?"""
    return 0 < ahead < SHORT if size == 2 else abs(ahead) < LONG
