/* SPDX-License-Identifier: Apache-2.0
 * axiom_bpf.h - what a BPF program includes: fixed-width types, SEC(), map definitions, helpers, map types, contexts.
 *
 * Conventions are libbpf's (sections, BTF-defined maps), so a program written for <bpf/bpf_helpers.h> loads as well,
 * and one written for this header loads on Linux.  Helpers come from isa/helpers.def: compile with -Ibpf -Isrc. */
#ifndef AXIOM_BPF_H
#define AXIOM_BPF_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;

#ifndef NULL
#define NULL ((void *)0)
#endif

/* SEC - the section a program, a map, or the licence goes to; kept even when nothing refers to it. */
#define SEC(name) __attribute__((section(name), used))

#define __always_inline inline __attribute__((always_inline))
#ifndef __noinline
#define __noinline __attribute__((noinline))
#endif
#define __weak   __attribute__((weak))
#define __hidden __attribute__((visibility("hidden")))
#define __ksym   __attribute__((section(".ksyms")))
/* The function that bpf_throw goes to from this program: int name(unsigned long long cookie). */
#define __exception_cb(name) __attribute__((btf_decl_tag("exception_callback:" #name)))

/* Map definitions: an anonymous struct in SEC(".maps"); numbers travel as array lengths in the types, read from BTF. */
#define __uint(name, val)  int(*name)[val]
#define __type(name, val)  val *name
#define __array(name, val) __typeof__(val) *name[]

/* barrier - the compiler forgets what it knows about memory; barrier_var - about one variable. */
#define barrier()        __asm__ volatile("" ::: "memory")
#define barrier_var(var) __asm__ volatile("" : "+r"(var))

/* struct bpf_dynptr - memory whose size is known at run time only; a local variable that helpers alone look into. */
struct bpf_dynptr {
	__u64 opaque[2];
};

/* struct bpf_iter_num - an iterator of numbers; a local variable that its kernel functions alone look into. */
struct bpf_iter_num {
	__u64 opaque[1];
} __attribute__((aligned(8)));
/* bpf_for - i goes from start to end - 1; break, continue and return may be used.  The loop has a bound, whatever is in it. */
#define bpf_for(i, start, end)                                                                                       \
	for (struct bpf_iter_num ___it __attribute__((aligned(8), cleanup(bpf_iter_num_destroy))),                   \
	     *___p __attribute__((unused)) = (bpf_iter_num_new(&___it, (start), (end)), (struct bpf_iter_num *)0);   \
	     ({                                                                                                      \
		     int *___t = bpf_iter_num_next(&___it);                                                          \
		     ___t && ((i) = *___t, 1);                                                                       \
	     });)

struct task_struct;

/* Helpers: constant addresses, which clang turns into `call ID`. */
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) \
	static ctype(*const bpf_##name) cargs __attribute__((unused)) = (void *)(long)id;
#include "isa/helpers.def"

/* Kernel functions (isa/kfunc.def). */
#define KFUNC(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) extern ctype name cargs __ksym;
#define KFUNC_KNOWN(...)
#include "isa/kfunc.def"

/* Map types (enum bpf_map_type of Linux): those that the engine has. */
enum bpf_map_type {
#define MAP_TYPE(id, NAME, name, ops) BPF_MAP_TYPE_##NAME = id,
#include "isa/maps.def"
};

/* flags of bpf_map_update_elem */
enum { BPF_ANY = 0, BPF_NOEXIST = 1, BPF_EXIST = 2 };
/* map_flags */
enum {
	BPF_F_NO_PREALLOC = 1 << 0,
	BPF_F_RDONLY = 1 << 3,
	BPF_F_WRONLY = 1 << 4,
	BPF_F_RDONLY_PROG = 1 << 7,
	BPF_F_WRONLY_PROG = 1 << 8,
	BPF_F_MMAPABLE = 1 << 10,
};
/* ring buffers: wake-up flags of output, submit, discard; what bpf_ringbuf_query asks for */
enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };
enum { BPF_RB_AVAIL_DATA = 0, BPF_RB_RING_SIZE = 1, BPF_RB_CONS_POS = 2, BPF_RB_PROD_POS = 3 };

/* bpf_printk - a line to the trace console; at most three arguments.  Needs a GPL-compatible licence.
 * The text stays on the stack: no .rodata map comes into being. */
#define bpf_printk(fmt, ...)                                                        \
	({                                                                          \
		char bpf_printk_fmt[] = fmt;                                        \
		bpf_trace_printk(bpf_printk_fmt, sizeof(bpf_printk_fmt), ##__VA_ARGS__); \
	})

/* Contexts. struct bpf_perf_event_data starts with the registers of the machine the program runs on, whose number
 * differs, so it stays opaque here: a portable program does not look inside. */
struct bpf_perf_event_data;
struct pt_regs;
struct bpf_raw_tracepoint_args {
	__u64 args[12];
};
/* Axiom's own hooks (isa/ctx.def holds the verifier to these layouts). */
struct ax_custom_args {           /* SEC("custom/NAME"): what the embedder fires it with */
	__u64 args[12];
};
struct ax_gpio_event {            /* SEC("gpio/CHIP/LINE/EDGE"); as Linux's struct gpio_v2_line_event */
	__u64 timestamp_ns;
	__u32 id;                 /* AX_GPIO_RISING, AX_GPIO_FALLING */
	__u32 offset;             /* line of the chip */
	__u32 seqno, line_seqno;
};
enum { AX_GPIO_RISING = 1, AX_GPIO_FALLING = 2 };
struct ax_pwm_event {             /* SEC("pwm/CHIP/CHANNEL") */
	__u64 timestamp_ns;
	__u64 period_ns, duty_cycle_ns;
	__u32 chip, channel;
};
struct ax_iio_event {             /* SEC("iio/DEVICE/CHANNEL"): value * scale_num / scale_den is in the channel's unit */
	__u64 timestamp_ns;
	__s64 value;
	__u32 device, channel;
	__u32 scale_num, scale_den;
};
struct ax_can_event {             /* SEC("can/INTERFACE/rx"); from can_id on Linux's struct canfd_frame */
	__u64 timestamp_ns;
	__u64 interface;
	__u32 can_id;
	__u8 len, flags, reserved[2];
	__u8 data[64] __attribute__((aligned(8)));
};
/* The words of struct __sk_buff that need no packet pointer. */
struct __sk_buff {
	__u32 len, pkt_type, mark, queue_mapping, protocol;
	__u32 vlan_present, vlan_tci, vlan_proto, priority, ingress_ifindex, ifindex, tc_index;
	__u32 cb[5];
	__u32 hash;
};

#endif
