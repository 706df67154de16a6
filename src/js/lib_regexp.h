/* SPDX-License-Identifier: Apache-2.0
 * lib_regexp.h - regular expression objects, as their own methods and those of strings use them. */
#ifndef JS_LIB_REGEXP_H
#define JS_LIB_REGEXP_H

#include "js/lib.h"
#include "js/regexp.h"

/* axi_js_regexp_flags - JS_RE_x of a RegExp value.  NO ALLOC */
u32 axi_js_regexp_flags(struct js *js, js_value re);
u32 axi_js_regexp_groups(struct js *js, js_value re);
/* axi_js_regexp_match - search `subject` from `from` (at `from` if sticky).  The arguments are slots; *memory is undefined or
 * what an earlier call left there: after a match the first words of its bytes are the groups' limits.  ALLOCATES, charges for
 * its work; JS_THROW when out of memory or steps. */
int axi_js_regexp_match(struct js *js, const js_value *re, const js_value *subject, js_value *memory, u32 from, bool *found);
/* axi_js_regexp_group - limits of a group after a match; false: it took no part.  NO ALLOC */
bool axi_js_regexp_group(struct js *js, js_value memory, u32 group, u32 *from, u32 *to);
/* axi_js_regexp_text - a group as a string, undefined if it took no part.  ALLOCATES; JS_EMPTY when it threw. */
js_value axi_js_regexp_text(struct js *js, const js_value *memory, const js_value *subject, u32 group);
/* axi_js_regexp_next - the position behind `at` for the next search after an empty match */
u32 axi_js_regexp_next(struct js *js, js_value re, js_value subject, u32 at);
int axi_js_regexp_set_last_index(struct js *js, js_value re, u32 at);

int axi_js_regexp_replace(struct js *js, struct js_call *c);
int axi_js_regexp_split(struct js *js, struct js_call *c, u32 limit);

#endif
