/* SPDX-License-Identifier: Apache-2.0
 * load.h - an object file in an engine: what `rk verify` and `rk run` share. */
#ifndef TOOLS_RK_LOAD_H
#define TOOLS_RK_LOAD_H

#include <axiom/engine.h>
#include "rk/cost.h"
#include "rk/rk.h"

/* struct rk_loaded - an engine of the cloud profile in this process, with the object's maps in it. */
struct rk_loaded {
	struct rk_object file;
	struct ax_engine *engine;
	enum ax_exec exec;         /* for the programs that are loaded; AUTO at first */
	struct ax_map **maps;      /* [file.object.map_count]; NULL: not created */
	struct ax_prog **calls;    /* [call_count]: the programs of program arrays, by rk_load_calls; a reference each */
	void **call_code;          /* [call_count]: for who compiles them, as rk_aot_attach's handle */
	u32 call_count;
	struct rk_cost *cost;      /* what rk_judge_prog is to ask about costs; NULL: nothing */
	u16 *frames;               /* what rk_judge_prog is to fill, as ax_verify_input.frames; NULL: not asked */
	bool packets;              /* what is loaded runs on packets (rk/packet.h) */
	u64 *converts;             /* ... as ax_verify_input.converts */
	bool no_types;             /* judge without the kernel's types: nothing of its structures may be read */
	bool no_leaks;             /* judge by the stricter rules (docs/decisions/0001) */
};

/* rk_use_map_entries - from the option --map-entries (NULL: none): for maps that have no number of their own. */
int rk_use_map_entries(const char *text);
/* rk_load_open - open the file, create its maps and fill them; those of a type that does not exist here stay NULL, and
 * rk_load_prog refuses programs that use them.  RK_OK, or RK_UNUSABLE with one line printed. */
int rk_load_open(struct rk_loaded *out, const char *path);
/* rk_load_open_limits - the same under other limits, which outlive it. */
int rk_load_open_limits(struct rk_loaded *out, const char *path, const struct ax_limits *limits);
void rk_load_close(struct rk_loaded *loaded);

/* rk_prog_type - "perf_event" or "7" to the number; 0 when there is no such type.  rk_prog_type_name: and back. */
u32 rk_prog_type(const char *name);
const char *rk_prog_type_name(u32 type);
/* rk_context_bytes - how large the context of a program type is. */
u32 rk_context_bytes(u32 type);
const char *rk_map_type_name(u32 type);

/* rk_load_prog - load one program; `type` 0: as its section says.  Returns a status of ax_prog_load and its diag;
 * a type that nobody knows is -AX_EINVAL with a note. */
int rk_load_prog(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog **out,
		 struct ax_diag *diag);
/* rk_load_calls - load the programs that program arrays hold at first, and put them there; after the first program that uses
 * the arrays, whose kind they take.  A status; then *refused is the program it was about, with its diag. */
int rk_load_calls(struct rk_loaded *loaded, u32 type, const struct ax_object_prog **refused, struct ax_diag *diag);
/* rk_judge_prog - the verifier's verdict alone: also on program and map types that it knows and this engine does not run.
 * Fills of *info: types, instructions, verdict, time.  A status and its diag as rk_load_prog. */
int rk_judge_prog(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog_info *info,
		  struct ax_diag *diag);
/* rk_map_facts - what the verifier is told of the object's map `index`. */
void rk_map_facts(const struct rk_loaded *loaded, u32 index, struct ax_map_facts *out);
/* rk_use_types - of the kernel, for program types whose contexts are its functions' arguments; *target must outlive in. */
void rk_use_types(struct ax_verify_input *in, const struct ax_object_prog *prog, struct ax_target *target);
/* rk_certify_prog - the program's certificate (ax_certify), as loaders number its maps: by first use.
 *   kind  RK_CERT_FULL: an entry at every target; RK_CERT_DEVICE: such a one as a microcontroller's build knows numbers, contexts
 *         and helpers (-DAX_DEVICE), or of this machine's when that does there, too; the refusals of the device have a reason
 *         and an instruction alone */
enum rk_cert { RK_CERT_SPARSE, RK_CERT_FULL, RK_CERT_DEVICE };
int rk_certify_prog(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, enum rk_cert kind, u8 *out, size_t room,
		    size_t *size, struct ax_diag *diag);
/* rk_judge_device - what a microcontroller says of the program with the certificate that it has: as rk_judge_prog, without words. */
int rk_judge_device(struct rk_loaded *loaded, const struct ax_object_prog *prog, u32 type, struct ax_prog_info *info,
		    struct ax_diag *diag);
/* rk_explain - several lines about a refusal, each with its newline; truncated to `size`. */
void rk_explain(const struct ax_object_prog *prog, int err, const struct ax_diag *diag, char *out, size_t size);

/* rk_exec_verified - verify one program and run it with R1 = a copy of the memory, R2 = its size; prints R0.  The exit
 * status of rk exec. */
int rk_exec_verified(const struct ax_insn *insns, u32 count, const u8 *memory, size_t size, enum ax_exec exec, bool aot);

/* rk_json_string - `text` in quotes, escaped, on standard output.  rk_json_hex: bytes as hex digits in quotes. */
void rk_json_string(const char *text);
void rk_json_hex(const u8 *bytes, size_t count);

#endif
