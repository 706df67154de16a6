/* SPDX-License-Identifier: Apache-2.0
 * sysbpf.h - the bpf(2) front: decodes Linux's attributes and calls the engine.
 *
 * The world around it (the kernel's system call, a library inside a Linux process) is a thin shell: it owns the
 * descriptors, the user's memory and the perf events, and hands them over as callbacks. */
#ifndef SYSBPF_SYSBPF_H
#define SYSBPF_SYSBPF_H

#include <axiom/engine.h>
#include <axiom/hook.h>
#include <axiom/prog.h>
#include "base/types.h"

/* How a descriptor was opened; the shell keeps it beside the object.  Linux opens every bpf descriptor close-on-exec. */
enum {
	AXI_FD_CLOEXEC = 1u << 0, /* always set */
	AXI_FD_RDONLY = 1u << 1,  /* map: no writing through it (also no writable shared mmap: EACCES) */
	AXI_FD_WRONLY = 1u << 2,  /* map: no reading through it */
};

/* A descriptor that is no object with an id: while it is open, run times are measured (BPF_ENABLE_STATS).  Shells treat it as
 * any other kind; its object is the engine. */
#define AXI_KIND_STATS AX_KINDS

/* What TASK_FD_QUERY says of a perf event. */
struct axi_event_told {
	u32 prog_id, fd_type;      /* enum bpf_task_fd_type */
	u64 offset, address;       /* of a probe */
	char name[64];             /* of the tracepoint or the function; "": an event that is neither, */
	u32 event_type;            /* and what it is: perf_event_attr.type and .config */
	u64 config;
};

struct call;
/* package.c: programs of another engine in packages, for shells that have one. */
long axi_package_load(struct call *call);
int axi_package_test(struct call *call, struct ax_prog *prog);

/* struct axi_bpf_host - what the shell provides.  All are called in task context, may sleep, and get `arg` back. */
struct axi_bpf_host {
	void *arg;
	/* Copy from and to the calling process, bytes > 0: 0 or -AX_EFAULT.  Any address may be given. */
	int (*copy_in)(void *arg, void *to, u64 user, size_t bytes);
	int (*copy_out)(void *arg, u64 user, const void *from, size_t bytes);
	/* A new descriptor for `object`.  On success (>= 0) it owns the caller's reference and gives it back through
	 * axi_sysbpf_release when it is closed for the last time; on an error (-AX_EMFILE ...) the caller keeps it. */
	int (*fd_install)(void *arg, enum ax_kind kind, void *object, u32 flags);
	/* The object behind a descriptor, with a new reference that the caller puts.  `flags`: as given to fd_install.
	 * -AX_EBADF: no such descriptor; -AX_EINVAL: it is open, but no bpf object. */
	int (*fd_get)(void *arg, int fd, enum ax_kind *kind, void **object, u32 *flags);
	/* LINK_CREATE for a perf event: attach `prog` to the event behind `perf_fd` (ax_hook_attach) and keep the event
	 * alive until the link goes (ax_link_on_release).  -AX_EBADF, -AX_EINVAL (no perf event; wrong program type),
	 * -AX_EEXIST (the event has a program).  NULL: this world has no perf events. */
	int (*perf_attach)(void *arg, int perf_fd, struct ax_prog *prog, u64 cookie, struct ax_link **out);
	/* OBJ_PIN: give `object` a name in the world's bpffs.  On success the name owns a reference of its own, taken through
	 * axi_sysbpf_object_get.  `dirfd`: where a relative path begins, or AXI_AT_CWD.  Errors as open(2) and mkdir(2);
	 * -AX_EPERM: the directory is in no bpffs.  NULL: this world has no bpffs (-AX_EPERM).
	 * OBJ_GET: what is pinned there, a new reference.  -AX_ENOENT, -AX_EACCES (no object of bpf). */
	int (*pin_object)(void *arg, int dirfd, const char *path, enum ax_kind kind, void *object);
	int (*get_pinned)(void *arg, int dirfd, const char *path, enum ax_kind *kind, void **object);
	/* TASK_FD_QUERY: as fd_get, for a descriptor of process `pid`; -AX_ENOENT: no such process.  NULL: only the caller
	 * himself can be asked about. */
	int (*task_fd_get)(void *arg, u32 pid, int fd, enum ax_kind *kind, void **object, u32 *flags);
	/* TASK_FD_QUERY: the same for what is no object of bpf, but a perf event.  -AX_ENOENT: it has no program; -AX_EOPNOTSUPP:
	 * it is a clock; -AX_EINVAL: it is no event.  NULL: as that. */
	int (*task_event)(void *arg, u32 pid, int fd, struct axi_event_told *told);
	/* What a link that perf_attach gave hangs on.  -AX_ENOENT: it is not known any more.  NULL: nobody is told. */
	int (*link_event)(void *arg, const struct ax_link *link, struct axi_event_told *told);
	/* The perf event behind a descriptor, for perf event arrays, with a reference that the caller puts (event->put).
	 * -AX_EBADF: there is none.  NULL: as that. */
	int (*event_get)(void *arg, int fd, struct ax_perf_event **event);
	/* The task behind a pid descriptor, for storage of tasks (ax_task_key).  -AX_EBADF: it is none; -AX_ENOENT: the task has
	 * ended.  NULL: there are none. */
	int (*task_get)(void *arg, int pidfd, u64 *task);
	/* The types of the system that programs of types tracing and lsm attach to, which last.  NULL, or gives NULL: not known. */
	const struct ax_btf_types *(*system_types)(void *arg);
	/* The bytes of the types that axi_sysbpf_system_types has shown, as many as it said; they last.  NULL: they cannot be read. */
	const void *(*system_btf)(void *arg, u32 size);
	/* May the caller use bpf(2)?  CAP_BPF or CAP_SYS_ADMIN on Linux. */
	bool (*privileged)(void *arg);
	/* Stay on this CPU between the two (PROG_TEST_RUN).  NULL: interrupts are masked instead. */
	void (*pin)(void *arg);
	void (*unpin)(void *arg);
	/* PROG_LOAD of type js: axi_package_load, which calls package_load, and PROG_TEST_RUN: axi_package_test.  NULL: this world
	 * has eBPF only.  package_load: make a program of the package's bytes, which it copies; its entry in the table of
	 * programs with one reference in *prog, or an error with a line in `text`. */
	long (*package_load_call)(struct call *call);
	int (*package_test_call)(struct call *call, struct ax_prog *prog);
	int (*package_load)(void *arg, const void *package, size_t size, struct ax_prog **prog, char *text, size_t room);
	/* A signal is pending: a long PROG_TEST_RUN ends with -AX_EINTR.  NULL: never. */
	bool (*interrupted)(void *arg);
};

/* axi_sysbpf - the system call: `cmd` of enum bpf_cmd, attributes of `size` bytes at `uattr` in user memory.
 * Returns a descriptor, 0, or a negative errno, as Linux.  Every byte of the user's memory is read at most once before
 * it is used.  Task context. */
long axi_sysbpf(struct ax_engine *engine, const struct axi_bpf_host *host, int cmd, u64 uattr, u32 size);

/* axi_sysbpf_release - the last close of a descriptor: drop its reference. */
void axi_sysbpf_release(struct ax_engine *engine, enum ax_kind kind, void *object);

/* axi_sysbpf_system_types - show the system's own types among the BTF objects, as Linux shows its "vmlinux": `name` lasts, `size` is
 * that of their BTF, which host->system_btf has when it is asked for.  The shell's reference is in *out until it is given to
 * axi_sysbpf_release.  -AX_ENOMEM. */
int axi_sysbpf_system_types(struct ax_engine *engine, const char *name, u32 size, void **out);

/* axi_sysbpf_object_get - one more reference for a second holder of the same object (dup in another table ...). */
void axi_sysbpf_object_get(enum ax_kind kind, void *object);

enum { AXI_AT_CWD = -100 };

#endif
