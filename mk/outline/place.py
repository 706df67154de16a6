# SPDX-License-Identifier: Apache-2.0
"""place.py - where copies stand: in front of the function where they go on, so that the last of them just falls into it."""
import collections
import re

from listing import Line, Raw

# what stands in front of a function's label and belongs to it
HEADER = re.compile(r'\s*\.(align|p2align|global|syntax|thumb|thumb_func|type|hidden|weak|cpu|arch|fpu)\b|\s*(@.*)?$')


def share_ends(copies):
    """A copy that ends as a whole other one does goes on there."""
    by = collections.defaultdict(list)
    for copy in copies:
        by[copy.goes].append(copy)
    for goes, group in by.items():
        if goes == '':
            continue
        texts = {tuple(line.text for line in copy.lines): copy for copy in group}
        for copy in group:
            text = tuple(line.text for line in copy.lines)
            for start in range(1, len(text)):
                other = texts.get(text[start:])
                if other and not text[start - 1].startswith('it') and sum(line.size for line in copy.lines[start:]) > (goes is not None) * 2:
                    del copy.lines[start:]
                    copy.goes = other.name
                    break


def write(copy):
    """A copy's text, but for the way on."""
    return ['\t.p2align 1', '\t.thumb_func', '\t.type %s, %%function' % copy.name, copy.name + ':'] + lines_of(copy.lines)


def lines_of(items):
    """Text of lines as they are now."""
    text = []
    for item in items:
        if isinstance(item, Raw):
            text.append(item.text)
        elif item.text is not None:
            text += [label + ':' for label in item.labels] + ['\t' + item.text]
    return text


def before(target, coming):
    """The text of all copies that go on at `target`, and of those that go on at these; the last falls into it."""
    copies = coming.pop(target, [])
    text = []
    for i, copy in enumerate(copies):
        text += before(copy.name, coming) + write(copy)
        if i + 1 < len(copies):
            text.append('\tb\t' + target)
    return text


def emit(items, copies):
    """The whole text."""
    share_ends(copies)
    coming = collections.defaultdict(list)
    names = {copy.name for copy in copies}
    alone = []
    for copy in copies:
        (coming[copy.goes] if copy.goes else alone).append(copy)
    text, head = [], 0  # head: where the header of the function begins that may come next
    for item in items:
        if isinstance(item, Line):
            text += lines_of([item])
            head = len(text)
            continue
        label = re.match(r'([\w.$]+):', item.text)
        if label and label.group(1) in coming and label.group(1) not in names:
            text[head:head] = ['\t.syntax unified', '\t.thumb'] + before(label.group(1), coming)
        text.append(item.text)
        if not HEADER.match(item.text):
            head = len(text)
    rest = []
    for copy in alone:
        rest += before(copy.name, coming) + write(copy)
        if copy.goes is None:
            rest.append('\tbx\tlr')
    for target in [target for target in coming if target not in names]:
        copies_there = coming.pop(target)
        for copy in copies_there:
            rest += before(copy.name, coming) + write(copy) + ['\tb\t' + target]
    if rest:
        text += ['\t.text', '\t.syntax unified', '\t.thumb'] + rest
    assert not coming, 'copies that are nowhere: %s' % list(coming)
    return '\n'.join(text + [''])
