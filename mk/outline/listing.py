# SPDX-License-Identifier: Apache-2.0
"""listing.py - the compiler's assembly as instructions: what each may take part in, and how many bytes it has."""
import os
import re
import subprocess

JUMP = re.compile(r'(b|b(eq|ne|cs|cc|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)|cbn?z|tb[bh]|bx|blx)(\.[nw])?$')
LR, SP, PC = (re.compile(r'\b(%s)\b' % names) for names in ('lr|r14', 'sp|r13', 'pc|r15'))
CALLED = re.compile(r'bl (\.?[A-Za-z_][\w.$]*)$')


class Raw:
    """A line that is no instruction, or one that is not ours to move."""
    __slots__ = ('text',)

    def __init__(self, text):
        self.text = text


class Line:
    """One instruction: its text, bytes, function, kind; `barrier` in front of it: a label, data; `labels`: ours, in front of it."""
    __slots__ = ('text', 'size', 'function', 'barrier', 'kind', 'labels', 'place', 'free')

    def __init__(self, text, size, function, barrier=False):
        self.text, self.size, self.function, self.barrier = text, size, function, barrier
        self.labels, self.place, self.kind, self.free = [], 0, kind_of(text), False


def kind_of(text):
    """What may become of an instruction: '' stays where it is."""
    name, _, operands = text.partition(' ')
    if re.match(r'it[te]*$', name):
        return 'it'
    if name in ('pop', 'ldm', 'ldmia', 'ldmfd') and re.search(r'\bpc\}$', operands) and not LR.search(operands) or text == 'bx lr':
        return 'end'
    if re.match(r'add sp, sp, #\d+$|add sp, #\d+$', text):
        return 'stack'
    if CALLED.match(text):
        return 'call'
    if (JUMP.match(name) or name.startswith(('bl', 'push', 'pop', 'adr', 'bkpt', 'svc', 'cps', 'msr', 'mrs'))
            or LR.search(operands) or PC.search(operands) or '.L' in operands or 'sp!' in operands or '!' in operands and SP.search(operands)
            or SP.match(operands) and not name.startswith(('cmp', 'str')) or re.search(r'\[sp\], ', operands)):
        return ''
    return 'plain'


def sizes_of(assembler, options, path):
    """{line number: bytes} of what the assembler makes of each line."""
    listing = subprocess.run([assembler, *options, '-aln', '-o', os.devnull, path], stdout=subprocess.PIPE, check=True).stdout
    sizes = {}
    for line in listing.decode('latin-1').split('\n'):
        row = re.match(r'\s*(\d+) [0-9a-f?]{4,} ([0-9A-F]+)\s', line)
        if row:
            sizes[int(row.group(1))] = sizes.get(int(row.group(1)), 0) + len(row.group(2)) // 2
    return sizes


def is_code(directive):
    """Does code follow this .section or .text?"""
    return re.match(r'\.text|\.section\s+\.text', directive) is not None


def places(lines, sizes):
    """Where each line lies, those of different sections far from each other."""
    next_of, section, result = {}, '', []
    for at, line in enumerate(lines):
        directive = re.match(r'\s*\.(?:section\s+)?([\w.$]+)', line)
        if directive and re.match(r'\s*\.(section|text|data|bss)\b', line):
            section = directive.group(1)
        next_of.setdefault(section, len(next_of) << 24)
        result.append(next_of[section])
        next_of[section] += sizes.get(at + 1, 0)
    return result


def whole(text):
    """Both registers of a pair are named."""
    return re.sub(r'^((?:ldrd|strd)\w* r(\d+), )\[', lambda pair: '%sr%d, [' % (pair.group(1), int(pair.group(2)) + 1), text)


def read(text, sizes):
    """(all lines in order, Raw and Line; functions that take arguments on the stack, or any number of them; those with assembly that
    a programmer wrote)."""
    lines = text.split('\n')
    used, code = set(), False  # labels that code names; debug information names more, which do not matter
    for line in lines:
        if re.match(r'\s*\.(section|text|data|bss)\b', line):
            code = is_code(line.strip())
        elif code and not re.match(r'\s*(\.loc|@)', line):
            used.update(re.findall(r'(?<![\w.])\.L\w+', line.rpartition(':')[2]))
    items, stack_arguments, written = [], set(), set()
    function, code, barrier, foreign, place = None, False, True, False, places(lines, sizes)
    for at, line in enumerate(lines):
        text = line.split('@')[0].strip() if '"' not in line else line.strip()
        label = re.match(r'([\w.$]+):', text)
        arguments = re.match(r'\s*@ args = (\d+), pretend = (\d+)', line)
        if arguments and function and arguments.groups() != ('0', '0'):
            stack_arguments.add(function)
        if re.match(r'\s*(@ \d+ "|@APP|#APP|@ Inline|\.syntax divided)', line):
            foreign = True
        if re.match(r'\s*(@NO_APP|#NO_APP|\.syntax unified)', line):
            foreign = False
        item = Raw(line)
        if label:
            if not label.group(1).startswith('.L'):
                function = label.group(1) if code else None
                barrier = True
            elif label.group(1) in used:
                barrier = True
        elif re.match(r'\.(section|text|data|bss)\b', text):
            code = is_code(text)
            function, barrier = None, True
        elif text.startswith('.'):
            if not re.match(r'\.(loc|cfi_\w+|size|type|thumb|thumb_func|syntax|global)\b', text):
                barrier = True
        elif text and at + 1 in sizes and code and function and not foreign:
            item = Line(whole(re.sub(r'\s+', ' ', text)), sizes[at + 1], function, barrier)
            item.place = place[at]
            barrier = False
        elif text or foreign:
            barrier = True
            if code:
                written.add(function)
        items.append(item)
    return items, stack_arguments, written
