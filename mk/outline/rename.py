# SPDX-License-Identifier: Apache-2.0
"""rename.py - registers that a function keeps for its caller, r4 to r7, change places so that more of it looks like the rest.

A function that saves r4, r5 and r6 may use them in any order.  The order is the one in which most of its short runs of instructions
occur in other functions, too."""
import collections
import itertools
import re

NAMES = ('r4', 'r5', 'r6', 'r7')
NAME = re.compile(r'\br([4-7])\b')
LENGTHS = (2, 3, 4)
ROUNDS = 8


def split(found):
    """[[instructions of a function]]"""
    return [list(lines) for _, lines in itertools.groupby(found, key=lambda line: line.function)]


def free_names(lines, foreign):
    """Those of r4 to r7 that may change places in this function."""
    first = re.match(r'push \{(.*)\blr\}$', lines[0].text)
    if not first or lines[0].function in foreign:
        return ()
    names = [name for name in NAMES if re.search(r'\b%s\b' % name, first.group(1))]
    for line in lines[1:]:
        if re.match(r'pop \{|ldm\w* sp!', line.text):
            if any(not re.search(r'\b%s\b' % name, line.text) for name in names):
                return ()
        elif '{' in line.text:
            names = [name for name in names if not re.search(r'\b%s\b' % name, line.text)]
    return tuple(names)


def renamed(text, order):
    """An instruction with r4 to r7 as order says."""
    if '{' in text:
        return text
    return NAME.sub(lambda match: order.get(match.group(0), match.group(0)), text)


def windows(texts, starts):
    """All short runs."""
    for i in range(len(texts)):
        for length in LENGTHS:
            if i + length > len(texts) or any(starts[i + 1:i + length]):
                break
            yield tuple(texts[i:i + length])


def rename(found, foreign):
    """Give registers their best order, function by function, in a few rounds."""
    functions = [(lines, free_names(lines, foreign)) for lines in split(found)]
    starts = {id(lines): [line.barrier or not line.kind for line in lines] for lines, _ in functions}
    known = collections.Counter()
    for lines, _ in functions:
        known.update(windows([line.text for line in lines], starts[id(lines)]))
    for _ in range(ROUNDS):
        changed = False
        for lines, names in functions:
            if len(names) < 2:
                continue
            texts = [line.text for line in lines]
            at = starts[id(lines)]
            known.subtract(windows(texts, at))
            best, score = texts, -1
            for order in itertools.permutations(names):
                trial = [renamed(text, dict(zip(names, order))) for text in texts]
                value = sum(min(known[run], 8) * len(run) for run in windows(trial, at) if run in known)
                if value > score:
                    best, score = trial, value
            known.update(windows(best, at))
            if best != texts:
                changed = True
                for line, text in zip(lines, best):
                    line.text = text
        if not changed:
            break
