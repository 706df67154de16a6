/* SPDX-License-Identifier: Apache-2.0
 * slice.c - from a refusal backwards: where the value came from that was not good enough.
 *
 * One key (a register or a stack slot) is followed from instruction to instruction over the remembered states.  At a
 * join the way is taken whose state looks like the joined one.  Each edge taken is older than the one before, so the walk
 * ends.  Where a number was added to a pointer the number is followed. */
#include "base/fmt.h"
#include "base/str.h"
#include "isa/proto.h"
#include "explain/record.h"
#include "explain/words.h"

enum { GATHER = 24 };

struct slice {
	struct ax_explain *e;
	const struct axi_record *r;
	const struct ax_insn *insns;
	u32 key;            /* what is followed; AXI_NONE: the way alone */
	bool absent;        /* it is followed for having no value */
	struct {
		u32 key;    /* the number that is to be bounded; AXI_NONE: none, or settled */
		bool known;
		s64 low, high;
		u32 at;     /* where it is used, or tested */
		bool tested;
	} bound;
	struct ax_fact fact[GATHER]; /* the newest first */
	u32 facts;
};

static bool is_pointer(const struct axi_val *val)
{
	return val->kind > AXI_BYTES;
}

static struct axi_text begin(struct slice *s, u32 insn, s32 reg)
{
	struct ax_fact *f;

	if (s->facts == GATHER) { /* keep the newest and make room for the origin */
		memmove(&s->fact[GATHER / 2], &s->fact[GATHER / 2 + 1], (GATHER / 2 - 1) * sizeof(*f));
		s->facts--;
	}
	f = &s->fact[s->facts++];
	f->insn = insn;
	f->reg = reg;
	f->text[0] = 0;
	return (struct axi_text){.out = f->text, .size = sizeof(f->text)};
}

/* "R3", or "the stack slot fp-8" */
static void say_key(const struct slice *s, struct axi_text *text, u32 key)
{
	if (key <= AX_R10)
		axi_text_add(text, "R%u", key);
	else
		axi_text_add(text, "the stack slot fp-%u", 8 * ((key - AXI_KEY_SLOT) % AXI_SLOTS_FRAME + 1));
}

/* The instruction as text without its opcode. */
static void say_insn(const struct slice *s, struct axi_text *text, u32 at)
{
	char line[96];

	ax_insn_disasm(s->insns, s->r->slots, at, line, sizeof(line));
	axi_text_add(text, "`%.60s`", line[0] == '(' && axi_strlen(line) > 5 ? line + 5 : line);
}

static void say_val(const struct slice *s, struct axi_text *text, const struct axi_val *val)
{
	axi_say_val(text, s->e->in, val);
}

/* ---- origins: the instruction gave the value; the chain ends or goes on with another key ---- */

static u32 slot_key(const struct axi_val *base, s32 off)
{
	s64 at = (s64)base->off + off + (axi_range_is_const(&base->r) ? base->r.smin : 0);

	if (base->kind != AXI_STACK || !axi_range_is_const(&base->r) || at >= 0 || at < -AX_STACK_BYTES || base->obj >= AX_CALL_DEPTH)
		return AXI_NONE;
	return AXI_KEY_SLOT + base->obj * AXI_SLOTS_FRAME + (u32)((-at - 1) / 8);
}

static void from_load(struct slice *s, u32 at, const struct ax_insn *insn, const struct axi_val *after)
{
	const struct axi_seen *seen = axi_seen_before(s->r, at);
	struct axi_val base, slot;
	struct axi_text text;
	u32 key;

	axi_seen_find(seen, insn->src, &base);
	key = slot_key(&base, insn->off);
	if (key != AXI_NONE) {
		axi_seen_find(seen, key, &slot);
		if (slot.width) {
			s->key = key;
			return;
		}
	}
	text = begin(s, at, insn->dst);
	axi_text_add(&text, "R%u was loaded from ", insn->dst);
	if (base.kind == AXI_CTX)
		axi_say_ctx(&text, s->e->in->prog_type, (s64)base.off + insn->off);
	else if (base.kind == AXI_VALUE)
		axi_text_add(&text, "the value of map "), axi_say_map(&text, s->e->in, base.obj);
	else if (base.kind == AXI_STACK)
		axi_text_add(&text, "the stack");
	else if (axi_in_packet(&base))
		axi_text_add(&text, "the packet");
	else
		axi_text_add(&text, "memory");
	if (is_pointer(after))
		axi_text_add(&text, ": "), say_val(s, &text, after);
	else
		axi_text_add(&text, ", %u byte%s: any value", axi_size_of(insn), axi_size_of(insn) == 1 ? "" : "s");
	s->key = AXI_NONE;
}

static void from_call(struct slice *s, u32 at, const struct ax_insn *insn, const struct axi_val *val)
{
	struct axi_text text = begin(s, at, (s32)s->key);
	const char *name = insn->src ? NULL : axi_helper_name((u32)insn->imm);
	struct axi_val map;

	if (s->key == AX_R0) {
		axi_text_add(&text, "R0 is the result of ");
	} else {
		axi_text_add(&text, "a call overwrites R1 to R5, so R%u has no value after ", s->key);
	}
	if (name)
		axi_text_add(&text, "%s", name);
	else
		axi_text_add(&text, "the function at instruction %u", at + 1 + (u32)insn->imm);
	axi_seen_find(axi_seen_before(s->r, at), AX_R1, &map);
	if (s->key == AX_R0 && name && map.kind == AXI_MAP) {
		axi_text_add(&text, " on map ");
		axi_say_map(&text, s->e->in, map.obj);
	}
	if (s->key == AX_R0 && val->null)
		axi_text_add(&text, ", which may be NULL");
	s->key = AXI_NONE;
}

static void from_constant(struct slice *s, u32 at, const struct axi_val *val)
{
	struct axi_text text = begin(s, at, (s32)s->key);

	say_key(s, &text, s->key);
	axi_text_add(&text, " is set to ");
	say_val(s, &text, val);
	s->key = AXI_NONE;
}

/* ---- changes ---- */

/* A suggestion with numbers: between what must the number be that is added at `at`? */
static void need_bound(struct slice *s, u32 at, u32 reg, const struct axi_val *number)
{
	const struct ax_diag *d = &s->e->diag;
	s64 high = number->r.smax, low = number->r.smin;

	if (s->bound.known || d->need_max < d->need_min || axi_range_is_const(&number->r) ||
	    d->have_min < -(INT64_C(1) << 33) || d->have_max > INT64_C(1) << 33 || low <= INT32_MIN || high > UINT32_MAX)
		return;
	if (d->reason != AXI_REASON_VALUE_BOUNDS && d->reason != AXI_REASON_RECORD_BOUNDS && d->reason != AXI_REASON_STACK_BOUNDS)
		return;
	high -= d->have_max > d->need_max ? d->have_max - d->need_max : 0;
	low += d->need_min > d->have_min ? d->need_min - d->have_min : 0;
	if (high < low || high < 0)
		return;
	s->bound.key = reg;
	s->bound.known = true;
	s->bound.low = low, s->bound.high = high, s->bound.at = at;
}

/* The number was made by `insn`: what must it have been before? */
static void scale_bound(struct slice *s, u32 at, const struct ax_insn *insn)
{
	u32 op = insn->opcode & 0xf0, by;

	if (s->bound.key != s->key)
		return;
	by = op == AX_LSH && insn->imm >= 0 && insn->imm < 31 ? UINT32_C(1) << insn->imm : op == AX_MUL && insn->imm > 0 ? (u32)insn->imm : 0;
	if (insn->opcode & AX_X || !by || s->bound.low < 0) {
		s->bound.key = AXI_NONE;
		return;
	}
	s->bound.low = (s->bound.low + by - 1) / by;
	s->bound.high /= by;
	s->bound.at = at;
}

static void advise_bound(struct slice *s)
{
	struct axi_text text = {.out = s->e->advice, .size = sizeof(s->e->advice)};
	long long low = s->bound.low, high = s->bound.high;

	if (!s->bound.known || low > high)
		return;
	s->e->advice_at = s->bound.at;
	if (s->bound.tested)
		axi_text_add(&text, "let the test keep the number between %lld and %lld, not more", low > 0 ? low : 0, high);
	else if (low <= 0)
		axi_text_add(&text, "keep the number at most %lld: if (x > %lld) return 0; before its use", high, high);
	else
		axi_text_add(&text, "keep the number between %lld and %lld: if (x < %lld || x > %lld) return 0; before its use", low, high,
			     low, high);
}

/* pointer + number: follow the number when it is not fixed, the pointer when it is. */
static void pointer_sum(struct slice *s, u32 at, const struct ax_insn *insn, const struct axi_val *dst, const struct axi_val *src)
{
	u32 number = is_pointer(dst) ? insn->src : insn->dst, pointer = is_pointer(dst) ? insn->dst : insn->src;
	const struct axi_val *n = is_pointer(dst) ? src : dst, *p = is_pointer(dst) ? dst : src;
	bool follow_number = (insn->opcode & AX_X) && !axi_range_is_const(&n->r) && n->kind == AXI_SCALAR;
	struct axi_text text;

	if (!follow_number) {
		s->key = pointer;
		return;
	}
	text = begin(s, at, (s32)number);
	axi_text_add(&text, "R%u, ", number);
	say_val(s, &text, n);
	axi_text_add(&text, ", is added to ");
	say_val(s, &text, p);
	need_bound(s, at, number, n);
	s->key = number;
}

static void changed_by(struct slice *s, u32 at, const struct ax_insn *insn, const struct axi_val *after)
{
	u32 op = insn->opcode & 0xf0;
	struct axi_val dst, src = {.kind = AXI_UNINIT};
	struct axi_text text;

	axi_seen_find(axi_seen_before(s->r, at), insn->dst, &dst);
	if (insn->opcode & AX_X && op != AX_END)
		axi_seen_find(axi_seen_before(s->r, at), insn->src, &src);
	else
		axi_scalar_const(&src, (u64)(s64)insn->imm);
	if (op == AX_MOV && !(insn->opcode & AX_X)) {
		from_constant(s, at, after);
		return;
	}
	if (op == AX_MOV && insn->src == AX_R10) {
		text = begin(s, at, insn->dst);
		axi_text_add(&text, "R%u is the frame pointer", insn->dst);
		s->key = AXI_NONE;
		return;
	}
	if (op == AX_MOV) {
		s->key = insn->src;
		if (insn->off || (insn->opcode & 7) == AX_ALU) {
			if (src.kind != AXI_SCALAR || after->kind != AXI_SCALAR || !memcmp(&src.r, &after->r, sizeof(src.r)))
				return;
			text = begin(s, at, insn->dst);
			axi_text_add(&text, "R%u is R%u cut or extended: ", insn->dst, insn->src);
			say_val(s, &text, after);
		}
		return;
	}
	if ((is_pointer(&dst) || is_pointer(&src)) && is_pointer(after)) {
		pointer_sum(s, at, insn, &dst, &src);
		return;
	}
	text = begin(s, at, insn->dst);
	say_insn(s, &text, at);
	axi_text_add(&text, " makes R%u ", insn->dst);
	say_val(s, &text, after);
	scale_bound(s, at, insn);
	if (axi_range_is_const(&dst.r) && insn->opcode & AX_X && op != AX_END)
		s->key = insn->src;
}

static void say_saved(struct slice *s, u32 at, const struct ax_insn *insn)
{
	struct axi_text text = begin(s, at, insn->src);
	struct axi_val val;

	axi_seen_find(axi_seen_before(s->r, at), insn->src, &val);
	axi_text_add(&text, "R%u, ", insn->src);
	say_val(s, &text, &val);
	axi_text_add(&text, ", is saved in ");
	say_key(s, &text, s->key);
}

static void stored(struct slice *s, u32 at, const struct ax_insn *insn, const struct axi_val *val)
{
	struct axi_val base;

	axi_seen_find(axi_seen_before(s->r, at), insn->dst, &base);
	if (slot_key(&base, insn->off) != s->key)
		return;
	if ((insn->opcode & 7) == AX_ST)
		from_constant(s, at, val);
	else if (s->e->diag.reason == AXI_REASON_STACK_POINTER)
		say_saved(s, at, insn);
	if ((insn->opcode & 7) != AX_ST)
		s->key = insn->src;
}

/* The effect of one instruction on what is followed; `after` is its value behind the instruction. */
/* A call that ends what a register points to: a record that is given back, a packet that moves.  (Hosts.) */
static void ended_by(struct slice *s, u32 at, const struct axi_val *after)
{
	const struct ax_insn *insn = &s->insns[at];
	const char *name = insn->src ? NULL : axi_helper_name((u32)insn->imm);
	struct axi_text advice = {.out = s->e->advice, .size = sizeof(s->e->advice)};
	struct axi_val before;

	axi_seen_find(axi_seen_before(s->r, at), s->key, &before);
	if (!name || !is_pointer(&before) || is_pointer(after))
		return;
	struct axi_text text = begin(s, at, (s32)s->key);

	axi_text_add(&text, "R%u is no pointer any more after %s, it was ", s->key, name);
	say_val(s, &text, &before);
	if ((s->e->diag.reason != AXI_REASON_NOT_PTR && s->e->diag.reason != AXI_REASON_UNINIT) || s->e->advice[0])
		return;
	s->e->advice_at = at;
	axi_text_add(&advice, axi_in_packet(&before) ? "load data and data_end anew, and compare again, after the call" :
						       "read what is needed before the call");
}

static void step(struct slice *s, u32 at, const struct axi_val *after)
{
	const struct ax_insn *insn = &s->insns[at];
	u32 class = insn->opcode & 7;
	bool is_dst = s->key == insn->dst;

	if (s->key == AXI_NONE)
		return;
	if (s->key == AX_R10) {
		s->key = AXI_NONE;
		return;
	}
	if (insn->opcode == AX_OP_CALL) {
		if (s->key <= AX_R5)
			from_call(s, at, insn, after);
		else if (AXI_FAST && s->key < AX_R10)
			ended_by(s, at, after);
	} else if (class == AX_LDX && is_dst) {
		from_load(s, at, insn, after);
	} else if (class == AX_LD && is_dst) {
		from_constant(s, at, after);
	} else if ((class == AX_ALU || class == AX_ALU64) && is_dst) {
		changed_by(s, at, insn, after);
	} else if (class == AX_ST || (class == AX_STX && (insn->opcode & 0xe0) != AX_ATOMIC)) {
		stored(s, at, insn, after);
	} else if (class == AX_STX && ((insn->imm == AX_CMPXCHG && s->key == AX_R0) ||
				       (insn->imm != AX_CMPXCHG && insn->imm & AX_FETCH && s->key == insn->src))) {
		struct axi_text text = begin(s, at, (s32)s->key);

		axi_text_add(&text, "R%u is the old value of an atomic operation", s->key);
		s->key = AXI_NONE;
	}
}

/* ---- jumps and joins ---- */

/* Does the state over an edge explain the joined one?  The larger the better. */
static u32 likeness(const struct axi_val *edge, const struct axi_val *joined)
{
	u32 score = 0;

	if (edge->kind == joined->kind)
		score += 8;
	if (joined->kind == AXI_UNINIT || joined->kind == AXI_BYTES)
		return score;
	if (edge->null == joined->null)
		score += 4;
	if (edge->r.smax == joined->r.smax && edge->r.umax == joined->r.umax)
		score += 2;
	if (edge->r.smin == joined->r.smin)
		score += 1;
	return score;
}

static const struct axi_edge *choose(const struct slice *s, u32 to, const struct axi_val *joined, u32 limit)
{
	const struct axi_edge *best = NULL;
	u32 best_score = 0, tried = 0;

	for (const struct axi_edge *e = axi_edge_at(s->r, s->r->into[to]); e && tried++ < 256; e = axi_edge_at(s->r, e->next)) {
		const struct axi_seen *seen = axi_seen_at(s->r, e->state);
		struct axi_val val;
		u32 score = 1;

		if (!seen || seen->stamp >= limit)
			continue;
		if (s->key != AXI_NONE) {
			axi_seen_find(seen, s->key, &val);
			score += likeness(&val, joined);
		}
		if (score > best_score)
			best_score = score, best = e;
	}
	return best;
}

/* Over a jump: what the test taught. */
static void over_edge(struct slice *s, const struct axi_edge *e, const struct axi_val *joined, struct axi_val *over)
{
	const struct ax_insn *insn = &s->insns[e->from];
	u32 class = insn->opcode & 7;
	struct axi_val before;
	struct axi_text text;

	axi_seen_find(axi_seen_at(s->r, e->state), s->key, over);
	axi_seen_find(axi_seen_before(s->r, e->from), s->key, &before);
	if (joined->kind == AXI_UNINIT && over->kind != AXI_UNINIT)
		return;
	if ((class != AX_JMP && class != AX_JMP32) || insn->opcode == AX_OP_CALL || insn->opcode == AX_OP_EXIT ||
	    !(insn->opcode & 0xf0))
		return;
	if (over->kind == AXI_SCALAR && before.kind == AXI_SCALAR && memcmp(&over->r, &before.r, sizeof(before.r))) {
		text = begin(s, e->from, s->key <= AX_R10 ? (s32)s->key : -1);
		say_key(s, &text, s->key);
		axi_text_add(&text, " is ");
		say_val(s, &text, over);
		axi_text_add(&text, " after the test ");
		say_insn(s, &text, e->from);
		if (s->bound.key == s->key) { /* the nearest test is the one to change */
			s->bound.tested = true;
			s->bound.at = e->from;
			s->bound.key = AXI_NONE;
		}
	} else if (axi_in_packet(over) && axi_in_packet(&before) && over->size > before.size) {
		text = begin(s, e->from, s->key <= AX_R10 ? (s32)s->key : -1);
		say_key(s, &text, s->key);
		axi_text_add(&text, ": %u bytes are in the packet after the test ", over->size - 1);
		say_insn(s, &text, e->from);
	} else if (is_pointer(over) && before.null && !over->null) {
		text = begin(s, e->from, s->key <= AX_R10 ? (s32)s->key : -1);
		say_key(s, &text, s->key);
		axi_text_add(&text, " is not NULL after the test ");
		say_insn(s, &text, e->from);
	}
}

/* A join where one way has the value and the way taken has not. */
static void missing(struct slice *s, u32 to, const struct axi_edge *taken)
{
	for (const struct axi_edge *e = axi_edge_at(s->r, s->r->into[to]); e; e = axi_edge_at(s->r, e->next)) {
		struct axi_val val;
		struct axi_text text;

		axi_seen_find(axi_seen_at(s->r, e->state), s->key, &val);
		if (e == taken || val.kind == AXI_UNINIT || !e->state)
			continue;
		text = begin(s, taken->from, s->key <= AX_R10 ? (s32)s->key : -1);
		say_key(s, &text, s->key);
		axi_text_add(&text, " gets a value on the way over instruction %u; the other way leaves", e->from);
		s->absent = false; /* said */
		return;
	}
}

/* ---- the walk ---- */

static u32 before_slot(const struct slice *s, u32 pc)
{
	if (pc >= 2 && s->insns[pc - 2].opcode == AX_OP_LDDW && !s->r->before[pc - 1])
		return pc - 2;
	return pc - 1;
}

static void walk_back(struct slice *s, u32 pc)
{
	u32 *path = s->r->path, n = 0, limit = UINT32_MAX;

	while (n < s->r->slots) {
		const struct axi_seen *seen = axi_seen_before(s->r, pc);
		const struct axi_edge *e;
		struct axi_val val = {.kind = AXI_UNINIT}, over;
		u32 from, key;

		path[n++] = pc;
		if (!seen && n > 1)
			break;
		if (s->key != AXI_NONE)
			axi_seen_find(seen, s->key, &val);
		if (s->r->into[pc]) {
			e = choose(s, pc, &val, limit);
			if (!e)
				break;
			limit = axi_seen_at(s->r, e->state)->stamp;
			if (s->key != AXI_NONE) {
				if (s->absent && val.kind == AXI_UNINIT)
					missing(s, pc, e);
				over_edge(s, e, &val, &over);
				val = over;
			}
			from = e->from;
			if (s->insns[from].opcode == AX_OP_CALL) { /* into a function: its arguments are the caller's */
				pc = from;
				continue;
			}
		} else if (pc) {
			from = before_slot(s, pc);
		} else {
			break;
		}
		key = s->key;
		step(s, from, &val);
		if (s->bound.key == key)
			s->bound.key = s->key;
		pc = from;
	}
	for (u32 i = 0; i < n / 2; i++) {
		u32 t = path[i];

		path[i] = path[n - 1 - i];
		path[n - 1 - i] = t;
	}
	s->e->path_count = n;
}

/* The chain in the order of execution; of a long one the ends. */
static void keep_facts(struct slice *s)
{
	u32 n = s->facts, skip = n > AX_FACTS ? n - AX_FACTS : 0;

	for (u32 i = 0; i < n; i++) {
		const struct ax_fact *f = &s->fact[n - 1 - i];

		if (i >= AX_FACTS / 2 && i < AX_FACTS / 2 + skip)
			continue;
		s->e->fact[s->e->fact_count++] = *f;
	}
}

/* Where the register got its value: the newest fact about it that is no test. */
static void find_definition(struct slice *s)
{
	for (u32 i = 0; i < s->facts; i++) {
		u32 class = s->insns[s->fact[i].insn].opcode & 7;

		if (s->fact[i].reg >= 0 && class != AX_JMP && class != AX_JMP32) {
			s->e->defined = s->fact[i].insn;
			return;
		}
		if (s->fact[i].reg == AX_R0 && s->insns[s->fact[i].insn].opcode == AX_OP_CALL) {
			s->e->defined = s->fact[i].insn;
			return;
		}
	}
}

static void advise(struct slice *s)
{
	struct axi_text text = {.out = s->e->advice, .size = sizeof(s->e->advice)};
	const struct ax_diag *d = &s->e->diag;

	advise_bound(s);
	if (d->reason == AXI_REASON_PACKET_BOUNDS && d->have_min >= 0 && d->have_max < AXI_PACKET_MAX)
		axi_text_add(&text, "compare first: if (p + %lld > data_end) return 0; where p is the pointer without the constant offset",
			     (long long)d->have_max + 1);
	if (d->reason == AXI_REASON_STACK_BOUNDS && !s->e->advice[0] && d->have_min == d->have_max && d->have_min < 0 &&
	    d->need_min <= d->need_max && d->have_max > d->need_max)
		axi_text_add(&text, "make the array at fp%lld at least %lld bytes large", (long long)d->have_min, -(long long)d->need_max);
	if (d->reason == AXI_REASON_ARG_SIZE && d->have_min < d->need_min && d->have_max <= d->need_max)
		axi_text_add(&text, "test it first: if (n %s 0) return 0;", d->need_min ? "<=" : "<");
	u32 class = s->insns[d->insn].opcode & 7, type = s->e->in->prog_type;

	if (AXI_FAST && d->reason == AXI_REASON_CTX_ACCESS && (class == AX_ST || class == AX_STX))
		axi_text_add(&text, "keep the value in a variable: programs of this type do not write this field, or not in this size");
	if (AXI_FAST && d->reason == AXI_REASON_NOT_PTR && class == AX_LDX && !s->e->advice[0] &&
	    (type == AX_PROG_KPROBE || type == AX_PROG_TRACEPOINT || type == AX_PROG_RAW_TRACEPOINT || type == AX_PROG_PERF_EVENT) &&
	    s->e->defined != AXI_NONE && (s->insns[s->e->defined].opcode & 7) == AX_LDX)
		axi_text_add(&text, "if it is an address of the kernel's: bpf_probe_read_kernel(&x, sizeof(x), p); of a process's: bpf_probe_read_user");
	if (s->e->advice[0] || (d->reason != AXI_REASON_MAYBE_NULL && d->reason != AXI_REASON_PTR_ALU_NULL))
		return;
	if (s->e->defined == AXI_NONE || s->insns[s->e->defined].opcode != AX_OP_CALL)
		return;
	s->e->advice_at = s->e->defined;
	axi_text_add(&text, "test the result against NULL, if (!p) return 0; right after the call");
}

/* What the refusal is about: the register, the stack bytes, or a held record. */
static u32 subject_of(struct slice *s, const struct axi_seen *seen)
{
	struct ax_explain *e = s->e;
	struct axi_text text = {.out = e->subject, .size = sizeof(e->subject)};
	struct axi_val val;

	if (e->diag.reason == AXI_REASON_REF_LEAK && seen && seen->ref & UINT32_C(1) << 31) {
		u32 at = seen->ref & ((1u << 27) - 1);

		if (at < s->r->slots) {
			struct axi_text fact = begin(s, at, AX_R0);

			axi_text_add(&fact, "the record was reserved");
		}
		return AXI_NONE;
	}
	if (e->diag.reg < 0 || e->diag.reg > AX_R10)
		return AXI_NONE;
	axi_seen_find(seen, (u32)e->diag.reg, &val);
	s->absent = val.kind == AXI_UNINIT;
	if (s->absent && e->diag.reason != AXI_REASON_UNINIT)
		return AXI_NONE; /* it was to be written */
	say_val(s, &text, &val);
	if (e->diag.reason == AXI_REASON_STACK_POINTER && (s->insns[e->diag.insn].opcode & 7) == AX_LDX) {
		u32 key = slot_key(&val, s->insns[e->diag.insn].off);

		return key == AXI_NONE ? (u32)e->diag.reg : key;
	}
	if (e->diag.reason == AXI_REASON_STACK_UNINIT && val.kind == AXI_STACK && e->diag.have_min < 0 &&
	    e->diag.have_min >= -AX_STACK_BYTES && val.obj < AX_CALL_DEPTH) {
		s->absent = true;
		return AXI_KEY_SLOT + val.obj * AXI_SLOTS_FRAME + (u32)((-e->diag.have_min - 1) / 8);
	}
	return (u32)e->diag.reg;
}

static bool helper_at(const struct slice *s, u32 at, struct axi_proto *p)
{
	return s->insns[at].opcode == AX_OP_CALL && !s->insns[at].src && axi_proto_of((u32)s->insns[at].imm, p);
}

/* Is this argument the number of bytes at the one before?  Of functions whose arguments are not known here: perhaps. */
static bool takes_size(const struct slice *s, u32 at, u32 reg)
{
	struct axi_proto p;

	return !helper_at(s, at, &p) || p.arg[reg - 1] == ARG_SIZE || p.arg[reg - 1] == ARG_SIZE0;
}

/* A helper was to be given memory that has not what it takes: how much it takes, and why. */
static void say_taken(struct slice *s, const struct axi_seen *seen)
{
	u32 at = s->e->diag.insn, reg = (u32)s->e->diag.reg;
	const struct ax_map_spec *const *maps = s->e->in->maps;
	struct axi_val map, size;
	struct axi_proto p;
	struct axi_text text;
	bool key;

	if (!seen || reg < AX_R1 || reg > AX_R5 || !helper_at(s, at, &p))
		return;
	axi_seen_find(seen, AX_R1, &map);
	key = p.arg[reg - 1] == ARG_KEY;
	if ((key || p.arg[reg - 1] == ARG_VALUE || p.arg[reg - 1] == ARG_VALUE_NULL || p.arg[reg - 1] == ARG_VALUE_OUT) &&
	    map.kind == AXI_MAP && map.obj < s->e->in->map_count) {
		text = begin(s, at, (s32)reg);
		axi_text_add(&text, "%s takes R%u as a %s of map ", p.name, reg, key ? "key" : "value");
		axi_say_map(&text, s->e->in, map.obj);
		axi_text_add(&text, ", %u bytes", key ? maps[map.obj]->key_size : maps[map.obj]->value_size);
	} else if (reg < AX_R5 && (p.arg[reg] == ARG_SIZE || p.arg[reg] == ARG_SIZE0)) {
		axi_seen_find(seen, reg + 1, &size);
		text = begin(s, at, (s32)reg);
		axi_text_add(&text, "%s takes as many bytes at R%u as R%u says: ", p.name, reg, reg + 1);
		say_val(s, &text, &size);
		need_bound(s, at, reg + 1, &size);
	}
}

/* The register named is a pointer; what is wrong may be the number beside it. */
static void look_beside(struct slice *s, const struct axi_seen *seen)
{
	u32 at = s->e->diag.insn, class = s->insns[at].opcode & 7;
	struct axi_val dst, src;

	if (s->key > AX_R9 || !seen)
		return;
	if (s->e->diag.reason == AXI_REASON_PTR_OFFSET && (class == AX_ALU || class == AX_ALU64) && s->insns[at].opcode & AX_X) {
		axi_seen_find(seen, s->insns[at].dst, &dst);
		axi_seen_find(seen, s->insns[at].src, &src);
		pointer_sum(s, at, &s->insns[at], &dst, &src);
	} else if (s->insns[at].opcode == AX_OP_CALL && s->key < AX_R5 && s->e->diag.have_max > s->e->diag.need_max) {
		axi_seen_find(seen, s->key, &dst);
		axi_seen_find(seen, s->key + 1, &src);
		if (is_pointer(&dst) && axi_range_is_const(&dst.r) && src.kind == AXI_SCALAR && takes_size(s, at, s->key + 1))
			s->key++; /* the size */
	}
}

size_t axi_slice_bytes(void)
{
	return sizeof(struct slice);
}

void axi_slice(struct ax_explain *out, const struct axi_record *r, void *work)
{
	struct slice *s = work;
	const struct axi_seen *seen;

	*s = (struct slice){.e = out, .r = r, .insns = out->in->insns, .key = AXI_NONE, .bound.key = AXI_NONE};
	if (out->diag.insn >= r->slots)
		return;
	seen = axi_seen_before(r, out->diag.insn);
	if (!seen && !r->into[out->diag.insn])
		return; /* refused before the walk */
	s->key = subject_of(s, seen);
	say_taken(s, seen);
	look_beside(s, seen);
	walk_back(s, out->diag.insn);
	find_definition(s);
	advise(s);
	keep_facts(s);
}
