/* SPDX-License-Identifier: Apache-2.0
 * claims.c - certificates that lie: a certificate is taken apart into its numbers, each with what it means, some of them are
 * changed (a bound one too tight, a distance, a name for another, a tie, a term, a relation; a claim left out, made twice, or
 * exchanged with another's), and it is put together again, with lengths, counts and keys that fit.  Bytes that no checker would
 * read to their end are verify-fuzz's other mutations. */
#include <string.h>
#include "verify-fuzz/claims.h"
#include "verify/cert.h"

#define pick fuzz_pick
#define MOST 12000

/* What a number is.  KEY and PC are whole here, and what differs from the one before there; COUNT, STATES and LENGTH are made of what
 * follows.  GROUP and END are no bytes: where a thing that is counted begins and ends. */
enum what { UINT, INT, BYTE, HEAD, FORM, BOUND, SIGNED_BOUND, OFF, NAME, SLOT, KEY, PC, PC_SIGNED, LENGTH, END_OF, COUNT, GROUP, END,
	    TIE_KEY, TIE_TIMES, TIE_PLUS, REL_KEY, REL_FACTOR, REL_SUM, TERM_KEY, TERM_AT, COST, FLAGS, MASK, REF, LEVEL };
enum group { VALUE, TIE, RELATION, TERM, STATE, ENTRY, WALK, FIELD, REF_ONE };

struct token {
	u8 what, group;
	u8 more;               /* COUNT: how it is written: 0 n, 1 n + 1 (0: none are told), 2 with `times`, 3 states */
	u32 list;              /* KEY, PC, GROUP, COUNT: of which; LENGTH, END_OF: which */
	u64 n;
};

static struct token token[MOST], other[MOST];
static u32 tokens, lists;
static const u8 *at, *end;
static bool bad;

/* ---- taking apart ---- */

static struct token *add(enum what what, u64 n)
{
	if (tokens >= MOST - 1)
		bad = true;
	token[tokens] = (struct token){.what = (u8)what, .n = n};
	return &token[bad ? MOST - 1 : tokens++];
}

static u64 get(void)
{
	struct axi_bytes b = {.at = at, .end = end};
	u64 n = axi_bytes_uint(&b);

	bad |= b.bad;
	at = b.at;
	return n;
}

static u8 get_byte(void)
{
	bad |= at == end;
	return bad ? 0 : *at++;
}

static u64 number(enum what what)
{
	return add(what, get())->n;
}

static u32 open_group(enum group group, u32 list)
{
	struct token *t = add(GROUP, 0);

	t->group = (u8)group;
	t->list = list;
	return tokens - 1;
}

static void close_group(enum group group, u32 list)
{
	struct token *t = add(END, 0);

	t->group = (u8)group;
	t->list = list;
}

static u32 count_of(u64 n, u32 more, enum group group)
{
	struct token *t = add(COUNT, n);

	t->more = (u8)more;
	t->group = (u8)group;
	return t->list = ++lists;
}

static void range(void)
{
	u8 form = get_byte();
	u64 mask;

	add(FORM, form);
	switch (form) {
	case AXI_CR_CONST: number(SIGNED_BOUND); break;
	case AXI_CR_BETWEEN: number(BOUND); /* fall through */
	case AXI_CR_UPTO: number(BOUND); break;
	case AXI_CR_VIEWS:
		mask = number(MASK);
		for (u32 i = 0; i < 10; i++)
			if (mask >> i & 1)
				number(i == 4 || i == 5 || i > 7 ? SIGNED_BOUND : BOUND);
		break;
	default: break;
	}
}

static void slot(u64 key)
{
	u8 form;

	if (key < AXI_KEY_SLOT)
		return;
	form = get_byte();
	add(SLOT, form);
	if (!(form & AXI_CS_INIT))
		add(SLOT, get_byte());
	if (!(form & AXI_CS_ZERO))
		add(SLOT, get_byte());
}

static void sparse_value(u64 key)
{
	u8 head = get_byte(), kind = head & AXI_CV_KIND, mode = head / AXI_CV_ID & 3;

	add(HEAD, head);
	if (!kind)
		return;
	if (kind == AXI_BYTES) {
		slot(AXI_KEY_SLOT);
		return;
	}
	if (kind == AXI_CV_ARENA)
		kind = AXI_SCALAR;
	if (kind == AXI_VALUE || ((kind == AXI_MAP || kind == AXI_MEM) && mode != AXI_ID_SAME && mode))
		number(UINT);
	if (kind == AXI_PACKET || kind == AXI_META) {
		number(BOUND);
		number(REL_KEY);
	}
	if (mode == AXI_ID_SHARED && (kind == AXI_SCALAR || kind == AXI_VALUE || kind == AXI_MAP || kind == AXI_MEM))
		number(REL_KEY);
	if (head & AXI_CV_OFF)
		number(OFF);
	if (kind == AXI_SCALAR && head & AXI_CV_GROWN && (head & AXI_CV_KIND) != AXI_CV_ARENA) {
		number(BOUND);
		number(BOUND);
	}
	slot(key);
	range();
}

static void full_value(u64 key)
{
	u8 head = get_byte();

	add(HEAD, head);
	if (!head)
		return;
	if (head & AXI_CF_ID)
		number(NAME);
	if (head & AXI_CV_OFF)
		number(OFF);
	if (head & AXI_CF_MORE) {
		u8 var;

		number(UINT);
		number(BOUND);
		add(BYTE, var = get_byte());
		if (var)
			number(NAME);
	}
	slot(key);
	if ((head & AXI_CV_KIND) != AXI_BYTES)
		range();
}

static void key_of(u64 *key, bool first, u32 list)
{
	struct token *t = add(KEY, 0);

	*key += get() + !first;
	t->n = *key;
	t->list = list;
}

static void sparse(void)
{
	u64 pc = 0;

	while (at < end && !bad) {
		u32 list;
		u64 n, key = 0;
		struct token *t;

		open_group(ENTRY, 1);
		t = add(PC_SIGNED, 0);
		t->n = pc += (u64)axi_unzigzag(get());
		t->list = 1;
		list = count_of(n = get(), 0, VALUE);
		for (u64 i = 0; i < n && !bad; i++) {
			open_group(VALUE, list);
			key_of(&key, !i, list);
			if (key == AXI_CV_TIES) {
				u64 ties = get();
				u32 own = count_of(ties, 0, TIE);

				for (u64 k = 0; k < ties && !bad; k++) {
					open_group(TIE, own);
					number(TIE_KEY);
					number(TIE_KEY);
					number(TIE_TIMES);
					number(TIE_PLUS);
					close_group(TIE, own);
				}
			} else {
				sparse_value(key);
			}
			close_group(VALUE, list);
		}
		close_group(ENTRY, 1);
	}
}

static void state(u32 list)
{
	u64 refs, n, key = 0;
	bool times;
	u32 own;

	open_group(STATE, list);
	refs = get();
	own = count_of(refs, 1, REF_ONE);
	for (u64 i = 1; i < refs && !bad; i++) {
		open_group(REF_ONE, own);
		number(REF);
		close_group(REF_ONE, own);
	}
	n = get();
	times = n & 4;
	own = count_of(n & 3, times ? 2 : 0, RELATION);
	for (u64 i = 0; i < (n & 3) && !bad; i++) {
		open_group(RELATION, own);
		number(REL_KEY);
		number(REL_KEY);
		if (times)
			number(UINT);
		number(REL_FACTOR);
		number(REL_SUM);
		close_group(RELATION, own);
	}
	own = count_of(n = get(), 0, VALUE);
	for (u64 i = 0; i < n && !bad; i++) {
		open_group(VALUE, own);
		key_of(&key, !i, own);
		full_value(key);
		close_group(VALUE, own);
	}
	close_group(STATE, list);
}

static const u8 *length(u32 *which)
{
	u64 n = get();
	struct token *t = add(LENGTH, n);

	bad |= n > (u64)(end - at);
	*which = t->list = ++lists;
	return bad ? at : at + n;
}

static void entry(u32 list, u64 *pc, bool by_budget)
{
	u32 which, own;
	u64 head, n;
	const u8 *to;
	struct token *t;

	open_group(ENTRY, list);
	t = add(PC, 0);
	t->n = *pc += get();
	t->list = list;
	to = length(&which);
	head = get();
	own = count_of(head, 3, STATE);
	if (!by_budget) {
		u32 terms;

		number(COST);
		number(COST);
		terms = count_of(n = get(), 0, TERM);
		for (u64 i = 0; i < n && !bad; i++) {
			open_group(TERM, terms);
			number(TERM_KEY);
			number(TERM_AT);
			number(TERM_AT);
			number(COST);
			number(COST);
			close_group(TERM, terms);
		}
	}
	for (u64 i = 0; i < head / 2 && !bad; i++)
		state(own);
	bad |= at != to;
	add(END_OF, 0)->list = which;
	close_group(ENTRY, list);
}

static void full(void)
{
	bool by_budget = number(FLAGS);
	u64 walks = get(), n;
	u32 list = count_of(walks, 0, WALK), which;
	const u8 *to;

	to = length(&which);
	while (at < to && !bad) {
		open_group(FIELD, which);
		number(UINT);
		close_group(FIELD, which);
	}
	add(END_OF, 0)->list = which;
	for (u64 i = 0; i < walks && !bad; i++) {
		u64 depth, flags, pc = 0;
		u32 entries, outs, own;
		const u8 *walk, *out;

		open_group(WALK, list);
		walk = length(&which);
		number(UINT);
		depth = number(UINT);
		flags = number(FLAGS);
		if (flags & 16)
			number(UINT);
		for (u64 f = 0; f < 2 * depth && !bad; f++)
			number(MASK);
		own = count_of(n = get(), 0, STATE);
		out = length(&outs);
		for (u64 k = 0; k < n && !bad; k++)
			state(own);
		bad |= at != out;
		add(END_OF, 0)->list = outs;
		entries = ++lists;
		while (at < walk && !bad)
			entry(entries, &pc, by_budget);
		bad |= at != walk;
		add(END_OF, 0)->list = which;
		close_group(WALK, list);
	}
	bad |= at != end;
}

/* ---- putting together, from its end ---- */

static u8 *out, *first;

static void put_byte(u8 n)
{
	if (out == first)
		bad = true;
	else
		*--out = n;
}

static void put(u64 n)
{
	u8 b[10];
	u32 count = 0;

	for (; n > 0x7f; n >>= 7)
		b[count++] = (u8)(n | 0x80);
	b[count++] = (u8)n;
	while (count)
		put_byte(b[--count]);
}

/* The one before in the same list; 0 and *is: there is none. */
static u64 before(u32 i, bool *is)
{
	const struct token *t = &token[i];

	while (i-- > 0)
		if (token[i].what == t->what && token[i].list == t->list) {
			*is = false;
			return token[i].n;
		}
	*is = true;
	return 0;
}

static void put_token(u32 i, const u8 *ends[])
{
	const struct token *t = &token[i];
	u64 n = 0, last;
	bool is;

	switch ((enum what)t->what) {
	case BYTE: case HEAD: case FORM: case SLOT: case LEVEL: put_byte((u8)t->n); return;
	case GROUP: case END: return;
	case END_OF: ends[t->list] = out; return;
	case LENGTH: put((u64)(ends[t->list] - out)); return;
	case KEY:
		last = before(i, &is);
		put(t->n - last - !is);
		return;
	case PC:
		put(t->n - before(i, &is));
		return;
	case PC_SIGNED:
		put(axi_zigzag((s64)(t->n - before(i, &is))));
		return;
	case COUNT:
		for (u32 k = i; k < tokens; k++)
			n += token[k].what == GROUP && token[k].list == t->list;
		put(t->more == 1 ? (n || t->n == 1 ? n + 1 : 0) : t->more == 2 ? n + 4 : t->more == 3 ? 2 * n + (t->n & 1) : n);
		return;
	default: put(t->n); return;
	}
}

/* ---- lies ---- */

static u32 group_end(u32 i)
{
	u32 depth = 0;

	for (;; i++) {
		depth += token[i].what == GROUP;
		depth -= token[i].what == END;
		if (!depth)
			return i + 1;
	}
}

/* One of those of this kind; tokens: there is none. */
static u32 one_of(bool (*is)(const struct token *t, u32 arg), u32 arg)
{
	u32 n = 0, found = tokens;

	for (u32 i = 0; i < tokens; i++)
		if (is(&token[i], arg) && !pick(++n))
			found = i;
	return found;
}

static bool is_group(const struct token *t, u32 group)
{
	return t->what == GROUP && t->group == group;
}

static bool is_number(const struct token *t, u32 arg)
{
	(void)arg;
	return t->what != GROUP && t->what != END && t->what != LENGTH && t->what != END_OF && t->what != COUNT && t->what != KEY && t->what != PC &&
	       t->what != PC_SIGNED;
}

static bool in_list(const struct token *t, u32 list)
{
	return t->what == KEY && t->list == list;
}

/* Take `count` tokens away at i, and put `with` of other[] there. */
static void splice(u32 i, u32 count, u32 with)
{
	if (tokens - count + with >= MOST) {
		bad = true;
		return;
	}
	memmove(token + i + with, token + i + count, (tokens - i - count) * sizeof(*token));
	memcpy(token + i, other, with * sizeof(*token));
	tokens = tokens - count + with;
}

static u64 near(u64 n)
{
	static const u64 by[] = {1, 1, 1, 1, 2, 4, 8, 16, 3, 24};

	switch (pick(12)) {
	case 0: return n / 2;
	case 1: return n * 2;
	case 2: return 0;
	case 3: return (u64)pick(70);
	default: return pick(2) ? n + by[pick(ARRAY_LEN(by))] : n > 24 || pick(2) ? n - by[pick(ARRAY_LEN(by))] : n - (n > 0);
	}
}

static u64 any_key(void)
{
	u32 i = one_of(is_group, VALUE);

	return i < tokens && pick(3) ? token[i + 1].n : pick(3) ? pick(10) : AXI_KEY_SLOT + AXI_SLOTS_FRAME * !pick(3) + pick(8);
}

/* A range of numbers in place of the one at FORM. */
static void another_range(u32 i)
{
	u32 n = 1;

	other[0] = (struct token){.what = FORM, .n = pick(4)};
	switch (other[0].n) {
	case AXI_CR_CONST: other[n++] = (struct token){.what = SIGNED_BOUND, .n = axi_zigzag((s64)pick(80) - 8)}; break;
	case AXI_CR_UPTO: other[n++] = (struct token){.what = BOUND, .n = pick(100)}; break;
	case AXI_CR_BETWEEN:
		other[n] = (struct token){.what = BOUND, .n = pick(50)};
		other[n + 1] = (struct token){.what = BOUND, .n = other[n].n + pick(50)};
		n += 2;
		break;
	default: break;
	}
	u32 old = 1;

	while (i + old < tokens && (token[i + old].what == BOUND || token[i + old].what == SIGNED_BOUND || token[i + old].what == MASK))
		old++;
	splice(i, old, n);
}

static bool is_name(const struct token *t, u32 what)
{
	return t->what == what;
}

static void change_number(void)
{
	u32 i = one_of(is_number, 0), k;

	if (i == tokens)
		return;
	struct token *t = &token[i];

	switch ((enum what)t->what) {
	case HEAD:
		t->n ^= pick(3) ? 16u << pick(2) * (pick(2) + 1) : 1 + pick(3); /* what follows may not fit then */
		break;
	case FORM: another_range(i); break;
	case LEVEL: t->n = AXI_CERT_APART * pick(AXI_LEVELS); break;
	case SLOT: t->n ^= pick(2) ? 1u << pick(8) : 48; break;
	case BYTE: t->n ^= 1; break;
	case FLAGS: t->n ^= 1u << pick(4); break;
	case MASK: t->n ^= UINT64_C(1) << pick(10); break;
	case NAME: case REF:
		k = one_of(is_name, t->what);
		t->n = pick(4) ? token[k].n : near(t->n);
		break;
	case TIE_KEY: case REL_KEY: case TERM_KEY: t->n = any_key(); break;
	case SIGNED_BOUND: case OFF: case TIE_TIMES: case TIE_PLUS: case REL_FACTOR: case REL_SUM: case TERM_AT: case INT:
		t->n = axi_zigzag((s64)near((u64)axi_unzigzag(t->n)));
		break;
	default: t->n = near(t->n); break;
	}
}

static void leave_out(void)
{
	static const u8 group[] = {VALUE, VALUE, VALUE, VALUE, TIE, RELATION, TERM, STATE, ENTRY, WALK, FIELD, REF_ONE};
	u32 i = one_of(is_group, group[pick(ARRAY_LEN(group))]);

	if (i < tokens)
		splice(i, group_end(i) - i, 0);
}

/* Two claims of one kind: what the one says is said of the other's place, or each of the other's. */
static void exchange(void)
{
	static const u8 group[] = {VALUE, VALUE, VALUE, RELATION, TERM, TIE, STATE, ENTRY};
	u32 kind = group[pick(ARRAY_LEN(group))], a = one_of(is_group, kind), b = one_of(is_group, kind), x, y, from;
	static struct token keep[MOST];

	if (a == tokens || a == b || token[a + 1].n == AXI_CV_TIES || token[b + 1].n == AXI_CV_TIES)
		return;
	if (b < a)
		x = a, a = b, b = x;
	if (b < group_end(a))
		return;
	from = kind == VALUE || kind == ENTRY ? 2 : 1; /* the key stays, or the place */
	x = group_end(a) - 1 - (a + from);
	y = group_end(b) - 1 - (b + from);
	memcpy(keep, token + a + from, x * sizeof(*token));
	memcpy(other, token + b + from, y * sizeof(*token));
	if (pick(2)) { /* the later one first: places before it stay */
		static struct token second[MOST];

		memcpy(second, other, y * sizeof(*token));
		memcpy(other, keep, x * sizeof(*token));
		splice(b + from, y, x);
		memcpy(other, second, y * sizeof(*token));
	}
	splice(a + from, x, y);
}

/* A claim more: of a place that had none, as it is said of another, or that nobody said. */
static void say_more(void)
{
	u32 list, i, k, n = 0;
	u64 key;

	i = one_of(is_group, pick(2) ? STATE : ENTRY);
	while (i < tokens && !(token[i].what == COUNT && token[i].group == VALUE))
		i++;
	if (i >= tokens)
		return;
	list = token[i].list;
	if (!pick(3) && token[tokens - 1].group == ENTRY && token[0].n >= AXI_CERT_APART * AXI_TIED && token[1].list == 1) { /* a tie */
		for (k = i; k < tokens && !(token[k].what == END && token[k].group == ENTRY); k++)
			if (in_list(&token[k], list) && token[k].n == AXI_CV_TIES)
				break;
		if (token[k].what == END) {
			other[n++] = (struct token){.what = GROUP, .group = VALUE, .list = list};
			other[n++] = (struct token){.what = KEY, .list = list, .n = AXI_CV_TIES};
			other[n++] = (struct token){.what = COUNT, .group = TIE, .list = ++lists};
		} else {
			k += 2;
			other[0].list = token[k - 1].list;
		}
		u32 own = n ? lists : other[0].list, whole = n;

		other[n++] = (struct token){.what = GROUP, .group = TIE, .list = own};
		other[n++] = (struct token){.what = TIE_KEY, .n = any_key()};
		other[n++] = (struct token){.what = TIE_KEY, .n = any_key()};
		other[n++] = (struct token){.what = TIE_TIMES, .n = axi_zigzag(pick(3) ? 1 << pick(4) : (s64)pick(10) - 5)};
		other[n++] = (struct token){.what = TIE_PLUS, .n = axi_zigzag(pick(2) ? 0 : (s64)pick(80) - 40)};
		other[n++] = (struct token){.what = END, .group = TIE, .list = own};
		if (whole)
			other[n++] = (struct token){.what = END, .group = VALUE, .list = list};
		splice(k, 0, n);
		return;
	}
	key = any_key();
	for (k = i + 1; k < tokens && token[k].what == GROUP && token[k].list == list && token[k + 1].n < key;)
		k = group_end(k);
	if (k < tokens && token[k].what == GROUP && token[k].list == list && token[k + 1].n == key)
		return;
	u32 from = one_of(is_group, VALUE);

	if (from < tokens && pick(2) && (token[from + 1].n >= AXI_KEY_SLOT) == (key >= AXI_KEY_SLOT) && token[from + 1].n != AXI_CV_TIES) {
		n = group_end(from) - from;
		memcpy(other, token + from, n * sizeof(*token));
		other[0].list = other[1].list = other[n - 1].list = list;
		other[1].n = key;
	} else {
		other[n++] = (struct token){.what = GROUP, .group = VALUE, .list = list};
		other[n++] = (struct token){.what = KEY, .list = list, .n = key};
		other[n++] = (struct token){.what = HEAD, .n = AXI_SCALAR};
		if (key >= AXI_KEY_SLOT)
			other[n++] = (struct token){.what = SLOT, .n = (pick(2) ? 8 : 4) | AXI_CS_INIT | AXI_CS_ZERO};
		other[n++] = (struct token){.what = FORM, .n = AXI_CR_UPTO};
		other[n++] = (struct token){.what = BOUND, .n = pick(100)};
		other[n++] = (struct token){.what = END, .group = VALUE, .list = list};
	}
	splice(k, 0, n);
}

/* A relation that nobody found, or a term. */
static void relate(void)
{
	bool term = pick(2);
	u32 i, n = 0;

	for (i = one_of(is_group, term ? ENTRY : STATE); i < tokens; i++)
		if (token[i].what == COUNT && token[i].group == (term ? TERM : RELATION))
			break;
	if (i >= tokens)
		return;
	enum group group = term ? TERM : RELATION;

	other[n++] = (struct token){.what = GROUP, .group = (u8)group, .list = token[i].list};
	other[n++] = (struct token){.what = term ? TERM_KEY : REL_KEY, .n = any_key()};
	if (term) {
		other[n++] = (struct token){.what = TERM_AT, .n = axi_zigzag((s64)pick(100))};
		other[n++] = (struct token){.what = TERM_AT, .n = axi_zigzag(pick(2) ? 1 : -1)};
		other[n++] = (struct token){.what = COST, .n = pick(20)};
		other[n++] = (struct token){.what = COST, .n = pick(3)};
	} else {
		other[n++] = (struct token){.what = REL_KEY, .n = any_key()};
		if (token[i].more == 2)
			other[n++] = (struct token){.what = UINT, .n = 1 + pick(4)};
		other[n++] = (struct token){.what = REL_FACTOR, .n = axi_zigzag(pick(3) ? 1 : (s64)pick(9) - 4)};
		other[n++] = (struct token){.what = REL_SUM, .n = axi_zigzag(pick(2) ? 0 : (s64)pick(80) - 40)};
	}
	other[n++] = (struct token){.what = END, .group = (u8)group, .list = token[i].list};
	splice(i + 1, 0, n);
}

size_t claims_lie(const u8 *cert, size_t size, u32 lies, u8 *to, size_t room)
{
	static const u8 *ends[MOST];
	size_t bytes;

	tokens = 0;
	lists = 1;
	bad = size < AXI_CERT_HEADER;
	at = cert + AXI_CERT_HEADER;
	end = cert + size;
	if (bad)
		return 0;
	add(LEVEL, cert[3]);
	if (cert[3] % AXI_CERT_APART == AXI_CERT_FULL)
		full();
	else
		sparse();
	if (bad)
		return 0;
	for (u32 n = lies; n && !bad; n--)
		switch (pick(8)) {
		case 0: leave_out(); break;
		case 1: exchange(); break;
		case 2: say_more(); break;
		case 3: relate(); break;
		default: change_number(); break;
		}
	first = to + AXI_CERT_HEADER;
	out = to + room;
	for (u32 i = tokens; i-- > 1 && !bad;)
		put_token(i, ends);
	if (bad)
		return 0;
	memcpy(to, cert, 3);
	to[3] = (u8)token[0].n;
	bytes = (size_t)(to + room - out);
	memmove(first, out, bytes);
	return AXI_CERT_HEADER + bytes;
}
