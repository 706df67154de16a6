/* SPDX-License-Identifier: Apache-2.0
 * proto.h - what libaxiom-bpf.so (in the program) and axiom-bpfd (the engine's process) say to each other, over a
 * SOCK_SEQPACKET socket, a message each.
 *
 * The program asks one thing at a time.  Until DONE comes, the engine asks back: for memory of the program (so that a bad
 * address is the program's EFAULT and nobody needs the right to trace), for which file is behind a descriptor, and to take a
 * new descriptor.  A descriptor of an object is the read end of a pipe, whose inode is the object's name here: it can be
 * duplicated, inherited and passed on like every other, and the engine sees its last close. */
#ifndef PRELOAD_PROTO_H
#define PRELOAD_PROTO_H

#include <linux/perf_event.h>
#include <stdint.h>

enum {
	MSG_DATA_MAX = 32768,
	/* asked by the program; `a` .. `d` as named, `ident` = (dev, ino) of a descriptor in (c, d) */
	ASK_BPF = 1,    /* a: command, b: address of the attributes, c: their size */
	ASK_PERF,       /* perf_event_open: data: struct perf_ask; a: pid, b: cpu, c: group, d: flags */
	ASK_IOCTL,      /* a: request, b: argument, ident */
	ASK_MMAP,       /* a: offset, b: bytes (<< 2 | shared << 1 | write), ident; DONE with a descriptor and `map_reply` */
	ASK_MUNMAP,     /* a: the view's number */
	ASK_PLACE,      /* of an arena's view, a: its number: it is at address b, of c bytes; answered with status */
	ASK_KIND,       /* ident; DONE: data is what /proc/self/fd/N says, as "anon_inode:bpf-map" */
	ASK_FDINFO,     /* ident; DONE: data is the text of /proc/self/fdinfo/N */
	ASK_READ,       /* read(2): a: bytes, ident; DONE: data */
	/* asked by the engine */
	WANT_READ = 32, /* a: address, b: bytes, c: bytes that may come on top; answered with status and data */
	WANT_WRITE,     /* a: address, data; answered with status */
	WANT_FD,        /* a: descriptor; answered with status, ident in (c, d) */
	WANT_INSTALL,   /* carries a descriptor; answered with status: its number */
	DONE,           /* status: the result */
};

struct msg {
	uint32_t op;
	uint32_t bytes;      /* of data */
	int64_t status;
	uint64_t a, b, c, d;
	uint32_t tid, pad;   /* of who asks */
	uint8_t data[MSG_DATA_MAX];
};
#define MSG_HEAD (sizeof(struct msg) - MSG_DATA_MAX)

struct perf_ask {
	uint64_t user;       /* where the program's attributes lie */
	struct perf_event_attr attr; /* they; zeros behind their end */
};

/* Numbers in perf_event_attr that no kernel gives: tracepoints from the first on (`config`), and the type of kprobes. */
enum { EVENT_TRACEPOINTS = 0x41580000, EVENT_TRACEPOINTS_END = 0x41580100, EVENT_KPROBE = 0x41580100 };

/* Where the pieces of a mapping lie in the file that comes with the answer. */
struct map_reply {
	uint64_t view;       /* for ASK_MUNMAP */
	uint32_t pieces, arena; /* arena: it has one address, `at`, or (0) the one that it gets now */
	uint64_t at;
	struct {
		uint64_t offset, bytes;
	} piece[2];
};

/* msg_send / msg_get - one message, with a descriptor (-1: none).  0 or -errno; get: -EPIPE at the end.  A descriptor that
 * found no room comes as *fd -2. */
int msg_send(int sock, const struct msg *msg, int fd);
int msg_get(int sock, struct msg *msg, int *fd);

#endif
