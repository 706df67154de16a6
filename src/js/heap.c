/* SPDX-License-Identifier: Apache-2.0
 * heap.c - allocation, and the border between stack and objects. */
#define JS_SHARED_HERE /* value.h */
#include "js/heap.h"
#include "js/math.h"
#include "js/gc.h"
#include "js/string.h"
#include "js/lib.h"

/* axi_js_out_of_memory - the error is a built-in object: throwing it allocates nothing. */
int axi_js_out_of_memory(struct js *js)
{
	js->stats.out_of_memory++;
	return axi_js_throw_value(js, js_romobj(JS_ROM_out_of_memory));
}

/* Above js->top there may be room that a call has reserved and not begun to use: registers of one frame and its slack. */
#define RESERVED ((256 + 32) * (u32)sizeof(js_value))

/* shrink_stack - give room that the stack once needed back to the objects. */
static void shrink_stack(struct js *js)
{
	u32 low = (u32)align_up(js_offset(js, js->top) + RESERVED, 8);

	if (low < js->border)
		axi_js_slide(js, low);
}

static bool fits(const struct js *js, size_t bytes)
{
	return bytes + JS_NUMBERS_BYTES <= js->size - js->heap_top;
}

/* make_room - collect until `bytes` fit, or throw. */
static int make_room(struct js *js, size_t bytes)
{
	if (LIKELY(fits(js, bytes)))
		return JS_DONE;
	if (bytes / 8 <= JS_OBJECT_MAX) {
		axi_js_collect(js, js->border);
		if (!fits(js, bytes + (js->size - js->border) / 64))
			shrink_stack(js);
	}
	/* less than 1/64 won: collecting again and again would cost more than it brings */
	if (bytes / 8 > JS_OBJECT_MAX || !fits(js, bytes + (js->size - js->border) / 64))
		return axi_js_out_of_memory(js);
	return JS_DONE;
}

/* fails - tests: this allocation is the one that shall */
static bool fails(struct js *js)
{
	js->stats.allocations++;
	if (!js->fail_alloc || js->stats.allocations < js->fail_alloc)
		return false;
	js->fail_alloc = 0;
	axi_js_out_of_memory(js);
	return true;
}

static u32 take(struct js *js, enum js_type type, size_t bytes)
{
	u32 at = js->heap_top;
	struct js_head *h = js_at(js, at);

	h->hdr = (u32)type | (u32)(bytes / 8) << JS_H_SIZE_SHIFT;
	h->aux = 0;
	js->heap_top += (u32)bytes;
	if (js->heap_top - js->border > js->stats.heap_high)
		js->stats.heap_high = js->heap_top - js->border;
	return at;
}

/* stress - everything moves: the objects start 8 bytes further on at every second allocation */
static void stress(struct js *js)
{
#ifdef JS_STRESS
	js->stress_flip ^= 16;
	axi_js_collect(js, (u32)align_up(js_offset(js, js->top) + RESERVED, 8) + js->stress_flip);
	js->stress_numbers = 0;
#else
	(void)js;
#endif
}

u32 axi_js_alloc(struct js *js, enum js_type type, size_t bytes)
{
	u32 at;

	bytes = (bytes + 7) & ~(size_t)7;
	stress(js);
	if (fails(js) || make_room(js, bytes))
		return 0;
	at = take(js, type, bytes);
	/* what fills the last 8 bytes of an odd number of values is a value, too */
	if (sizeof(js_value) == 4)
		*(js_value *)js_at(js, at + (u32)bytes - 4) = JS_UNDEFINED;
	return at;
}

#if JS_VALUE_BITS == 32
int axi_js_numbers(struct js *js)
{
	stress(js);
	return make_room(js, 0);
}

js_value js_double(struct js *js, double d)
{
	u32 at;

	if (fails(js))
		return JS_EMPTY;
#ifdef JS_STRESS
	if (++js->stress_numbers > JS_NUMBERS_FREE)
		__builtin_trap(); /* a native makes more numbers than the reserve holds */
#endif
	if (js->size - js->heap_top < sizeof(struct js_number)) {
		axi_js_out_of_memory(js);
		return JS_EMPTY;
	}
	at = take(js, JS_T_NUMBER, sizeof(struct js_number));
	((struct js_number *)js_at(js, at))->d = d;
	return at | 5;
}

js_value js_int32(struct js *js, s32 n)
{
	return n >= -JS_INT_MAX - 1 && n <= JS_INT_MAX ? js_int(n) : js_double(js, n);
}

js_value js_uint(struct js *js, u32 n)
{
	return n <= JS_INT_MAX ? js_int((s32)n) : js_double(js, n);
}

js_value js_number(struct js *js, double d)
{
	s32 n;

	return axi_js_is_nan(d) ? JS_NAN : js_double_is_int(d, &n) ? js_int32(js, n) : js_double(js, d);
}

double js_to_double(const struct js *js, js_value v)
{
	if (js_is_int(v))
		return js_to_s32(v);
	if ((v & 7) == 5)
		return ((struct js_number *)js_at(js, js_heap_at(v)))->d;
	v >>= 8;
	return v & JS_CONST_ROM ? axi_js_rom_double(v & ~JS_CONST_ROM) : js_bits_double(axi_js_image_bits(js, v));
}
#endif

u32 axi_js_slots_new(struct js *js, u32 n, js_value fill)
{
	u32 at = n > JS_OBJECT_MAX ? (axi_js_out_of_memory(js), 0) : axi_js_alloc(js, JS_T_SLOTS, sizeof(struct js_slots) + (size_t)n * sizeof(js_value));
	struct js_slots *s = js_at(js, at);

	if (!at)
		return 0;
	if (sizeof(js_value) == 4 && n & 1) {
		s->hdr |= JS_H_ODD;
		n++;
	}
	for (u32 i = 0; i < n; i++)
		s->v[i] = fill;
	return at;
}

int axi_js_stack_reserve(struct js *js, js_value *from, u32 slots)
{
	u32 need = js_offset(js, from) + slots * (u32)sizeof(js_value);
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

js_value axi_js_take(struct js *js)
{
	return js->roots[--js->root_count];
}

int axi_js_charge(struct js *js, u32 n)
{
#ifdef JS_NO_STEPS
	return JS_DONE;
#endif
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
