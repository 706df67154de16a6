/* SPDX-License-Identifier: Apache-2.0
 * world.h - two worlds that answer bpf(2): ours (axi_sysbpf behind a shell inside this process) and the host's Linux.
 *
 * A script talks to a world through these functions; every answer is kept, so that two worlds can be compared. */
#ifndef TESTS_UNIT_SYSBPF_WORLD_H
#define TESTS_UNIT_SYSBPF_WORLD_H

#include <linux/bpf.h>
#include <axiom/engine.h>
#include "sysbpf/sysbpf.h"
#include "unit/map/mapkit.h"
#include "unit/test.h"

enum { WORLD_FDS = 256, WORLD_ANSWERS = 2048, WORLD_PINS = 8 };
#define WORLD_BPFFS "/sys/fs/bpf/"

struct world {
	bool linux_;                       /* the host's kernel answers */
	/* ours only: */
	struct kit kit;
	struct ax_engine *engine;
	struct axi_bpf_host host;
	bool privileged;
	struct ax_hook tracepoint;         /* published as "sys_enter" */
	struct {
		char path[64];
		enum ax_kind kind;
		void *object;
	} pins[WORLD_PINS];                /* the bpffs: paths that begin with WORLD_BPFFS */
	struct {
		void *object;              /* NULL: not one of ours */
		enum ax_kind kind;
		u32 flags;
		struct ax_hook *hook;      /* a perf event */
	} fds[WORLD_FDS];
	/* both: */
	long answers[WORLD_ANSWERS];       /* 0 for a descriptor or success, -errno, or a noted value */
	int lines[WORLD_ANSWERS];          /* where in the script */
	u32 count;
};

/* world_ours - an engine of the cloud profile with memory of its own. */
void world_ours(struct world *world);
void world_linux(struct world *world);
/* world_end - closes what is open; ours: everything must be given back. */
void world_end(struct world *world);
/* world_linux_refuses - NULL, or why the host's bpf(2) cannot be used. */
const char *world_linux_refuses(void);

/* world_bpf - bpf(2): a descriptor or 0, or -errno.  Remembers the answer (a descriptor as 0). */
#define world_bpf(world, cmd, attr, size) world_bpf_at(world, cmd, attr, size, __LINE__)
long world_bpf_at(struct world *world, int cmd, const void *attr, u32 size, int line);
/* world_note - remember a value that the script saw. */
#define world_note(world, value) world_note_at(world, (long)(value), __LINE__)
void world_note_at(struct world *world, long value, int line);

void world_close(struct world *world, int fd);
/* world_perf - a software clock event that does not run: a descriptor. */
int world_perf(struct world *world);

/* world_unpin - unlink(2) a pinned object: 0 or -errno, remembered. */
long world_unpin(struct world *world, const char *path);

/* world_mmap - shared pages of a map; NULL and a remembered errno when refused. */
void *world_mmap(struct world *world, int fd, u64 offset, size_t bytes, bool write);
void world_munmap(struct world *world, int fd, void *pages, size_t bytes, bool write);

/* Short ways for what most scripts need; they remember the answers. */
int world_map(struct world *world, u32 type, u32 key, u32 value, u32 entries, u32 flags);
int world_prog(struct world *world, u32 type, const void *insns, u32 count, const char *license);

/* world_compare - run the script in both worlds; the first different answer fails the test. */
void world_compare(const char *name, void (*script)(struct world *world));

#endif
