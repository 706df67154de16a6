# SPDX-License-Identifier: Apache-2.0
"""order.py - instructions that do not need each other change places so that more of the program looks alike.

Within a stretch without labels and jumps, each instruction moves to the place at which most of the short runs around it occur
elsewhere, too.  All that touches memory stays in its order, and what is under an IT, calls, and what flow.py does not know
stay where they are."""
import collections

from flow import flow
from listing import Line

LONGEST = 7  # instructions of the runs that are looked at
FAR = 6      # places that an instruction moves at most
ROUNDS = 3


class Code:
    """A function's instructions: what moves (lines, text by number, flow), and what stays (barrier: a label in front of the place)."""
    def __init__(self, lines, numbers, flows):
        self.lines = lines
        self.text = [numbers.setdefault(line.text, len(numbers)) for line in lines]
        self.barrier = [line.barrier for line in lines]
        self.flow, under = [], 0
        for line in lines:
            if line.text not in flows:
                flows[line.text] = flow(line.text)
            if line.kind == 'it':
                under = len(line.text.split()[0])
            self.flow.append(None if under else flows[line.text])
            under = max(under - 1, 0)

    def flags_die(self, i):
        """Is it sure that nothing looks at the flags behind instruction i?"""
        for k in range(i + 1, len(self.lines)):
            what = self.flow[k]
            if self.barrier[k] or what is not None and what.reads_flags:
                return False
            if self.lines[k].kind in ('call', 'end') or what is not None and what.sets_flags:
                return True
            if what is None:
                return False
        return False

    def may_swap(self, i):
        """May instructions i and i + 1 change places?"""
        if i < 0 or i + 1 >= len(self.lines) or self.barrier[i + 1]:
            return False
        a, b = self.flow[i], self.flow[i + 1]
        if a is None or b is None or a.memory and b.memory:
            return False
        if a.writes & (b.reads | b.writes) or a.reads & b.writes or a.reads_flags and b.sets_flags or a.sets_flags and b.reads_flags:
            return False
        return not (a.sets_flags and b.sets_flags) or self.flags_die(i + 1)

    def swap(self, i):
        """Instructions i and i + 1 change places."""
        for part in (self.lines, self.text, self.flow):
            part[i], part[i + 1] = part[i + 1], part[i]

    def runs(self, low, high):
        """(run, bytes) of all short runs with an instruction in low .. high - 1"""
        for i in range(max(0, low - LONGEST + 1), high):
            if not self.lines[i].kind:
                continue
            size = self.lines[i].size
            for k in range(i + 1, min(len(self.lines), i + LONGEST)):
                if not self.lines[k].kind or self.barrier[k]:
                    break
                size += self.lines[k].size
                if k >= low:
                    yield tuple(self.text[i:k + 1]), size

    def gain(self, known, path, low, high):
        """What it is worth that the swaps of `path` have been made, all in low .. high - 1."""
        new = list(self.runs(low, high))
        for i in reversed(path):
            self.swap(i)
        old = list(self.runs(low, high))
        for i in path:
            self.swap(i)
        for run, _ in old:
            known[run] -= 1
        result = sum(size - 3 for run, size in new if known.get(run, 0) > 0) - sum(size - 3 for run, size in old if known[run] > 0)
        for run, _ in old:
            known[run] += 1
        return result

    def improve(self, known):
        """Moves each instruction to its best place; how many moved."""
        moved = 0
        for i in range(len(self.lines)):
            best, way = 0, []
            for step in (-1, 1):
                path, at = [], i
                while len(path) < FAR and self.may_swap(at + min(step, 0)):
                    path.append(at + min(step, 0))
                    self.swap(path[-1])
                    at += step
                    value = self.gain(known, path, min(i, at), max(i, at) + 1)
                    if value > best:
                        best, way = value, list(path)
                for k in reversed(path):
                    self.swap(k)
            if way:
                low, high = min(way), max(way) + 2
                known.subtract(run for run, _ in self.runs(low, high))
                for k in way:
                    self.swap(k)
                known.update(run for run, _ in self.runs(low, high))
                moved += 1
        return moved


def reorder(items):
    """Puts the instructions among `items` into a better order."""
    by, numbers, flows = {}, {}, {}
    for at, item in enumerate(items):
        if isinstance(item, Line):
            by.setdefault(item.function, []).append(at)
    codes = [(where, Code([items[at] for at in where], numbers, flows)) for where in by.values()]
    known = collections.Counter()
    for _, code in codes:
        known.update(run for run, _ in code.runs(0, len(code.lines)))
    for _ in range(ROUNDS):
        if not sum([code.improve(known) for _, code in codes]):
            break
    for where, code in codes:
        places = [items[at].place for at in where]
        for at, line, barrier, place in zip(where, code.lines, code.barrier, places):
            line.barrier, line.place = barrier, place
            items[at] = line
