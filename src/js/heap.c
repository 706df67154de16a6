/* SPDX-License-Identifier: Apache-2.0
 * heap.c - allocation, and the border between stack and objects. */
#include "js/heap.h"
#include "js/gc.h"
#include "js/string.h"

/* axi_js_out_of_memory - the error is a built-in object: throwing it allocates nothing. */
int axi_js_out_of_memory(struct js *js)
{
	js->stats.out_of_memory++;
	return axi_js_throw_value(js, js_romobj(JS_ROM_out_of_memory));
}

/* Above js->top there may be room that a call has reserved and not begun to use: registers of one frame and its slack. */
#define RESERVED ((256 + 32) * 8)

/* shrink_stack - give room that the stack once needed back to the objects. */
static void shrink_stack(struct js *js)
{
	u32 low = (u32)align_up(js_offset(js, js->top) + RESERVED, 8);

	if (low < js->border)
		axi_js_slide(js, low);
}

static bool fits(const struct js *js, size_t bytes)
{
	return bytes <= js->size - js->heap_top;
}

u32 axi_js_alloc(struct js *js, enum js_type type, size_t bytes)
{
	struct js_head *h;
	u32 at;

	bytes = (bytes + 7) & ~(size_t)7;
	js->stats.allocations++;
#ifdef JS_STRESS
	/* everything moves: the objects start 8 bytes further on at every second allocation */
	js->stress_flip ^= 16;
	axi_js_collect(js, (u32)align_up(js_offset(js, js->top) + RESERVED, 8) + js->stress_flip);
#endif
	if (js->fail_alloc && js->stats.allocations >= js->fail_alloc) {
		js->fail_alloc = 0;
		axi_js_out_of_memory(js);
		return 0;
	}
	if (UNLIKELY(!fits(js, bytes))) {
		if (bytes / 8 <= JS_OBJECT_MAX) {
			axi_js_collect(js, js->border);
			if (!fits(js, bytes + (js->size - js->border) / 64))
				shrink_stack(js);
		}
		/* less than 1/64 won: collecting again and again would cost more than it brings */
		if (bytes / 8 > JS_OBJECT_MAX || !fits(js, bytes + (js->size - js->border) / 64)) {
			axi_js_out_of_memory(js);
			return 0;
		}
	}
	at = js->heap_top;
	h = js_at(js, at);
	h->hdr = (u32)type | (u32)(bytes / 8) << JS_H_SIZE_SHIFT;
	h->aux = 0;
	js->heap_top += (u32)bytes;
	if (js->heap_top - js->border > js->stats.heap_high)
		js->stats.heap_high = js->heap_top - js->border;
	return at;
}

u32 axi_js_slots_new(struct js *js, u32 n, js_value fill)
{
	u32 at = n > JS_OBJECT_MAX ? (axi_js_out_of_memory(js), 0) : axi_js_alloc(js, JS_T_SLOTS, sizeof(struct js_slots) + (size_t)n * 8);
	struct js_slots *s = js_at(js, at);

	for (u32 i = 0; at && i < n; i++)
		s->v[i] = fill;
	return at;
}

int axi_js_stack_reserve(struct js *js, js_value *from, u32 slots)
{
	u32 need = js_offset(js, from) + slots * 8;
	u32 used, room;

	/* js->top covers everything that is alive; `from` is at most there */
	axi_js_collect(js, js->border);
	used = js->heap_top - js->border;
	room = js->size - used;
	/* objects keep a sixteenth of the memory, so that the error can be handled */
	if (need > room || room - need < js->size / 16) {
		js->stats.out_of_memory++;
		return axi_js_throw_value(js, js_romobj(JS_ROM_stack_overflow));
	}
	/* a quarter of what is free, at least what is needed */
	room = (room - need) / 4;
	axi_js_slide(js, (u32)align_up(need + (room < 4096 ? room : 4096 + room / 8), 8));
	return JS_DONE;
}

js_value *axi_js_push(struct js *js, js_value v)
{
	js_value *slot = &js->roots[js->root_count++];

	*slot = v;
	return slot;
}

void axi_js_pop(struct js *js, u32 count)
{
	js->root_count -= count;
}

int axi_js_charge(struct js *js, u32 n)
{
	js->left -= (s64)n * 4;
	return LIKELY(js->left >= 0) || axi_js_refill(js, 0) ? JS_DONE : JS_THROW;
}

/* The budget is handed out in slices where the host wants to be asked now and then; what a slice was overdrawn by is paid from
 * the next ones, so that the sum is exact. */
bool axi_js_refill(struct js *js, s64 least)
{
	while (js->left < least && js->reserve) {
		s64 more = js->reserve < JS_SLICE ? js->reserve : JS_SLICE;

		js->left += more;
		js->reserve -= more;
		if (!js->host->tick(js->host_arg)) {
			js->fatal = JS_FATAL_STOP;
			return false;
		}
	}
	if (js->left >= least)
		return true;
	js->fatal = JS_FATAL_STEPS;
	return false;
}
