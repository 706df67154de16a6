/* SPDX-License-Identifier: Apache-2.0
 * vm.h - what the machine (vm.c) calls of vm_slow.c. */
#ifndef JS_VM_H
#define JS_VM_H

#include "js/frame.h"

/* axi_js_vm_closure - function `index` of the image with cells of the frame r; new_cell - with *value, or with what the cell *value
 * holds.  EMPTY: thrown. */
js_value axi_js_vm_closure(struct js *js, const js_value *r, u32 index);
js_value axi_js_vm_new_cell(struct js *js, const js_value *value, bool copy);
/* axi_js_vm_global_get - a property of the global object by name; EMPTY: there is none (or it threw: accessors are no globals). */
js_value axi_js_vm_global_get(struct js *js, u32 name);
void axi_js_vm_throw_name(struct js *js, enum js_error_id id, u32 atom);
void axi_js_vm_throw_read(struct js *js, js_value base, js_key key);
/* axi_js_vm_make_this - the object that `new` makes for a function. */
js_value axi_js_vm_make_this(struct js *js, js_value function, u32 shape);
/* axi_js_vm_element_key - the key for o[k] of a primitive k, for reading: no interning.  KEY_NONE: no object has such a property. */
js_key axi_js_vm_element_key(struct js *js, js_value *k);
/* axi_js_vm_room_for_element - an element of a typed array may be a number that needs room (32-bit values) */
int axi_js_vm_room_for_element(struct js *js, js_value *b, js_value *c);
/* axi_js_vm_array_from - a new array of n values at `from` (slots of the frame). */
js_value axi_js_vm_array_from(struct js *js, const js_value *from, u32 n);
/* axi_js_vm_next_in, next_of - the next key or item of a loop, whose four registers are at `at`; next_of: JS_CALL: there is one. */
bool axi_js_vm_next_in(struct js *js, js_value *at);
int axi_js_vm_next_of(struct js *js, js_value *at);
/* axi_js_vm_handler_for - the innermost handler of f for instruction `at`, or NULL. */
const struct js_handler *axi_js_vm_handler_for(struct js *js, const struct js_fn *f, u32 at);

#endif
