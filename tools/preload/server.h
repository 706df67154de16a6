/* SPDX-License-Identifier: Apache-2.0
 * server.h - axiom-bpfd, the engine's process: what its files share.
 *
 * One thread waits for programs and for last closes (main.c), one serves each program (conn.c), one makes time pass for perf
 * events and readers (clock.c).  Handles are what descriptors of programs stand for. */
#ifndef PRELOAD_SERVER_H
#define PRELOAD_SERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <axiom/engine.h>
#include <axiom/hook.h>
#include "preload/proto.h"
#include "sysbpf/sysbpf.h"

struct perf;

/* A program that talks to us; its thread owns it. */
struct conn {
	int sock;
	uint32_t pid, uid, gid, tid;
	uint32_t start;            /* of the task `tid` */
	char comm[16];
	struct msg m;              /* what was said last */
	/* memory of the program that came with the last read, until something is written */
	uint8_t ahead[512];
	uint64_t ahead_at;
	uint32_t ahead_bytes;
	uint32_t runs;             /* since we looked whether the program is still there */
	struct view *views;
};

/* What a descriptor stands for; lives until its last close. */
struct handle {
	enum ax_kind kind;
	void *object;              /* a reference; NULL: a perf event */
	struct perf *perf;         /* its own */
	uint32_t flags;
	uint64_t dev, ino;         /* of the pipe */
	int pipe;                  /* write end */
	bool readable;             /* a byte lies in it: the reader finds data */
	uint32_t uses;             /* being looked at: the last one frees what has been closed */
	bool shown;                /* the program has its descriptor: others may ask about it */
	bool closed;
	struct handle *next;
};

extern struct ax_engine *engine;

/* handle.c */
extern pthread_mutex_t handles_lock;
/* handle_new - a descriptor in the program for `object` (its reference goes over) or `perf`; the number there, or -errno. */
int handle_new(struct conn *conn, enum ax_kind kind, void *object, struct perf *perf, uint32_t flags);
/* handle_get - by the pipe's inode; NULL: not ours.  handle_put ends the use. */
struct handle *handle_get(uint64_t dev, uint64_t ino);
void handle_put(struct handle *handle);
void handle_closed(struct handle *handle); /* the last descriptor is gone */
bool handles_ready(void);                  /* tell readers of rings what there is; true: look again soon */
bool handles_left(void);
const char *handle_name(const struct handle *handle);
size_t handle_fdinfo(const struct handle *handle, char *out, size_t size);

/* conn.c */
void *conn_run(void *conn);
int64_t conn_want(struct conn *conn, int fd); /* send conn->m with a descriptor (-1: none), await the answer; -EIO */
extern __thread struct conn *conn_here;       /* the program that this thread serves, or NULL */

/* host.c */
extern const struct axi_bpf_host host;        /* of the engine's bpf(2); its arg is a struct conn */
struct handle *host_handle(struct conn *conn, int fd, int *err);

/* hooks.c */
struct syscall_seen {                         /* a system call of a program, as it came */
	long number;
	uint64_t args[6];
	int64_t result;                       /* when it leaves */
};
void hooks_lock(void);                        /* no hook fires meanwhile */
void hooks_unlock(void);
void hooks_fire(struct ax_hook *hook, void *ctx); /* no other hook meanwhile */
void hooks_enter(const struct syscall_seen *seen);
void hooks_leave(struct syscall_seen *seen, int64_t status);
int hooks_start(void);

/* source.c: tracepoints and kprobes */
struct source;
enum source_kind { SOURCE_TRACEPOINT, SOURCE_KPROBE, SOURCE_KRETPROBE };
struct source *source_tracepoint(uint64_t id);                    /* NULL: none has this number */
struct source *source_kprobe(const char *function, bool leave);   /* NULL: it is no function of ours */
struct ax_hook *source_hook(struct source *source);
uint64_t source_seen(const struct source *source);                /* how often it has happened */
enum source_kind source_name(const struct source *source, char *out, size_t size); /* as TASK_FD_QUERY says it */
/* source_regs - struct pt_regs of a system call (272 bytes: the larger of the two that isa/ctx.def knows); false, and all
 * of it 0, where the machine's is not known. */
bool source_regs(const struct syscall_seen *seen, bool leave, uint64_t regs[34]);
void sources_fire(const struct syscall_seen *seen, bool leave);
int sources_start(const char *dir);                               /* and their files below `dir` */

/* bpffs.c: names for objects, files below DIR/fs */
int bpffs_open(const char *dir);
int bpffs_pin(const char *path, enum ax_kind kind, void *object);
int bpffs_get(const char *path, enum ax_kind *kind, void **object);
void bpffs_sweep(void);                       /* drop what has been unlinked */
bool bpffs_used(void);

/* package.c: microBPF packages (axi_bpf_host.package_load) */
int package_load(void *arg, const void *package, size_t size, struct ax_prog **prog, char *text, size_t room);

/* mem.c: the port of this process; blocks of a page and more are files that programs can map */
const struct ax_port *server_port(const char *dir);
/* mem_file - the file that address `base` lies in, opened for reading (and writing), and where the `bytes` from there lie.
 * A new descriptor, or -errno. */
int mem_file(const void *base, size_t bytes, bool write, struct map_reply *reply);

/* clock.c */
int perf_new(struct conn *conn);              /* ASK_PERF */
uint64_t perf_user(const struct conn *conn);  /* where its attributes lie in the program; 0: the question is none */
void perf_free(struct perf *perf);
int64_t perf_ioctl(struct conn *conn, struct handle *handle, uint64_t request, uint64_t arg);
int64_t perf_read(struct conn *conn, struct handle *handle);
struct ax_perf_event *perf_event(struct perf *perf); /* with a reference */
/* perf_ring - the pages of a BPF output event: made by the first mapping; the later ones must be as large. */
int perf_ring(struct perf *perf, u64 offset, u64 bytes, void **base);
int perf_tell(struct perf *perf, struct axi_event_told *told); /* axi_bpf_host.task_event */
bool perf_poll(struct perf *perf);            /* would a reader find a record? */
int perf_tell_link(const struct ax_link *link, struct axi_event_told *told); /* axi_bpf_host.link_event */
int perf_attach(struct perf *perf, struct ax_prog *prog, u64 cookie, struct ax_link **out);
void clock_start(void);
void *ring_pages(size_t bytes);               /* mem.c: pages that programs can map; ring_pages_free */
void ring_pages_free(void *at);
void main_wake(void);                         /* a reader may have something to find */

/* Views: mappings that programs hold. */
struct view {
	struct ax_map *map;        /* a reference */
	uint64_t number;
	bool write;
	struct view *next;
};

#endif
