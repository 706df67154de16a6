/* SPDX-License-Identifier: Apache-2.0
 * port.h - the cold half of the seam between the engine and the world it runs in (a kernel, a Linux process, an
 * RTOS).  The hot half is port/NAME/ax_cpu.h, static inline, found by -I. */
#ifndef AXIOM_PORT_H
#define AXIOM_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/arena.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Who runs now; for the get_current_* helpers. */
struct ax_task_info {
	uint32_t pid, tgid, uid, gid;
	char comm[16];
	uint32_t start;   /* when it began, in any unit: tells it from others that had its pid; 0 where pids are not used again */
};

/* struct ax_alarm - something that is to happen at a time; the port drives it (alarm_ members below).
 *   ring  called once when now_ns has reached what was set: in an interrupt, in a thread, but never twice at the same time;
 *         it may set the alarm again */
struct ax_alarm {
	void (*ring)(struct ax_alarm *alarm);
	uint64_t port[4];                                /* the port's */
};

/* struct ax_pages - pages of port->pages_alloc. */
struct ax_pages {
	uint8_t *at;
	uint64_t bytes;
	int64_t port;     /* the port's */
};

struct ax_jit;
extern const struct ax_jit ax_jit; /* src/jit */

/* A NULL member means "this world has none": what needs it refuses at creation or load.
 * Context: "task" members are never called from a hook; "any" members may be called in interrupt context, never block. */
struct ax_port {
	const char *name;
	struct ax_mem *mem;                              /* task */

	/* Ring-buffer memory: [consumer page][producer page][data][the same data again], the second data range being
	 * the same physical pages; zeroed.  NULL member: rings pad at the wrap instead.  data_bytes: power of two, >= page.
	 * Task. */
	void *(*ring_alloc)(size_t data_bytes);
	void (*ring_free)(void *ring, size_t data_bytes);

	/* Pages that programs and user space share (arenas): all members or none.  They come into being, zeroed, when somebody touches them.
	 *   alloc    pages->bytes (a multiple of AX_PAGE_BYTES, at most 4 GiB) at pages->at, across no multiple of 4 GiB; 0 or an error.  Task
	 *   free     all of them.  Task
	 *   drop     these bytes of whole pages are as if nobody had touched them, wherever they are mapped.  Task
	 *   touched  the first byte at `from` or behind it, of whole pages up to `to`, that somebody has touched; `to`: none.  Any */
	int (*pages_alloc)(struct ax_pages *pages);
	void (*pages_free)(struct ax_pages *pages);
	void (*pages_drop)(const struct ax_pages *pages, uint64_t from, uint64_t bytes);
	uint64_t (*pages_touched)(const struct ax_pages *pages, uint64_t from, uint64_t to);

	/* Code memory: writable until sealed, then read-only and executable; never both.  Task. */
	void *(*code_alloc)(size_t bytes);
	int (*code_seal)(void *code, size_t bytes);
	void (*code_free)(void *code, size_t bytes);
	/* How many stacks of its own a run may begin inside itself, where tail calls out of subprograms nest deeper than one
	 * stack's frames: each takes about 5 KB of the stack that runs programs.  33 is as deep as Linux goes; 0: such a
	 * run ends there (interpreters), or goes on behind the tail call (machine code). */
	uint32_t nested_stacks;

	/* The code generators, &ax_jit where they are linked in; NULL: every program is interpreted. */
	const struct ax_jit *jit;
	/* The CPU that runs code memory, by its name in src/jit ("x86_64", "aarch64", "riscv64"), and what it has beyond the
	 * base: AX_CPU_*.  Task. */
	const char *(*code_cpu)(uint32_t *features);

	uint64_t (*now_ns)(void);                        /* any; CLOCK_MONOTONIC */
	uint64_t (*boot_ns)(void);                       /* any; CLOCK_BOOTTIME */
	uint64_t (*tai_ns)(void);                        /* any; CLOCK_TAI */
	uint64_t (*coarse_ns)(void);                     /* any; CLOCK_MONOTONIC_COARSE; NULL: now_ns is as good */
	int (*entropy)(void *buf, size_t bytes);         /* task */
	void (*trace)(const char *text, size_t bytes);   /* any; one line of bpf_trace_printk, without newline */
	uint32_t (*cpu_count)(void);                     /* any; constant after start, 1 .. AX_CPUS_MAX */
	int (*defer)(void (*fn)(void *arg), void *arg);  /* any; run fn in task context soon; -AX_EBUSY when full */
	void (*wake)(void *waiters);                     /* any; wake readers of a ring: `waiters` is its wait object */
	void (*current_task)(struct ax_task_info *out);  /* any */
	/* Read memory that may not be there (`user`: of the running process, else the kernel's own): 0 or -AX_EFAULT.  Any. */
	int (*probe_read)(void *to, uint64_t from, size_t bytes, bool user);
	/* The address of one of the kernel's symbols: 0, -AX_ENOENT, or -AX_EPERM: addresses are not shown.  Task. */
	int (*symbol)(const char *name, uint64_t *address);
	/* The calls under way: return addresses, innermost first, at most `max`, beginning anywhere inside; how many.  Any; the first
	 * time in a task. */
	uint32_t (*stack)(uint64_t *addresses, uint32_t max);
	/* Alarms, for timers in maps: all three or none.  start: task; 0 or an error; `ring` is set, the rest is zero.  set: any;
	 * ring once from when_ns on (UINT64_MAX: do not ring), whatever was set before; 0 or an error.  stop: task, not from
	 * `ring`; afterwards it does not ring. */
	int (*alarm_start)(struct ax_alarm *alarm);
	int (*alarm_set)(struct ax_alarm *alarm, uint64_t when_ns);
	void (*alarm_stop)(struct ax_alarm *alarm);
	/* From `ring`: be CPU `cpu` from now on; negative: any again.  NULL: with several CPUs timers cannot be bound to one. */
	void (*alarm_cpu)(int cpu);
};

#define AX_CPUS_MAX 64
enum {
	AX_CPU_BMI2 = 1 << 0, /* x86-64 */
	AX_CPU_LSE = 1 << 1,  /* AArch64: atomic instructions (ARMv8.1) */
	AX_CPU_ZBA = 1 << 2,  /* RISC-V: scaled additions, zero extension */
	AX_CPU_ZBB = 1 << 3,  /* RISC-V: rotations, byte reversal, extensions */
};

#ifdef __cplusplus
}
#endif

#endif
