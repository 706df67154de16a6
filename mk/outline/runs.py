# SPDX-License-Identifier: Apache-2.0
"""runs.py - runs of instructions that stand several times, and which of them are worth a copy of their own."""
import collections
import heapq
import re

from listing import CALLED, SP, Line

LONGEST = 48  # instructions of a run
CALL, RETURN, SHORT = 4, 2, 2  # bytes of `bl`, `bx lr`, `b` to a place nearby
NEAR = 1900  # bytes that a short `b` surely reaches


class Copy:
    """A run on its own: its instructions, and where it goes on: a function's or copy's name; None: it returns."""
    __slots__ = ('name', 'lines', 'goes')

    def __init__(self, name, lines, goes):
        self.name, self.lines, self.goes = name, lines, goes


def half_block(found, i):
    """Is instruction i under an IT in front of it?"""
    for back in range(1, 5):
        if i < back or not found[i - back + 1].function == found[i - back].function:
            return False
        if found[i - back].kind == 'it':
            return len(found[i - back].text.split()[0]) - 1 >= back
    return False


def spare(run):
    """A register that can go onto the stack beside lr while the run goes on: it is not named there, and no result of a call."""
    named = set()
    for line in run:
        names = re.findall(r'\br(\d+)\b', line.text)
        named.update(names)
    return next((r for r in '32765' if r not in named), None)


class Runs:
    """All runs of a program that occur twice, what each saves, and the choice among them."""

    def __init__(self, found, state):
        self.found, self.state = found, state
        self.taken = [False] * len(found)
        self.half = [half_block(found, i) for i in range(len(found))]
        self.places = self.find()

    def find(self):
        """{run: places where it begins}, grown from the short ones."""
        found = self.found
        numbers = {}
        code = [numbers.setdefault(line.text, len(numbers)) for line in found]
        alive = {}
        for i, line in enumerate(found):
            if line.kind and not self.half[i]:
                alive.setdefault((code[i],), []).append(i)
        result = {}
        for length in range(1, LONGEST + 1):
            following = {}
            for key, places in alive.items():
                if len(places) < 2:
                    continue
                ends = found[places[0] + length - 1].kind == 'end'
                use = [i for i in places if self.may(i, length, ends)]
                if len(use) > 1 and not self.half_at_end(use[0], length):
                    result[key] = use
                if ends:
                    continue
                for i in places:
                    j = i + length
                    if j < len(found) and found[j].kind and found[j].function == found[i].function and not found[j].barrier:
                        following.setdefault(key + (code[j],), []).append(i)
            alive = following
            if not alive:
                break
        return result

    def half_at_end(self, i, length):
        """Does the run end within an IT block?"""
        for back in range(0, min(4, length)):
            line = self.found[i + length - 1 - back]
            if line.kind == 'it':
                return len(line.text.split()[0]) - 1 > back
        return False

    def may(self, i, length, ends):
        """May this place be changed for a call of the run (for a jump, if it ends a function)?"""
        return ends or self.found[i + length - 1].free

    def shape(self, run):
        """('end' | 'thunk' | 'plain' | 'framed' | None, bytes)"""
        size = sum(line.size for line in run)
        if run[-1].kind == 'end':
            return ('end' if size > SHORT else None), size
        calls = [line for line in run if line.kind == 'call']
        if size <= CALL or any(line.kind == 'stack' for line in run):
            return None, size
        if not calls:
            return 'plain', size
        if len(calls) == 1 and run[-1].kind == 'call':
            return 'thunk', size
        if (any(SP.search(line.text) or line.kind == 'call' and not self.state.under_frame(line.text) for line in run)
                or spare(run) is None):
            return None, size
        return 'framed', size

    def clusters(self, free, size):
        """[(the place that keeps an end, places that jump to it)]; bytes saved"""
        free = sorted(free, key=lambda i: self.found[i].place)
        at = [self.found[i].place for i in free]
        groups, gain, i = [], 0, 0
        while i < len(free):
            keep = i
            while keep + 1 < len(free) and at[keep + 1] <= at[i] + NEAR:
                keep += 1
            end = keep
            while end + 1 < len(free) and at[end + 1] <= at[keep] + NEAR:
                end += 1
            groups.append((keep, [k for k in range(i, end + 1) if k != keep]))
            i = end + 1
        if size > CALL and len(groups) > 1:  # lonely places jump far
            groups.sort(key=lambda group: -len(group[1]))
            main = groups[0]
            rest = [g for g in groups[1:] if 2 * len(g[1]) > size - CALL]
            far = [k for g in groups[1:] if 2 * len(g[1]) <= size - CALL for k in [g[0]] + g[1]]
            gain += len(far) * (size - CALL)
            gain += sum(len(g[1]) * (size - SHORT) for g in [main] + rest)
            groups = [(main[0], main[1] + far)] + rest
        else:
            gain += sum(len(g[1]) * (size - SHORT) for g in groups)
        return [(free[keep], [free[k] for k in others]) for keep, others in groups if others], gain

    def worth(self, key):
        """(bytes saved, places, shape)"""
        length, free, end = len(key), [], -1
        for at in self.places[key]:
            if at >= end and not any(self.taken[at:at + length]):
                free.append(at)
                end = at + length
        if len(free) < 2:
            return 0, free, None
        run = self.found[free[0]:free[0] + length]
        shape, size = self.shape(run)
        if shape is None:
            return 0, free, None
        if shape == 'end':
            return self.clusters(free, size)[1], free, shape
        gain = len(free) * (size - CALL)
        if shape == 'thunk':
            gain -= size - CALL + self.state.way(CALLED.match(run[-1].text).group(1))
        elif shape == 'plain':
            gain -= size + RETURN
        else:
            gain -= size + 4
        return gain, free, shape

    def choose(self):
        """Take what saves most, none over another; bytes saved."""
        queue = [(-self.worth(key)[0], number, key) for number, key in enumerate(self.places)]
        queue = [entry for entry in queue if entry[0] < 0]
        heapq.heapify(queue)
        saved = 0
        while queue:
            expected, number, key = heapq.heappop(queue)
            gain, free, shape = self.worth(key)
            if gain <= 0:
                continue
            if gain < -expected:
                heapq.heappush(queue, (-gain, number, key))
                continue
            saved += gain
            self.replace(free, len(key), shape)
        return saved

    def replace(self, free, length, shape):
        """Put calls, or jumps, in the places of a run."""
        found, state = self.found, self.state
        run = found[free[0]:free[0] + length]
        if shape == 'end':
            for keep, others in self.clusters(free, sum(line.size for line in run))[0]:
                label = state.name()
                found[keep].labels.append(label)
                found[keep].barrier = True
                self.taken[keep:keep + length] = [True] * length
                for at in others:
                    near = abs(found[at].place - found[keep].place) <= NEAR
                    self.cut(at, length, Line('b ' + label, SHORT if near else CALL, found[at].function))
            return
        name = state.copy(run, shape)
        for at in free:
            self.cut(at, length, Line('bl ' + name, CALL, found[at].function))

    def cut(self, at, length, line):
        """One instruction in the place of several."""
        first = self.found[at]
        first.free = self.found[at + length - 1].free
        first.text, first.size, first.kind = line.text, line.size, line.kind
        for gone in self.found[at + 1:at + length]:
            gone.text = None
        self.taken[at:at + length] = [True] * length


class State:
    """The copies that were made so far."""

    def __init__(self, functions, stack_arguments):
        self.functions = functions  # those of this text
        self.unframed = set(stack_arguments)  # what finds arguments, or a caller's variables, on the stack
        self.copies = []
        self.entered = collections.Counter()  # copies that go on at a function
        self.count = 0

    def name(self):
        """A label that is new."""
        self.count += 1
        return '.Loutlined%d' % self.count

    def way(self, target):
        """Bytes from the end of one more copy to its function: the first one lies in front of it."""
        if target not in self.functions:
            return CALL
        return SHORT if self.entered[target] else 0

    def under_frame(self, call):
        """May it be called with something more on the stack?"""
        target = CALLED.match(call).group(1)
        return target not in self.unframed and (target in self.functions or re.match(r'mem(cpy|move|set|cmp)$|__aeabi_', target))

    def copy(self, run, shape):
        """Make a copy; its name."""
        name = self.name()
        body = [Line(line.text, line.size, name) for line in run]
        goes = None
        if any(SP.search(line.text) or line.kind == 'call' and not self.under_frame(line.text) for line in run):
            self.unframed.add(name)
        if shape == 'thunk':
            goes = CALLED.match(body.pop().text).group(1)
            self.entered[goes] += 1
        elif shape == 'framed':
            save = spare(run)
            body = [Line('push {r%s, lr}' % save, 2, name), *body, Line('pop {r%s, pc}' % save, 2, name)]
            goes = ''
        self.functions.add(name)
        self.copies.append(Copy(name, body, goes))
        return name
