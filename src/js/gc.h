/* SPDX-License-Identifier: Apache-2.0
 * gc.h - the collector (heap.h has its entrance). */
#ifndef JS_GC_H
#define JS_GC_H

#include "js/heap.h"

/* axi_js_slide - move all objects, garbage too, so that they begin at `border` (8-byte aligned; there must be room). */
void axi_js_slide(struct js *js, u32 border);

#endif
