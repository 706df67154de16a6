/* SPDX-License-Identifier: Apache-2.0
 * regexp_compile.c - a pattern to the instructions of regexp_code.h, in one pass.
 *
 * What comes in front of something already written (the head of a loop, the split of an alternative) is inserted there;
 * offsets are relative, so what moves stays right.  Groups that are open wait on a small stack: no recursion. */
#include "js/regexp.h"
#include "js/regexp_code.h"
#include "js/unicode.h"
#ifndef JS_NO_REGEXP /* lib_noregexp.c */

#define NESTING    48
#define MOST_WORDS 0xffffu
#define INFINITE   0xffffffffu
#define END        0xffffffffu /* behind the pattern */

enum kind { GROUP, PLAIN_GROUP, LOOK, LOOK_NOT };

struct open {
	u16 kind;
	u16 group;       /* number of a capturing group */
	u16 look;        /* register of a look-ahead */
	u16 first_group; /* groups before it */
	u32 start;       /* where the atom's instructions begin */
	u32 alternative; /* where the current alternative begins */
	u32 jumps;       /* last of the chained jumps to the end; 0: none */
};

struct compiler {
	struct js_str text;
	u32 at;
	u32 flags;
	u16 *code;
	u32 size, words;
	u32 groups, registers, all_groups;
	u32 depth;
	struct open open[NESTING];
	enum js_re_status status;
	struct js_re_error error;
};

static void fail(struct compiler *c, const char *reason)
{
	if (c->status != JS_RE_OK)
		return;
	c->status = JS_RE_NO;
	c->error = (struct js_re_error){reason, c->at};
}

/* ---- reading */
static u32 peek_at(const struct compiler *c, u32 ahead)
{
	return c->at + ahead < c->text.length ? js_str_at(&c->text, c->at + ahead) : END;
}

static u32 peek(const struct compiler *c)
{
	return peek_at(c, 0);
}

static bool eat(struct compiler *c, u32 unit)
{
	if (peek(c) != unit)
		return false;
	c->at++;
	return true;
}

static bool unicode(const struct compiler *c)
{
	return c->flags & JS_RE_UNICODE;
}

/* next_point - one character: a unit, or with the flag u a code point */
static u32 next_point(struct compiler *c)
{
	u32 unit = peek(c), low;

	c->at++;
	if (!unicode(c) || unit < 0xd800 || unit >= 0xdc00)
		return unit;
	low = peek(c);
	if (low < 0xdc00 || low >= 0xe000)
		return unit;
	c->at++;
	return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

static u32 hex_value(u32 unit)
{
	if (unit >= '0' && unit <= '9')
		return unit - '0';
	unit |= 0x20;
	return unit >= 'a' && unit <= 'f' ? unit - 'a' + 10 : 16;
}

/* hex - exactly `digits` of them, or END and nothing read */
static u32 hex(struct compiler *c, u32 digits)
{
	u32 value = 0;

	for (u32 i = 0; i < digits; i++) {
		u32 digit = hex_value(peek_at(c, i));

		if (digit == 16)
			return END;
		value = value * 16 + digit;
	}
	c->at += digits;
	return value;
}

/* number - decimal digits, cut at 2^31; false if there is none */
static bool number(struct compiler *c, u32 *out)
{
	u64 n = 0;

	if (peek(c) < '0' || peek(c) > '9')
		return false;
	while (peek(c) >= '0' && peek(c) <= '9') {
		n = n * 10 + (peek(c) - '0');
		if (n > 0x7fffffff)
			n = 0x7fffffff;
		c->at++;
	}
	*out = (u32)n;
	return true;
}

/* ---- writing */
static u16 *insert(struct compiler *c, u32 where, u32 count)
{
	if (c->status != JS_RE_OK)
		return NULL;
	if (c->size + count > MOST_WORDS) {
		fail(c, "regular expression too large");
		return NULL;
	}
	if (c->size + count > c->words) {
		c->status = JS_RE_SPACE;
		return NULL;
	}
	memmove(c->code + where + count, c->code + where, (c->size - where) * sizeof(c->code[0]));
	c->size += count;
	return c->code + where;
}

static void emit(struct compiler *c, u32 word)
{
	u16 *at = insert(c, c->size, 1);

	if (at)
		*at = (u16)word;
}

static void emit_at(struct compiler *c, u32 where, u32 op, u32 operand)
{
	u16 *at = insert(c, where, 2);

	if (at) {
		at[0] = (u16)op;
		at[1] = (u16)operand;
	}
}

static void emit2(struct compiler *c, u32 op, u32 operand)
{
	emit_at(c, c->size, op, operand);
}

static void emit_char(struct compiler *c, u32 point)
{
	if (c->flags & JS_RE_IGNORE_CASE && point <= 0xffff) {
		u32 folded = axi_js_re_fold(point);

		if (folded != point || axi_js_lower(point) != point) {
			emit2(c, RE_CHAR_FOLD, folded);
			return;
		}
	}
	if (point <= 0xffff) {
		emit2(c, RE_CHAR, point);
	} else {
		emit2(c, RE_CHAR_WIDE, point);
		emit(c, point >> 16);
	}
}

/* ---- classes */
struct ranges {
	struct compiler *c;
	u32 count;
};

static void add_range(struct ranges *r, u32 from, u32 to)
{
	r->count++;
	if (unicode(r->c)) {
		emit(r->c, from);
		emit(r->c, from >> 16);
		emit(r->c, to);
		emit(r->c, to >> 16);
	} else {
		emit(r->c, from);
		emit(r->c, to < 0xffff ? to : 0xffff);
	}
}

static const u16 digits[] = {'0', '9' + 1};
static const u16 word_chars[] = {'0', '9' + 1, 'A', 'Z' + 1, '_', '_' + 1, 'a', 'z' + 1};
static const u16 spaces[] = {9,      14,     ' ',    ' ' + 1, 0xa0,   0xa1,   0x1680, 0x1681, 0x2000, 0x200b,
			     0x2028, 0x202a, 0x202f, 0x2030,  0x205f, 0x2060, 0x3000, 0x3001, 0xfeff, 0xff00};

/* add_escape - \d \D \s \S \w \W; false if `letter` is none of them */
static bool add_escape(struct ranges *r, u32 letter)
{
	const u16 *edge;
	u32 count, last = 0;

	switch (letter | 0x20) {
	case 'd': edge = digits, count = ARRAY_LEN(digits); break;
	case 's': edge = spaces, count = ARRAY_LEN(spaces); break;
	case 'w': edge = word_chars, count = ARRAY_LEN(word_chars); break;
	default: return false;
	}
	if (letter & 0x20) {
		for (u32 i = 0; i < count; i += 2)
			add_range(r, edge[i], edge[i + 1] - 1);
		return true;
	}
	for (u32 i = 0; i < count; i += 2) {
		add_range(r, last, edge[i] - 1);
		last = edge[i + 1];
	}
	add_range(r, last, 0x10ffff);
	return true;
}

/* begin_class, end_class - the instruction around the ranges */
static u32 begin_class(struct compiler *c, bool negated)
{
	emit2(c, negated ? RE_NOT_CLASS : RE_CLASS, 0);
	return c->size - 1;
}

static void end_class(struct ranges *r, u32 where)
{
	if (r->count >= RE_WIDE)
		fail(r->c, "class too large");
	if (r->c->status == JS_RE_OK)
		r->c->code[where] = (u16)(r->count | (unicode(r->c) ? RE_WIDE : 0));
}

/* legacy_octal - Annex B: up to three octal digits, at most 0377 */
static u32 legacy_octal(struct compiler *c)
{
	u32 n = 0;

	for (u32 i = 0; i < 3 && peek(c) >= '0' && peek(c) <= '7' && n * 8 + (peek(c) - '0') <= 0377; i++)
		n = n * 8 + (next_point(c) - '0');
	return n;
}

static bool is_syntax(u32 unit)
{
	switch (unit) {
	case '^': case '$': case '\\': case '.': case '*': case '+': case '?': case '(': case ')': case '[': case ']':
	case '{': case '}': case '|': case '/':
		return true;
	}
	return false;
}

/* unicode_escape - behind \u */
static u32 unicode_escape(struct compiler *c)
{
	u32 point;

	if (unicode(c) && eat(c, '{')) {
		point = 0;
		if (peek(c) == '}')
			fail(c, "bad unicode escape");
		while (!eat(c, '}')) {
			u32 digit = hex_value(peek(c));

			if (digit == 16 || (point = point * 16 + digit) > 0x10ffff) {
				fail(c, "bad unicode escape");
				return 0;
			}
			c->at++;
		}
		return point;
	}
	point = hex(c, 4);
	if (point == END) {
		if (unicode(c))
			fail(c, "bad unicode escape");
		return 'u';
	}
	if (unicode(c) && point >= 0xd800 && point < 0xdc00 && peek(c) == '\\' && peek_at(c, 1) == 'u') {
		u32 back = c->at, low;

		c->at += 2;
		low = hex(c, 4);
		if (low != END && low >= 0xdc00 && low < 0xe000)
			return 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
		c->at = back;
	}
	return point;
}

/* character_escape - what follows a backslash and is one character; shared by atoms and classes. */
static u32 character_escape(struct compiler *c, bool in_class)
{
	u32 unit = peek(c), value;

	if (unit == END) {
		fail(c, "\\ at end of pattern");
		return 0;
	}
	if (unit >= '0' && unit <= '7' && !unicode(c))
		return legacy_octal(c);
	unit = next_point(c);
	switch (unit) {
	case 't': return '\t';
	case 'n': return '\n';
	case 'v': return '\v';
	case 'f': return '\f';
	case 'r': return '\r';
	case '0':
		if (peek(c) >= '0' && peek(c) <= '9')
			fail(c, "bad escape");
		return 0;
	case 'c':
		value = peek(c);
		if ((value | 0x20) >= 'a' && (value | 0x20) <= 'z') {
			c->at++;
			return value & 31;
		}
		if (in_class && !unicode(c) && ((value >= '0' && value <= '9') || value == '_')) {
			c->at++;
			return value & 31;
		}
		if (unicode(c))
			fail(c, "bad escape");
		c->at--; /* the backslash is itself, the c comes again */
		return '\\';
	case 'x':
		value = hex(c, 2);
		if (value == END && unicode(c))
			fail(c, "bad escape");
		return value == END ? 'x' : value;
	case 'u': return unicode_escape(c);
	}
	if (unicode(c) && !is_syntax(unit) && !(in_class && unit == '-'))
		fail(c, "bad escape");
	return unit;
}

#define CLASS_ESCAPE (END - 1)

/* class_atom - one character of a class, or CLASS_ESCAPE when \d and its like were added */
static u32 class_atom(struct ranges *r)
{
	struct compiler *c = r->c;

	if (!eat(c, '\\'))
		return next_point(c);
	if (peek(c) != END && peek(c) < 0x80 && add_escape(r, peek(c))) {
		c->at++;
		return CLASS_ESCAPE;
	}
	if (eat(c, 'b'))
		return '\b';
	return character_escape(c, true);
}

static void char_class(struct compiler *c)
{
	u32 where = begin_class(c, eat(c, '^'));
	struct ranges r = {c, 0};

	while (c->status == JS_RE_OK && !eat(c, ']')) {
		u32 from, to;

		if (peek(c) == END) {
			fail(c, "missing ]");
			return;
		}
		from = class_atom(&r);
		if (peek(c) != '-' || peek_at(c, 1) == ']' || peek_at(c, 1) == END) {
			if (from != CLASS_ESCAPE)
				add_range(&r, from, from);
			continue;
		}
		c->at++;
		to = class_atom(&r);
		if (from == CLASS_ESCAPE || to == CLASS_ESCAPE) {
			if (unicode(c)) {
				fail(c, "bad range in class");
				return;
			}
			add_range(&r, '-', '-');
			if (from != CLASS_ESCAPE)
				add_range(&r, from, from);
			if (to != CLASS_ESCAPE)
				add_range(&r, to, to);
			continue;
		}
		if (from > to)
			fail(c, "range out of order in class");
		add_range(&r, from, to);
	}
	end_class(&r, where);
}

/* ---- groups */
static void open_group(struct compiler *c, enum kind kind)
{
	struct open *o;

	if (c->depth == NESTING) {
		fail(c, "groups nested too deep");
		return;
	}
	o = &c->open[c->depth++];
	*o = (struct open){.kind = (u16)kind, .first_group = (u16)c->groups, .start = c->size};
	switch (kind) {
	case GROUP:
		o->group = (u16)c->groups++;
		emit2(c, RE_SAVE, 2u * o->group);
		break;
	case PLAIN_GROUP: break;
	case LOOK:
	case LOOK_NOT:
		o->look = (u16)c->registers;
		c->registers += 2;
		emit2(c, kind == LOOK ? RE_LOOK : RE_LOOK_NOT, o->look);
		if (kind == LOOK_NOT)
			emit(c, 0);
		break;
	}
	o->alternative = c->size;
}

static void set_offset(struct compiler *c, u32 where, u32 target)
{
	s32 offset = (s32)target - (s32)(where + 1);

	if (c->status != JS_RE_OK)
		return;
	if (offset < -0x8000 || offset > 0x7fff)
		fail(c, "regular expression too large");
	c->code[where] = (u16)offset;
}

/* alternative - at '|': what is written since o->alternative is one choice. */
static void alternative(struct compiler *c)
{
	struct open *o = &c->open[c->depth - 1];
	u32 link;

	emit_at(c, o->alternative, RE_SPLIT, 0);
	link = c->size + 1;
	emit2(c, RE_JUMP, o->jumps ? link - o->jumps : 0); /* a chain until the end is known */
	o->jumps = link;
	set_offset(c, o->alternative + 1, c->size);
	o->alternative = c->size;
}

static void close_alternatives(struct compiler *c, struct open *o)
{
	u32 link = o->jumps;

	while (link && c->status == JS_RE_OK) {
		u32 back = c->code[link];

		set_offset(c, link, c->size);
		link = back ? link - back : 0;
	}
}

/* close_group - returns what was closed */
static struct open close_group(struct compiler *c)
{
	struct open o = c->open[--c->depth];

	close_alternatives(c, &o);
	switch ((enum kind)o.kind) {
	case GROUP: emit2(c, RE_SAVE, 2u * o.group + 1); break;
	case PLAIN_GROUP: break;
	case LOOK: emit2(c, RE_LOOK_END, o.look); break;
	case LOOK_NOT:
		emit2(c, RE_LOOK_NOT_END, o.look);
		set_offset(c, o.start + 2, c->size);
		break;
	}
	return o;
}

/* ---- quantifiers */
struct atom {
	u32 start;       /* its first instruction */
	u32 first_group; /* groups opened in it: [first_group, c->groups) */
	bool simple;     /* one instruction that takes one character */
	bool fixed;      /* cannot be repeated (an assertion) */
};

/* braces - {n} {n,} {n,m} at the position; false and nothing read if it is none */
static bool braces(struct compiler *c, u32 *min, u32 *max)
{
	u32 start = c->at;

	if (eat(c, '{') && number(c, min)) {
		*max = *min;
		if (eat(c, ',') && !number(c, max))
			*max = INFINITE;
		if (eat(c, '}'))
			return true;
	}
	c->at = start;
	return false;
}

static bool quantifier(struct compiler *c, u32 *min, u32 *max)
{
	switch (peek(c)) {
	case '*': *min = 0, *max = INFINITE; break;
	case '+': *min = 1, *max = INFINITE; break;
	case '?': *min = 0, *max = 1; break;
	case '{': return braces(c, min, max);
	default: return false;
	}
	c->at++;
	return true;
}

/* body_head - in front of the atom: captures of an earlier iteration vanish, the position is noted.  Returns its words. */
static u32 body_head(struct compiler *c, const struct atom *a, u32 position)
{
	u32 before = c->size;

	emit_at(c, a->start, RE_SAVE, position);
	if (c->groups > a->first_group) {
		u16 *at = insert(c, a->start, 3);

		if (at) {
			at[0] = RE_CLEAR;
			at[1] = (u16)(2 * a->first_group);
			at[2] = (u16)(2 * c->groups);
		}
	}
	return c->size - before;
}

/* repeat_counted - a loop with a counter */
static void repeat_counted(struct compiler *c, const struct atom *a, u32 min, u32 max, bool lazy)
{
	u32 counter = c->registers, position = c->registers + 1, head = a->start + 2;
	u16 *at;

	c->registers += 2;
	body_head(c, a, position);
	at = insert(c, a->start, 10);
	if (at) {
		const u16 words[10] = {RE_ZERO, (u16)counter, RE_REPEAT, (u16)counter, (u16)min, (u16)(min >> 16),
				       (u16)max, (u16)(max >> 16), lazy, 0};

		memcpy(at, words, sizeof(words));
	}
	emit2(c, RE_NEXT, counter);
	emit(c, position);
	emit(c, 0);
	set_offset(c, c->size - 1, head);
	set_offset(c, a->start + 9, c->size);
}

/* repeat_simply - x* and x?: no counter */
static void repeat_simply(struct compiler *c, const struct atom *a, bool once, bool lazy)
{
	u32 position = c->registers++;

	body_head(c, a, position);
	emit_at(c, a->start, lazy ? RE_SPLIT_LAZY : RE_SPLIT, 0);
	emit2(c, RE_MOVED, position);
	if (!once) {
		emit2(c, RE_JUMP, 0);
		set_offset(c, c->size - 1, a->start);
	}
	set_offset(c, a->start + 1, c->size);
}

static void repeat(struct compiler *c, const struct atom *a)
{
	u32 min, max;
	bool lazy;
	u16 *at;

	if (!quantifier(c, &min, &max)) {
		if (unicode(c) && peek(c) == '{')
			fail(c, "nothing to repeat");
		return;
	}
	lazy = eat(c, '?');
	if (a->fixed)
		fail(c, "nothing to repeat");
	if (min > max)
		fail(c, "numbers out of order in {}");
	if (a->simple && !lazy) {
		at = insert(c, a->start, 5);
		if (at) {
			const u16 words[5] = {RE_RUN, (u16)min, (u16)(min >> 16), (u16)max, (u16)(max >> 16)};

			memcpy(at, words, sizeof(words));
		}
	} else if (min == 0 && (max == INFINITE || max == 1)) {
		repeat_simply(c, a, max == 1, lazy);
	} else {
		repeat_counted(c, a, min, max, lazy);
	}
}

/* ---- terms */
static void open_parenthesis(struct compiler *c)
{
	if (!eat(c, '?')) {
		open_group(c, GROUP);
		return;
	}
	if (eat(c, ':'))
		open_group(c, PLAIN_GROUP);
	else if (eat(c, '='))
		open_group(c, LOOK);
	else if (eat(c, '!'))
		open_group(c, LOOK_NOT);
	else
		fail(c, peek(c) == '<' ? "look-behind and named groups are not supported" : "bad group");
}

/* escape - an atom that begins with a backslash, which is read already */
static void escape(struct compiler *c, struct atom *a)
{
	u32 unit = peek(c), start = c->at, n;

	a->simple = true;
	if (unit == 'b' || unit == 'B') {
		c->at++;
		emit(c, unit == 'b' ? RE_WORD_EDGE : RE_NO_WORD_EDGE);
		a->fixed = true;
		return;
	}
	if (unit < 0x80 && ((unit | 0x20) == 'd' || (unit | 0x20) == 's' || (unit | 0x20) == 'w')) {
		u32 where = begin_class(c, false);
		struct ranges r = {c, 0};

		c->at++;
		add_escape(&r, unit);
		end_class(&r, where);
		return;
	}
	if (unit >= '1' && unit <= '9') {
		number(c, &n);
		if (n < c->all_groups) {
			emit2(c, RE_BACK, n);
			a->simple = false;
			return;
		}
		if (unicode(c))
			fail(c, "no such group");
		c->at = start;
		if (unit >= '8') { /* Annex B: itself */
			c->at++;
			emit_char(c, unit);
			return;
		}
	}
	if (unicode(c) && (unit | 0x20) == 'p')
		fail(c, "property escapes are not supported");
	emit_char(c, character_escape(c, false));
}

/* term - one assertion, or one atom with its quantifier */
static void term(struct compiler *c)
{
	struct atom a = {.start = c->size, .first_group = c->groups};
	u32 min, max, unit = peek(c);

	c->at++;
	switch (unit) {
	case '^':
	case '$':
		emit(c, unit == '^' ? RE_LINE_START : RE_LINE_END);
		a.fixed = true;
		break;
	case '(': open_parenthesis(c); return;
	case ')':
		if (c->depth == 1) {
			fail(c, "unmatched )");
			return;
		} else {
			struct open o = close_group(c);

			a.start = o.start;
			a.first_group = o.first_group;
			a.fixed = unicode(c) && o.kind >= LOOK;
		}
		break;
	case '.':
		emit(c, c->flags & JS_RE_DOT_ALL ? RE_ALL : RE_ANY);
		a.simple = true;
		break;
	case '[':
		char_class(c);
		a.simple = true;
		break;
	case '\\': escape(c, &a); break;
	case '*': case '+': case '?':
		fail(c, "nothing to repeat");
		return;
	case '{':
		c->at--;
		if (unicode(c) || braces(c, &min, &max)) {
			fail(c, "nothing to repeat");
			return;
		}
		c->at++;
		emit_char(c, unit);
		a.simple = true;
		break;
	case ']': case '}':
		if (unicode(c))
			fail(c, "lone bracket");
		emit_char(c, unit);
		a.simple = true;
		break;
	default:
		c->at--;
		emit_char(c, next_point(c));
		a.simple = true;
	}
	repeat(c, &a);
}

/* count_groups - capturing groups of the whole pattern plus one: \3 is a back reference only if there are three. */
static u32 count_groups(const struct js_str *text)
{
	u32 groups = 1;
	bool in_class = false;

	for (u32 i = 0; i < text->length; i++) {
		switch (js_str_at(text, i)) {
		case '\\': i++; break;
		case '[': in_class = true; break;
		case ']': in_class = false; break;
		case '(':
			if (!in_class && !(i + 1 < text->length && js_str_at(text, i + 1) == '?'))
				groups++;
			break;
		}
	}
	return groups;
}

enum js_re_status axi_js_re_compile(const struct js_str *pattern, u32 flags, u16 *code, u32 words, struct js_re_error *error)
{
	struct compiler c = {.text = *pattern, .flags = flags, .code = code, .size = JS_RE_CODE, .words = words, .groups = 1};

	c.all_groups = count_groups(pattern);
	c.registers = 2 * c.all_groups;
	if (c.all_groups > 1000)
		fail(&c, "too many groups");
	c.open[c.depth++] = (struct open){.kind = PLAIN_GROUP, .start = JS_RE_CODE, .alternative = JS_RE_CODE};
	while (c.status == JS_RE_OK && c.at < c.text.length) {
		if (eat(&c, '|'))
			alternative(&c);
		else
			term(&c);
	}
	if (c.depth != 1)
		fail(&c, "missing )");
	if (c.status == JS_RE_OK)
		close_alternatives(&c, &c.open[0]);
	emit(&c, RE_MATCH);
	if (c.registers > 0x7fff)
		fail(&c, "regular expression too large");
	*error = c.error;
	if (c.status != JS_RE_OK)
		return c.status;
	code[JS_RE_FLAGS] = (u16)flags;
	code[JS_RE_GROUPS] = (u16)c.all_groups;
	code[JS_RE_REGISTERS] = (u16)c.registers;
	code[JS_RE_SIZE] = (u16)c.size;
	return JS_RE_OK;
}

s32 axi_js_re_flags(const struct js_str *text)
{
	static const char letters[] = "gimsuy";
	s32 flags = 0;

	for (u32 i = 0; i < text->length; i++) {
		u32 unit = js_str_at(text, i), bit = 0;

		while (letters[bit] && (u32)letters[bit] != unit)
			bit++;
		if (!letters[bit] || flags & 1 << bit)
			return -1;
		flags |= 1 << bit;
	}
	return flags;
}
#endif
