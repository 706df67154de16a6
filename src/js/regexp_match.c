/* SPDX-License-Identifier: Apache-2.0
 * regexp_match.c - the backtracking matcher.
 *
 * The stack holds records of three words.  CHOICE: another way to go on.  UNDO: what a register held before; taking back a
 * choice restores all that was set since.  RUN: characters that a greedy run may give back, one at a time (so that `.*` costs
 * one record, not one for each character).  Room for what one instruction pushes is made sure of before it does anything, so
 * that it can be started again with more memory. */
#include "js/regexp.h"
#include "js/regexp_code.h"
#include "js/unicode.h"
#ifndef JS_NO_REGEXP /* lib_noregexp.c */

enum { CHOICE, UNDO, RUN };
#define RECORD 3u

u32 axi_js_re_fold(u32 c)
{
	u32 upper = axi_js_upper(c);

	return c >= 0x80 && upper < 0x80 ? c : upper;
}

static u32 registers(const struct js_re_match *m)
{
	return m->code[JS_RE_REGISTERS];
}

u32 axi_js_re_memory(const u16 *code)
{
	return code[JS_RE_REGISTERS] + 8 * RECORD;
}

static u32 unit_at(const struct js_re_match *m, u32 at)
{
	return js_str_at(&m->input, at);
}

static bool is_high(u32 unit)
{
	return unit - 0xd800 < 0x400;
}

static bool is_low(u32 unit)
{
	return unit - 0xdc00 < 0x400;
}

/* take - the character at *at, which is not the end; *at moves behind it. */
static u32 take(const struct js_re_match *m, u32 *at)
{
	u32 unit = unit_at(m, (*at)++), low;

	if (!(m->code[JS_RE_FLAGS] & JS_RE_UNICODE) || !is_high(unit) || *at == m->input.length)
		return unit;
	low = unit_at(m, *at);
	if (!is_low(low))
		return unit;
	++*at;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

static void push(struct js_re_match *m, u32 kind, u32 value, u32 a, u32 b)
{
	u32 *r = m->memory + m->top;

	r[0] = value << 2 | kind;
	r[1] = a;
	r[2] = b;
	m->top += RECORD;
}

static bool has_room(const struct js_re_match *m, u32 records)
{
	return (m->words - m->top) / RECORD >= records;
}

/* set - without a choice to come back to there is nothing to restore. */
static void set(struct js_re_match *m, u32 reg, u32 value)
{
	if (m->memory[reg] == value)
		return;
	if (m->top > registers(m))
		push(m, UNDO, reg, m->memory[reg], 0);
	m->memory[reg] = value;
}

/* unwind - take records back down to `height`, restoring registers */
static void unwind(struct js_re_match *m, u32 height)
{
	while (m->top > height) {
		u32 *r = m->memory + (m->top -= RECORD);

		if ((r[0] & 3) == UNDO)
			m->memory[r[0] >> 2] = r[1];
	}
}

/* forget_choices - those above `height`; what they would restore is still needed by the choices below. */
static void forget_choices(struct js_re_match *m, u32 height)
{
	u32 to = height;

	m->debt += (m->top - height) / (8 * RECORD);
	for (u32 from = height; from < m->top; from += RECORD) {
		if ((m->memory[from] & 3) != UNDO)
			continue;
		memmove(m->memory + to, m->memory + from, RECORD * sizeof(u32));
		to += RECORD;
	}
	m->top = to;
}

/* backtrack - to the latest choice; false if there is none */
static bool backtrack(struct js_re_match *m)
{
	while (m->top > registers(m)) {
		u32 *r = m->memory + m->top - RECORD;

		switch (r[0] & 3) {
		case UNDO:
			m->memory[r[0] >> 2] = r[1];
			m->top -= RECORD;
			break;
		case CHOICE:
			m->pc = r[0] >> 2;
			m->at = r[1];
			m->top -= RECORD;
			return true;
		case RUN:
			if (r[1] == r[2]) {
				m->top -= RECORD;
				break;
			}
			r[1]--;
			if (m->code[JS_RE_FLAGS] & JS_RE_UNICODE && r[1] > r[2] && is_low(unit_at(m, r[1])) &&
			    is_high(unit_at(m, r[1] - 1)))
				r[1]--;
			m->pc = r[0] >> 2;
			m->at = r[1];
			if (r[1] == r[2])
				m->top -= RECORD;
			return true;
		}
	}
	return false;
}

/* ---- one character */
static bool in_ranges(const u16 *range, u32 count, u32 c)
{
	if (count & RE_WIDE) {
		for (u32 i = 0; i < (count & ~RE_WIDE); i++, range += 4)
			if (c >= (range[0] | (u32)range[1] << 16) && c <= (range[2] | (u32)range[3] << 16))
				return true;
		return false;
	}
	for (u32 i = 0; i < count; i++, range += 2)
		if (c >= range[0] && c <= range[1])
			return true;
	return false;
}

static bool in_class(const struct js_re_match *m, const u16 *i, u32 c)
{
	u32 folded, lower;

	if (in_ranges(i + 2, i[1], c))
		return true;
	if (!(m->code[JS_RE_FLAGS] & JS_RE_IGNORE_CASE))
		return false;
	folded = axi_js_re_fold(c);
	if (folded != c && in_ranges(i + 2, i[1], folded))
		return true;
	lower = axi_js_lower(folded);
	return axi_js_re_fold(lower) == folded && in_ranges(i + 2, i[1], lower);
}

/* one - does the one-character instruction at `i` take what is at *at (not the end)?  Then *at moves. */
static bool one(const struct js_re_match *m, const u16 *i, u32 *at)
{
	u32 behind = *at, c = take(m, &behind);
	bool yes;

	switch (i[0]) {
	case RE_CHAR: yes = c == i[1]; break;
	case RE_CHAR_WIDE: yes = c == (i[1] | (u32)i[2] << 16); break;
	case RE_CHAR_FOLD: yes = axi_js_re_fold(c) == i[1]; break;
	case RE_ANY: yes = !axi_js_is_line_end(c); break;
	case RE_ALL: yes = true; break;
	case RE_CLASS: yes = in_class(m, i, c); break;
	default: yes = !in_class(m, i, c); break;
	}
	if (yes)
		*at = behind;
	return yes;
}

/* words_of - length of an instruction */
static u32 words_of(const u16 *i)
{
	static const u8 operands[] = {
#define RE_OP(name, count) count,
		RE_OPS(RE_OP)
#undef RE_OP
	};
	u32 words = 1u + operands[i[0]];

	if (i[0] == RE_CLASS || i[0] == RE_NOT_CLASS)
		words += (i[1] & ~RE_WIDE) * (i[1] & RE_WIDE ? 4 : 2);
	return words;
}

static bool is_word_char(const struct js_re_match *m, u32 at)
{
	u32 c = at < m->input.length ? unit_at(m, at) : 0;

	return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

static bool at_edge(const struct js_re_match *m)
{
	return (m->at > 0 && is_word_char(m, m->at - 1)) != is_word_char(m, m->at);
}

/* back_reference - the text of a group again; a group that took no part matches nothing */
static bool back_reference(struct js_re_match *m, u32 group)
{
	u32 from = m->memory[2 * group], to = m->memory[2 * group + 1], length = to - from;

	if (from == JS_RE_UNSET || to == JS_RE_UNSET)
		return true;
	if (length > m->input.length - m->at)
		return false;
	m->debt += length / 8;
	for (u32 i = 0; i < length; i++) {
		u32 a = unit_at(m, from + i), b = unit_at(m, m->at + i);

		if (a != b && !(m->code[JS_RE_FLAGS] & JS_RE_IGNORE_CASE && axi_js_re_fold(a) == axi_js_re_fold(b)))
			return false;
	}
	m->at += length;
	return true;
}

static u32 pair(const u16 *at)
{
	return at[0] | (u32)at[1] << 16;
}

/* run - the greedy run at m->pc; RUN_FUEL: goes on later */
enum run { RUN_DONE, RUN_FAILED, RUN_FUEL };
static enum run run(struct js_re_match *m, s32 *fuel)
{
	const u16 *i = m->code + m->pc;
	u32 min = pair(i + 1), max = pair(i + 3), least;

	if (!m->in_run) {
		m->in_run = true;
		m->run_start = min ? JS_RE_UNSET : m->at; /* where the least is reached */
		m->run_count = 0;
	}
	while (m->run_count < max && m->at < m->input.length) {
		if ((*fuel)-- <= 0)
			return RUN_FUEL;
		if (!one(m, i + 5, &m->at))
			break;
		if (++m->run_count == min)
			m->run_start = m->at;
	}
	m->in_run = false;
	if (m->run_count < min)
		return RUN_FAILED;
	least = m->run_start;
	m->pc += 5 + words_of(i + 5);
	if (m->at != least)
		push(m, RUN, m->pc, m->at, least);
	return RUN_DONE;
}

/* begin_attempt - at m->start */
static void begin_attempt(struct js_re_match *m)
{
	u32 count = registers(m);

	for (u32 i = 0; i < count; i++)
		m->memory[i] = JS_RE_UNSET;
	m->top = count;
	m->at = m->start;
	m->pc = JS_RE_CODE;
	m->running = true;
	m->debt += count / 16;
}

void axi_js_re_begin(struct js_re_match *m, u32 from)
{
	m->start = from;
	m->debt = 0;
	m->running = m->in_run = false;
}

/* next_start - where the next attempt begins; false: nowhere.  A pattern that begins with a plain character looks for it. */
static bool next_start(struct js_re_match *m, s32 *fuel)
{
	const u16 *i = m->code + JS_RE_CODE;

	if (m->code[JS_RE_FLAGS] & JS_RE_STICKY || m->start >= m->input.length)
		return false;
	take(m, &m->start);
	if (i[0] != RE_CHAR || m->code[JS_RE_FLAGS] & JS_RE_UNICODE)
		return true;
	for (; m->start < m->input.length && unit_at(m, m->start) != i[1]; m->start++)
		if ((*fuel)-- <= 0)
			break;
	return true;
}

/* step - one instruction.  False: this way does not match. */
static bool step(struct js_re_match *m, const u16 *i)
{
	u32 next = m->pc + words_of(i), n;

	switch (i[0]) {
	case RE_SAVE: set(m, i[1], m->at); break;
	case RE_CLEAR:
		for (u32 reg = i[1]; reg < i[2]; reg++)
			set(m, reg, JS_RE_UNSET);
		break;
	case RE_JUMP: next += (u32)(s16)i[1]; break;
	case RE_SPLIT: push(m, CHOICE, next + (u32)(s16)i[1], m->at, 0); break;
	case RE_SPLIT_LAZY:
		push(m, CHOICE, next, m->at, 0);
		next += (u32)(s16)i[1];
		break;
	case RE_ZERO: set(m, i[1], 0); break;
	case RE_REPEAT:
		n = m->memory[i[1]];
		if (n < pair(i + 2))
			break;
		if (n >= pair(i + 4)) {
			next += (u32)(s16)i[7];
		} else if (i[6]) {
			push(m, CHOICE, next, m->at, 0);
			next += (u32)(s16)i[7];
		} else {
			push(m, CHOICE, next + (u32)(s16)i[7], m->at, 0);
		}
		break;
	case RE_NEXT:
		next += (u32)(s16)i[3];
		n = m->memory[i[1]];
		if (n >= pair(m->code + next + 2) && m->at == m->memory[i[2]])
			return false;
		set(m, i[1], n + 1);
		break;
	case RE_MOVED:
		if (m->at == m->memory[i[1]])
			return false;
		break;
	case RE_LINE_START:
		if (m->at && !(m->code[JS_RE_FLAGS] & JS_RE_MULTILINE && axi_js_is_line_end(unit_at(m, m->at - 1))))
			return false;
		break;
	case RE_LINE_END:
		if (m->at < m->input.length &&
		    !(m->code[JS_RE_FLAGS] & JS_RE_MULTILINE && axi_js_is_line_end(unit_at(m, m->at))))
			return false;
		break;
	case RE_WORD_EDGE:
	case RE_NO_WORD_EDGE:
		if (at_edge(m) != (i[0] == RE_WORD_EDGE))
			return false;
		break;
	case RE_BACK:
		if (!back_reference(m, i[1]))
			return false;
		break;
	case RE_LOOK:
		n = m->top;
		set(m, i[1], n);
		set(m, i[1] + 1u, m->at);
		m->memory[i[1]] = n = m->top; /* behind its own records: they stay */
		break;
	case RE_LOOK_END:
		forget_choices(m, m->memory[i[1]]);
		m->at = m->memory[i[1] + 1u];
		break;
	case RE_LOOK_NOT:
		n = m->top;
		push(m, CHOICE, next + (u32)(s16)i[2], m->at, 0);
		set(m, i[1], n);
		break;
	case RE_LOOK_NOT_END:
		m->debt += (m->top - m->memory[i[1]]) / (8 * RECORD);
		unwind(m, m->memory[i[1]]);
		return false;
	default: /* one character */
		if (m->at == m->input.length || !one(m, i, &m->at))
			return false;
	}
	m->pc = next;
	return true;
}

enum js_re_status axi_js_re_run(struct js_re_match *m, u32 amount)
{
	s32 fuel = (s32)amount;

	if (m->debt >= amount) {
		m->debt -= amount;
		return JS_RE_FUEL;
	}
	fuel -= (s32)m->debt;
	m->debt = 0;
	if (!m->running)
		begin_attempt(m);
	for (;;) {
		const u16 *i = m->code + m->pc;
		bool ok;

		if (i[0] == RE_MATCH) {
			m->memory[0] = m->start;
			m->memory[1] = m->at;
			return JS_RE_OK;
		}
		if (!m->in_run && fuel-- <= 0)
			return JS_RE_FUEL;
		if (!has_room(m, i[0] == RE_CLEAR ? i[2] - i[1] : 3u))
			return JS_RE_SPACE;
		if (i[0] == RE_RUN) {
			enum run r = run(m, &fuel);

			if (r == RUN_FUEL)
				return JS_RE_FUEL;
			ok = r == RUN_DONE;
		} else {
			ok = step(m, i);
			if (m->debt) {
				if (m->debt > (u32)(fuel > 0 ? fuel : 0)) {
					m->debt -= (u32)(fuel > 0 ? fuel : 0);
					fuel = 0;
				} else {
					fuel -= (s32)m->debt;
					m->debt = 0;
				}
			}
		}
		if (ok || backtrack(m))
			continue;
		if (!next_start(m, &fuel))
			return JS_RE_NO;
		begin_attempt(m);
	}
}
#endif
