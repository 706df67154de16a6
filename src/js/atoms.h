/* SPDX-License-Identifier: Apache-2.0
 * atoms.h - strings that live in constant data, known by number.
 *
 *   0 .. 255                  the strings of one Latin-1 character
 *   256 .. JS_ATOM_COUNT - 1  the engine's own: the names of atoms.def, in that order (sorted; a test checks it); behind them those
 *                             of the embedder (atoms.def says how)
 *   JS_ATOM_PROGRAM + n       string n of the program's image (sorted, none of them an atom of the engine)
 *
 * So a string of constant data has exactly one number. */
#ifndef JS_ATOMS_H
#define JS_ATOMS_H

#include "base/types.h"

enum js_atom_id {
	JS_ATOM_FIRST = 255,
#define ATOM(name) JS_ATOM_##name,
#define ATOM_TEXT(name, text) JS_ATOM_##name,
#include "js/atoms.def"
	JS_ATOM_OWN_COUNT, /* the engine's end here; an embedder's follow, from this number on */
	JS_ATOM_OWN_LAST = JS_ATOM_OWN_COUNT - 1,
#ifdef JS_EMBEDDER_ATOMS
#define ATOM(name) JS_ATOM_##name,
#define ATOM_TEXT(name, text) JS_ATOM_##name,
#include JS_EMBEDDER_ATOMS
#undef ATOM
#undef ATOM_TEXT
#endif
	JS_ATOM_COUNT,
	JS_ATOM_PROGRAM = 0x1000,
	JS_ATOM_E = 0x45, /* Math.E: one character */
};
_Static_assert(JS_ATOM_COUNT <= JS_ATOM_PROGRAM, "the bytecode's numbers of program strings start behind the engine's");

/* JS_ATOM_CHAR - the atom of one Latin-1 character, for rows of builtins.def */
#define JS_ATOM_CHAR(c) ((u32)(unsigned char)(c))

/* axi_js_atom_find - the engine's atom with these `length` Latin-1 bytes, or -1. */
int axi_js_atom_find(const char *text, u32 length);

#endif
