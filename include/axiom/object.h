/* SPDX-License-Identifier: Apache-2.0
 * object.h - object files as clang writes them: ELF64, little-endian, EM_BPF.
 *
 * Reading is separate from loading: ax_object_open checks the whole file and describes it (programs with relocations
 * applied, maps, licence, lines) in the caller's arena; who has an engine or bpf(2) then creates and loads.
 * Every byte of the file may be hostile.  The file's bytes must outlive the object. */
#ifndef AXIOM_OBJECT_H
#define AXIOM_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/arena.h>
#include <axiom/diag.h>
#include <axiom/insn.h>
#include <axiom/map.h>
#include <axiom/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/* struct ax_object_slot - an initial value that is another object: of a map of maps, or of a program array. */
struct ax_object_slot {
	uint32_t key;
	const char *name;          /* the map's, or the program's function */
};

struct ax_object_map {
	struct ax_map_spec spec;
	const char *name;          /* whole symbol or section name */
	const void *data;          /* .rodata/.data: initial contents of the one value (arenas: .addr_space.1, of their first bytes); NULL: zeroes
				    * (.bss) or none */
	uint32_t data_size;
	uint32_t lock_at, timer_at; /* 1 + offset of the struct bpf_spin_lock, bpf_timer in its values; 0: none */
	uint32_t closed_from, closed_to; /* bytes from the first to behind the last field of a value that is a kernel pointer (__kptr), a list,
					  * a tree or what else Linux alone gives programs functions for; closed_to 0: none */
	uint32_t value_type, inner_type; /* where some of its values (of the values of the maps in it) is closed: their type, for ax_object.own */
	const struct ax_map_spec *inner; /* maps of maps: what the maps in it are like; NULL: not said */
	const struct ax_object_slot *slots; /* [slot_count], from the initialiser of `values` */
	uint32_t slot_count;
	bool internal;             /* from .rodata/.data/.bss/.kconfig */
	bool freeze;               /* .rodata*: freeze after filling */
	bool pinned;               /* wants to be found and pinned by name (LIBBPF_PIN_BY_NAME, and iproute2's and Cilium's
				    * ways to say so); whoever creates it may */
};

struct ax_object_prog {
	const char *name;          /* function symbol */
	const char *section;       /* as in SEC("...") */
	uint32_t prog_type, attach_type; /* from the section name; 0 when unknown */
	struct ax_insn *insns;     /* main first, then the subprograms it needs; maps as AX_PSEUDO_MAP_IDX(_VALUE) = index in maps */
	uint32_t insn_count;
	const char *const *missing; /* [insn_count]: what the target's types have not, where an instruction became a call of nothing for it;
				     * NULL: they have everything */
	const uint32_t *func_starts;
	const char *const *func_names; /* [func_count] */
	uint32_t func_count;
	uint32_t exception_cb;     /* slot of its exception callback (BTF tag "exception_callback:NAME"); 0: none */
	const struct ax_line *lines;
	uint32_t line_count;
	/* For BPF_PROG_LOAD together with the object's BTF: struct bpf_line_info [line_count] and struct bpf_func_info
	 * [func_count] as on the wire, offsets in slots; NULL when the file has none (for every function). */
	const void *line_info, *func_info;
	const char *ops, *ops_member; /* of type STRUCT_OPS: the structure of which a table holds it, as which member; NULL: none does */
	const void *cert;          /* from .axiom.cert, for ax_verify; NULL: none.  Maps are numbered by first use. */
	uint32_t cert_size;
	const char *refused;       /* with keep_unlinked: what it refers to that is not there (then it has no insns); else NULL */
};

struct ax_object {
	const char *license;       /* "" when there is none */
	uint32_t version;
	struct ax_object_map *maps;
	uint32_t map_count;
	struct ax_object_prog *progs;
	uint32_t prog_count;
	const void *btf;           /* .BTF, ready for BPF_BTF_LOAD (places of variables filled in), or NULL */
	uint32_t btf_size;
	struct ax_own_types own;   /* the structures in it, for the verifier; layout NULL: there are none */
	const char *const *externs; /* names that it expects of the kernel, [extern_count]: for ax_object_missing */
	uint32_t extern_count;
};

/* ax_object_missing - what a call that the verifier does not know meant: the name of the weak kernel function that is not here.
 * NULL: `insn` is no such call. */
const char *ax_object_missing(const struct ax_object *object, const struct ax_insn *insn);
/* ax_object_note - the same, or what a CO-RE relocation did not find, in words, into the note of a refusal of this program that has none. */
void ax_object_note(const struct ax_object *object, const struct ax_object_prog *prog, struct ax_diag *diag);

/* struct ax_object_error - where the file is wrong. */
struct ax_object_error {
	char text[160];            /* one line: what, where (section, offset, symbol), what to do */
	uint64_t offset;           /* in the file, when known */
};

/* ax_object_open - check and describe.
 * Errors: -AX_ENOEXEC (no BPF ELF), -AX_EINVAL (malformed, unknown relocation ...), -AX_ENOMEM (arena; try a bigger one),
 * -AX_ENOENT (undefined symbol), -AX_ENOTSUPP (well-formed, but a feature we refuse).  `err` says what and where. */
int ax_object_open(struct ax_object *out, const void *file, size_t size, struct ax_arena *arena,
		   struct ax_object_error *err);

/* struct ax_object_options - the system that the object is for; all zero: unknown. */
struct ax_object_options {
	const void *target_btf;    /* its kernel's BTF, for CO-RE relocations; may be as hostile as the file */
	size_t target_btf_size;
	uint32_t kernel_version;   /* for LINUX_KERNEL_VERSION: major << 16 | minor << 8 | patch; 0: not known */
	bool syscall_wrapper;      /* LINUX_HAS_SYSCALL_WRAPPER: system calls take one struct pt_regs * */
	const char *kconfig;       /* text of its configuration ("CONFIG_HZ=250" a line) for .kconfig; NULL: not known */
	size_t kconfig_size;
	/* ksym - the address of a symbol of the kernel, for `extern const void NAME __ksym`; 0: it has none of this name.  NULL: not known */
	uint64_t (*ksym)(void *arg, const char *name);
	void *ksym_arg;
	bool text_programs;        /* an object without any program in a section of its own: the global functions in .text are its
				    * programs (their prog_type is 0) */
	bool keep_unlinked;        /* a program that refers to what is not there is listed with its `refused`, and the others stay;
				    * else the object is refused */
};
/* ax_object_open_with - the same, for that system (NULL: unknown).  CO-RE relocations without a target's BTF give
 * -AX_ENOTSUPP.  What the target has not becomes a call of helper 0xbad2310: the verifier refuses the program if it can
 * be reached.  The options and what they point to are not needed afterwards. */
int ax_object_open_with(struct ax_object *out, const void *file, size_t size, struct ax_arena *arena,
			const struct ax_object_options *options, struct ax_object_error *err);

/* ax_section_prog_type - program and attach type that SEC("name") means ("perf_event", "timer/1000hz", "xdp" ...).
 * -AX_ENOENT for an unknown name. */
int ax_section_prog_type(const char *section, uint32_t *prog_type, uint32_t *attach_type);

#ifdef __cplusplus
}
#endif

#endif
