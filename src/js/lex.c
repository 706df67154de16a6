/* SPDX-License-Identifier: Apache-2.0
 * lex.c - source text (UTF-8) to tokens. */
#include "base/fmt.h"
#include "js/compile.h"
#include "js/number.h"
#include "js/unicode.h"

void *axi_jc_alloc(struct jc *c, size_t bytes)
{
	static u64 dummy[64];
	void *p;

	bytes = (bytes + 7) & ~(size_t)7;
	if (bytes > c->size - c->used) {
		if (!c->failed) {
			axi_jc_error(c, 0, "the compiler's memory is too small");
			c->no_memory = true;
		}
		/* whoever is at work comes to his end with objects of his own: nobody is begun any more */
		if (bytes > c->reserve)
			return bytes <= sizeof(dummy) ? memset(dummy, 0, sizeof(dummy)) : NULL;
		c->reserve -= bytes;
		return memset(c->memory + c->size + c->reserve, 0, bytes);
	}
	p = c->memory + c->used;
	c->used += bytes;
	return memset(p, 0, bytes);
}

void *axi_jc_grow(struct jc *c, void *array, u32 count, u32 *cap, size_t unit)
{
	u32 want = *cap ? *cap * 2 : 64;
	void *bigger;

	if (count < *cap)
		return array;
	if ((size_t)want * unit + 8 > c->size - c->used) {
		if (!c->failed) {
			axi_jc_error(c, 0, "the compiler's memory is too small");
			c->no_memory = true;
		}
		return NULL;
	}
	bigger = axi_jc_alloc(c, (size_t)want * unit);
	if (count)
		memcpy(bigger, array, (size_t)count * unit);
	*cap = want;
	return bigger;
}

void axi_jc_error(struct jc *c, u32 where, const char *format, ...)
{
	va_list args;

	if (c->failed)
		return;
	c->failed = true;
	if (c->diag) {
		va_start(args, format);
		axi_vfmt(c->diag->text, sizeof(c->diag->text), format, args);
		va_end(args);
		c->diag->line = where >> 12;
		c->diag->column = where & 0xFFF;
		c->diag->offset = 0;
	}
	c->at = c->end;
	c->t.kind = T_EOF;
	c->t.op = P_NONE;
}

struct sym *axi_jc_sym(struct jc *c, const u16 *units, u32 length)
{
	u32 h = 2166136261u;
	struct sym *s;
	u16 *copy;

	for (u32 i = 0; i < length; i++)
		h = (h ^ units[i]) * 16777619u;
	h ^= h >> 15;
	for (s = c->symbols[h & c->symbol_mask]; s; s = s->next)
		if (s->hash == h && s->length == length && (!length || !memcmp(s->units, units, (size_t)length * 2)))
			return s;
	s = axi_jc_alloc(c, sizeof(*s));
	copy = axi_jc_alloc(c, (size_t)length * 2);
	if (!copy)
		return s;
	if (length && !c->failed)
		memcpy(copy, units, (size_t)length * 2);
	*s = (struct sym){.units = copy, .length = c->failed ? 0 : length, .hash = h, .number = -1};
	s->next = c->symbols[h & c->symbol_mask];
	if (!c->failed)
		c->symbols[h & c->symbol_mask] = s;
	return s;
}

struct sym *axi_jc_sym_text(struct jc *c, const char *text)
{
	u16 units[64];
	u32 n = 0;

	for (; text[n] && n < ARRAY_LEN(units); n++)
		units[n] = (u8)text[n];
	return axi_jc_sym(c, units, n);
}

static u32 where_of(struct jc *c, u32 at)
{
	u32 column = at - c->line_start + 1;

	return c->line << 12 | (column > 4095 ? 4095 : column);
}

/* peek_code - the code point at `at` and its length; bad UTF-8 is one byte of U+FFFD. */
static u32 peek_code(struct jc *c, u32 at, u32 *length)
{
	const u8 *s = c->source + at;
	u32 left = c->end - at, code, n;

	*length = 1;
	if (!left)
		return 0;
	if (s[0] < 0x80)
		return s[0];
	n = s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : s[0] >= 0xE0 ? 3 : s[0] >= 0xC2 ? 2 : 1;
	if (n == 1 || s[0] >= 0xF5 || left < n)
		return 0xFFFD;
	code = s[0] & (0xFF >> (n + 1));
	for (u32 i = 1; i < n; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 0xFFFD;
		code = code << 6 | (s[i] & 0x3F);
	}
	*length = n;
	return code;
}

static bool is_line_end(u32 code)
{
	return code == '\n' || code == '\r' || code == 0x2028 || code == 0x2029;
}

static void new_line(struct jc *c)
{
	c->line++;
	c->line_start = c->at;
	c->t.newline = true;
}

/* line_end - step over a line terminator at c->at (CR LF is one). */
static void line_end(struct jc *c, u32 code, u32 length)
{
	c->at += length;
	if (code == '\r' && c->at < c->end && c->source[c->at] == '\n')
		c->at++;
	new_line(c);
}

static void skip_space(struct jc *c)
{
	while (c->at < c->end) {
		u32 length, code = peek_code(c, c->at, &length);

		if (is_line_end(code)) {
			line_end(c, code, length);
		} else if (axi_js_is_space(code)) {
			c->at += length;
		} else if (code == '/' && c->at + 1 < c->end && c->source[c->at + 1] == '/') {
			while (c->at < c->end && !is_line_end(peek_code(c, c->at, &length)))
				c->at += length;
		} else if (code == '/' && c->at + 1 < c->end && c->source[c->at + 1] == '*') {
			u32 where = where_of(c, c->at);

			for (c->at += 2;;) {
				if (c->at + 1 >= c->end) {
					axi_jc_error(c, where, "comment is not closed");
					return;
				}
				if (c->source[c->at] == '*' && c->source[c->at + 1] == '/')
					break;
				code = peek_code(c, c->at, &length);
				if (is_line_end(code))
					line_end(c, code, length);
				else
					c->at += length;
			}
			c->at += 2;
		} else {
			break;
		}
	}
}

static bool ident_start(u32 code)
{
	return (code | 32) - 'a' < 26 || code == '_' || code == '$' || (code >= 0x80 && !axi_js_is_space(code) && code != 0xFFFD);
}

static bool ident_part(u32 code)
{
	return ident_start(code) || code - '0' < 10;
}

static int hex_digit(u32 ch)
{
	return ch - '0' < 10 ? (int)(ch - '0') : (ch | 32) - 'a' < 6 ? (int)((ch | 32) - 'a' + 10) : -1;
}

/* hex - exactly `n` hexadecimal digits at c->at, or -1. */
static s32 hex(struct jc *c, u32 n)
{
	s32 value = 0;

	while (n--) {
		int digit = c->at < c->end ? hex_digit(c->source[c->at]) : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
		c->at++;
	}
	return value;
}

/* unicode_escape - behind \u: a code point or -1. */
static s32 unicode_escape(struct jc *c)
{
	s32 value = 0;

	if (c->at >= c->end || c->source[c->at] != '{')
		return hex(c, 4);
	c->at++;
	if (c->at < c->end && c->source[c->at] == '}')
		return -1;
	while (c->at < c->end && c->source[c->at] != '}') {
		int digit = hex_digit(c->source[c->at++]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
		if (value > 0x10FFFF)
			return -1;
	}
	if (c->at >= c->end)
		return -1;
	c->at++;
	return value;
}

/* Text that is being read goes into the free end of the arena, then becomes a symbol. */
struct text {
	u16 *units;
	u32 length, cap;
};

static struct text text_begin(struct jc *c)
{
	size_t at = (c->used + 7) & ~(size_t)7;

	if (at > c->size)
		at = c->size;
	return (struct text){(u16 *)(c->memory + at), 0, (u32)((c->size - at) / 4)};
}

static void text_add(struct jc *c, struct text *t, u32 code)
{
	if (t->length + 2 > t->cap) {
		if (!c->failed)
			axi_jc_error(c, 0, "the compiler's memory is too small");
		c->no_memory = true;
		return;
	}
	if (code > 0xFFFF) {
		t->units[t->length++] = (u16)(0xD800 + ((code - 0x10000) >> 10));
		code = 0xDC00 + ((code - 0x10000) & 0x3FF);
	}
	t->units[t->length++] = (u16)code;
}

static struct sym *text_end(struct jc *c, struct text *t)
{
	struct sym *s;
	u16 small[256];

	/* the symbol's own copy goes where the text is: step over it while it is made */
	if (t->length <= ARRAY_LEN(small)) {
		memcpy(small, t->units, (size_t)t->length * 2);
		return axi_jc_sym(c, small, t->length);
	}
	c->used = ((size_t)((u8 *)(t->units + t->length) - c->memory) + 7) & ~(size_t)7;
	s = axi_jc_sym(c, t->units, t->length);
	return s;
}

static void lex_ident(struct jc *c)
{
	struct text text = text_begin(c);

	while (c->at < c->end && !c->failed) {
		u32 length, code = peek_code(c, c->at, &length);

		if (code == '\\') {
			s32 value;

			c->at++;
			if (c->at >= c->end || c->source[c->at++] != 'u' || (value = unicode_escape(c)) < 0 ||
			    !(text.length ? ident_part((u32)value) : ident_start((u32)value))) {
				axi_jc_error(c, c->t.where, "bad escape in an identifier");
				return;
			}
			c->t.escaped = true;
			text_add(c, &text, (u32)value);
			continue;
		}
		if (!ident_part(code) && code != 0x200C && code != 0x200D)
			break;
		text_add(c, &text, code);
		c->at += length;
	}
	c->t.sym = text_end(c, &text);
	c->t.kind = T_IDENT;
	c->t.op = P_NONE;
	if (c->t.sym->keyword) {
		c->t.kind = T_KEYWORD;
		c->t.op = c->t.sym->keyword;
	}
}

static void lex_number(struct jc *c)
{
	char text[512] = {0};
	u32 n = 0, radix = 10, start = c->at;
	bool point = false, exponent = false, last_digit = false;
	u32 ch = c->source[c->at], second = c->at + 1 < c->end ? c->source[c->at + 1] | 32 : 0;

	c->t.kind = T_NUMBER;
	if (ch == '0' && (second == 'x' || second == 'o' || second == 'b')) {
		radix = second == 'x' ? 16 : second == 'o' ? 8 : 2;
		c->at += 2;
		start = c->at;
	}
	for (; c->at < c->end && n < sizeof(text); c->at++) {
		ch = c->source[c->at];
		if (ch == '_') {
			if (!last_digit || c->at + 1 >= c->end || hex_digit(c->source[c->at + 1]) < 0)
				break;
			last_digit = false;
			continue;
		}
		last_digit = radix == 16 ? hex_digit(ch) >= 0 : ch - '0' < 10;
		if (!last_digit) {
			if (radix != 10)
				break;
			if (ch == '.' && !point && !exponent)
				point = true;
			else if ((ch | 32) == 'e' && !exponent)
				exponent = true;
			else if (!((ch == '+' || ch == '-') && n && (text[n - 1] | 32) == 'e'))
				break;
		}
		text[n++] = (char)ch;
	}
	if (n == sizeof(text) ||
	    (radix == 10 ? axi_js_number_parse(text, n, &c->t.number)
			 : axi_js_number_parse_radix(text, n, radix, &c->t.number)) != n ||
	    (radix == 10 && n > 1 && text[0] == '0' && text[1] - '0' < 10u) || start == c->at)
		axi_jc_error(c, c->t.where, "bad number");
	else if (c->at < c->end) {
		u32 length;

		if (ident_part(peek_code(c, c->at, &length)))
			axi_jc_error(c, c->t.where, "bad number");
	}
}

/* escape - behind a backslash; adds what it means.  Template strings have no octal escapes at all. */
static void escape(struct jc *c, struct text *text, u32 where)
{
	static const char names[] = "nrtbfv", values[] = "\n\r\t\b\f\v";
	u32 length, code = peek_code(c, c->at, &length);
	s32 value;

	if (is_line_end(code)) {
		bool newline = c->t.newline;

		line_end(c, code, length);
		c->t.newline = newline;
		return;
	}
	c->at += length;
	for (u32 i = 0; names[i]; i++)
		if ((u32)names[i] == code) {
			text_add(c, text, (u8)values[i]);
			return;
		}
	if (code == 'x' || code == 'u') {
		value = code == 'x' ? hex(c, 2) : unicode_escape(c);
		if (value < 0)
			axi_jc_error(c, where, "bad escape in a string");
		else
			text_add(c, text, (u32)value);
		return;
	}
	if (code - '0' < 10) {
		if (code != '0' || (c->at < c->end && c->source[c->at] - '0' < 10u)) {
			axi_jc_error(c, where, "octal escapes are not allowed");
			return;
		}
		code = 0;
	}
	text_add(c, text, code);
}

static void lex_string(struct jc *c)
{
	u32 quote = c->source[c->at++], where = c->t.where;
	struct text text = text_begin(c);

	for (;;) {
		u32 length, code = peek_code(c, c->at, &length);

		if (c->failed)
			return;
		if (c->at >= c->end || code == '\n' || code == '\r') {
			axi_jc_error(c, where, "string is not closed");
			return;
		}
		c->at += length;
		if (code == quote)
			break;
		if (code == '\\')
			escape(c, &text, where), c->t.escaped = true;
		else
			text_add(c, &text, code);
	}
	c->t.sym = text_end(c, &text);
	c->t.kind = T_STRING;
}

bool axi_jc_template(struct jc *c, struct sym **out)
{
	u32 where = where_of(c, c->at);
	struct text text = text_begin(c);

	for (;;) {
		u32 length, code = peek_code(c, c->at, &length);

		if (c->failed) {
			*out = axi_jc_sym(c, NULL, 0);
			return false;
		}
		if (c->at >= c->end) {
			axi_jc_error(c, where, "template is not closed");
			continue;
		}
		if (code == '`' || (code == '$' && c->at + 1 < c->end && c->source[c->at + 1] == '{')) {
			c->at += code == '`' ? 1 : 2;
			*out = text_end(c, &text);
			return code == '$';
		}
		if (is_line_end(code)) {
			text_add(c, &text, code == '\r' ? '\n' : code);
			line_end(c, code, length);
			continue;
		}
		c->at += length;
		if (code == '\\')
			escape(c, &text, where);
		else
			text_add(c, &text, code);
	}
}

void axi_jc_regexp(struct jc *c, struct sym **pattern, struct sym **flags)
{
	struct text text;
	bool in_class = false;
	u32 length, code;

	c->at = c->t.start + 1;
	text = text_begin(c);
	for (;; c->at += length) {
		code = peek_code(c, c->at, &length);
		if (c->failed || c->at >= c->end || is_line_end(code)) {
			axi_jc_error(c, c->t.where, "regular expression is not closed");
			break;
		}
		if (code == '/' && !in_class)
			break;
		if (code == '[')
			in_class = true;
		if (code == ']')
			in_class = false;
		text_add(c, &text, code);
		if (code == '\\') {
			c->at += length;
			code = peek_code(c, c->at, &length);
			if (c->at >= c->end || is_line_end(code))
				continue;
			text_add(c, &text, code);
		}
	}
	c->at += !c->failed;
	*pattern = text_end(c, &text);
	text = text_begin(c);
	while (c->at < c->end && ident_part(code = peek_code(c, c->at, &length))) {
		text_add(c, &text, code);
		c->at += length;
	}
	*flags = text_end(c, &text);
	axi_jc_next(c);
}

static const struct {
	char text[5];
	u8 op;
} puncts[] = {
	{">>>=", P_ASSIGN_BASE + P_USHR}, {"...", P_ELLIPSIS}, {"===", P_SEQ}, {"!==", P_SNE}, {">>>", P_USHR},
	{"**=", P_ASSIGN_BASE + P_POW}, {"<<=", P_ASSIGN_BASE + P_SHL}, {">>=", P_ASSIGN_BASE + P_SHR},
	{"&&=", P_ASSIGN_BASE + P_LAND}, {"||=", P_ASSIGN_BASE + P_LOR}, {"?\?=", P_ASSIGN_BASE + P_NULLISH},
	{"=>", P_ARROW}, {"==", P_EQ}, {"!=", P_NE}, {"<=", P_LE}, {">=", P_GE}, {"&&", P_LAND}, {"||", P_LOR}, {"??", P_NULLISH},
	{"?.", P_OPTDOT}, {"++", P_INC}, {"--", P_DEC}, {"<<", P_SHL}, {">>", P_SHR}, {"**", P_POW},
	{"+=", P_ASSIGN_BASE + P_ADD}, {"-=", P_ASSIGN_BASE + P_SUB}, {"*=", P_ASSIGN_BASE + P_MUL}, {"/=", P_ASSIGN_BASE + P_DIV},
	{"%=", P_ASSIGN_BASE + P_MOD}, {"&=", P_ASSIGN_BASE + P_AND}, {"|=", P_ASSIGN_BASE + P_OR}, {"^=", P_ASSIGN_BASE + P_XOR},
	{"(", P_LPAREN}, {")", P_RPAREN}, {"[", P_LBRACKET}, {"]", P_RBRACKET}, {"{", P_LBRACE}, {"}", P_RBRACE},
	{";", P_SEMICOLON}, {",", P_COMMA}, {":", P_COLON}, {"?", P_QUESTION}, {".", P_DOT}, {"=", P_ASSIGN}, {"<", P_LT},
	{">", P_GT}, {"+", P_ADD}, {"-", P_SUB}, {"*", P_MUL}, {"/", P_DIV}, {"%", P_MOD}, {"&", P_AND}, {"|", P_OR}, {"^", P_XOR},
	{"!", P_NOT}, {"~", P_BITNOT},
};

static void lex_punct(struct jc *c)
{
	u32 left = c->end - c->at;

	for (u32 i = 0; i < ARRAY_LEN(puncts); i++) {
		u32 n = 0;

		while (n < left && puncts[i].text[n] && c->source[c->at + n] == (u8)puncts[i].text[n])
			n++;
		if (puncts[i].text[n])
			continue;
		if (puncts[i].op == P_OPTDOT && left > 2 && c->source[c->at + 2] - '0' < 10u)
			continue; /* a ? .5 : b */
		c->at += n;
		c->t.kind = T_PUNCT;
		c->t.op = puncts[i].op;
		return;
	}
	axi_jc_error(c, c->t.where, "unexpected character");
}

void axi_jc_next(struct jc *c)
{
	u32 length, code;

	c->last_end = c->at;
	c->t.newline = c->t.escaped = false;
	c->t.op = P_NONE;
	skip_space(c);
	c->t.start = c->at;
	c->t.where = where_of(c, c->at);
	if (c->failed || c->at >= c->end) {
		c->t.kind = T_EOF;
		return;
	}
	code = peek_code(c, c->at, &length);
	if (ident_start(code) || code == '\\') {
		lex_ident(c);
	} else if (code - '0' < 10 || (code == '.' && c->at + 1 < c->end && c->source[c->at + 1] - '0' < 10u)) {
		lex_number(c);
	} else if (code == '"' || code == '\'') {
		lex_string(c);
	} else if (code == '`') {
		c->at++;
		c->t.kind = T_TEMPLATE;
	} else {
		lex_punct(c);
	}
	if (c->failed)
		c->t.kind = T_EOF;
	c->t.end = c->at;
}

void axi_jc_lex_init(struct jc *c)
{
	static const char *const words[] = {
#define KEYWORD(name, text) text,
#include "js/keywords.def"
	};

	c->symbol_mask = 1023;
	c->symbols = axi_jc_alloc(c, (c->symbol_mask + 1) * sizeof(*c->symbols));
	if (c->failed)
		return;
	for (u32 i = 0; i < ARRAY_LEN(words); i++)
		axi_jc_sym_text(c, words[i])->keyword = (u16)(K_FIRST + 1 + i);
	c->line = 1;
	if (c->end >= 3 && !memcmp(c->source, "\xEF\xBB\xBF", 3))
		c->at = 3;
	if (c->end - c->at >= 2 && c->source[c->at] == '#' && c->source[c->at + 1] == '!')
		while (c->at < c->end && c->source[c->at] != '\n')
			c->at++;
	axi_jc_next(c);
}

/* skip_template - c->at is behind the first ` : step over the whole template, with what is nested in it. */
static void skip_template(struct jc *c)
{
	u32 depth[32], level = 0; /* depth[level]: open braces in the expression of that template */
	bool in_text = true;

	depth[0] = 0;
	while (c->at < c->end) {
		u32 ch = c->source[c->at++];

		if (ch == '\n') {
			c->line++;
			c->line_start = c->at;
		}
		if (in_text) {
			if (ch == '\\')
				c->at++;
			if (ch == '`' && !level--)
				return;
			if (ch == '`')
				in_text = false;
			if (ch == '$' && c->at < c->end && c->source[c->at] == '{') {
				c->at++;
				depth[level] = 1;
				in_text = false;
			}
			continue;
		}
		if (ch == '\'' || ch == '"') {
			while (c->at < c->end && c->source[c->at] != ch && c->source[c->at] != '\n')
				c->at += 1 + (c->source[c->at] == '\\');
			c->at++;
		} else if (ch == '`') {
			if (++level == ARRAY_LEN(depth)) {
				axi_jc_error(c, where_of(c, c->at), "templates are nested too deeply");
				return;
			}
			in_text = true;
		} else if (ch == '{') {
			depth[level]++;
		} else if (ch == '}' && !--depth[level]) {
			in_text = true;
		}
	}
}

/* maybe_parameters - do the first words behind the parenthesis look so?  Most others need not be read to their end to see that they do not. */
static bool maybe_parameters(struct jc *c)
{
	axi_jc_next(c);
	if (c->t.kind == T_IDENT) {
		axi_jc_next(c);
		return c->t.op == P_COMMA || c->t.op == P_ASSIGN || c->t.op == P_RPAREN;
	}
	return c->t.op == P_RPAREN;
}

bool axi_jc_arrow_ahead(struct jc *c)
{
	struct jc_mark mark = axi_jc_mark(c);
	u32 depth = 0;
	bool operand = false, arrow;

	if (!maybe_parameters(c)) {
		axi_jc_reset(c, &mark);
		return false;
	}
	axi_jc_reset(c, &mark);
	for (;;) {
		if (c->t.kind == T_EOF)
			break;
		if (c->t.kind == T_TEMPLATE)
			skip_template(c);
		if ((c->t.op == P_DIV || c->t.op == P_ASSIGN_BASE + P_DIV) && !operand) {
			struct sym *pattern, *flags;

			axi_jc_regexp(c, &pattern, &flags);
			operand = true;
			continue;
		}
		if (c->t.op == P_LPAREN || c->t.op == P_LBRACKET || c->t.op == P_LBRACE)
			depth++;
		if ((c->t.op == P_RPAREN || c->t.op == P_RBRACKET || c->t.op == P_RBRACE) && !--depth)
			break;
		operand = c->t.kind == T_IDENT || c->t.kind == T_NUMBER || c->t.kind == T_STRING || c->t.kind == T_TEMPLATE ||
			  c->t.op == P_RPAREN || c->t.op == P_RBRACKET || c->t.op == P_RBRACE || c->t.op == K_THIS;
		axi_jc_next(c);
	}
	axi_jc_next(c);
	arrow = c->t.op == P_ARROW && !c->t.newline;
	axi_jc_reset(c, &mark);
	return arrow;
}
