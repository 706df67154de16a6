/* SPDX-License-Identifier: Apache-2.0
 * compile.h - inside the compiler: lex.c reads tokens, parse*.c make a tree with scopes, emit*.c make the image of it.
 *
 * All its memory is an arena that the caller gives.  The first error ends the work: the lexer then gives nothing but the
 * end of the text, and nobody who waits is entered again.  Nothing here recurses (work.h); nesting is bounded all the same: source is
 * hostile input. */
#ifndef JS_COMPILE_H
#define JS_COMPILE_H

#include <axiom/js.h>
#include "js/frame.h"
#include "js/image.h"

/* Limits of nesting.  Time, not memory, needs them: looking for the arrow behind a pair of parentheses that begins with a name reads what is
 * inside once more for each such pair around it.  A tool on a host has JC_DEEP times as much (jc.deep). */
#define JC_DEEP 5
#define JC_DEPTH 2000 /* pieces of grammar that wait for each other (a pair of parentheses is five, a block three) */
#define JC_TREE 4000 /* expressions and statements that wait for each other when emitted: nesting, and operators in a row */
#define JC_RESERVE 8192
#define JC_CHAIN 1000 /* operators in a row at one level: a + b + c ..., a.b.c ... */

enum token {
	T_EOF, T_IDENT, T_NUMBER, T_STRING, T_TEMPLATE, T_PUNCT, T_KEYWORD,
};

/* keywords and punctuators share one numbering: P_x for operators, K_x for words */
enum {
	P_NONE, P_LPAREN, P_RPAREN, P_LBRACKET, P_RBRACKET, P_LBRACE, P_RBRACE, P_SEMICOLON, P_COMMA, P_COLON, P_QUESTION, P_DOT,
	P_OPTDOT, P_ARROW, P_ASSIGN, P_EQ, P_NE, P_SEQ, P_SNE, P_LT, P_LE, P_GT, P_GE, P_ADD, P_SUB, P_MUL, P_DIV, P_MOD, P_POW,
	P_AND, P_OR, P_XOR, P_SHL, P_SHR, P_USHR, P_LAND, P_LOR, P_NULLISH, P_NOT, P_BITNOT, P_INC, P_DEC, P_ELLIPSIS,
	/* op= : P_ASSIGN_BASE + op */
	P_ASSIGN_BASE = 64,
	K_FIRST = 128,
#define KEYWORD(name, text) K_##name,
#include "js/keywords.def"
	K_COUNT,
};

struct sym {
	const u16 *units;
	u32 length, hash;
	struct sym *next; /* in the hash table */
	s32 number;	  /* index among the strings that the image uses, or -1 */
	u32 id;		  /* its final atom */
	u16 keyword;	  /* K_x, or 0 */
	struct var *outside; /* jc.known: the variable that stands for a string which the image may not name */
};

enum node_kind {
	/* expressions */
	N_NUMBER, N_STRING, N_TEMPLATE, N_IDENT, N_THIS, N_NULL, N_TRUE, N_FALSE, N_REGEXP, N_ARRAY, N_OBJECT, N_FUNCTION, N_CALL,
	N_NEW, N_MEMBER, N_INDEX, N_UNARY, N_UPDATE, N_BINARY, N_LOGICAL, N_COND, N_ASSIGN, N_COMMA, N_NEWTARGET, N_CHAIN,
	/* members of object literals */
	N_PROP, N_GETTER, N_SETTER,
	/* statements */
	N_VAR, N_DECL, N_EXPR, N_BLOCK, N_IF, N_FOR, N_FORIN, N_FOROF, N_WHILE, N_DO, N_RETURN, N_BREAK, N_CONTINUE, N_THROW,
	N_TRY, N_SWITCH, N_CASE, N_LABEL, N_EMPTY,
};

enum {
	NF_PREFIX = 1,	 /* ++x */
	NF_OPTIONAL = 2, /* a?.b */
	NF_ASSIGNS = 4,	 /* evaluating b may change a local variable */
	NF_PAREN = 8,
	NF_DEFAULT = 16, /* case: default */
};

struct var;
struct scope;
struct func;

struct node {
	u8 kind, flags;
	u16 op;
	u32 where; /* line << 12 | column */
	struct node *a, *b, *c, *d;
	struct node *next; /* in a list */
	union {
		double number;
		struct sym *sym;
		struct func *func;
	};
	struct scope *scope;
	struct var *var; /* identifiers, after resolving */
	u32 at;		 /* identifiers: position in the source */
};

enum var_kind { V_VAR, V_LET, V_CONST, V_PARAM, V_FUNCTION, V_CATCH, V_SELF, V_ARGUMENTS, V_THIS, V_NEWTARGET };

struct var {
	struct sym *sym;
	struct scope *scope;
	struct var *next;
	u8 kind;
	bool captured, global, early; /* early: used before or without its initialisation being certain */
	s16 reg;	/* register, cell number, or slot of the globals */
	u32 end;	/* source position behind its initialisation */
	struct node *function; /* V_FUNCTION: what to make at the scope's beginning */
};

struct scope {
	struct scope *up;
	struct func *func;
	struct var *vars, **tail;
	bool is_function, is_switch, is_loop;
	u32 count;
	struct var **table; /* for many variables: a hash table of them */
	u32 table_size;
};

struct capture {
	struct var *var;
	struct capture *next;
	u32 from; /* cell of the parent, or 0x8000 | its capture */
};

struct func {
	struct func *parent, *next; /* next in order of numbers */
	struct scope *scope;	    /* parameters and body share it */
	struct sym *name;
	struct node *params, *body; /* body: statements, or one expression (arrow) */
	u32 index, length, param_count;
	bool arrow, expression, method, getter;
	u32 where;
	struct capture *captures;
	u32 capture_count;
	/* filled by emit */
	u32 code, code_count, handlers, handler_count, key_count, registers, cells, shape;
	struct sym **keys;
	bool uses_arguments;
	u32 depth;
};

struct line {
	u32 insn, where;
};

struct jc {
	/* memory */
	u8 *memory;
	size_t size, used, reserve; /* reserve: behind `size`, for the last step when memory has run out */
	struct ax_js_diag *diag;
	bool failed, no_memory;
	/* lexer */
	const u8 *source;
	u32 end, at, line, line_start;
	struct {
		u8 kind;
		bool newline, escaped;
		u16 op;
		u32 start, end, where;
		double number;
		struct sym *sym;
	} t;
	u32 last_end;
	struct sym **symbols;
	u32 symbol_mask, symbol_count;
	/* parser */
	struct scope *scope;
	struct func *func, *functions, **functions_tail;
	u32 function_count, depth, assigns;
	struct node *refs; /* identifiers to resolve, by d */
	bool no_in;
	struct parse *parsing, *spare; /* what is being read, the innermost first; items to use again */
	struct node *node;	       /* what has just been read */
	struct label_name *labels;
	u32 loops, breakables;
	/* emit */
	u32 *code, code_count, code_cap;
	struct js_handler *handlers;
	u32 handler_count, handler_cap;
	struct line *lines;
	u32 line_count, line_cap;
	u64 *numbers;
	u32 number_count, number_cap;
	struct emit *spare_emits[2]; /* items to use again: of expressions, of statements */
	struct sym **strings;
	u32 string_count, string_cap;
	struct shape *shapes;
	u32 shape_count;
	u32 globals;
	bool strip, deep;
	/* Code compiled while a program runs (eval.c): its top level is a function with variables of its own, whose result is the value
	 * of the last expression statement; `alone`: it is one function expression.  A string that the program's image does not have
	 * (known says no) is captured by the top level: eval.c makes it. */
	bool eval, alone;
	bool (*known)(void *arg, const struct sym *s);
	void *known_arg;
	struct scope outside; /* of those variables: of no function */
};

/* axi_jc_most - one of the limits above for this source */
static inline u32 axi_jc_most(const struct jc *c, u32 limit)
{
	return c->deep ? limit * JC_DEEP : limit;
}

struct label_name {
	struct sym *sym;
	struct sym *last; /* of several labels in a row the one before the statement, which stands for all */
	struct label_name *up;
	bool loop;
};
struct shape {
	struct shape *next;
	u32 count, number, pool;
	struct sym *keys[];
};

void *axi_jc_alloc(struct jc *c, size_t bytes); /* zeroed; never NULL: on exhaustion the error is set, and a dummy given */
void axi_jc_error(struct jc *c, u32 where, const char *format, ...) __attribute__((format(printf, 3, 4)));
void *axi_jc_grow(struct jc *c, void *array, u32 count, u32 *cap, size_t unit);
/* lex.c */
void axi_jc_next(struct jc *c);
void axi_jc_lex_init(struct jc *c);
struct sym *axi_jc_sym(struct jc *c, const u16 *units, u32 length);
struct sym *axi_jc_sym_text(struct jc *c, const char *text);
/* axi_jc_regexp - the token `/` or `/=` is the beginning of a regular expression: its text and flags. */
void axi_jc_regexp(struct jc *c, struct sym **pattern, struct sym **flags);
/* axi_jc_template - read a part of a template from c->at on, up to ` or ${ ; true: an expression follows. */
bool axi_jc_template(struct jc *c, struct sym **text);
struct jc_mark {
	u32 at, line, line_start, last_end;
	__typeof__(((struct jc *)0)->t) t;
};
static inline struct jc_mark axi_jc_mark(struct jc *c)
{
	return (struct jc_mark){c->at, c->line, c->line_start, c->last_end, c->t};
}
static inline void axi_jc_reset(struct jc *c, const struct jc_mark *m)
{
	if (c->failed)
		return;
	c->at = m->at;
	c->line = m->line;
	c->line_start = m->line_start;
	c->last_end = m->last_end;
	c->t = m->t;
}
/* axi_jc_arrow_ahead - the token is `(`: is this the parameter list of an arrow function? */
bool axi_jc_arrow_ahead(struct jc *c);
/* parse.c */
void axi_jc_parse(struct jc *c);
/* scope.c */
struct scope *axi_jc_scope(struct jc *c, struct func *f);
struct var *axi_jc_declare(struct jc *c, struct scope *s, struct sym *sym, enum var_kind kind, u32 where);
struct var *axi_jc_find(struct scope *s, struct sym *sym);
/* axi_jc_capture - make v reachable from function f: every function between has it too. */
void axi_jc_capture(struct jc *c, struct func *f, struct var *v);
void axi_jc_resolve(struct jc *c);
/* emit.c */
void axi_jc_emit(struct jc *c);
/* pack.c: returns the size of the image, 0 on failure */
size_t axi_jc_pack(struct jc *c, const void **image);
/* axi_jc_engine_atom - the engine's atom with this content, or -1.  axi_jc_compile - all of it; what ax_js_compile returns */
int axi_jc_engine_atom(const struct sym *s);
s64 axi_jc_compile(struct jc *c, const void **image);

#endif
