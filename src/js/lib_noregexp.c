/* SPDX-License-Identifier: Apache-2.0
 * lib_noregexp.c - a build without regular expressions (JS_NO_REGEXP): what would need one throws.  The tables are the same, so images
 * run on either build. */
#include "js/lib.h"
#include "js/lib_regexp.h"
#ifdef JS_NO_REGEXP

static int none(struct js *js)
{
	return axi_js_throw(js, JS_E_there_are_no_regular_expressions_in_this_build);
}

#define NATIVE(name)                              \
	int name(struct js *js, struct js_call *c) \
	{                                         \
		return none(js);                  \
	}
NATIVE(axi_js_RegExp)
NATIVE(axi_js_RegExp_exec)
NATIVE(axi_js_RegExp_flag)
NATIVE(axi_js_RegExp_flags)
NATIVE(axi_js_RegExp_source)
NATIVE(axi_js_String_match)
NATIVE(axi_js_regexp_replace)

int axi_js_regexp_split(struct js *js, struct js_call *c, u32 limit)
{
	return none(js);
}

bool axi_js_is_regexp(struct js *js, js_value v)
{
	return false;
}
#else
typedef int axi_js_has_regexp; /* a file of ISO C holds something */
#endif
