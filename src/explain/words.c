/* SPDX-License-Identifier: Apache-2.0
 * words.c - what is known of a value, and what a refusal's numbers mean, in words. */
#include "base/str.h"
#include "explain/words.h"
#include "isa/ctx.h"
#include "isa/proto.h"

#define MOST_CALLERS 8 /* types of programs that one refusal lists */

const char *axi_helper_name(u32 id)
{
	switch (id) {
#define HELPER(id_, name_, ...)                                                                     \
	case id_: return "bpf_" #name_;
#define HELPER_KNOWN HELPER
#include "isa/helpers.def"
	default: return NULL;
	}
}

/* Field `n` of a row of `count`: its own name, where the row has the names of all; none where they are words that have no name. */
static void say_field(struct axi_text *text, const char *name, u32 n, u32 count)
{
	bool named = count == 1;
	u32 left = n;

	if (axi_streq(name, "word"))
		return;
	for (const char *at = name; *at; at++)
		named |= *at == ' ';
	for (; named && left; name++)
		left -= *name == ' ';
	axi_text_add(text, " (");
	for (; *name && *name != ' '; name++)
		axi_text_add(text, "%c", *name);
	if (!named)
		axi_text_add(text, "[%u]", n);
	axi_text_add(text, ")");
}

#ifdef AX_SMALL /* our kernel: no room for the names of all fields of a row */
#define ROW_NAME(name) "word"
#else
#define ROW_NAME(name) #name
#endif

void axi_say_ctx(struct axi_text *text, u32 prog_type, s64 offset)
{
	static const struct {
		u16 ctx, offset, size, count;
		const char *name;
	} fields[] = {
#define CTX(...)
#define CTX_FIELD(ctx, name, offset, size, ...) {AXI_CTX_##ctx, offset, size, 1, #name},
#define CTX_FIELDS(ctx, name, offset, size, count, ...) {AXI_CTX_##ctx, offset, size, count, ROW_NAME(name)},
#define CTX_WHEN(ctx, name, offset, size, count, ...) {AXI_CTX_##ctx, offset, size, count, ROW_NAME(name)},
#define CTX_POINTER(ctx, name, offset, size, ...) {AXI_CTX_##ctx, offset, size, 1, #name},
#include "isa/ctx.def"
	};
	u32 ctx = axi_ctx_of(prog_type);

	axi_text_add(text, "the context, offset %lld", (long long)offset);
	for (u32 i = 0; i < ARRAY_LEN(fields); i++) {
		s64 inside = offset - fields[i].offset;

		if (fields[i].ctx != ctx || inside < 0 || inside >= fields[i].size * fields[i].count)
			continue;
		say_field(text, fields[i].name, (u32)(inside / fields[i].size), fields[i].count);
		return;
	}
}

/* Names come from the program's owner: only plain letters go out. */
void axi_say_map(struct axi_text *text, const struct ax_verify_input *in, u32 map)
{
	bool inner = map & AXI_INNER;
	const char *name;

	map &= ~(u32)AXI_INNER;
	if (inner)
		axi_text_add(text, "inside ");
	name = map < in->map_count ? in->maps[map]->name : "";

	if (!name[0]) {
		axi_text_add(text, "%u", map);
		return;
	}
	for (u32 i = 0; i < sizeof(in->maps[map]->name) && name[i]; i++)
		axi_text_add(text, "%c", name[i] >= ' ' && name[i] < 127 ? name[i] : '?');
}

/* The tightest of the two 64-bit views. */
static bool use_signed(const struct axi_range *r)
{
	return r->smin >= 0 || r->umax > INT64_MAX;
}

static bool whole(const struct axi_range *r)
{
	return r->umin == 0 && r->umax == UINT64_MAX && r->smin == INT64_MIN && r->smax == INT64_MAX;
}

/* A power of two that divides the number; 1: nothing known. */
static u32 multiple(const struct axi_range *r)
{
	u64 low = r->tv | r->tm;

	return low & 1 || !low ? 1 : (u32)min_u64(low & -low, 4096);
}

void axi_say_range(struct axi_text *text, const struct axi_range *r)
{
	if (axi_range_is_const(r))
		axi_text_add(text, "%lld", (long long)r->tv);
	else if (whole(r))
		axi_text_add(text, "any number");
	else if (use_signed(r) && r->smin != INT64_MIN && r->smax != INT64_MAX)
		axi_text_add(text, "between %lld and %lld", (long long)r->smin, (long long)r->smax);
	else if (use_signed(r) && r->smax == INT64_MAX)
		axi_text_add(text, "at least %lld", (long long)r->smin);
	else if (use_signed(r))
		axi_text_add(text, "at most %lld", (long long)r->smax);
	else
		axi_text_add(text, "between %llu and %llu", (unsigned long long)r->umin, (unsigned long long)r->umax);
	if (!axi_range_is_const(r) && multiple(r) > 1)
		axi_text_add(text, ", a multiple of %u", multiple(r));
}

static void say_offset(struct axi_text *text, const struct axi_val *val)
{
	if (val->off || axi_range_is_const(&val->r))
		axi_text_add(text, ", offset %lld", (long long)val->off + (axi_range_is_const(&val->r) ? val->r.smin : 0));
	if (!axi_range_is_const(&val->r)) {
		axi_text_add(text, val->off ? " plus a number " : ", offset ");
		axi_say_range(text, &val->r);
	}
}

static const char *object_name(u32 sort)
{
	switch (sort) {
	case AXI_OBJECT_COMMON:
	case AXI_OBJECT_SOCK: return "a socket";
	case AXI_OBJECT_TCP: return "a TCP socket";
	case AXI_OBJECT_XDP: return "an XDP socket";
	case AXI_OBJECT_BTF: return "a structure of the system";
	case AXI_OBJECT_OWN: return "a structure of the program's";
	case AXI_OBJECT_DYNPTR:
	case AXI_OBJECT_DYNPTR_LOW:
	case AXI_OBJECT_DYNPTR_HIGH: return AXI_DYNPTRS ? "a dynptr" : "an object";
	case AXI_OBJECT_ITER_REST:
	case AXI_OBJECT_ITER:
	case AXI_OBJECT_ITER_SEEN: return AXI_DYNPTRS ? "an iterator" : "an object";
	default: return "an object";
	}
}

void axi_say_val(struct axi_text *text, const struct ax_verify_input *in, const struct axi_val *val)
{
	switch (val->kind) {
	case AXI_UNINIT: axi_text_add(text, "without a value: not written on some way to here"); return;
	case AXI_SCALAR:
		axi_text_add(text, axi_range_is_const(&val->r) ? "the number " : whole(&val->r) ? "" : "a number ");
		axi_say_range(text, &val->r);
		return;
	case AXI_BYTES: axi_text_add(text, "bytes without a known value"); return;
	case AXI_MAP:
		axi_text_add(text, "map ");
		axi_say_map(text, in, val->obj);
		if (val->id && val->obj < in->map_count)
			axi_text_add(text, " or one like it");
		return;
	case AXI_CTX: axi_text_add(text, "the context"); break;
	case AXI_STACK: axi_text_add(text, "a pointer to the stack"); break;
	case AXI_VALUE:
		axi_text_add(text, "a pointer to the %u-byte value of map ",
			     val->obj < in->map_count ? in->maps[val->obj]->value_size : 0);
		axi_say_map(text, in, val->obj);
		break;
	case AXI_RECORD: axi_text_add(text, "a pointer to a ring-buffer record of %u bytes", val->size); break;
	case AXI_PACKET:
	case AXI_META:
		axi_text_add(text, "a pointer to the packet%s", val->kind == AXI_META ? "'s metadata" : "");
		break;
	case AXI_END: axi_text_add(text, "the packet's end"); break;
	case AXI_FUNC: axi_text_add(text, "the address of a function"); break;
	case AXI_MEM: axi_text_add(text, "a pointer to %u bytes of %smemory", val->size, (AXI_ALIKE ? val->obj & ~AXI_MEM_ODD : val->obj) ? "read-only " : ""); break;
	case AXI_SLICE: if (AXI_DYNPTRS) axi_text_add(text, "a pointer to %u bytes of %s", val->size, val->obj == AXI_SLICE_ITEM ? "an iterator" : "a dynptr"); break;
	case AXI_OBJECT: axi_text_add(text, "a pointer to %s", object_name(val->obj)); break;
	default: axi_text_add(text, "a pointer"); break;
	}
	if (val->null)
		axi_text_add(text, " or NULL");
	say_offset(text, val);
	if (axi_in_packet(val) && val->size > 1)
		axi_text_add(text, ", %u bytes from its start compared with the end", val->size - 1);
}

static void short_range(struct axi_text *text, const struct axi_range *r)
{
	if (axi_range_is_const(r))
		axi_text_add(text, "%lld", (long long)r->tv);
	else if (whole(r) && !~r->tm)
		axi_text_add(text, "any");
	else if (use_signed(r))
		axi_text_add(text, "%lld..%lld", (long long)r->smin, (long long)r->smax);
	else
		axi_text_add(text, "%llu..%llu", (unsigned long long)r->umin, (unsigned long long)r->umax);
	if (!axi_range_is_const(r) && multiple(r) > 1)
		axi_text_add(text, " (x%u)", multiple(r));
}

void axi_say_short(struct axi_text *text, const struct ax_verify_input *in, const struct axi_val *val)
{
	static const char *const names[] = {
		[AXI_UNINIT] = "?", [AXI_SCALAR] = "", [AXI_BYTES] = "bytes", [AXI_MAP] = "map ", [AXI_CTX] = "ctx",
		[AXI_STACK] = "fp", [AXI_VALUE] = "value ", [AXI_RECORD] = "record",
		[AXI_FUNC] = "function", [AXI_MEM] = "memory",
		[AXI_PACKET] = "packet", [AXI_META] = "packet metadata", [AXI_END] = "packet end", [AXI_OBJECT] = "object",
	};
	long long fixed;

	if (val->kind == AXI_SCALAR) {
		short_range(text, &val->r);
		return;
	}
	axi_text_add(text, "%s", val->kind < ARRAY_LEN(names) && names[val->kind] ? names[val->kind] : axi_is_slice(val) ? "slice" : "pointer");
	if (val->kind == AXI_MAP || val->kind == AXI_VALUE)
		axi_say_map(text, in, val->obj);
	if (val->kind <= AXI_BYTES || val->kind == AXI_MAP)
		return;
	fixed = (long long)val->off + (axi_range_is_const(&val->r) ? val->r.smin : 0);
	if (fixed)
		axi_text_add(text, fixed < 0 ? "%lld" : "+%lld", fixed);
	if (!axi_range_is_const(&val->r)) {
		axi_text_add(text, "+(");
		short_range(text, &val->r);
		axi_text_add(text, ")");
	}
	if (axi_in_packet(val) && val->size > 1)
		axi_text_add(text, " (%u ok)", val->size - 1);
	if (val->null)
		axi_text_add(text, " or NULL");
}

static void say_packet(struct axi_text *text, const struct ax_diag *d)
{
	if (d->have_min == d->have_max)
		axi_text_add(text, "  known: byte %lld is accessed; needed: ", (long long)d->have_min);
	else
		axi_text_add(text, "  known: bytes %lld to %lld are accessed; needed: ", (long long)d->have_min, (long long)d->have_max);
	if (d->have_min < 0)
		axi_text_add(text, "nothing before the packet's start");
	else if (d->need_max < 0)
		axi_text_add(text, "a comparison with the packet's end, and there was none");
	else
		axi_text_add(text, "only the first %lld were compared with the packet's end", (long long)d->need_max + 1);
	axi_text_add(text, "\n");
}

static void between(struct axi_text *text, const char *what, s64 min, s64 max)
{
	if (min == max)
		axi_text_add(text, "%s%lld", what, (long long)min);
	else if (min == INT64_MIN && max == INT64_MAX)
		axi_text_add(text, "%sany number", what);
	else
		axi_text_add(text, "%sbetween %lld and %lld", what, (long long)min, (long long)max);
}

/* The types of programs that may call helper `id`: all, where they are few. */
static void say_callers(struct axi_text *text, u32 id)
{
	static const struct {
		u32 type;
		const char *name;
	} types[] = {
#define PROG_TYPE(id, NAME, name, ctx, ret_min, ret_max) {id, #name},
#define PROG_KNOWN PROG_TYPE
#include "isa/progs.def"
	};
	const char *name = axi_helper_name(id), *between = "";
	struct axi_proto p;
	u32 said = 0;

	if (!axi_proto_of(id, &p))
		return;
	axi_text_add(text, "  known: %s (helper %u); needed: a program of type ", name ? name : p.name, id);
	for (u32 i = 0; i < ARRAY_LEN(types) && said < MOST_CALLERS; i++)
		if (p.progs >> axi_prog_bit(types[i].type) & 1) {
			axi_text_add(text, "%s%s", between, types[i].name);
			between = ", ";
			said++;
		}
	axi_text_add(text, said < MOST_CALLERS ? "\n" : " ...\n");
}

void axi_say_limits(struct axi_text *text, const struct ax_diag *d)
{
	const char *known = "", *needed = "";

	if (!d->have_min && !d->have_max && !d->need_min && !d->need_max)
		return;
	if (AXI_UNVERIFIED && (d->reason == AXI_REASON_MISSING || d->reason == AXI_REASON_NO_HELPER_TYPE)) {
		if (d->reason == AXI_REASON_NO_HELPER_TYPE)
			say_callers(text, (u32)d->have_min);
		return;
	}
	switch (d->reason) {
	case AXI_REASON_PACKET_BOUNDS: say_packet(text, d); return;
	case AXI_REASON_VALUE_BOUNDS:
	case AXI_REASON_RECORD_BOUNDS:
	case AXI_REASON_STACK_BOUNDS:
		known = "offset ", needed = "for the whole access to fit";
		break;
	case AXI_REASON_STACK_UNINIT: known = "stack bytes at offset ", needed = "that something was written there"; break;
	case AXI_REASON_CTX_ACCESS: known = "context bytes ", needed = "one whole field, or a part that may be read alone"; break;
	case AXI_REASON_STACK_TOTAL: known = "bytes of stack: "; break;
	case AXI_REASON_PROG_TYPE: known = "type ", needed = "one of the table"; break;
	case AXI_REASON_NO_HELPER: known = "helper number ", needed = "one of the table"; break;
	case AXI_REASON_RETURN_RANGE: known = "the result is "; break;
	case AXI_REASON_ARG_SIZE: known = "the size is "; break;
	case AXI_REASON_SHIFT: known = "the shift is by "; break;
	case AXI_REASON_TOO_LONG: known = "instructions: "; break;
	default: break;
	}
	axi_text_add(text, "  known: ");
	between(text, known, d->have_min, d->have_max);
	if (d->need_min || d->need_max) {
		axi_text_add(text, "; needed: ");
		if (d->reason == AXI_REASON_ARG_SIZE)
			axi_text_add(text, "at least %lld, and no more than the memory has", (long long)d->need_min);
		else if (d->need_max < d->need_min)
			axi_text_add(text, "nothing fits: the access is larger than the object");
		else
			between(text, "", d->need_min, d->need_max);
		if (needed[0] && d->need_max >= d->need_min)
			axi_text_add(text, " %s", needed);
	} else if (needed[0]) {
		axi_text_add(text, "; needed: %s", needed);
	}
	axi_text_add(text, "\n");
}
