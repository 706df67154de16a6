/* SPDX-License-Identifier: Apache-2.0
 * js.h - the JavaScript engine: one program image, one piece of memory, one thread at a time.
 *
 * Life: ax_js_image_check (once per image) - ax_js_init - ax_js_run (the program's top level) - ax_js_call_global (any number
 * of invocations) ...  There is nothing to free: the memory is the caller's.  The image is executed in place and must
 * stay readable and unchanged.  No function allocates, blocks or recurses with the program. */
#ifndef AXIOM_JS_H
#define AXIOM_JS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <axiom/status.h>

#ifdef __cplusplus
extern "C" {
#endif

struct js;

/* struct ax_js_host - what the program can reach outside; members may be NULL. */
struct ax_js_host {
	/* print - one line of UTF-8 without its end, for print() and console.log(). */
	void (*print)(void *arg, const char *utf8, size_t length);
	/* tick - asked every 1,024 steps of a run (a step may be a longer one); false ends the run: nothing catches it. */
	bool (*tick)(void *arg);
};

struct ax_js_stats {
	uint64_t collections;
	uint64_t allocations;
	uint64_t out_of_memory; /* allocations that were refused */
	uint64_t exhausted;	/* runs ended by the step budget */
	uint32_t heap_used;	/* bytes of objects after the last collection, or now */
	uint32_t heap_high;	/* most bytes ever in use, garbage included */
	uint32_t stack_high;
};

/* struct ax_js_diag - why an image was refused or a source does not compile. */
struct ax_js_diag {
	char text[160];
	uint32_t line, column; /* source: from 1; 0: not known */
	uint32_t offset;       /* image: byte offset */
};

/* ax_js_image_check - verify an image; must precede ax_js_init, on bytes that nobody changes afterwards.
 *   image, size   4-byte aligned
 * Returns 0, -AX_EINVAL or -AX_ENOSYS (another version), with `diag` (may be NULL) filled.  One pass, no memory. */
int ax_js_image_check(const void *image, size_t size, struct ax_js_diag *diag);

/* ax_js_init - make an instance in `memory` (8-byte aligned, size < 2^31) for a checked image.
 * Returns the instance (at the start of the memory), or NULL when the memory is too small for it. */
struct js *ax_js_init(void *memory, size_t size, const void *image, const struct ax_js_host *host, void *host_arg);
/* ax_js_memory_min - bytes of memory that ax_js_init needs for this checked image before any code runs. */
size_t ax_js_memory_min(const void *image);

/* ax_js_run - run the program's top level with `steps`.
 * Returns 0, or -AX_EFAULT (an exception that nobody caught: ax_js_error_text), -AX_ENOMEM (memory or stack ran out),
 * -AX_ETIMEDOUT (steps ran out), -AX_EBUSY (this instance runs already).  In every case the instance can be used again. */
int ax_js_run(struct js *js, uint64_t steps);
/* ax_js_call_global - call the global function `name` without arguments; its result in *out as a number (ToNumber of a
 * primitive; NaN otherwise).  -AX_ENOENT: there is no such function. */
int ax_js_call_global(struct js *js, const char *name, uint64_t steps, double *out);

/* ax_js_steps_used - by the last run. */
uint64_t ax_js_steps_used(const struct js *js);
/* ax_js_error_text - what the last failed run threw, as UTF-8 ("TypeError: x is not a function"), with the source line when
 * the image has it; at most size bytes with the terminator.  Returns the length. */
size_t ax_js_error_text(struct js *js, char *out, size_t size);
void ax_js_stats(const struct js *js, struct ax_js_stats *out);
/* ax_js_collect - collect now.  ax_js_fail_allocation - for tests: let the n-th allocation from now fail (0: none). */
void ax_js_collect(struct js *js);
void ax_js_fail_allocation(struct js *js, uint64_t n);

/* ---- values from C.  Objects move whenever memory is taken, so C never holds a value, but a handle (>= 0) that the collector
 * knows.  Persistent handles live until ax_js_handle_free.  Scoped ones live until their scope closes:
 *
 *         int scope = ax_js_scope_open(js), args[2] = {ax_js_number(js, 1.5), ax_js_string(js, "left", 4)};
 *         int result = ax_js_call(js, function, args, 2, steps);      (errors in args are handled by ax_js_call: -AX_ENOENT)
 *         ax_js_to_number(js, result, &value);
 *         ax_js_scope_close(js, scope);
 *
 * What gives a handle answers it or an error: -AX_ENOMEM, -AX_ENOENT (no such handle, name, property), -AX_EBUSY (the instance
 * runs: handles are for outside; what natives do is src/js/native.h). */
int ax_js_scope_open(struct js *js);
void ax_js_scope_close(struct js *js, int scope); /* with what was opened inside */

/* New scoped handles: a number, a string (UTF-8), a global variable, a property or an element that holds data (a getter is
 * -AX_EOPNOTSUPP: nothing runs here). */
int ax_js_number(struct js *js, double value);
int ax_js_string(struct js *js, const char *utf8, size_t length);
int ax_js_global(struct js *js, const char *name);
int ax_js_get(struct js *js, int handle, const char *name);
int ax_js_at(struct js *js, int handle, uint32_t index);
/* ax_js_call - call a function with at most 120 arguments, as one invocation; a scoped handle of its result, or what ax_js_run
 * returns. */
int ax_js_call(struct js *js, int function, const int *args, uint32_t argc, uint64_t steps);
/* What a handle holds: 0 or -AX_EINVAL (something else); of a string its length in UTF-8, cut to `size` with its end. */
int ax_js_to_number(struct js *js, int handle, double *out);
int64_t ax_js_to_text(struct js *js, int handle, char *out, size_t size);

/* Persistent handles: of what another handle holds, of a global function (-AX_ENOENT: there is none). */
int ax_js_keep(struct js *js, int handle);
int ax_js_handle_global(struct js *js, const char *name);
void ax_js_handle_free(struct js *js, int handle);
int ax_js_call_handle(struct js *js, int handle, uint64_t steps, double *out);

/* ax_js_compile - source (UTF-8) to an image, with `memory` as work space (about 200 times the source is plenty).
 * The image lies in `memory` at *image afterwards.  Returns its size, or -AX_EINVAL (diag: where and why), -AX_ENOMEM. */
struct ax_js_compile {
	const char *name;   /* of the source, for messages */
	bool strip;	    /* without names of local functions' lines */
};
int64_t ax_js_compile(const char *source, size_t size, const struct ax_js_compile *options, void *memory, size_t memory_size,
		      const void **image, struct ax_js_diag *diag);

#ifdef __cplusplus
}
#endif

#endif
