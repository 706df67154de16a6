#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""exact.py RK PROGRAMS [SEED] - are worst cases exact for counted loops?

Random programs of nested loops that count up, down, in 32 bits, in a stack slot, tested in front or behind, by steps of 1 to 3,
have one way to run: what `rk verify --raw --json` states as worst_case_insns must be what a run takes, which is counted here.
"""
import json
import random
import struct
import subprocess
import sys

MASK = (1 << 64) - 1
MOV, MOV32, ADD, ADD32, STDW, STXDW, LDXDW, JA, EXIT = 0xB7, 0xB4, 0x07, 0x04, 0x7A, 0x7B, 0x79, 0x05, 0x95
JLT, JLT32, JNE, JGE = 0xA5, 0xA6, 0x55, 0x35
KINDS = ("up", "up32", "down", "slot", "head")


def run(program):
    """Instructions that a run takes."""
    regs, slots, pc, count = [0] * 11, {}, 0, 0
    while True:
        op, dst, src, off, imm = program[pc]
        count += 1
        pc += 1
        if op == EXIT:
            return count
        if op == MOV:
            regs[dst] = imm & MASK
        elif op == MOV32:
            regs[dst] = imm & 0xFFFFFFFF
        elif op == ADD:
            regs[dst] = (regs[dst] + imm) & MASK
        elif op == ADD32:
            regs[dst] = (regs[dst] + imm) & 0xFFFFFFFF
        elif op == STDW:
            slots[off] = imm
        elif op == STXDW:
            slots[off] = regs[src]
        elif op == LDXDW:
            regs[dst] = slots[off]
        elif op == JA:
            pc += off
        else:
            a = regs[dst] & 0xFFFFFFFF if op == JLT32 else regs[dst]
            pc += off if {JLT: a < imm, JLT32: a < imm, JNE: a != imm, JGE: a >= imm}[op] else 0


def loop(out, depth):
    """A loop with its counter in R6 and up, or in a slot, and perhaps another in it."""
    kind, reg, slot = random.choice(KINDS), 6 + depth, -8 * (depth + 1)
    bound, step = random.randrange(1, 20), random.choice((1, 1, 1, 2, 3))
    if kind == "slot":
        out.append((STDW, 10, 0, slot, 0))
    else:
        out.append((MOV32 if kind == "up32" else MOV, reg, 0, 0, bound if kind == "down" else 0))
    head = len(out)
    if kind == "head":
        out.append(None)
    for _ in range(random.randrange(1, 4)):
        out.append((MOV, 0, 0, 0, random.randrange(9)))
    if depth < 3 and random.random() < 0.6:
        loop(out, depth + 1)

    def back(op, r, imm):
        out.append((op, r, 0, head - len(out) - 1, imm))

    if kind == "slot":
        out.extend([(LDXDW, 1, 10, slot, 0), (ADD, 1, 0, 0, step), (STXDW, 10, 1, slot, 0)])
        back(JLT, 1, bound)
    elif kind == "down":
        out.append((ADD, reg, 0, 0, -1))
        back(JNE, reg, 0)
    elif kind == "head":
        out.append((ADD, reg, 0, 0, step))
        back(JA, 0, 0)
        out[head] = (JGE, reg, 0, len(out) - head - 1, bound)
    else:
        out.append((ADD32 if kind == "up32" else ADD, reg, 0, 0, step))
        back(JLT32 if kind == "up32" else JLT, reg, bound)


def main():
    rk, programs = sys.argv[1], int(sys.argv[2])
    random.seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    for _ in range(programs):
        program = []
        for _ in range(random.randrange(1, 4)):
            loop(program, 0)
        program += [(MOV, 0, 0, 0, 0), (EXIT, 0, 0, 0, 0)]
        raw = b"".join(struct.pack("<BBhi", op, dst | src << 4, off, imm) for op, dst, src, off, imm in program)
        said = json.loads(subprocess.run([rk, "verify", "--raw", "--json", "--type", "socket_filter"], input=raw, capture_output=True,
                                         check=False).stdout)
        if said["worst_case_insns"] != run(program):
            print(f"FAIL rk.exact: {said['verdict']}, worst case {said['worst_case_insns']}, a run takes {run(program)}: {raw.hex()}")
            return 1
    print(f"ok rk.exact: {programs} programs of counted loops take what was stated")
    return 0


sys.exit(main())
