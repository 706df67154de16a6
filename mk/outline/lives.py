# SPDX-License-Identifier: Apache-2.0
"""lives.py - where lr holds nothing that is used later: there a call may stand."""
import re

from listing import LR, Line

JUMP = re.compile(r'(b|b(?:eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)|cbn?z)(?:\.[nw])? (?:\w+, )?(\S+)$')
# lr as the first operand, and nowhere else, is written
WRITES = re.compile(r'(?:mov|movs|movw|mvn|ldr|ldrb|ldrh|ldrsb|ldrsh|and|ands|orr|orrs|eor|eors|bic|add|adds|sub|subs|rsb|rsbs|lsl|lsls|lsr|lsrs|asr|asrs'
                    r'|adc|adcs|sbc|sbcs|mul|mla|mls|ubfx|sbfx|uxtb|uxth|clz|udiv|sdiv) (lr|r14), (.*)$')


def follows(lines, labels):
    """[where the program may go on behind each instruction]; None: not known"""
    result = []
    for i, (line, table) in enumerate(lines):
        name = line.text.split()[0]
        jump = JUMP.match(line.text)
        following = [i + 1] if i + 1 < len(lines) else []
        if line.kind == 'end':
            result.append([])
        elif jump:
            to = labels.get(jump.group(2))
            if to is None:
                if jump.group(2).startswith('.L'):
                    return None
                result.append(None)  # another function, with what is in lr
            else:
                result.append([to] if jump.group(1) == 'b' else following + [to])
        elif name in ('tbb', 'tbh'):
            if not table or any(label not in labels for label in table):
                return None
            result.append(following + [labels[label] for label in table])
        elif name == 'bl' or name == 'blx' and not LR.search(line.text):
            result.append(following)
        elif name.startswith('b') and re.match(r'bx|blx|bl', name) or re.search(r'\bpc\b', line.text.split('[')[0]):
            result.append(None)
        else:
            result.append(following)
    return result


def mark(items):
    """Sets `free` of every instruction: lr is not looked at behind it before it is written."""
    function, lines, labels, waiting = None, [], {}, []
    for item in items:
        if isinstance(item, Line):
            if item.function != function:
                settle(lines, labels)
                function, lines, labels, = item.function, [], {label: 0 for label in waiting}
            for label in waiting:
                labels[label] = len(lines)
            waiting = []
            lines.append((item, []))
            continue
        label = re.match(r'(\.L[\w.$]+):', item.text)
        if label:
            waiting.append(label.group(1))
        elif re.match(r'[\w.$]+:', item.text):
            waiting = []
        entry = re.match(r'\s*\.(?:byte|2byte|short|hword)\s+\(?(\.L[\w.$]+)-', item.text)
        if entry and lines:
            lines[-1][1].append(entry.group(1))
    settle(lines, labels)


def settle(lines, labels):
    """One function's."""
    if not lines:
        return
    count = len(lines)
    named = [LR.search(line.text) is not None for line, _ in lines]
    saved = re.match(r'push \{.*\blr\}$', lines[0][0].text) is not None
    if saved and not any(named[1:]):
        for line, _ in lines:
            line.free = True
        return
    ways = follows(lines, labels)
    if ways is None:
        return
    reads, kills = [], []
    under = 0
    for i, (line, _) in enumerate(lines):
        text = line.text
        if line.kind == 'it':
            under = len(text.split()[0])
        written = WRITES.match(text)
        if re.match(r'blx? ', text):
            read, kill = named[i], True  # written by the call
        elif line.kind == 'end':
            read, kill = text.startswith('bx'), False
        elif text.startswith('pop {') and named[i]:
            read, kill = False, True
        elif written:
            read, kill = LR.search(written.group(2)) is not None, under == 0
        else:
            read, kill = named[i], False
        reads.append(read or ways[i] is None)
        kills.append(kill and under == 0)
        under = max(under - 1, 0)
    alive = [False] * (count + 1)
    changed = True
    while changed:
        changed = False
        for i in range(count - 1, -1, -1):
            out = any(alive[k] for k in ways[i] or ())
            now = reads[i] or out and not kills[i]
            if now != alive[i]:
                alive[i] = changed = True
    for i, (line, _) in enumerate(lines):
        line.free = ways[i] is not None and not any(alive[k] for k in ways[i])
