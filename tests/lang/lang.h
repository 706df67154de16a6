/* SPDX-License-Identifier: Apache-2.0
 * lang.h - what the programs of this group share: Linux's contexts, map declarations, the helpers that they call. */
#ifndef LANG_H
#define LANG_H
#include <linux/bpf.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define SEC(name) __attribute__((section(name), used))
#define __uint(name, val) int(*name)[val]
#define __type(name, val) typeof(val) *name
#define INLINE static inline __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define GLOBAL __attribute__((noinline))
#define NULL ((void *)0)
#define __array(name, val) typeof(val) *name[]
#define swap16(x) __builtin_bswap16(x)
#define swap32(x) __builtin_bswap32(x)
#define barrier() __asm__ volatile("" ::: "memory")
#define hide(x) __asm__ volatile("" : "+r"(x))
#define memcpy __builtin_memcpy
#define memset __builtin_memset

static void *(*map_lookup)(void *map, const void *key) = (void *)1;
static long (*map_update)(void *map, const void *key, const void *value, u64 flags) = (void *)2;
static long (*map_delete)(void *map, const void *key) = (void *)3;
static long (*probe_read)(void *dst, u32 size, const void *from) = (void *)4;
static u64 (*ktime)(void) = (void *)5;
static u32 (*prandom)(void) = (void *)7;
static u32 (*cpu_id)(void) = (void *)8;
static long (*skb_store_bytes)(void *skb, u32 off, const void *from, u32 len, u64 flags) = (void *)9;
static long (*tail_call)(void *ctx, void *map, u32 index) = (void *)12;
static u64 (*pid_tgid)(void) = (void *)14;
static long (*get_comm)(void *buf, u32 size) = (void *)16;
static long (*perf_output)(void *ctx, void *map, u64 flags, void *data, u64 size) = (void *)25;
static long (*skb_load_bytes)(const void *skb, u32 off, void *to, u32 len) = (void *)26;
static long (*skb_pull)(void *skb, u32 len) = (void *)39;
static long (*adjust_head)(void *xdp, int delta) = (void *)44;
static long (*probe_read_str)(void *dst, u32 size, const void *from) = (void *)45;
static void (*spin_lock)(struct bpf_spin_lock *lock) = (void *)93;
static void (*spin_unlock)(struct bpf_spin_lock *lock) = (void *)94;
static long (*probe_read_kernel)(void *dst, u32 size, const void *from) = (void *)113;
static void *(*ringbuf_reserve)(void *ring, u64 size, u64 flags) = (void *)131;
static void (*ringbuf_submit)(void *data, u64 flags) = (void *)132;
static void (*ringbuf_discard)(void *data, u64 flags) = (void *)133;
static long (*ringbuf_output)(void *ring, void *data, u64 size, u64 flags) = (void *)130;
static long (*for_each)(void *map, void *fn, void *ctx, u64 flags) = (void *)164;
static long (*loop)(u32 times, void *fn, void *ctx, u64 flags) = (void *)181;

struct eth {
	u8 dst[6], src[6];
	u16 proto;
} __attribute__((packed));
struct vlan {
	u16 tci, proto;
};
struct ipv4 {
	u8 ihl : 4, version : 4;
	u8 tos;
	u16 len, id, frag;
	u8 ttl, proto;
	u16 check;
	u32 src, dst;
};
struct ipv6 {
	u32 flow;
	u16 len;
	u8 next, hops;
	u8 src[16], dst[16];
};
struct tcp {
	u16 src, dst;
	u32 seq, ack;
	u16 res : 4, doff : 4, flags : 8;
	u16 window, check, urg;
};
struct udp {
	u16 src, dst, len, check;
};

/* map names are the program files' */
#define ARRAY(name, v, n) \
	struct { \
		__uint(type, BPF_MAP_TYPE_ARRAY); \
		__type(key, u32); \
		__type(value, v); \
		__uint(max_entries, n); \
	} name SEC(".maps")
#define HASH(name, k, v, n) \
	struct { \
		__uint(type, BPF_MAP_TYPE_HASH); \
		__type(key, k); \
		__type(value, v); \
		__uint(max_entries, n); \
	} name SEC(".maps")
#define RING(name) \
	struct { \
		__uint(type, BPF_MAP_TYPE_RINGBUF); \
		__uint(max_entries, 4096); \
	} name SEC(".maps")
#define LICENSE char license_text[] SEC("license") = "GPL"
#endif
