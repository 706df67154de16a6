/* SPDX-License-Identifier: Apache-2.0
 * helper.h - helper functions that programs call.  Ids and prototypes: src/isa/helpers.def. */
#ifndef AXIOM_HELPER_H
#define AXIOM_HELPER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum ax_helper_id {
#define HELPER(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags) AX_HELPER_##name = id,
#define HELPER_KNOWN(id, name, ret, a1, a2, a3, a4, a5, flags, progs) AX_HELPER_##name = id,
#define HELPER_LARGE(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) AX_HELPER_##name = id,
#define HELPER_JUDGED(id, name, ret, a1, a2, a3, a4, a5, flags, progs) AX_HELPER_##name = id,
#include "isa/helpers.def"
};

/* Kernel functions have numbers of their own behind the helpers' ids: rows of src/isa/kfunc.def.  In the engine's internal form
 * a call of one has src AX_CALL_KFUNC and this number; Linux's number, an id in its BTF, is not it. */
enum ax_kfunc_id {
	AX_KFUNC_FIRST = 256,
#define KFUNC(id, name, ctype, cargs, ret, a1, a2, a3, a4, a5, flags, progs) AX_KFUNC_##name = id,
#include "isa/kfunc.def"
	AX_KFUNC_END
};

/* What a legacy packet load calls in a linked program, which no program may call itself: r1 the context, r2 the offset (32 bits,
 * signed), r3 how many bytes (1, 2, 4).  Returns the number that they are in network byte order, or -AX_EFAULT: not in the packet. */
enum { AX_PACKET_LOAD = AX_KFUNC_END };

struct ax_run;

/* ax_helper_fn - r1 .. r5 as the program passed them; `run` says who runs (engine, program).
 * Context: whatever the hook's is; never blocks. */
typedef uint64_t (*ax_helper_fn)(uint64_t r1, uint64_t r2, uint64_t r3, uint64_t r4, uint64_t r5, struct ax_run *run);

#ifdef __cplusplus
}
#endif

#endif
