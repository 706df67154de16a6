/* SPDX-License-Identifier: Apache-2.0
 * smt.cc - the parts of range.c, or with -DAX_DEVICE of whole.c, at 64 and 32 bits, proved by z3: for all abstract values and all
 * their members.
 *
 *   smt [--seconds N [NAME]]    N seconds of a processor at most for each question (20); those whose names hold NAME
 *   smt --within N              as many as N seconds allow: not always the same ones first, AX_SEED says from which one on
 *
 * The source itself is what is proved: it is included here with terms for numbers (smt.h).  Each question is a function,
 * what is given of its operands, and what must hold of its result; over all ways through the function it asks z3 for
 * values for which it does not.  Whole operations are these parts one after the other; multiplication, and the parts
 * together, are checked by brute force at small widths (tests/unit/verify). */
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <vector>
#include "smt.h"

/* ---- terms ---- */

struct Term {
	std::string op;
	int width, arg[3];
	uint64_t value;
};
static std::vector<Term> terms;
static std::map<std::tuple<std::string, int, int, int, int, uint64_t>, int> known;

static uint64_t cut(uint64_t v, int width)
{
	return width >= 64 ? v : v & ((UINT64_C(1) << width) - 1);
}

static int64_t sext(uint64_t v, int width)
{
	return width >= 64 ? (int64_t)v : (int64_t)((v ^ UINT64_C(1) << (width - 1)) - (UINT64_C(1) << (width - 1)));
}

static int make(const std::string &op, int width, int a, int b, int c, uint64_t value)
{
	auto key = std::make_tuple(op, width, a, b, c, value);
	auto found = known.find(key);

	if (found != known.end())
		return found->second;
	terms.push_back({op, width, {a, b, c}, value});
	return known[key] = (int)terms.size() - 1;
}

int term_const(int width, uint64_t value)
{
	return make("const", width, -1, -1, -1, cut(value, width));
}

bool term_is_const(int t, uint64_t *value)
{
	*value = terms[t].value;
	return terms[t].op == "const";
}

static int truth(bool yes)
{
	return make("const", 0, -1, -1, -1, yes);
}

static bool fold(const std::string &op, int w, uint64_t x, uint64_t y, uint64_t *out)
{
	int64_t sx = sext(x, w), sy = sext(y, w);

	if (op == "bvadd") *out = x + y;
	else if (op == "bvsub") *out = x - y;
	else if (op == "bvmul") *out = x * y;
	else if (op == "bvand") *out = x & y;
	else if (op == "bvor") *out = x | y;
	else if (op == "bvxor") *out = x ^ y;
	else if (op == "bvnot") *out = ~x;
	else if (op == "bvneg") *out = -x;
	else if (op == "bvshl") *out = y < (uint64_t)w ? x << y : 0;
	else if (op == "bvlshr") *out = y < (uint64_t)w ? x >> y : 0;
	else if (op == "bvashr") *out = (uint64_t)(sx >> (y < (uint64_t)w ? y : w - 1));
	else if (op == "=") *out = x == y;
	else if (op == "distinct") *out = x != y;
	else if (op == "bvult") *out = x < y;
	else if (op == "bvule") *out = x <= y;
	else if (op == "bvugt") *out = x > y;
	else if (op == "bvuge") *out = x >= y;
	else if (op == "bvslt") *out = sx < sy;
	else if (op == "bvsle") *out = sx <= sy;
	else if (op == "bvsgt") *out = sx > sy;
	else if (op == "bvsge") *out = sx >= sy;
	else return false;
	return true;
}

int term_op(const char *op, int width, int a, int b, int c)
{
	uint64_t x, y = 0, out;

	if (!strcmp(op, "ite") && term_is_const(a, &x))
		return x ? b : c;
	if (c < 0 && term_is_const(a, &x) && (b < 0 || term_is_const(b, &y)) && fold(op, terms[a].width, x, y, &out))
		return width ? term_const(width, out) : truth(out);
	return make(op, width, a, b, c, 0);
}

int term_cast(int a, int from, bool is_signed, int to)
{
	uint64_t x;

	if (from == to)
		return a;
	if (term_is_const(a, &x))
		return term_const(to, is_signed ? (uint64_t)sext(x, from) : x);
	char op[64];

	if (to < from)
		snprintf(op, sizeof(op), "(_ extract %d 0)", to - 1);
	else
		snprintf(op, sizeof(op), "(_ %s_extend %d)", is_signed ? "sign" : "zero", to - from);
	return make(op, to, a, -1, -1, 0);
}

static int all_of(std::vector<int> list)
{
	int out = truth(true);

	for (int t : list)
		out = out == truth(true) ? t : t == truth(true) ? out : make("and", 0, out, t, -1, 0);
	return out;
}

static int negation(int t)
{
	return t == truth(true) ? truth(false) : t == truth(false) ? truth(true) : make("not", 0, t, -1, -1, 0);
}

/* ---- ways ---- */

static std::vector<std::pair<int, bool>> way; /* conditions, and which side was taken */
static size_t way_at;

bool term_decide(int condition)
{
	uint64_t value;

	if (term_is_const(condition, &value))
		return value;
	for (size_t i = 0; i < way_at; i++)
		if (way[i].first == condition)
			return way[i].second;
	if (way_at == way.size())
		way.push_back({condition, true});
	return way[way_at++].second;
}

static uint64_t seconds = 20, failed, asked, unasked, serial, from_serial; /* those from this number on are asked before the others */
static enum { COUNT, FROM_FIRST, UP_TO_FIRST } turn = FROM_FIRST;
static time_t deadline;
static const char *only = ""; /* a part of the names of the questions to ask */
static int fresh;

static int input(int width)
{
	return make("in", width, fresh++, -1, -1, 0);
}

static std::set<int> opaque; /* terms that may be any number: what holds then holds of what they are */

static void write_term(FILE *f, int t, std::vector<bool> &done)
{
	if (done[t])
		return;
	done[t] = true;
	const Term &n = terms[t];

	bool any = n.op == "in" || opaque.count(t);

	if (!any)
		for (int a : n.arg)
			if (a >= 0)
				write_term(f, a, done);
	char sort[32];

	snprintf(sort, sizeof(sort), n.width ? "(_ BitVec %d)" : "Bool", n.width);
	if (any) {
		fprintf(f, "(declare-const t%d %s)\n", t, sort);
	} else if (n.op == "const" && n.width) {
		fprintf(f, "(define-fun t%d () %s (_ bv%llu %d))\n", t, sort, (unsigned long long)n.value, n.width);
	} else if (n.op == "const") {
		fprintf(f, "(define-fun t%d () Bool %s)\n", t, n.value ? "true" : "false");
	} else {
		fprintf(f, "(define-fun t%d () %s (%s", t, sort, n.op.c_str());
		for (int a : n.arg)
			if (a >= 0)
				fprintf(f, " t%d", a);
		fprintf(f, "))\n");
	}
}

/* Over all ways: given `given`, does `then` (run once for each way; a condition's term) hold? */
static void prove(const char *name, int given, const std::function<int()> &then)
{
	char path[] = "/tmp/axiom-smt-XXXXXX", command[128], answer[64] = "";
	if (!strstr(name, only))
		return;
	bool later = serial++ < from_serial;
	if (turn == COUNT || later != (turn == UP_TO_FIRST))
		return;
	if (deadline && time(NULL) >= deadline) {
		unasked++;
		return;
	}
	int fd = mkstemp(path), ways = 0;
	std::vector<int> wrongs;
	FILE *f = fdopen(fd, "w"), *z3;

	way.clear();
	for (;;) {
		std::vector<int> list;

		way_at = 0;
		int post = then();

		way.resize(way_at);
		for (auto &step : way)
			list.push_back(step.second ? step.first : negation(step.first));
		list.push_back(negation(post));
		int bad = all_of(list);

		if (bad != truth(false))
			wrongs.push_back(bad);
		ways++;
		while (!way.empty() && !way.back().second)
			way.pop_back();
		if (way.empty())
			break;
		way.back().second = false;
	}
	int any = truth(false);

	for (int bad : wrongs)
		any = any == truth(false) ? bad : make("or", 0, any, bad, -1, 0);
	std::vector<bool> done(terms.size());

	fprintf(f, "(set-logic QF_BV)\n");
	write_term(f, given, done);
	write_term(f, any, done);
	fprintf(f, "(assert t%d)\n(assert t%d)\n(check-sat)\n", given, any);
	fclose(f);
	/* however busy the machine is; but with a deadline no longer than until then */
	if (deadline)
		snprintf(command, sizeof(command), "ulimit -t %llu; exec timeout %lld z3 %s", (unsigned long long)seconds,
			 (long long)std::max<time_t>(deadline - time(NULL), 0) + 2, path);
	else
		snprintf(command, sizeof(command), "ulimit -t %llu; exec z3 %s", (unsigned long long)seconds, path);
	z3 = popen(command, "r");
	if (!z3 || !fgets(answer, sizeof(answer), z3))
		strcpy(answer, "nothing");
	answer[strcspn(answer, "\n")] = 0;
	if (z3)
		pclose(z3);
	asked++;
	if (!strcmp(answer, "unsat")) {
		printf("ok smt.%s: all values, %d ways\n", name, ways);
		remove(path);
	} else if (!strcmp(answer, "sat")) {
		printf("FAIL smt.%s: there are values for which it does not hold: %s\n", name, path);
		failed++;
	} else if (deadline && time(NULL) >= deadline) {
		asked--;
		unasked++;
		remove(path);
	} else {
		printf("skip smt.%s: z3 says %s within %llu s (checked at 4 and 8 bits only, by brute force)\n", name, answer, (unsigned long long)seconds);
		remove(path);
	}
	fflush(stdout);
}

/* ---- the source ---- */

#ifdef AX_DEVICE
#include "../../src/range/whole.c"
/* not followed: division is checked at small widths */
u64 axi_long_divide(u64 a, u64 b, u64 *rest)
{
	abort();
}
#else
#include "../../src/range/range.c"
#endif
#undef switch

static int lt(const char *op, int a, int b)
{
	return term_op(op, 0, a, b);
}

static int in_bits(u64 tv, u64 tm, u64 x)
{
	return term_op("=", 0, term_op("bvand", 64, x.id, term_op("bvnot", 64, tm.id)), tv.id);
}

static u64 number(int bits) /* any, of so many bits */
{
	return u64::of(term_cast(input(bits), bits, false, 64));
}

static s64 signed_number(int bits)
{
	return s64::of(term_cast(input(bits), bits, true, 64));
}

static u64 low_bits(u64 x, int bits)
{
	return bits == 64 ? x : u64::of(term_cast(term_cast(x.id, 64, false, 32), 32, false, 64));
}

#ifndef AX_DEVICE
/* x is in the view; x has `bits` bits, zero above */
static int in_view(const struct view &v, u64 x, int bits)
{
	int sx_term = bits == 64 ? x.id : term_cast(term_cast(x.id, 64, false, 32), 32, true, 64);

	return all_of({lt("bvule", v.umin.id, x.id), lt("bvule", x.id, v.umax.id), lt("bvsle", v.smin.id, sx_term),
		       lt("bvsle", sx_term, v.smax.id)});
}

static int in_range(const struct axi_range &r, u64 x)
{
	int low = term_cast(x.id, 64, false, 32);

	return all_of({in_bits(r.tv, r.tm, x), lt("bvule", r.umin.id, x.id), lt("bvule", x.id, r.umax.id),
		       lt("bvsle", r.smin.id, x.id), lt("bvsle", x.id, r.smax.id), lt("bvule", r.wmin.id, low),
		       lt("bvule", low, r.wmax.id), lt("bvsle", r.xmin.id, low), lt("bvsle", low, r.xmax.id)});
}

static struct view any_view(int bits)
{
	return {number(bits), number(bits), signed_number(bits), signed_number(bits)};
}

static struct axi_range any_range(void)
{
	struct axi_range r;

	r.tv = number(64), r.tm = number(64), r.umin = number(64), r.umax = number(64);
	r.smin = signed_number(64), r.smax = signed_number(64);
	r.wmin = u32::of(input(32)), r.wmax = u32::of(input(32)), r.xmin = s32::of(input(32)), r.xmax = s32::of(input(32));
	return r;
}

/* ---- the questions ---- */

static void views(int bits)
{
	struct view a = any_view(bits), b = any_view(bits);
	u64 x = number(bits), y = number(bits);
	u32 lo = u32::of(input(32)), hi = u32::of(input(32)), n = u32::of(input(32));
	int given = all_of({in_view(a, x, bits), in_view(b, y, bits)});
	int amount = all_of({in_view(a, x, bits), lt("bvule", lo.id, n.id), lt("bvule", n.id, hi.id),
			     lt("bvult", hi.id, term_const(32, (uint64_t)bits))});
	auto name = [&](const char *part) { static char text[64]; snprintf(text, sizeof(text), "%s_%d", part, bits); return text; };
	auto both = [&](const char *part, auto f, u64 result) {
		prove(name(part), given, [&] { struct view r = a; f(&r); return in_view(r, low_bits(result, bits), bits); });
	};
	auto shift = [&](const char *part, int op, u64 result) {
		prove(name(part), amount, [&] { struct view r = a; v_shift(&r, lo, hi, bits, op); return in_view(r, low_bits(result, bits), bits); });
	};
	s64 signed_x = s64::of(bits == 64 ? x.id : term_cast(term_cast(x.id, 64, false, 32), 32, true, 64));
	u64 tv = number(bits), tm = number(bits);

	both("interval_add", [&](struct view *r) { v_add(r, &b, bits); }, x + y);
	both("interval_sub", [&](struct view *r) { v_sub(r, &b, bits); }, x - y);
	both("interval_and", [&](struct view *r) { v_bits(r, &b, bits, AX_AND); }, x & y);
	both("interval_or", [&](struct view *r) { v_bits(r, &b, bits, AX_OR); }, x | y);
	both("interval_xor", [&](struct view *r) { v_bits(r, &b, bits, AX_XOR); }, x ^ y);
	shift("interval_lsh", AX_LSH, x << n);
	shift("interval_rsh", AX_RSH, x >> n);
	shift("interval_arsh", AX_ARSH, u64(signed_x >> n));
	prove(name("interval_learns"), all_of({in_view(a, x, bits), in_bits(tv, tm, x)}), [&] {
		struct view r = a;

		view_learn(&r, tv, tm, bits);
		return in_view(r, x, bits);
	});
	for (int form = 0; form < 4; form++) {
		bool sgn = form & 1, eq = form & 2;
		const char *ops[] = {"bvult", "bvslt", "bvule", "bvsle"};
		char part[32];

		snprintf(part, sizeof(part), "branch_less_%s%s", sgn ? "signed" : "unsigned", eq ? "_or_equal" : "");
		int holds = lt(ops[form], bits == 64 ? x.id : term_cast(x.id, 64, false, 32), bits == 64 ? y.id : term_cast(y.id, 64, false, 32));

		prove(name(part), all_of({given, holds}), [&] {
			struct view p = a, q = b;

			if (!less(&p, &q, sgn, eq))
				return truth(false);
			return all_of({in_view(p, x, bits), in_view(q, y, bits)});
		});
	}
	prove(name("branch_not_equal"), all_of({in_view(a, x, bits), term_op("distinct", 0, x.id, y.id)}), [&] {
		struct view p = a;

		return differ(&p, y, bits) ? in_view(p, x, bits) : truth(false);
	});
	/* z3 does not find by itself that the low bits of a difference are those of another one, of numbers whose low bits are the
	 * same.  It is asked this first; then it is given for the ends, of which nothing else is asked. */
	u64 low = (tm & (0 - tm)) - 1, z = number(64), sx = u64(signed_x);
	auto steps = [&](u64 from, u64 to) { return (to - from) & low; };
	auto no_farther = [&](u64 steps, u64 from, u64 to) { return lt("bvule", steps.id, (to - from).id); };
	int some = all_of({in_bits(tv, tm, x), term_op("distinct", 0, tm.id, term_const(64, 0))});

	prove(name("low_bits_of_a_difference"), some, [&] {
		return all_of({no_farther(steps(z, tv), z, x), no_farther(steps(tv, z), x, z), no_farther(steps(z, tv), z, sx), no_farther(steps(tv, z), sx, z)});
	});
	u64 up = steps(a.umin, tv), down = steps(tv, a.umax), signed_up = steps(u64(a.smin), tv), signed_down = steps(tv, u64(a.smax));

	opaque = {up.id, down.id, signed_up.id, signed_down.id};
	int given_ends = all_of({in_view(a, x, bits), some, no_farther(up, a.umin, x), no_farther(down, x, a.umax),
				 no_farther(signed_up, u64(a.smin), sx), no_farther(signed_down, sx, u64(a.smax))});
	auto end = [&](const char *part, auto holds) {
		prove(name(part), given_ends, [&] {
			struct view p = a;

			align_ends(&p, tv, tm);
			return holds(p);
		});
	};

	end("least_by_known_bits", [&](struct view &p) { return lt("bvule", p.umin.id, x.id); });
	end("greatest_by_known_bits", [&](struct view &p) { return lt("bvule", x.id, p.umax.id); });
	end("signed_least_by_known_bits", [&](struct view &p) { return lt("bvsle", p.smin.id, sx.id); });
	end("signed_greatest_by_known_bits", [&](struct view &p) { return lt("bvsle", sx.id, p.smax.id); });
	opaque.clear();
}

static void bits_and_halves(void)
{
	struct axi_range a = any_range(), b = any_range();
	u64 x = number(64), y = number(64), min = number(64), max = number(64);
	u32 n = u32::of(input(32));
	int known = all_of({in_bits(a.tv, a.tm, x), in_bits(b.tv, b.tm, y)});
	int given = all_of({in_range(a, x), in_range(b, y)});
	auto both = [&](const char *part, auto f, u64 result) {
		prove(part, known, [&] { struct axi_range r = a; f(&r); return in_bits(r.tv, r.tm, result); });
	};

	both("bits_add", [&](struct axi_range *r) { t_add(r, &b); }, x + y);
	both("bits_sub", [&](struct axi_range *r) { t_sub(r, &b); }, x - y);
	both("bits_and", [&](struct axi_range *r) { t_bits(r, &b, AX_AND); }, x & y);
	both("bits_or", [&](struct axi_range *r) { t_bits(r, &b, AX_OR); }, x | y);
	both("bits_xor", [&](struct axi_range *r) { t_bits(r, &b, AX_XOR); }, x ^ y);
	for (int op : {AX_LSH, AX_RSH, AX_ARSH}) {
		u64 result = op == AX_LSH ? x << n : op == AX_RSH ? x >> n : u64(s64(x) >> n);

		prove(op == AX_LSH ? "bits_lsh" : op == AX_RSH ? "bits_rsh" : "bits_arsh",
		      all_of({known, lt("bvult", n.id, term_const(32, 64))}), [&] {
			struct axi_range r = a;

			t_shift(&r, n, n, 64, op);
			return in_bits(r.tv, r.tm, result);
		});
	}
	prove("bits_of_interval", all_of({lt("bvule", min.id, x.id), lt("bvule", x.id, max.id)}), [&] {
		u64 tv, tm;

		tnum_range(min, max, &tv, &tm);
		return in_bits(tv, tm, x);
	});
	prove("bits_meet", all_of({in_bits(a.tv, a.tm, x), in_bits(b.tv, b.tm, x)}), [&] {
		struct axi_range r = a;

		return tnum_meet(&r, b.tv, b.tm) ? in_bits(r.tv, r.tm, x) : truth(false);
	});
	prove("halves_learn_from_each_other", in_range(a, x), [&] {
		struct view f = view_of(&a, AXI_FULL), h = view_of(&a, AXI_HALF);

		learn_across(&f, &h);
		return all_of({in_view(f, x, 64), in_view(h, low_bits(x, 32), 32)});
	});
	prove("number_below_the_sign_bit", all_of({in_bits(a.tv, a.tm, x), lt("bvule", min.id, x.id), lt("bvule", x.id, max.id),
						   lt("bvule", max.id, term_const(64, INT32_MAX))}), [&] {
		struct axi_range r = a;

		return set_small(&r, min, max) ? in_range(r, x) : truth(false);
	});
	for (int op : {AX_ADD, AX_SUB, AX_AND, AX_OR, AX_XOR}) {
		u64 result = op == AX_ADD ? x + y : op == AX_SUB ? x - y : op == AX_AND ? x & y : op == AX_OR ? x | y : x ^ y;
		char part[32];

		snprintf(part, sizeof(part), "small_alu_%02x", op);
		prove(part, given, [&] { struct axi_range r = a; return alu_small(&r, op, &b) ? in_range(r, result) : truth(true); });
		if (op == AX_AND || op == AX_OR)
			continue;
		snprintf(part, sizeof(part), "bits_only_alu_%02x", op);
		prove(part, given, [&] { struct axi_range r = a; return alu_bits(&r, op, &b) ? in_range(r, result) : truth(true); });
	}
	prove("join", in_range(a, x), [&] {
		struct axi_range r = a;

		r.tm = r.tm | b.tm | (r.tv ^ b.tv), r.tv &= ~r.tm; /* what axi_range_join does first */
		return in_bits(r.tv, r.tm, x);
	});
	for (int form = 0; form < 4; form++) {
		bool taken = form & 1;
		int bits = form & 2 ? 32 : 64;
		char part[32];
		u64 both_bits = low_bits(x & y, bits);
		int zero = term_op("=", 0, both_bits.id, term_const(64, 0)), same = term_op("=", 0, low_bits(x, bits).id, low_bits(y, bits).id);

		snprintf(part, sizeof(part), "branch_bits_%s_%d", taken ? "set" : "clear", bits);
		prove(part, all_of({known, taken ? negation(zero) : zero}), [&] {
			struct axi_range p = a, q = b;

			if (!branch_set(&p, &q, bits, taken))
				return truth(false);
			return all_of({in_bits(p.tv, p.tm, x), in_bits(q.tv, q.tm, y)});
		});
		snprintf(part, sizeof(part), "branch_%s_%d", taken ? "equal" : "differs", bits);
		prove(part, all_of({given, taken ? same : negation(same)}), [&] {
			struct axi_range p = a, q = b;

			if (!branch_equal(&p, &q, bits, taken))
				return truth(false);
			return all_of({in_range(p, x), in_range(q, y)});
		});
	}
}

#else
/* ---- the questions of devices: the low half's interval on a circle, orders, shifts ---- */

static struct axi_range any_range(void)
{
	struct axi_range r;

	r.tv = number(64), r.tm = number(64), r.umin = number(64), r.umax = number(64);
	r.smin = signed_number(64), r.smax = signed_number(64);
	r.lo = u32::of(input(32)), r.len = u32::of(input(32));
	return r;
}

static u32 low_of(u64 x)
{
	return u32::of(term_cast(x.id, 64, false, 32));
}

static int on_circle(u32 lo, u32 len, u32 x)
{
	return lt("bvule", (x - lo).id, len.id);
}

static void device(void)
{
	struct axi_range a = any_range(), b = any_range();
	u64 x = number(64), y = number(64), first = number(64), length = number(64);
	u32 xl = low_of(x), yl = low_of(y), n = u32::of(input(32)), lo = u32::of(input(32)), hi = u32::of(input(32));
	int here = on_circle(a.lo, a.len, xl), there = on_circle(b.lo, b.len, yl);

	prove("device_low_meet", all_of({here, lt("bvule", low_bits(u64(xl - low_of(first)), 64).id, length.id)}), [&] {
		struct axi_range r = a;

		return low_meet(&r, first, length) ? on_circle(r.lo, r.len, xl) : truth(false);
	});
	for (uint32_t flip : {0u, 0x80000000u}) {
		bool sgn = flip;
		char part[48];

		snprintf(part, sizeof(part), "device_low_ends_%s", sgn ? "signed" : "unsigned");
		prove(part, here, [&] {
			u64 end[2], at = u64(xl + flip);

			low_ends(&a, flip, end);
			return all_of({lt("bvule", end[0].id, at.id), lt("bvule", at.id, end[1].id)});
		});
		for (int greatest = 0; greatest < 2; greatest++) {
			u32 value = u32::of(input(32));
			const char *op = sgn ? "bvsle" : "bvule";
			u64 given = sgn ? u64(s64(s32(value))) : u64(value);

			snprintf(part, sizeof(part), "device_low_%s_%s", greatest ? "greatest" : "least", sgn ? "signed" : "unsigned");
			prove(part, all_of({here, greatest ? lt(op, xl.id, value.id) : lt(op, value.id, xl.id)}), [&] {
				struct axi_range r = a;

				return axi_range_low_set(&r, greatest, sgn, given) ? on_circle(r.lo, r.len, xl) : truth(false);
			});
		}
		for (int one = 0; one < 2; one++) {
			const char *op = sgn ? one ? "bvslt" : "bvsle" : one ? "bvult" : "bvule";

			snprintf(part, sizeof(part), "device_low_order_%s%s", sgn ? "signed" : "unsigned", one ? "" : "_or_equal");
			prove(part, all_of({here, there, lt(op, xl.id, yl.id)}), [&] {
				struct axi_range p = a, q = b;

				if (!low_order(&p, &q, flip, one))
					return truth(false);
				return all_of({on_circle(p.lo, p.len, xl), on_circle(q.lo, q.len, yl)});
			});
			snprintf(part, sizeof(part), "device_order_%s%s", sgn ? "signed" : "unsigned", one ? "" : "_or_equal");
			u64 p[2] = {number(64), number(64)}, q[2] = {number(64), number(64)};
			const char *le = sgn ? "bvsle" : "bvule";

			prove(part, all_of({lt(le, p[0].id, x.id), lt(le, x.id, p[1].id), lt(le, q[0].id, y.id), lt(le, y.id, q[1].id), lt(op, x.id, y.id)}), [&] {
				u64 c[2] = {p[0], p[1]}, d[2] = {q[0], q[1]};

				if (!order(c, d, sgn ? UINT64_C(1) << 63 : 0, one))
					return truth(false);
				return all_of({lt(le, c[0].id, x.id), lt(le, x.id, c[1].id), lt(le, d[0].id, y.id), lt(le, y.id, d[1].id)});
			});
		}
	}
	for (int side = 0; side < 2; side++) {
		u32 member = side ? yl : xl;

		prove(side ? "device_low_join_other" : "device_low_join", side ? there : here, [&] {
			struct axi_range r = a;

			low_join(&r, &b);
			return on_circle(r.lo, r.len, member);
		});
		prove(side ? "device_low_widen_other" : "device_low_widen", side ? there : here, [&] {
			struct axi_range r = a;

			low_widen(&r, &b);
			return on_circle(r.lo, r.len, member);
		});
	}
	int bounds = all_of({in_bits(a.tv, a.tm, x), lt("bvule", a.umin.id, x.id), lt("bvule", x.id, a.umax.id), lt("bvsle", a.smin.id, x.id),
			     lt("bvsle", x.id, a.smax.id), lt("bvule", lo.id, n.id), lt("bvule", n.id, hi.id), lt("bvult", hi.id, term_const(32, 64))});

	for (int op : {AX_LSH, AX_RSH, AX_ARSH}) {
		u64 result = op == AX_LSH ? x << n : op == AX_RSH ? x >> n : u64(s64(x) >> n);

		prove(op == AX_LSH ? "device_lsh" : op == AX_RSH ? "device_rsh" : "device_arsh", bounds, [&] {
			struct axi_range r;

			axi_range_unknown(&r);
			shift(&r, &a, op, lo, hi);
			return all_of({in_bits(r.tv, r.tm, result), lt("bvule", r.umin.id, result.id), lt("bvule", result.id, r.umax.id),
				       lt("bvsle", r.smin.id, result.id), lt("bvsle", result.id, r.smax.id)});
		});
	}
}
#endif

static void ask()
{
	serial = 0;
#ifdef AX_DEVICE
	device();
#else
	views(64);
	views(32);
	bits_and_halves();
#endif
}

int main(int argc, char **argv)
{
	only = argc > 3 ? argv[3] : "";
	if (argc > 2 && !strcmp(argv[1], "--seconds"))
		seconds = strtoull(argv[2], NULL, 10);
	if (argc > 2 && !strcmp(argv[1], "--within")) {
		deadline = time(NULL) + atoll(argv[2]);
		turn = COUNT;
		ask();
		const char *seed = getenv("AX_SEED");
		from_serial = serial ? strtoull(seed ? seed : "0", NULL, 10) % serial : 0;
		turn = FROM_FIRST;
	}
	if (system("command -v z3 >/dev/null 2>&1")) {
		printf("skip smt: z3 is not installed\n");
		return 0;
	}
	ask();
	turn = UP_TO_FIRST;
	ask();
	printf("# %llu questions", (unsigned long long)asked);
	if (unasked)
		printf(", %llu more not asked: the time was up; the first one was number %llu", (unsigned long long)unasked, (unsigned long long)from_serial);
	printf("\n");
	return failed != 0;
}
