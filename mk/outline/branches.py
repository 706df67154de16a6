# SPDX-License-Identifier: Apache-2.0
"""branches.py - jumps in fewer bytes, once everything has its place.

    cmp r, #0; beq L      becomes `cbz r, L` where L is near enough and nothing behind looks at the flags
    beq.w L               becomes a short `beq` to a jump nearby that goes to L, under no condition or the same one; b.w likewise"""
import collections
import re

from listing import places

BRANCH = re.compile(r'\s*b(eq|ne|cs|cc|hs|lo|hi|ls|mi|pl|vs|vc|ge|lt|gt|le)?\s+(\.L\w+)\s*(@.*)?$')
COMPARE = re.compile(r'\s*cmp\s+(r[0-7]), #0\s*(@.*)?$')
LABEL = re.compile(r'\s*([\w.$]+):')
SETS = re.compile(r'\s*(cmp|cmn|tst|(?:mov|mvn|add|sub|rsb|and|orr|eor|bic|lsl|lsr|asr|mul)s|blx)\s')
LEAVES = re.compile(r'\s*(pop\s.*\bpc\}|bx\s+lr)')
IGNORES = re.compile(r'\s*(ldr|str|mov|movw|movt|mvn|add|sub|rsb|and|orr|eor|bic|lsl|lsr|asr|mul|mla|ubfx|sbfx|uxt|sxt|push|cbn?z|clz|bfi|bfc'
                     r'|orn|umull|rev)[bhd]?\s')
SHORT_IF, SHORT, ZERO = 240, 2000, 120  # bytes that they surely reach: a condition, `b`, cbz (forward only)


def is_code(line):
    """Is it an instruction?"""
    return re.match(r'\s+[a-z]', line) is not None


def next_code(lines, at):
    """The next instruction's line from `at` on, over labels and what makes no bytes; None: data, or the end."""
    while at < len(lines):
        line = lines[at].split('@')[0]
        if is_code(line):
            return at
        if line.strip() and not LABEL.match(line) and not re.match(r'\s*\.(loc|cfi_\w+|syntax|thumb|p2align 1)\b', line):
            return None
        at += 1
    return None


def flags_dead(lines, at, labels, copy=False, depth=0):
    """Does nothing from here on look at the flags before they are set again?  False: not known.  `copy`: in code whose caller may
    look at them."""
    for _ in range(12):
        at = next_code(lines, at)
        if at is None:
            return False
        line = lines[at]
        if SETS.match(line):
            return True
        if LEAVES.match(line):
            return not copy
        jump = re.match(r'\s*(bl?)\s+([\w.$]+)\s*(@.*)?$', line)
        zero = re.match(r'\s*cbn?z\s+\w+, (\.L\w+)', line)
        if jump and not jump.group(2).startswith('.L'):
            return True  # a function's
        if jump or zero:
            target = labels.get(jump.group(2) if jump else zero.group(1))
            if target is None or depth > 3:
                return False
            dead = flags_dead(lines, target, labels, copy or jump is not None and jump.group(1) == 'bl', depth + 1)
            if jump or not dead:
                return dead
        elif not IGNORES.match(line):
            return False
        at += 1
    return False


def in_block(lines, at):
    """Is the instruction under an IT?"""
    back, seen = at - 1, 0
    while back >= 0 and seen < 4:
        if is_code(lines[back]):
            seen += 1
            block = re.match(r'\s*i(t[te]*)\s', lines[back])
            if block:
                return len(block.group(1)) >= seen
        elif LABEL.match(lines[back]):
            return False
        back -= 1
    return False


def zeros(lines, sizes):
    """Comparisons with 0 and their jumps in one instruction; how many."""
    place = places(lines, sizes)
    labels = {LABEL.match(line).group(1): at for at, line in enumerate(lines) if LABEL.match(line)}
    goes = collections.defaultdict(list)  # label: jumps to it
    for at, line in enumerate(lines):
        jump = BRANCH.match(line)
        if jump and not jump.group(1) and at + 1 in sizes and not in_block(lines, at):
            goes[jump.group(2)].append(at)
    count = 0
    for at, line in enumerate(lines):
        compare = COMPARE.match(line)
        if not compare or at + 1 not in sizes:
            continue
        follow = next((k for k in range(at + 1, len(lines)) if lines[k].strip() and not re.match(r'\s*(\.loc|@)', lines[k])), at)
        jump = BRANCH.match(lines[follow])
        if not jump or jump.group(1) not in ('eq', 'ne') or jump.group(2) not in labels:
            continue
        target = labels[jump.group(2)]
        if not flags_dead(lines, follow + 1, labels) or not flags_dead(lines, target, labels):
            continue
        here = place[follow] + sizes.get(follow + 1, 0) - 2
        to = None
        if 4 <= place[target] - here < ZERO:
            to = jump.group(2)
        else:
            for hop in goes[jump.group(2)]:
                if 4 <= place[hop] - here < ZERO:
                    to = '.Lhop%d' % hop
                    if not lines[hop].startswith('.Lhop'):
                        lines[hop] = '%s:\n%s' % (to, lines[hop])
                    break
        if to:
            lines[at] = ''
            lines[follow] = '\tcb%sz\t%s, %s' % ('n' if jump.group(1) == 'ne' else '', compare.group(1), to)
            count += 1
    return count


def hops(lines, sizes):
    """Long jumps become short ones to others that go to the same place; how many."""
    place = places(lines, sizes)
    goes = collections.defaultdict(list)  # label: [(condition, line)]
    for at, line in enumerate(lines):
        jump = BRANCH.match(line)
        if jump and at + 1 in sizes and not in_block(lines, at):
            goes[jump.group(2)].append((jump.group(1) or '', at))
    count = 0
    for target, jumps in goes.items():
        used, changed = set(), set()  # jumps that others go to; jumps that go to others
        for condition, at in jumps:
            if sizes[at + 1] != 4 or at in used:
                continue
            reach = SHORT_IF if condition else SHORT
            way = [hop for other, hop in jumps if other in ('', condition) and hop != at and hop not in changed
                   and abs(place[hop] - place[at]) < reach]
            if not way:
                continue
            hop = min(way, key=lambda k: (k not in used, sizes[k + 1] == 4, abs(place[k] - place[at])))
            used.add(hop)
            changed.add(at)
            lines[at] = '\tb%s\t.Lhop%d' % (condition, hop)
            count += 1
        for hop in used:
            lines[hop] = '.Lhop%d:\n%s' % (hop, lines[hop])
    return count
