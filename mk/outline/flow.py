# SPDX-License-Identifier: Apache-2.0
"""flow.py - what an instruction reads and writes: registers, flags, memory.  Only of those that this knows for sure."""
import collections
import re

Flow = collections.namedtuple('Flow', 'reads writes reads_flags sets_flags memory')
REGISTER = {'r%d' % i: i for i in range(16)}
REGISTER.update(sl=10, fp=11, ip=12, sp=13, lr=14, pc=15, sb=9)
NAMED = re.compile(r'\b(r1[0-5]|r[0-9]|s[blp]|fp|ip|lr|pc)\b')
TWO = 'mov mvn uxtb uxth sxtb sxth clz rbit rev rev16 neg movw'
THREE = 'add addw sub subw rsb adc sbc and orr orn eor bic lsl lsr asr ror mul mla mls udiv sdiv ubfx sbfx'
WRITTEN = {}  # name: (how many operands in front are written, are they read, too?)
for name in (TWO + ' ' + THREE).split():
    WRITTEN[name] = (1, False)
for name in 'movt bfi bfc'.split():
    WRITTEN[name] = (1, True)
for name in 'umull smull'.split():
    WRITTEN[name] = (2, False)
for name in 'umlal smlal'.split():
    WRITTEN[name] = (2, True)
CARRY = ('adc', 'sbc')
COMPARES = ('cmp', 'cmn', 'tst', 'teq')
LOADS = ('ldr', 'ldrb', 'ldrh', 'ldrsb', 'ldrsh')
STORES = ('str', 'strb', 'strh')


def registers(text):
    """The numbers of those that a text names."""
    return frozenset(REGISTER[name] for name in NAMED.findall(text))


def flow(text):
    """What it does; None: not known, or more than that."""
    name, _, operands = text.partition(' ')
    if name in COMPARES:
        return Flow(registers(operands), frozenset(), False, True, False)
    base = name[:-1] if name.endswith('s') and name[:-1] in WRITTEN and name not in WRITTEN else name
    if base in WRITTEN:
        count, too = WRITTEN[base]
        parts = operands.split(', ')
        writes = registers(', '.join(parts[:count]))
        rest = parts[count:]
        if base in (TWO + ' movt').split() and len(parts) < 2 or len(writes) != count:
            return None
        if base in THREE.split() and len(parts) == 2:
            rest = parts  # adds r3, #1
        reads = registers(', '.join(rest)) | (writes if too else frozenset())
        if 13 in writes or 15 in writes | reads:
            return None
        return Flow(reads, writes, base in CARRY or 'rrx' in operands, base != name, False)
    literal = re.match(r'ldr (r\d+), \.L\w+(\+\d+)?$', text)
    if literal:
        return Flow(frozenset(), registers(literal.group(1)), False, False, False)
    access = re.match(r'(\w+) ((?:r\d+|ip|fp|sl|lr)(?:, (?:r\d+|ip|fp|sl|lr))?), \[([^\]]*)\](!?)(, .*)?$', text)
    if not access:
        return None
    name, data, address, before, behind = access.groups()
    pair = name in ('ldrd', 'strd')
    if pair != (', ' in data) or name not in LOADS + STORES + ('ldrd', 'strd'):
        return None
    data, base = registers(data), registers(address.split(',')[0])
    address = registers(address + (behind or ''))
    changed = base if before or behind else frozenset()
    if 13 in changed or 15 in address:
        return None
    if name.startswith('ldr'):
        return Flow(address, data | changed, False, False, True)
    return Flow(address | data, changed, False, False, True)
