/* SPDX-License-Identifier: Apache-2.0
 * api.c - ctx, maps, mbpf, Math and Number: each does what src/mbpf/bind.c and bind_map.c do, an exception included. */
#include <string.h>
#include "mbpf/ebpf/ir.h"

/* ---- small tools */

static const struct node *argument(struct cc_state *c, const struct node *call, u32 n)
{
	const struct node *a = call->b;

	while (a && n--)
		a = a->next;
	if (!a)
		ebpf_refuse(c, call->where, "an argument is missing");
	return a;
}

static struct opnd keep(struct cc_state *c, struct opnd a, u32 where)
{
	u16 r;

	if (a.constant)
		return a;
	r = ebpf_reg(c);
	ebpf_move(c, r, a, where);
	return op_reg(r);
}

/* is_named - the identifier is that of the world, not the program's own */
static bool is_named(const struct node *n, const char *name)
{
	return n->kind == N_IDENT && !n->var && n->sym && ebpf_is(n->sym, name);
}

static void need(struct cc_state *c, u32 capability, u32 where)
{
	if (!(c->manifest->capabilities & capability))
		ebpf_refuse(c, where, "capability %s is not in the manifest", axi_capability_name((u32)__builtin_ctz(capability)));
}

/* flag - true or false by a comparison */
static struct opnd flag(struct cc_state *c, enum cc cc, struct opnd a, struct opnd b, u32 where)
{
	struct block *t = ebpf_block(c), *f = ebpf_block(c), *out = ebpf_block(c);
	u16 r = ebpf_reg(c);

	ebpf_branch(c, cc, a, b, t, f, where);
	ebpf_start(c, t);
	ebpf_move(c, r, op_kind(KIND_BOOL, 1), where);
	ebpf_jump(c, out, where);
	ebpf_start(c, f);
	ebpf_move(c, r, op_kind(KIND_BOOL, 0), where);
	ebpf_jump(c, out, where);
	ebpf_start(c, out);
	return op_reg(r);
}

/* must - an exception unless it holds */
static struct block *must(struct cc_state *c, enum cc cc, struct opnd a, struct opnd b, u32 where)
{
	struct block *go_on = ebpf_block(c), *at = ebpf_branch(c, cc, a, b, go_on, ebpf_fail(c, MBPF_EXCEPTION, where), where);

	ebpf_start(c, go_on);
	return at;
}

/* ---- the context */

static const struct {
	const char *name;
	u8 ctx, size;
	bool sign, begins;
} fields[] = {
#define MBPF_CTX(name) {"", AXI_MBPF_CTX_##name, 0, false, true},
#define MBPF_FIELD(ctx, type, name) {#name, AXI_MBPF_CTX_##ctx, sizeof(type), (type)-1 < (type)1, false},
#include "mbpf/ctx.def"
};

static struct opnd context_member(struct cc_state *c, const struct node *n)
{
	u16 r = ebpf_reg(c);
	u32 at = 0;

	if (ebpf_is(n->sym, "dataLen") || ebpf_is(n->sym, "data_len") || ebpf_is(n->sym, "truncated")) {
		ebpf_emit(c, ebpf_is(n->sym, "truncated") ? I_CUT : I_LEN, n->where)->dst = r;
		return op_reg(r);
	}
	for (u32 i = 0; i < ARRAY_LEN(fields); i++) {
		struct ins *f;
		u32 offset;

		if (fields[i].begins) {
			at = 0;
			continue;
		}
		offset = axi_ebpf_field(&at, fields[i].size);
		if (fields[i].ctx != c->ctx || !ebpf_is(n->sym, fields[i].name))
			continue;
		f = ebpf_emit(c, I_FIELD, n->where);
		f->dst = r;
		f->imm = (u32)offsetof(struct axi_ebpf_ctx, fields) + offset;
		f->size = fields[i].size;
		f->sign = fields[i].sign;
		return op_reg(r);
	}
	ebpf_refuse(c, n->where, "the context of hook %s has no field %s", c->manifest->hook_type, ebpf_name(c, n->sym));
}

/* context_read - readU8, readU16LE, readU32LE */
static struct opnd context_read(struct cc_state *c, const struct node *n, u32 size)
{
	struct opnd at = ebpf_integer(c, argument(c, n, 0)), pointer = op_reg(NO_REG);
	u32 most = AXI_EBPF_DATA_MAX - size;
	struct ins *i;
	u16 r;

	if (at.constant && at.kind == KIND_INT) {
		at.v = (u32)at.v;
		if (at.v > most)
			at.v = most + 1; /* beyond all data */
		must(c, CC_PACKET, pointer, op_int(0), n->where)->imm = (u32)at.v + size;
	} else {
		struct opnd index = ebpf_binary(c, I_UINT32, at, op_int(0), n->where);

		must(c, CC_BELOW, index, op_int(most + 1), n->where)->guard = true;
		pointer = ebpf_binary(c, I_PACKET, index, op_int(0), n->where);
		at = op_int(0);
		must(c, CC_PACKET, pointer, op_int(0), n->where)->imm = size;
	}
	r = ebpf_reg(c);
	i = ebpf_emit(c, I_PEEK, n->where);
	i->dst = r;
	i->a = pointer;
	i->imm = (u32)at.v;
	i->size = (u8)size;
	return op_reg(r);
}

static struct opnd context_bytes(struct cc_state *c, const struct node *n)
{
	struct opnd offset = ebpf_binary(c, I_UINT32, ebpf_integer(c, argument(c, n, 0)), op_int(0), n->where), length, err;
	struct binding to;
	struct ins *i;

	length = ebpf_binary(c, I_INT32, ebpf_integer(c, argument(c, n, 1)), op_int(0), n->where);
	if (!ebpf_object(c, argument(c, n, 2), &to) || to.what != IS_ARRAY || !to.array->typed)
		ebpf_refuse(c, n->where, "readBytes needs a typed array");
	must(c, CC_BELOW, length, op_int((s64)to.array->length * to.array->size + 1), n->where)->guard = true;
	err = op_reg(ebpf_reg(c));
	i = ebpf_emit(c, I_BYTES, n->where);
	i->dst = (u16)err.v;
	i->a = length;
	i->b = offset;
	i->x = to.array;
	must(c, CC_EQ, err, op_int(0), n->where);
	return length;
}

/* ---- maps */

/* number_fits - of a key or value with fewer than 8 bytes: signed or unsigned, or an exception */
static void number_fits(struct cc_state *c, struct opnd a, u32 size, u32 where)
{
	if (size == 8)
		return;
	must(c, CC_GE, a, op_int(-((s64)1 << (8 * size - 1))), where);
	must(c, CC_LE, a, op_int(((s64)1 << 8 * size) - 1), where);
}

static struct mem memory_of(struct cc_state *c, const struct node *n, u32 size, const char *what)
{
	struct mem m = {.size = size};
	struct binding is;

	if (ebpf_object(c, n, &is)) {
		if (is.what == IS_ARRAY && is.array->typed && is.array->length * is.array->size == size) {
			m.kind = MEM_ARRAY;
			m.array = is.array;
			return m;
		}
		if (is.what != IS_ARRAY || is.array->typed || size != 8 || is.array->length < 2)
			ebpf_refuse(c, n->where, "%s must be a typed array of %u bytes, or a number", what, size);
		m.kind = MEM_PAIR;
		m.a = keep(c, ebpf_read_item(c, is.array, op_int(0), n->where), n->where);
		m.b = keep(c, ebpf_read_item(c, is.array, op_int(1), n->where), n->where);
		return m;
	}
	if (size != 1 && size != 2 && size != 4 && size != 8)
		ebpf_refuse(c, n->where, "%s must be a typed array of %u bytes", what, size);
	m.kind = MEM_NUMBER;
	m.a = keep(c, ebpf_value(c, n), n->where);
	return m;
}

static struct opnd find(struct cc_state *c, struct map *map, struct mem key, u32 where)
{
	u16 p = ebpf_reg(c);
	struct ins *i = ebpf_emit(c, I_LOOKUP, where);

	i->dst = p;
	i->x = map;
	i->m[0] = key;
	return op_reg(p);
}

static struct opnd load_at(struct cc_state *c, struct opnd p, u32 at, u32 size, u32 where)
{
	u16 r = ebpf_reg(c);
	struct ins *i = ebpf_emit(c, I_LDM, where);

	i->dst = r;
	i->a = p;
	i->imm = at;
	i->size = (u8)size;
	return op_reg(r);
}

static struct opnd map_lookup(struct cc_state *c, const struct node *n, struct map *map, struct mem key)
{
	struct block *found = ebpf_block(c), *missing = ebpf_block(c), *out = ebpf_block(c);
	u32 size = map->def->value_size;
	u16 r = ebpf_reg(c);
	struct binding to;
	struct opnd p;

	if (!ebpf_object(c, argument(c, n, 1), &to) || to.what != IS_ARRAY)
		ebpf_refuse(c, n->where, "lookup needs an array to fill");
	if (to.array->typed ? to.array->length * to.array->size < size : (size != 8 && size != 4) || to.array->length < size / 4)
		ebpf_refuse(c, n->where, "out must be a typed array of %u bytes%s", size, size == 8 ? ", or [lo, hi]" : "");
	p = find(c, map, key, n->where);
	ebpf_branch(c, CC_NE, p, op_int(0), found, missing, n->where);
	ebpf_start(c, found);
	if (to.array->typed) {
		struct ins *i = ebpf_emit(c, I_COPY, n->where);

		i->a = p;
		i->x = to.array;
		i->imm = size;
	} else {
		struct opnd low = load_at(c, p, 0, 4, n->where), high = size == 8 ? load_at(c, p, 4, 4, n->where) : op_int(0);

		ebpf_write_item(c, to.array, op_int(0), low, n->where);
		if (size == 8)
			ebpf_write_item(c, to.array, op_int(1), high, n->where);
	}
	ebpf_move(c, r, op_kind(KIND_BOOL, 1), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, missing);
	ebpf_move(c, r, op_kind(KIND_BOOL, 0), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return op_reg(r);
}

static struct opnd map_get(struct cc_state *c, const struct node *n, struct map *map, struct mem key)
{
	struct block *found = ebpf_block(c), *missing = ebpf_block(c), *out = ebpf_block(c);
	u32 size = map->def->value_size;
	u16 r = ebpf_reg(c);
	struct opnd p, value;

	if (size != 1 && size != 2 && size != 4 && size != 8)
		ebpf_refuse(c, n->where, "values of %u bytes are no numbers", size);
	p = find(c, map, key, n->where);
	ebpf_branch(c, CC_NE, p, op_int(0), found, missing, n->where);
	ebpf_start(c, found);
	value = load_at(c, p, 0, size, n->where);
	if (size == 8)
		must(c, CC_LE, value, op_int(EXACT_MAX), n->where)->imm = 1; /* the bits, not the number they would become */
	ebpf_move(c, r, value, n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, missing);
	ebpf_move(c, r, op_undefined(), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return op_reg(r);
}

static struct opnd map_update(struct cc_state *c, struct map *map, struct mem key, struct mem value, struct opnd flags, u32 where)
{
	u16 r = ebpf_reg(c);
	struct ins *i = ebpf_emit(c, I_UPDATE, where);

	i->dst = r;
	i->x = map;
	i->m[0] = key;
	i->m[1] = value;
	i->a = flags;
	return op_reg(r);
}

/* map_add - what is not there counts as 0; arrays have all their keys */
static struct opnd map_add(struct cc_state *c, const struct node *n, struct map *map, struct mem key)
{
	struct block *found = ebpf_block(c), *missing = ebpf_block(c), *no = ebpf_block(c), *out = ebpf_block(c);
	struct opnd delta = keep(c, ebpf_value(c, argument(c, n, 1)), n->where), p = op_reg(ebpf_reg(c));
	u32 type = map->def->type, size = map->def->value_size;
	bool array = type == AX_MAP_ARRAY || type == MBPF_MAP_COUNTER || type == AX_MAP_PERCPU_ARRAY;
	u16 r = ebpf_reg(c);
	struct ins *i;

	if (size != 4 && size != 8)
		ebpf_refuse(c, n->where, "add needs values of 4 or 8 bytes");
	ebpf_move(c, (u16)p.v, find(c, map, key, n->where), n->where);
	ebpf_branch(c, CC_NE, p, op_int(0), found, array ? no : missing, n->where);
	ebpf_start(c, found);
	i = ebpf_emit(c, I_ADDM, n->where);
	i->a = p;
	i->b = delta;
	i->size = (u8)size;
	ebpf_move(c, r, op_kind(KIND_BOOL, 1), n->where);
	ebpf_jump(c, out, n->where);
	if (!array) {
		struct block *again = ebpf_block(c);
		struct mem zero = {.kind = MEM_NUMBER, .size = size, .a = op_int(0)};

		ebpf_start(c, missing);
		ebpf_branch(c, CC_EQ, map_update(c, map, key, zero, op_int(AX_NOEXIST), n->where), op_int(0), again, no, n->where);
		ebpf_start(c, again);
		ebpf_move(c, (u16)p.v, find(c, map, key, n->where), n->where);
		ebpf_branch(c, CC_NE, p, op_int(0), found, no, n->where);
	}
	ebpf_start(c, no);
	ebpf_move(c, r, op_kind(KIND_BOOL, 0), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return op_reg(r);
}

/* has_keys - 1: an array, 2: of the family of hash maps, 0: neither */
static u32 has_keys(u32 type)
{
	switch (type) {
	case MBPF_MAP_COUNTER:
	case AX_MAP_ARRAY:
	case AX_MAP_PERCPU_ARRAY: return 1;
	case AX_MAP_HASH:
	case AX_MAP_LRU_HASH:
	case AX_MAP_PERCPU_HASH: return 2;
	default: return 0;
	}
}

static struct opnd map_call(struct cc_state *c, const struct node *n, struct map *map)
{
	const struct sym *method = n->a->sym;
	bool reads = ebpf_is(method, "lookup") || ebpf_is(method, "get");
	bool writes = ebpf_is(method, "update") || ebpf_is(method, "delete") || ebpf_is(method, "add");
	struct opnd flags = op_int(0), out;
	struct mem key, value;
	struct ins *i;

	if (!reads && !writes)
		ebpf_refuse(c, n->where, "maps.%s.%s is not in the subset", map->def->name, ebpf_name(c, method));
	if (!(has_keys(map->def->type) & (ebpf_is(method, "delete") ? 2 : 3)))
		ebpf_refuse(c, n->where, "a map of type %s has no method %s in the subset", axi_map_type_name(map->def->type),
			    ebpf_name(c, method));
	if (map->def->flags & (writes ? AX_MAP_F_RDONLY_PROG : AX_MAP_F_WRONLY_PROG))
		ebpf_refuse(c, n->where, "programs may only %s map %s", writes ? "read" : "write", map->def->name);
	need(c, reads ? MBPF_CAP_MAP_READ : MBPF_CAP_MAP_WRITE, n->where);
	if (ebpf_is(method, "add"))
		need(c, MBPF_CAP_MAP_READ, n->where); /* the object's lookup */
	map->used = true;
	key = memory_of(c, argument(c, n, 0), map->def->key_size, "key");
	if (ebpf_is(method, "update")) {
		value = memory_of(c, argument(c, n, 1), map->def->value_size, "value");
		if (argument(c, n, 1)->next)
			flags = keep(c, ebpf_value(c, argument(c, n, 2)), n->where);
		if (key.kind == MEM_NUMBER)
			number_fits(c, key.a, key.size, n->where);
		must(c, CC_BELOW, flags, op_int(AX_EXIST + 1), n->where);
		if (value.kind == MEM_NUMBER)
			number_fits(c, value.a, value.size, n->where);
		return flag(c, CC_EQ, map_update(c, map, key, value, flags, n->where), op_int(0), n->where);
	}
	if (key.kind == MEM_NUMBER && !ebpf_is(method, "add"))
		number_fits(c, key.a, key.size, n->where);
	if (ebpf_is(method, "lookup"))
		return map_lookup(c, n, map, key);
	if (ebpf_is(method, "get"))
		return map_get(c, n, map, key);
	if (ebpf_is(method, "add")) {
		if (key.kind == MEM_NUMBER)
			number_fits(c, key.a, key.size, n->where);
		return map_add(c, n, map, key);
	}
	out = op_reg(ebpf_reg(c));
	i = ebpf_emit(c, I_DELETE, n->where);
	i->dst = (u16)out.v;
	i->x = map;
	i->m[0] = key;
	return flag(c, CC_EQ, out, op_int(0), n->where);
}

/* ---- mbpf */

static void log_text(struct cc_state *c, struct log *log, const char *text, u32 where)
{
	char *joined;

	if (log->count && log->part[log->count - 1].text) {
		const char *before = log->part[log->count - 1].text;

		joined = ebpf_alloc(c, strlen(before) + strlen(text) + 1);
		strcpy(joined, before);
		strcat(joined, text);
		log->part[log->count - 1].text = joined;
		return;
	}
	if (log->count == ARRAY_LEN(log->part))
		ebpf_refuse(c, where, "mbpf.log has too many arguments for the subset");
	log->part[log->count++].text = text;
}

static void log_value(struct cc_state *c, struct log *log, const struct node *n)
{
	if (n->kind == N_STRING) {
		log_text(c, log, ebpf_text(c, n), n->where);
		return;
	}
	if (n->kind == N_TEMPLATE) {
		for (const struct node *part = n->a; part; part = part->next)
			log_value(c, log, part);
		return;
	}
	if (log->count == ARRAY_LEN(log->part))
		ebpf_refuse(c, n->where, "mbpf.log has too many arguments for the subset");
	log->part[log->count].value = keep(c, ebpf_value(c, n), n->where);
	log->part[log->count++].text = NULL;
}

static struct opnd mbpf_call(struct cc_state *c, const struct node *n)
{
	const struct sym *method = n->a->sym;
	struct binding array;
	struct opnd out;
	struct ins *i;

	if (ebpf_is(method, "log")) {
		struct log *log = ebpf_alloc(c, sizeof(*log));

		need(c, MBPF_CAP_LOG, n->where);
		for (const struct node *a = n->b; a; a = a->next) {
			if (a != n->b)
				log_text(c, log, " ", a->where);
			log_value(c, log, a);
		}
		ebpf_emit(c, I_LOG, n->where)->x = log;
		return op_undefined();
	}
	if (ebpf_is(method, "nowNs")) {
		need(c, MBPF_CAP_TIME, n->where);
		out = op_reg(ebpf_reg(c));
		ebpf_emit(c, I_NOW, n->where)->dst = (u16)out.v;
		return out;
	}
	if (!ebpf_is(method, "emit"))
		ebpf_refuse(c, n->where, "mbpf.%s is not in the subset", ebpf_name(c, method));
	need(c, MBPF_CAP_EMIT, n->where);
	if (!ebpf_object(c, argument(c, n, 0), &array) || array.what != IS_ARRAY || !array.array->typed)
		ebpf_refuse(c, n->where, "emit needs a typed array");
	out = op_reg(ebpf_reg(c));
	i = ebpf_emit(c, I_EMIT, n->where);
	i->dst = (u16)out.v;
	i->x = array.array;
	return flag(c, CC_EQ, out, op_int(0), n->where);
}

/* ---- Math */

static struct opnd number(struct cc_state *c, const struct node *n)
{
	return ebpf_binary(c, I_ADD, ebpf_value(c, n), op_int(0), n->where); /* ToNumber, in a register of its own */
}

/* extreme - Math.min, Math.max */
static struct opnd extreme(struct cc_state *c, const struct node *n, enum cc cc)
{
	struct opnd best = op_reg(ebpf_reg(c));

	ebpf_move(c, (u16)best.v, number(c, argument(c, n, 0)), n->where);
	for (const struct node *a = n->b->next; a; a = a->next) {
		struct block *better = ebpf_block(c), *out = ebpf_block(c);
		struct opnd other = number(c, a);

		ebpf_branch(c, cc, other, best, better, out, n->where);
		ebpf_start(c, better);
		ebpf_move(c, (u16)best.v, other, n->where);
		ebpf_jump(c, out, n->where);
		ebpf_start(c, out);
	}
	return best;
}

/* rounded - Math.floor and so on of a quotient; of a whole number, that number */
static struct opnd rounded(struct cc_state *c, const struct node *n, enum op op)
{
	const struct node *a = argument(c, n, 0);
	struct opnd x, y;
	double d;

	if (a->kind != N_BINARY || a->op != P_DIV || ebpf_const(c, a, &d))
		return number(c, a);
	x = keep(c, ebpf_value(c, a->a), n->where);
	y = ebpf_value(c, a->b);
	return ebpf_binary(c, op, x, y, n->where);
}

static struct opnd absolute(struct cc_state *c, const struct node *n)
{
	struct block *negative = ebpf_block(c), *out = ebpf_block(c);
	struct opnd r = op_reg(ebpf_reg(c));

	ebpf_move(c, (u16)r.v, number(c, argument(c, n, 0)), n->where);
	ebpf_branch(c, CC_LT, r, op_int(0), negative, out, n->where);
	ebpf_start(c, negative);
	ebpf_move(c, (u16)r.v, ebpf_binary(c, I_SUB, op_int(0), r, n->where), n->where);
	ebpf_jump(c, out, n->where);
	ebpf_start(c, out);
	return r;
}

/* sign_of - Math.sign: (x > 0) - (x < 0) */
static struct opnd sign_of(struct cc_state *c, const struct node *n)
{
	struct opnd x = number(c, argument(c, n, 0)), above = flag(c, CC_GT, x, op_int(0), n->where);

	return ebpf_binary(c, I_SUB, above, flag(c, CC_LT, x, op_int(0), n->where), n->where);
}

static struct opnd math_call(struct cc_state *c, const struct node *n)
{
	const struct sym *method = n->a->sym;
	struct opnd a;

	if (ebpf_is(method, "min"))
		return extreme(c, n, CC_LT);
	if (ebpf_is(method, "max"))
		return extreme(c, n, CC_GT);
	if (ebpf_is(method, "abs"))
		return absolute(c, n);
	if (ebpf_is(method, "sign"))
		return sign_of(c, n);
	if (ebpf_is(method, "trunc"))
		return rounded(c, n, I_DIV);
	if (ebpf_is(method, "floor"))
		return rounded(c, n, I_FLOOR);
	if (ebpf_is(method, "ceil"))
		return rounded(c, n, I_CEIL);
	if (ebpf_is(method, "round"))
		return rounded(c, n, I_ROUND);
	if (!ebpf_is(method, "imul"))
		ebpf_refuse(c, n->where, "Math.%s is not in the subset", ebpf_name(c, method));
	a = keep(c, ebpf_integer(c, argument(c, n, 0)), n->where);
	return ebpf_binary(c, I_IMUL, a, ebpf_integer(c, argument(c, n, 1)), n->where);
}

/* ---- constant strings */

/* constant_text - n as a string that is known here: a literal, or the name of one; NULL: it is none. */
static const char *constant_text(struct cc_state *c, const struct node *n)
{
	const struct binding *is = n->kind == N_IDENT && n->var ? ebpf_binding(c, n->var) : NULL;

	if (n->kind == N_STRING)
		return ebpf_text(c, n);
	return is && is->what == IS_CONST && is->value.kind == KIND_STR ? c->strings + is->value.v : NULL;
}

/* char_code - charCodeAt: beyond the end it is NaN, so that must not be reached */
static struct opnd char_code(struct cc_state *c, const struct node *n, const char *text)
{
	struct opnd index = number(c, argument(c, n, 0)), r = ebpf_read_item(c, ebpf_letters(c, text, n->where), index, n->where);

	return ebpf_binary(c, I_ADD, r, op_int(0), n->where); /* which wants a number */
}

/* ---- what the rest of the compiler asks */

bool ebpf_api_call(struct cc_state *c, const struct node *n, struct opnd *out)
{
	const struct node *f = n->a, *of = f->a;
	const char *text;
	struct binding ctx;

	if (f->kind != N_MEMBER)
		return false;
	if (is_named(of, "Math")) {
		*out = math_call(c, n);
	} else if (is_named(of, "mbpf")) {
		*out = mbpf_call(c, n);
	} else if (of->kind == N_MEMBER && is_named(of->a, "maps")) {
		u32 i = 0;

		while (i < c->manifest->map_count && !ebpf_is(of->sym, c->maps[i].def->name))
			i++;
		if (i == c->manifest->map_count)
			ebpf_refuse(c, of->where, "the manifest has no map %s", ebpf_name(c, of->sym));
		*out = map_call(c, n, &c->maps[i]);
	} else if (ebpf_is(f->sym, "charCodeAt") && (text = constant_text(c, of))) {
		*out = char_code(c, n, text);
	} else if (ebpf_object(c, of, &ctx) && ctx.what == IS_CTX) {
		if (ebpf_is(f->sym, "readU8"))
			*out = context_read(c, n, 1);
		else if (ebpf_is(f->sym, "readU16LE"))
			*out = context_read(c, n, 2);
		else if (ebpf_is(f->sym, "readU32LE"))
			*out = context_read(c, n, 4);
		else if (ebpf_is(f->sym, "readBytes"))
			*out = context_bytes(c, n);
		else
			return false;
	} else {
		return false;
	}
	return true;
}

static bool constant_of_mbpf(const struct sym *name, struct opnd *out)
{
#define MBPF_CONSTANT(NAME, value)                                                                                                 \
	if (ebpf_is(name, #NAME)) {                                                                                                \
		*out = op_int(value);                                                                                              \
		return true;                                                                                                       \
	}
#include "mbpf/constants.def"
	return false;
}

bool ebpf_api_member(struct cc_state *c, const struct node *n, struct opnd *out)
{
	struct binding of;

	if (ebpf_object(c, n->a, &of)) {
		if (of.what == IS_CTX)
			*out = context_member(c, n);
		else if (of.what == IS_ARRAY && ebpf_is(n->sym, "length"))
			*out = op_int(of.array->length);
		else if (of.what == IS_ARRAY && of.array->typed && ebpf_is(n->sym, "byteLength"))
			*out = op_int((s64)of.array->length * of.array->size);
		else
			return false;
		return true;
	}
	if (ebpf_is(n->sym, "length") && constant_text(c, n->a))
		*out = op_int((s64)strlen(constant_text(c, n->a)));
	else if (is_named(n->a, "mbpf"))
		return constant_of_mbpf(n->sym, out);
	else if (is_named(n->a, "Number") && ebpf_is(n->sym, "MAX_SAFE_INTEGER"))
		*out = op_int(EXACT_MAX - 1);
	else if (is_named(n->a, "Number") && ebpf_is(n->sym, "MIN_SAFE_INTEGER"))
		*out = op_int(1 - EXACT_MAX);
	else
		return false;
	return true;
}
