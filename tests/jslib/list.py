#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""list.py CC DOC [--write] - the library as src/js/builtins.def has it must be the table in DOC (docs/js.md) behind `<!-- library -->`; --write puts it
there.  One row an object: what a program finds in it."""
import re
import subprocess
import sys

ROWS = r'''
#define OBJECT(id, proto, class) @OBJECT id proto
#define CONSTRUCTOR(id, proto, name, native, length, flags) @CONSTRUCTOR id flags
#define METHOD(id, name, native, length, magic) @METHOD name
#define GETTER(id, name, native, magic) @GETTER name
#define NUMBER(id, name, value) @VALUE name
#define INTEGER(id, name, value) @VALUE name
#define REF(id, name, other) @REF name
#define ALIAS(id, name, row) @METHOD name
#define TEXT(id, name, atom) @VALUE name
#define UNDEFINED(id, name) @VALUE name
#include "src/js/builtins.def"
'''
cc, doc, write = sys.argv[1], sys.argv[2], '--write' in sys.argv
text = subprocess.run([cc, '-E', '-P', '-x', 'c', '-I.', '-'], input=ROWS, capture_output=True, text=True, check=True).stdout
text = re.sub(r'\s*@', r'\n@', text)
HIDDEN = {'machine', 'out_of_memory', 'stack_overflow'}  # no program sees these
objects, now = {}, None
for line in text.split('\n'):
    word = line.split()
    if not word:
        continue
    if word[0] in ('@OBJECT', '@CONSTRUCTOR'):
        now = objects.setdefault(word[1], [])
        if word[0] == '@CONSTRUCTOR' and word[1] != 'Function_prototype':
            now.append(('new ' if word[2] == 'JS_F_CTOR' else '') + word[1] + '()')
    elif word[0] == '@METHOD':
        now.append(word[1] + '()')
    elif word[0] in ('@GETTER', '@VALUE') or (word[0] == '@REF' and now is objects['global']):
        now.append(word[1])


def family(names):
    """Those whose rows are the same, but for their own name, stand together."""
    out = []
    for name in names:
        row = [item.replace(name.replace('_prototype', ''), '\1') for item in objects[name]]
        if out and row and out[-1][1] == row and name.replace('_prototype', '') != 'Object':
            out[-1][0].append(name)
        else:
            out.append(([name], row))
    return out


lines = ['<!-- library -->', '', '| object | what is in it |', '|---|---|']
order = [n for n in objects if n not in HIDDEN]
order = [n for n in order if not n.endswith('_prototype')] + [n for n in order if n.endswith('_prototype')]
for names, row in family(order):
    if not row:
        continue
    title = ', '.join('`%s`' % n.replace('_prototype', '.prototype').replace('global', 'the global object') for n in names)
    own = [item.replace('\1', names[0].replace('_prototype', '') if len(names) == 1 else 'X') for item in row]
    lines.append('| %s | %s |' % (title.replace('`the global object`', 'the global object'), ', '.join('`%s`' % item for item in own)))
table = '\n'.join(lines) + '\n\n<!-- end of library -->'
page = open(doc).read()
new = re.sub(r'<!-- library -->.*?<!-- end of library -->', lambda m: table, page, flags=re.S)
if write:
    open(doc, 'w').write(new)
elif '<!-- library -->' in page and new == page:
    print('ok jslib.list')
else:
    print('FAIL jslib.list: the table in %s is not what src/js/builtins.def has: python3 tests/jslib/list.py CC %s --write' % (doc, doc))
