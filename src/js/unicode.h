/* SPDX-License-Identifier: Apache-2.0
 * unicode.h - the little that JavaScript needs to know about characters. */
#ifndef JS_UNICODE_H
#define JS_UNICODE_H

#include "base/types.h"

/* axi_js_upper, axi_js_lower - the single-character mapping of a code point; itself where there is none, where the mapping
 * has several characters (sharp s), and beyond U+FFFF. */
u32 axi_js_upper(u32 c);
u32 axi_js_lower(u32 c);
bool axi_js_is_line_end(u32 c); /* LineTerminator */
bool axi_js_is_space(u32 c);    /* WhiteSpace or LineTerminator: what trim removes and \s matches */

#endif
