# SPDX-License-Identifier: Apache-2.0
# deaths.sh - what die.c can do, and the signal that it gets; read by run.sh and linux.sh.  "lives": it did no harm.
deaths_all="null-read:SEGV null-write:SEGV kernel-read:SEGV direct-map-write:SEGV kernel-jump:SEGV hole-jump:SEGV
not-canonical:SEGV text-write:SEGV rodata-write:SEGV run-stack:SEGV run-data:SEGV run-heap:SEGV stack-overflow:SEGV
abort:ABRT terminate:TERM kill:KILL bad-stack:SEGV bad-stack-call:SEGV"
deaths_x86_64="hlt:SEGV cli:SEGV in:SEGV out:SEGV cr3:SEGV cr0:SEGV wrmsr:SEGV lgdt:SEGV iret:SEGV ss:SEGV int-irq:SEGV
ud2:ILL int3:TRAP divide:FPE trap-flag:TRAP nested-task:ILL not-canonical-jump:SEGV fpu:FPE"
deaths_aarch64="msr-daif:ILL mrs-ttbr:ILL msr-sctlr:ILL eret:ILL hvc:ILL smc:ILL tlbi:ILL wfi:lives hlt:ILL undefined:ILL
brk:TRAP misaligned-jump:BUS misaligned-atomic:BUS"
