/* SPDX-License-Identifier: Apache-2.0
 * regexp.h - regular expressions: a compiler to words of 16 bits, and a backtracking matcher.
 *
 * Both work in the caller's memory and know nothing of the heap.  The matcher keeps its choices on a stack of its own, stops
 * when its fuel is used up or its memory is full, and goes on where it was when it is called again with more.
 *
 * Syntax: ECMA-262 section 22.2.1 with its Annex B for patterns without the flag u; without look-behind, named groups and
 * property escapes (\p): those are refused.  Flags g i m s u y. */
#ifndef JS_REGEXP_H
#define JS_REGEXP_H

#include "js/native.h"

enum {
	JS_RE_GLOBAL = 1,
	JS_RE_IGNORE_CASE = 2,
	JS_RE_MULTILINE = 4,
	JS_RE_DOT_ALL = 8,
	JS_RE_UNICODE = 16,
	JS_RE_STICKY = 32,
};

/* Words at the start of a compiled expression */
enum {
	JS_RE_FLAGS,
	JS_RE_GROUPS,    /* with group 0 */
	JS_RE_REGISTERS, /* groups * 2 and what loops and look-aheads need */
	JS_RE_SIZE,      /* words in all */
	JS_RE_CODE,
};

enum js_re_status {
	JS_RE_OK = 0,    /* compiled; matched */
	JS_RE_NO = 1,    /* does not match; compile: syntax error (see `error`) */
	JS_RE_SPACE = 2, /* the memory given is too small: more, please */
	JS_RE_FUEL = 3,  /* matcher: call again */
};

/* axi_js_re_flags - the flags' letters as a mask, or -1 (unknown or twice). */
s32 axi_js_re_flags(const struct js_str *text);

struct js_re_error {
	const char *reason;
	u32 at; /* unit of the pattern */
};

/* axi_js_re_compile - `code` has room for `words` words, at least JS_RE_CODE.  JS_RE_SPACE: try again with twice as many
 * (65,535 at most; beyond that it is a syntax error).  C stack: about 2 KiB; time: pattern length times nesting. */
enum js_re_status axi_js_re_compile(const struct js_str *pattern, u32 flags, u16 *code, u32 words, struct js_re_error *error);

/* struct js_re_match - a match in progress.  Everything but `code`, `input` and `memory`, which may move between two calls,
 * belongs to the matcher. */
struct js_re_match {
	const u16 *code;
	struct js_str input;
	u32 *memory; /* registers, then the stack; kept by the caller, grows by copying what is there */
	u32 words;   /* of memory: at least axi_js_re_memory(code) */
	u32 start;   /* where this attempt began */
	u32 pc, at, top;
	u32 run_start, run_count; /* a RUN that is not through yet */
	u32 debt;  /* fuel used beyond what was given */
	bool running, in_run;
};

u32 axi_js_re_memory(const u16 *code); /* the smallest memory that makes sense, in words */
void axi_js_re_begin(struct js_re_match *m, u32 from);
/* axi_js_re_run - work for about `fuel` units and characters.  JS_RE_OK: memory[2 * g] and memory[2 * g + 1] are the limits of
 * group g, JS_RE_UNSET where it took no part. */
#define JS_RE_UNSET 0xffffffffu
enum js_re_status axi_js_re_run(struct js_re_match *m, u32 fuel);

#endif
