/* SPDX-License-Identifier: Apache-2.0
 * aspace.h - the memory of one process: a sorted list of mappings over an arch_space, filled by page faults.
 *
 * Frames are taken when a page is first touched, but promised when it is mapped: every private page that could be touched
 * is charged to its process and to the machine.  So mmap and brk say ENOMEM; a page fault finds its frame. */
#ifndef PROC_ASPACE_H
#define PROC_ASPACE_H

#include <arch/mmu.h>
#include "base/types.h"

#define VMAS_MAX          1024u      /* mappings of one process; more: ENOMEM */
#define STACK_BYTES_MAX   (8u << 20)
#define STACK_GUARD_BYTES (1u << 20) /* the stack never grows nearer than this to the mapping below */

enum vma_flags {
	VMA_STACK = 1,     /* grows downwards */
	VMA_SHARED = 2,
	VMA_CHARGED = 4,   /* its pages are promised */
	VMA_NO_WRITE = 8,  /* mprotect may not make it writable */
	VMA_HEAP = 16,     /* brk */
};

struct vma;

/* A mapping of somebody else's frames (maps of the engine). */
struct vma_ops {
	/* physical frame of the page at `offset` of the object; PAGE_NONE: none (SIGBUS).  Interrupts may be masked. */
	u64 (*frame)(struct vma *vma, u64 offset);
	void (*open)(struct vma *vma);  /* one more mapping of the object (a split) */
	void (*close)(struct vma *vma); /* a mapping ends */
};

struct vma {
	struct vma *next;
	u64 start, end;
	u32 prot;                  /* MAP_READ | MAP_WRITE | MAP_EXEC; 0: none */
	u32 flags;
	u64 offset;                /* of `start` in the image or the object */
	const u8 *image;           /* bytes that fresh pages are filled with, or NULL: zeros */
	u64 image_bytes;           /* beyond them: zeros */
	const struct vma_ops *ops; /* NULL: private pages */
	void *object;
};

struct aspace {
	struct arch_space space;
	struct vma *first;
	struct vma *hint;              /* where the last fault was */
	u32 vmas;
	u64 charged_pages, limit_pages;
	u64 resident_pages;            /* private frames */
	u64 brk_start, brk;
	u64 stack_top, stack_limit_bytes;
	u64 mmap_top;                  /* mappings are placed below */
};

/* aspace_setup - how much all processes together may be promised; once, when the kernel has what it needs. */
void aspace_setup(void);
/* promise_pages - set frames aside for somebody else (the engine's maps); false when too many are promised.  Any context. */
bool promise_pages(u64 pages);
void unpromise_pages(u64 pages);
int aspace_init(struct aspace *as);
/* aspace_fini - unmap all and free the tables.  The space is not active. */
void aspace_fini(struct aspace *as);

struct vma_spec {
	u64 addr, bytes;           /* page aligned; addr 0 with `fixed` false: anywhere */
	bool fixed, replace;       /* at addr exactly; unmapping what is there (else -AX_EEXIST) */
	u32 prot, flags;
	const u8 *image;
	u64 image_bytes, offset;
	const struct vma_ops *ops;
	void *object;
};
/* aspace_map - address, -AX_EINVAL, -AX_ENOMEM, -AX_EEXIST, -AX_EACCES (write and exec together: W^X holds in user
 * space too; Linux allows it). */
s64 aspace_map(struct aspace *as, const struct vma_spec *spec);
int aspace_unmap(struct aspace *as, u64 addr, u64 bytes);
int aspace_protect(struct aspace *as, u64 addr, u64 bytes, u32 prot);
/* aspace_brk - Linux's brk: the new break, or the old one when it cannot be. */
u64 aspace_brk(struct aspace *as, u64 brk);

enum aspace_fault { ASPACE_OK, ASPACE_NO_MAPPING, ASPACE_NO_RIGHT, ASPACE_NO_FRAME, ASPACE_NO_OBJECT };
/* aspace_fault - make the page at `addr` present.  Any context but interrupts. */
enum aspace_fault aspace_fault(struct aspace *as, u64 addr, bool write, bool exec);

/* aspace_charge - promise pages; false when the process or the machine is at its limit (the stack's growth). */
bool aspace_charge(struct aspace *as, u64 pages);
u64 aspace_promised_pages(void);   /* of all processes */

#endif
