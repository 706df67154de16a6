#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""amalgam.py - the engine as one translation unit: axiom.c, and axiom.h with every public header.

Headers are put in once, where they are first needed; tables (.def) and shared bodies (.inc) wherever they are read.
A name that two files keep to themselves (static functions and objects, types, enumerators) gets the file's name as a
prefix in each; a file's macros end with it.  Comments and strings stay as they are; a name after `.` or `->` is a member and
stays, too.
"""
import argparse
import os
import re
import sys

TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|[A-Za-z_]\w*|\d[\w.]*|->|\.\.\.|\s+|.', re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:[<"]([^>"]+)[>"]|([A-Za-z_]\w*)).*$', re.M)


class Amalgam:
    def __init__(self, paths, defines):
        self.defines = defines  # macros that the build defines: some of them name files to include
        self.paths, self.seen, self.system, self.out = paths, set(), [], []
        self.macros = []  # of files and bodies, as they come

    def find(self, name, near):
        for folder in [os.path.dirname(near)] + self.paths:
            path = os.path.normpath(os.path.join(folder, name))
            if os.path.exists(path):
                return path
        return None

    def expand(self, path, rename=None):
        """The text of `path` with its includes in place; names in `rename` changed in it and in what it includes anew."""
        with open(path) as f:
            text = f.read()
        if path.endswith(('.c', '.inc')):
            self.macros += re.findall(r'^[ \t]*#[ \t]*define[ \t]+(\w+)', strip(text), re.M)
        out, at = [], 0
        for m in INCLUDE.finditer(text):
            out.append(self.renamed(text[at:m.start()], rename))
            at = m.end()
            name = m.group(1) or self.defines[m.group(2)].strip('"')
            inner = self.find(name, path)
            if inner is None:
                line = '#include <%s>' % name
                if path.startswith('port/'):
                    out.append(line)  # stays where it is: the port's world has macros that tables use as words
                elif line not in self.system:
                    self.system.append(line)
            elif inner.endswith('.h'):
                if inner not in self.seen:
                    self.seen.add(inner)
                    out.append(self.expand(inner))
            else:
                out.append(self.expand(inner, rename if inner.endswith('.inc') else None))
        out.append(self.renamed(text[at:], rename))
        return ''.join(out)

    @staticmethod
    def renamed(text, rename):
        if not rename:
            return text
        tokens, out, before = TOKEN.findall(text), [], ''
        inside, members = [], False  # are we where members are declared?  `inside`: the same for each open brace
        words = [t for t in tokens if not t.isspace() and not t.startswith(('/*', '//'))] + ['', '']
        last, at = ['', ''], 0
        for token in tokens:
            if token.isspace() or token.startswith(('/*', '//')):
                out.append(token)
                continue
            after = words[at + 1]
            at += 1
            if token == '{':
                inside.append(members)
                members = 'struct' in last or 'union' in last
            elif token == '}':
                members = inside.pop() if inside else False
            key = ('tag ' if before in ('struct', 'union', 'enum') else '') + token
            member = before in ('.', '->') or (members and after in (';', ',', '[', ':'))
            out.append(rename[key] if key in rename and not member else token)
            last, before = [last[1], token], token
        return ''.join(out)


def strip(text):
    """Code without comments and strings, for looking at names."""
    return ''.join(' ' if t.startswith(('/*', '//')) else '""' if t[0] in '"\'' else t for t in TOKEN.findall(text))


def private_names(text):
    """Names that a source file keeps to itself; tags as "tag NAME", for they follow struct, union or enum."""
    code, names = strip(text), set()
    # enumerators and tags that are defined here, at any depth
    for body in re.findall(r'\benum\b\s*\w*\s*\{([^}]*)\}', code):
        names.update(re.findall(r'(?:^|,)\s*(\w+)', body))
    names.update('tag ' + m.group(1) for m in re.finditer(r'\b(?:struct|union|enum)\s+(\w+)\s*\{', code))
    # static functions and objects at file scope: what is between braces is `{}`, a declaration ends at `;` or at a body
    code = re.sub(r'^[ \t]*#(?:[^\n]*\\\n)*[^\n]*$', '', code, flags=re.M)
    depth, start, flat = 0, 0, []
    for i, c in enumerate(code):
        if c == '{':
            if depth == 0:
                flat.append(code[start:i] + '{}')
            depth += 1
        elif c == '}':
            depth -= 1
            if depth == 0:
                start = i + 1
    flat.append(code[start:])
    names.update(re.findall(r'\btypedef\b[^;]*?\b(\w+)\s*;', ''.join(flat)))
    for decl in re.split(r';|(?<=\))\s*\{\}', ''.join(flat)):
        if not re.search(r'\bstatic\b', decl):
            continue
        decl = re.sub(r'__attribute__\s*\(\(.*?\)\)', ' ', decl[decl.rindex('static'):], flags=re.S)
        decl = re.sub(r'_Atomic\s*\([^)]*\)', ' ', re.sub(r'=\s*(?:\{\}|[^,]*)', ' ', decl))
        m = re.search(r'\(\s*\*\s*(?:const\s+)?(?:_Atomic\s+)?(\w+)\s*(?:\[[^\]]*\]\s*)*\)\s*\(', decl) or \
            re.search(r'(\w+)\s*\(', decl) or re.search(r'(\w+)\s*(?:\[[^\]]*\]\s*)*$', decl)
        if m:
            names.add(m.group(1))
        if '(' not in decl:
            names.update(re.findall(r'(\w+)\s*,', decl))
    return names


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument('--version', required=True)
    ap.add_argument('--out', required=True)
    ap.add_argument('-I', dest='paths', action='append', default=[])
    ap.add_argument('-D', dest='defines', action='append', default=[], metavar='NAME=VALUE')
    ap.add_argument('sources', nargs='+')
    args = ap.parse_args()
    defines = dict(d.split('=', 1) for d in args.defines)
    am = Amalgam(args.paths, defines)
    public = sorted(os.path.join('include/axiom', f) for f in os.listdir('include/axiom') if f.endswith('.h'))
    head = []
    for path in public:
        if path not in am.seen:
            am.seen.add(path)
            head.append(am.expand(path))
    with open(os.path.join(args.out, 'axiom.h'), 'w') as f:
        f.write('/* SPDX-License-Identifier: Apache-2.0\n * axiom.h %s - the public headers of the engine in one file; goes with '
                'axiom.c. */\n#ifndef AXIOM_AMALGAM_H\n#define AXIOM_AMALGAM_H\n' % args.version)
        f.write('\n'.join(am.system) + '\n' + ''.join(head) + '\n#endif\n')
    am.system, body, owners = [], [], {}
    for path in args.sources:
        with open(path) as f:
            for name in private_names(f.read()):
                owners.setdefault(name, []).append(path)
    # what a header defines, and what the port calls of its world, keeps its name: the file that has the same gives way
    fixed = set()
    for path in [os.path.join(r, f) for r, _, fs in os.walk('src') for f in fs if f.endswith('.h')]:
        with open(path) as f:
            fixed.update(name for name in private_names(f.read()) if not name.isupper())
    for path in args.sources:
        if path.startswith('port/'):
            with open(path) as f:
                fixed.update(re.findall(r'([A-Za-z_]\w*)\s*\(', strip(f.read())))
    for name, files in owners.items():
        if name in fixed and not files[0].startswith('port/'):
            files.append('')
    for path in args.sources:
        with open(path) as f:
            text = f.read()
        prefix = re.sub(r'\W', '_', os.path.splitext(path)[0].replace('src/', '', 1)) + '_'
        rename = {name: prefix + name.split()[-1] for name, files in owners.items() if len(files) > 1 and path in files}
        body.append('\n/* ---- %s ---- */\n' % path)
        before = len(am.macros)
        body.append(am.expand(path, rename))
        macros = set(am.macros[before:])
        body.extend('#undef %s\n' % macro for macro in sorted(macros))
    with open(os.path.join(args.out, 'axiom.c'), 'w') as f:
        f.write('/* SPDX-License-Identifier: Apache-2.0\n * axiom.c %s - the engine as one file: compile it, include axiom.h. */\n'
                % args.version)
        f.write('#ifndef _GNU_SOURCE\n#define _GNU_SOURCE\n#endif\n'
                '#pragma GCC diagnostic ignored "-Wunused-parameter"\n#pragma GCC diagnostic ignored "-Wsign-compare"\n'
                '#pragma GCC diagnostic ignored "-Wunused-function"\n#include "axiom.h"\n')
        f.write(''.join('#define %s %s\n' % d for d in defines.items()))
        f.write('\n'.join(am.system) + '\n' + ''.join(body))


if __name__ == '__main__':
    sys.exit(main())
