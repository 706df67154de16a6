/* SPDX-License-Identifier: Apache-2.0
 * generate.c - random programs of the subset that mbpfc --target ebpf compiles.  Most operators are wrapped so that numbers stay
 * exact; some are not, and the compiler must then refuse or prove them. */
#include <stdarg.h>
#include <stdio.h>
#include "jsebpf/diff.h"

static char *text;
static size_t room, at;
static uint32_t locals, loops, in_function;

static void put(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	at += (size_t)vsnprintf(text + at, at < room ? room - at : 0, format, args);
	va_end(args);
	if (at >= room)
		at = room - 1;
}

static uint32_t pick(uint32_t n)
{
	return (uint32_t)(diff_random() >> 16) % n;
}

static int literal(void)
{
	static const int some[] = {0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 31, 63, 255, 256, 1000, 65535, 2147483647, -1, -2, -7, -256, -2147483647};

	return some[pick(sizeof(some) / sizeof(some[0]))];
}

static void expr(uint32_t depth);
static void condition(uint32_t depth);

static void condition(uint32_t depth)
{
	static const char *const ops[] = {"<", "<=", ">", ">=", "===", "!==", "==", "!="};

	switch (depth ? pick(6) : 0) {
	case 0:
	case 1:
	case 2:
		expr(depth ? depth - 1 : 0);
		put(" %s ", ops[pick(8)]);
		expr(depth ? depth - 1 : 0);
		break;
	case 3:
		put("!(");
		condition(depth - 1);
		put(")");
		break;
	case 4:
		put("(");
		condition(depth - 1);
		put(pick(2) ? ") && (" : ") || (");
		condition(depth - 1);
		put(")");
		break;
	default: expr(depth - 1); break;
	}
}

static void simple(void)
{
	static const char *const things[] = {"g0", "g1", "g2", "A[1]", "B[3]", "P[0]", "P[1]", "U[0]", "K.a", "K.b", "K.c", "K.d"};

	switch (pick(in_function ? 4 : 6)) {
	case 0: put("%d", literal()); break;
	case 1: put("v%u", pick(locals)); break;
	case 2:
	case 3: put("%s", things[pick(12)]); break;
	case 4: put(pick(2) ? "ctx.ifindex" : "ctx.protocol"); break;
	default: put(pick(4) ? "ctx.dataLen" : "i%u", loops ? pick(loops) : 0); break;
	}
}

static void two(const char *before, const char *between, const char *after, uint32_t depth)
{
	put("%s", before);
	expr(depth);
	put("%s", between);
	expr(depth);
	put("%s", after);
}

/* call - with fewer arguments than the function has parameters, too, and undefined ones, which take the default values as well */
static void call(uint32_t depth)
{
	uint32_t given = pick(3), f = pick(3);

	put("f%u(", f);
	for (uint32_t n = 0; n <= given; n++) {
		put(n ? ", " : "");
		if (pick(8) || f == 2 || !n)
			expr(depth);
		else
			put("undefined");
	}
	put(")");
}

static void expr(uint32_t depth)
{
	if (!depth) {
		simple();
		return;
	}
	depth--;
	switch (pick(in_function ? 27 : 34)) {
	case 0: two("((", " + ", ") | 0)", depth); break;
	case 1: two("((", " - ", ") | 0)", depth); break;
	case 2: two("Math.imul(", ", ", ")", depth); break;
	case 3: two("(", " & ", ")", depth); break;
	case 4: two("(", " | ", ")", depth); break;
	case 5: two("(", " ^ ", ")", depth); break;
	case 6: two("(", " << ", ")", depth); break;
	case 7: two("(", " >> ", ")", depth); break;
	case 8: two("(", " >>> ", ")", depth); break;
	case 9: two("((", " / ", ") | 0)", depth); break;
	case 10: two("((", " % ", ") | 0)", depth); break;
	case 11: two("Math.min(", ", ", ")", depth); break;
	case 12: two("Math.max(", ", ", ")", depth); break;
	case 13: two("((", " & 1023) * ((", " >> 5)))", depth); break;
	case 14:
		put("Math.abs(");
		expr(depth);
		put(")");
		break;
	case 15:
		put("(");
		condition(depth);
		two(" ? ", " : ", ")", depth);
		break;
	case 16:
		put("A[");
		expr(depth);
		put(" & 3]");
		break;
	case 17:
		put("B[");
		expr(depth);
		put("%s", pick(3) ? " & 7]" : " & 15]");
		break;
	case 18: two("(", pick(2) ? " + " : " - ", ")", depth); break;
	case 19:
		put("Math.%s(", pick(2) ? "floor" : pick(2) ? "round" : pick(2) ? "ceil" : "trunc");
		expr(depth);
		put(" / ((");
		expr(depth);
		put(" & 63) + %u))", 1 + pick(4));
		break;
	case 20:
		put("(%s(", pick(2) ? "~" : "-");
		expr(0);
		put("))");
		break;
	case 21:
		put("(");
		expr(depth);
		put("%s", pick(2) ? " % 7)" : " & 255)");
		break;
	case 22:
		put(pick(2) ? "T[" : "R[");
		expr(depth);
		put("%s", pick(4) ? " & 3]" : " & 7]");
		break;
	case 23:
		put("Math.sign(");
		expr(depth);
		put(")");
		break;
	case 24: put("(K.s %s '%s' ? %d : K.d)", pick(2) ? "===" : "!==", pick(2) ? "on" : "off", literal()); break;
	case 25:
		put("(");
		expr(depth);
		put("%s", pick(2) ? " && " : " || ");
		expr(depth);
		put(" | 0)");
		break;
	case 26:
		put("of(%s, ", pick(2) ? "A" : "B");
		expr(depth);
		put(")");
		break;
	case 27:
		put("ctx.readU8(");
		expr(depth);
		put(" & 63)");
		break;
	case 28: put("ctx.readU%s(%u)", pick(2) ? "16LE" : "32LE", pick(60)); break;
	case 29:
		put("((maps.h.get(");
		expr(depth);
		put(" & 15) ?? 3) | 0)");
		break;
	case 30:
		put("(maps.a.get(");
		expr(depth);
		put(" & 7) || 1)");
		break;
	default: call(depth); break;
	}
}

static void statement(uint32_t depth, uint32_t indent);

static void block(uint32_t depth, uint32_t indent)
{
	put("{\n");
	for (uint32_t n = 1 + pick(3); n--;)
		statement(depth, indent + 1);
	put("%*s}\n", (int)indent, "");
}

static void loop(uint32_t depth, uint32_t indent)
{
	uint32_t i = loops++;

	if (!pick(4)) {
		static const char *const arrays[] = {"T", "R", "A", "B"};

		put("for (const i%u of %s) ", i, arrays[pick(4)]);
	} else if (!pick(4)) {
		put("for (let i%u = %u; i%u-- > 0; ) ", i, 1 + pick(5), i);
	} else if (!pick(4)) {
		put("for (let i%u = 0, e%u = (", i, i);
		simple();
		put(" & 3); i%u < e%u; i%u += %u) ", i, i, i, 1 + pick(2));
	} else
		put("for (let i%u = 0; i%u < %u; i%u++) ", i, i, 1 + pick(5), i);
	block(depth - 1, indent);
	loops--;
}

static void map_statement(void)
{
	switch (pick(7)) {
	case 0: two("maps.h.update(", " & 31, ", ", 0);\n", 1); break;
	case 1: two("maps.a.add(", " & 15, ", ");\n", 1); break;
	case 2:
		put("if (maps.h.lookup(");
		expr(1);
		put(" & 31, P)) g1 = (g1 + 1) | 0; else P[0] = 7;\n");
		break;
	case 3:
		put("maps.h.delete(");
		expr(1);
		put(" & 31);\n");
		break;
	case 4: put("maps.h.update(U, P, %u);\n", pick(4)); break;
	case 5: two("maps.b.update(", " & 255, ", " & 4095, 0);\n", 1); break;
	default: two("v0 = maps.h.add(", " & 31, ", " & 1023) ? 1 : 0;\n", 0); break;
	}
}

static void assignment(void)
{
	static const char *const ops[] = {"=", "^=", "|=", "&=", ">>=", "<<="};

	switch (pick(11)) {
	case 9:
		put("%s.fill(", pick(3) ? pick(2) ? "A" : "B" : "U");
		expr(1);
		put(pick(2) ? " | 0);\n" : ");\n");
		return;
	case 10: put("%c%u %s ", pick(2) ? 'v' : 'g', pick(2), pick(3) ? pick(2) ? "||=" : "&&=" : "?" "?="); break;
	case 8:
		put("R[");
		expr(1);
		put(" & 3] = ");
		break;
	case 0: put("g%u %s ", pick(3), ops[pick(6)]); break;
	case 1: put("v%u %s ", pick(locals), ops[pick(6)]); break;
	case 2: put("A[%u] %s ", pick(4), pick(2) ? "=" : "+="); break;
	case 3:
		put("B[");
		expr(1);
		put(pick(4) ? " & 7] = " : " & 15] = ");
		break;
	case 4: put("P[%u] = ", pick(2)); break;
	case 5: put("U[0] %s ", pick(2) ? "=" : "^="); break;
	case 6: put("v%u = ", pick(locals)); break;
	default: put("g%u = ", pick(3)); break;
	}
	expr(2);
	put(" | 0;\n");
}

static void statement(uint32_t depth, uint32_t indent)
{
	put("%*s", (int)indent, "");
	if (at > room * 3 / 4)
		depth = 0;
	switch (depth ? pick(14) : pick(7)) {
	case 5:
	case 6:
		if (!in_function) {
			map_statement();
			return;
		}
		/* fall through */
	case 0:
	case 1:
	case 2:
	case 3:
	case 4: assignment(); return;
	case 7:
		put("if (");
		condition(2);
		put(") ");
		block(depth - 1, indent);
		return;
	case 8:
		put("if (");
		condition(1);
		put(") ");
		block(depth - 1, indent);
		put("%*selse ", (int)indent, "");
		block(depth - 1, indent);
		return;
	case 9: loop(depth, indent); return;
	case 10:
		if (loops) {
			put("if (");
			condition(1);
			put(pick(2) ? ") break;\n" : ") continue;\n");
			return;
		}
		put("g2 = (g2 + 1) | 0;\n");
		return;
	case 11:
		if (in_function) {
			put("U[1]++;\n");
			return;
		}
		put("mbpf.log(\"x\", ");
		expr(1);
		put(", v%u === 1, \"y\");\n", pick(locals));
		return;
	case 12:
		put("switch (");
		expr(1);
		put(" & 3) {\n%*scase 0: g0 = 1; break;\n%*scase 2: g1 = 5;\n%*sdefault: v0 = 9;\n%*s}\n", (int)indent, "", (int)indent, "",
		    (int)indent, "", (int)indent, "");
		return;
	default:
		if (pick(3)) {
			put("v%u = A[0] + %u | 0;\n", pick(locals), pick(9));
			return;
		}
		put("if (");
		condition(1);
		put(in_function || pick(3) ? ") return " : ") throw new Error(\"no\"); else g1 = ");
		expr(1);
		put(";\n");
		return;
	}
}

void diff_generate(char *out, size_t size)
{
	text = out;
	room = size;
	at = 0;
	loops = 0;
	put("var g0 = %d, g1 = 0, g2 = 3, i0 = 2;\n", literal());
	put("const A = new Int32Array(4), B = new Uint8Array(8), P = [0, 0], U = new %s(%s);\n", pick(2) ? "Uint32Array" : "Int16Array",
	    "2");
	put("const T = [");
	for (uint32_t n = 8; n--;)
		put("%d, ", literal());
	put("], R = [%d, 0, %d, 1];\n", literal(), literal());
	put("const K = {a: %d, b: %d, c: %d, d: %d, s: '%s'};\n", literal(), literal(), literal(), literal(), pick(2) ? "on" : "off");
	put("function of(array, at) { return array[at & 3]; }\n");
	locals = 3;
	in_function = 1;
	for (uint32_t f = 0; f < 3; f++) {
		put("function f%u(v0", f);
		/* a default value is worked out at each call, and sees the parameters in front of it */
		for (uint32_t n = 1; n < 3; n++) {
			locals = n;
			put(", v%u = ", n);
			expr(pick(2));
		}
		put(") {\n");
		locals = 3;
		for (uint32_t n = pick(3); n--;)
			statement(1, 1);
		put(" return ");
		expr(2);
		put(";\n}\n");
	}
	in_function = 0;
	locals = 4;
	put("function mbpf_prog(ctx) {\n let v0 = 0, v1 = %d, v2 = ctx.ifindex | 0, v3 = 1;\n", literal());
	for (uint32_t n = 2 + pick(6); n--;)
		statement(3, 1);
	put(" if (g0 & 1) mbpf.emit(B);\n return ");
	expr(2);
	put(" | 0;\n}\n");
}
