#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""generate.py SEED CASES - a random program of the dialect on stdout: CASES calls of run() (prelude.js), each a small program of its own
kind: operators on corner values, numbers as text, strings, regular expressions, arrays, typed arrays, JSON, objects, control flow.

What the dialect cuts (docs/js.md) is left out here: holes, writes behind the end, objects of primitive values, attributes, sloppy
mode, Date, inherited keys of for-in, methods of arrays on other objects.  Messages of exceptions are not compared: names are."""
import random
import struct
import sys

R = random.Random()


def pick(*choices):
    return R.choice(choices)


def chance(p):
    return R.random() < p


# ---- values as source text
UNITS = ['a', 'b', 'c', 'A', 'Z', '0', '9', ' ', '_', '-', '.', ',', '$', '\\n', '\\t', '\\\\', '\\"', '\\u00df', '\\u00e9', '\\u00ff', '\\u0131', '\\u0178', '\\u01c5', '\\u03a3', '\\u0416', '\\u1e9e', '\\u2028', '\\u212a', '\\ufeff', '\\u3000', '\\ud83d\\ude00', '\\ud83d', '\\ude00', '\\uffff']


def number_from_bits():
    kind = R.randrange(6)
    if kind == 0:
        bits = R.getrandbits(64)
    elif kind == 1:  # near a power of two
        bits = (R.randrange(1, 2046) << 52) + pick(0, 1, (1 << 52) - 1, 2)
    elif kind == 2:  # small exponents
        bits = (R.randrange(1023 - 70, 1023 + 90) << 52) + R.getrandbits(52)
    elif kind == 3:  # denormal
        bits = R.getrandbits(R.randrange(1, 53))
    elif kind == 4:  # few digits
        return '%se%d' % (R.randrange(1, 10 ** R.randrange(1, 18)), R.randrange(-330, 300))
    else:  # ties in decimal
        return '%d.%d' % (R.randrange(1000), pick(5, 25, 125, 375, 625, 45, 55, 995, 9995, 99995, 5000000001, 4999999999))
    value = struct.unpack('<d', struct.pack('<Q', bits & ((1 << 63) - 1)))[0]
    if value != value:
        return 'NaN'
    if value in (float('inf'),):
        return 'Infinity'
    return repr(value)


CORNERS = ['0', '-0', '1', '-1', '2', '0.5', '-0.5', '1.5', '2.5', 'NaN', 'Infinity', '-Infinity', '255', '256', '65535', '65536', '2147483647',
           '2147483648', '-2147483648', '-2147483649', '4294967295', '4294967296', '1073741823', '1073741824', '-1073741824', '-1073741825',
           '9007199254740991', '9007199254740992', '9007199254740993', '1e21', '1e20', '123456789012345680000', '1e-6', '1e-7', '5e-324',
           '1.7976931348623157e308', '2.2250738585072014e-308', '0.1', '0.3', '1/3', '100', '1000', '10', '16', '36', '3', '7', '31', '32', '33']


def num():
    k = R.random()
    if k < 0.55:
        return pick(*CORNERS)
    if k < 0.75:
        return str(R.randrange(-20, 40))
    return ('-' if chance(0.3) else '') + number_from_bits()


def small():
    return pick('0', '1', '2', '3', '4', '5', '-1', '-2', '-3', '10', 'undefined', 'NaN', '1.7', '-0.5', '"2"', 'null', 'true', '100', 'Infinity', '-Infinity')


def text(most=6):
    if chance(0.15):
        return pick('""', '"0"', '"12"', '" 42 "', '"0x1F"', '"1e3"', '"-0"', '"Infinity"', '"1_0"', '"0b101"', '"0o17"', '".5"', '"5."', '"+7"', '"abc"',
                    '"NaN"', '"true"', '"null"', '"1,2"', '"-"', '"e1"', '"0x"', '"\\n3\\t"', '"1 2"', '"--1"', '"1e1000"', '"-1e-1000"')
    return '"' + ''.join(pick(*UNITS) for _ in range(R.randrange(most + 1))) + '"'


def plain(most=8):
    return '"' + ''.join(pick('a', 'b', 'c', 'ab', 'x') for _ in range(R.randrange(most + 1))) + '"'


def primitive():
    return pick(num, num, text, lambda: pick('undefined', 'null', 'true', 'false'))()


def coercible():
    k = R.randrange(8)
    if k == 0:
        return '{ valueOf: function () { t("v"); return %s; }, toString: function () { t("s"); return %s; } }' % (pick(primitive(), '{}'), primitive())
    if k == 1:
        return '{ toString: function () { t("s"); return %s; } }' % primitive()
    if k == 2:
        return '[%s]' % ', '.join(primitive() for _ in range(R.randrange(4)))
    if k == 3:
        return pick('{}', '/a/', '{ valueOf: function () { throw "v"; } }', '[]', '[[1, [2]], 3]', 'new Error("m")', 'Math', 'JSON',
                    'new Uint8Array([1, 2])')
    return primitive()


def bracket(source):
    return '(' + source + ')'


# ---- kinds of cases: each gives the body of a function
def operators():
    a, b = coercible(), coercible()
    op = pick('+', '-', '*', '/', '%', '**', '<', '>', '<=', '>=', '==', '!=', '===', '!==', '&', '|', '^', '<<', '>>', '>>>', '&&', '||', '??', ',', 'instanceof',
              'in')
    if chance(0.2):
        return 'return %s%s;' % (pick('-', '+', '~', '!', 'typeof ', 'void '), bracket(a))
    if chance(0.2):
        return 'var x = %s; t(%s); return x;' % (a, pick('x++', 'x--', '++x', '--x', 'x %s= %s' % (pick('+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '>>>', '&&', '||', '??'), bracket(b))))
    if op == '**':
        a, b = bracket(a), str(R.randrange(6)) if chance(0.7) else pick('NaN', 'Infinity', '-Infinity', '0', '-0')
        if not a.strip('(-)').isdigit():
            a = pick('2', '-2', '0.5', '10', '-0', '0', '1', '-1', 'Infinity', '-Infinity', 'NaN', '"3"', 'true', 'null')
            a = bracket(a)
    return 'return %s %s %s;' % (bracket(a), op, bracket(b))


def numbers():
    x = num()
    k = R.randrange(12)
    if k == 0:  # whole numbers from 2^53 on have no one text in other radices
        radix = pick('2', '8', '16', '36', '3', '10', '7', '32', small(), '37', '1')
        return 'return (%s).toString(%s);' % (x if radix in ('2', '8', '16', '32', '10') else '(%s) %% 9007199254740992' % x, radix)
    if k == 1:
        return 'return (%s).toFixed(%s);' % (x, pick(small(), str(R.randrange(0, 101)), '101', '20', '2', '0'))
    if k == 2:
        return 'return (%s).toPrecision(%s);' % (x, pick(small(), str(R.randrange(1, 101)), '101', '21', '3', '1'))
    if k == 3:
        return 'return (%s).toExponential(%s);' % (x, pick(small(), str(R.randrange(0, 101)), '101', '20', '2', '0'))
    if k == 4:
        return 'return parseFloat(%s);' % pick(text(), '"%s%s"' % (num(), pick('', 'px', 'e', 'e+', '.', '..1', 'e5')))
    if k == 5:
        few = R.randrange(1, 10)  # many digits are exact for some radices only
        digits = '"%s"' % ''.join(pick(*'0123456789abcdefxz') for _ in range(pick(few, R.randrange(1, 25))))
        return 'return parseInt(%s, %s);' % (pick(text(), x, digits), pick('10', '16', '2', '8', '0', '32')) if chance(0.7) else 'return parseInt(%s, %s);' % ('"%s"' % digits.strip('"')[:few], pick('36', '3', '7', '35', small()))
    if k == 6:
        return 'return Number(%s);' % pick(text(), '"%s"' % num(), coercible())
    if k == 7:
        return 'return [%s, %s, %s, %s];' % tuple('Number.%s(%s)' % (f, pick(num(), text())) for f in ('isInteger', 'isSafeInteger', 'isFinite', 'isNaN'))
    if k == 8:
        return 'return Math.%s(%s);' % (pick('abs', 'ceil', 'floor', 'round', 'trunc', 'sign', 'sqrt', 'fround', 'clz32'), pick(num(), coercible()))
    if k == 9:
        return 'return Math.%s(%s);' % (pick('max', 'min', 'imul'), ', '.join(pick(num(), num(), coercible()) for _ in range(R.randrange(4))))
    if k == 10:
        digits = ''.join(pick(*'0123456789') for _ in range(R.randrange(1, 40)))
        return 'return [%s, Number("%s")];' % (pick('0.' + digits, '1' + digits, '1' + digits + 'e-20', '0x1' + digits, '0b1', '0o17', '1_000', '.5', '5.', '1' + digits + '.5'), digits)
    return 'var x = %s; return [String(x), x + "", "" + -x, `${x}`, JSON.stringify(x)];' % x


def pattern(depth=0):
    parts = []
    for _ in range(R.randrange(1, 4)):
        k = R.randrange(14)
        if k < 5:
            atom = pick('a', 'b', 'c', 'ab', '.', '\\d', '\\w', '\\s', '\\W', '\\D', '\\S', '\\x61', '\\u0062', '\\.', '\\n', '\\$')
        elif k < 7:
            atom = pick('[abc]', '[^a]', '[a-c]', '[\\d_]', '[^\\w]', '[]', '[^]', '[-a]', '[a\\-c]', '[\\b]', '[A-Z]', '[\\s\\S]', '[.]')
        elif k < 9 and depth < 3:
            atom = '(' + pattern(depth + 1) + ')'
        elif k == 9 and depth < 3:
            atom = '(?:' + pattern(depth + 1) + ')'
        elif k == 10 and depth < 3:
            parts.append(pick('(?=', '(?!') + pattern(depth + 1) + ')')
            continue
        elif k == 11:
            parts.append(pick('^', '$', '\\b', '\\B'))
            continue
        elif k == 12:
            atom = '\\' + pick('1', '2')
        else:
            atom = pick('a', 'x')
        if chance(0.4):
            atom += pick('*', '+', '?', '{2}', '{1,}', '{0,2}', '{1,2}', '{0}') + pick('', '', '?')
        parts.append(atom)
    if chance(0.2):
        parts.insert(R.randrange(len(parts) + 1), '|')
    return ''.join(parts)


def flags():
    return ''.join(f for f in 'gimsuy' if chance(0.2))


def subject():
    return '"' + ''.join(pick('a', 'b', 'c', 'ab', 'A', 'B', '\\n', ' ', '1', 'x', '\\ud83d\\ude00', '.', '$', '_') for _ in range(R.randrange(12))) + '"'


def regexps():
    p = pattern()
    groups = p.count('(') - p.count('(?')
    f = flags()
    if 'u' in f:  # V8 looks for an empty match inside of a pair, the standard does not
        p = p.replace('(?!', '(?=')
    if groups < 2:  # (\1 without its group is another thing)
        p = p.replace('\\2', '\\1' if groups else 'a')
    if groups < 1:
        p = p.replace('\\1', 'a')
    source = 'new RegExp("%s", "%s")' % (p.replace('\\', '\\\\'), f)
    k = R.randrange(9)
    s = subject()
    if k < 3:
        return 'var r = %s; t(r.exec(%s)); t(r.lastIndex); return r.exec(%s);' % (source, s, s)
    if k == 3:
        return 'var r = %s; r.lastIndex = %s; return [r.test(%s), r.lastIndex];' % (source, '0' if 'u' in f else small(), s)
    if k == 4:
        return 'return (%s).split(%s, %s);' % (s, source, pick('undefined', 'undefined', small()))
    if k == 5:
        return 'return (%s).replace(%s, "%s");' % (s, source, ''.join(pick('$&', '$1', '$2', '$10', '$01', '$0', '$$', '$`', "$'", '$', 'x', '<', '>', '$<a>') for _ in range(R.randrange(4))))
    if k == 6:
        return 'return (%s).replace(%s, function () { t(arguments.length); for (var i = 0; i < arguments.length; i++) t(arguments[i]); return %s; });' % (s, source, primitive())
    if k == 7:
        return 'return [(%s).match(%s), (%s).search(%s)];' % (s, source, s, source)
    return 'return (%s).replaceAll(%s, "%s");' % (s, source, pick('-', '$&$&', '$1'))


def strings():
    s = pick(text(10), plain())
    k = R.randrange(16)
    if k == 0:
        return 'return (%s).%s(%s);' % (s, pick('charAt', 'charCodeAt', 'codePointAt'), pick(small(), num()))
    if k == 1:
        return 'return (%s).%s(%s);' % (s, pick('indexOf', 'lastIndexOf', 'includes', 'startsWith', 'endsWith'), ', '.join([pick('"a"', '"ab"', '""', text(2))] + ([small()] if chance(0.5) else [])))
    if k == 2:
        return 'return (%s).%s(%s, %s);' % (s, pick('slice', 'substring', 'substr'), small(), small())
    if k == 3:
        return 'return (%s).%s();' % (s, pick('toUpperCase', 'toLowerCase', 'trim', 'trimStart', 'trimEnd', 'valueOf', 'toString', 'toLocaleUpperCase'))
    if k == 4:
        return 'return (%s).%s(%s, %s);' % (s, pick('padStart', 'padEnd'), pick('0', '5', '12', '7.9', '"9"', '-1', 'NaN'), pick('undefined', '""', '"ab"', text(3), '0'))
    if k == 5:
        return 'return (%s).repeat(%s);' % (s, pick('0', '1', '2', '3', '-1', '1.9', '"2"', 'Infinity', '-0.5', 'NaN'))
    if k == 6:
        return 'return (%s).split(%s, %s);' % (s, pick('"a"', '""', '"ab"', 'undefined', 'null', text(1)), pick('undefined', 'undefined', small()))
    if k == 7:
        return 'return (%s).%s(%s, "%s");' % (s, pick('replace', 'replaceAll'), pick('"a"', '"ab"', '""', '"c"'), pick('$&', '[$`]', "[$']", '$$', '$1', 'x', ''))
    if k == 8:
        return 'return (%s).%s(%s, function (m, i, s) { t(m); t(i); t(s); return %s; });' % (s, pick('replace', 'replaceAll'), pick('"a"', '"ab"', '""'), primitive())
    if k == 9:
        return 'var out = []; for (var c of %s) out.push(c); return out;' % s
    if k == 10:
        return 'return [%s < %s, %s == %s, (%s).concat(%s, %s)];' % (s, text(), s, text(), s, primitive(), coercible())
    if k == 11:
        return 'return String.%s(%s);' % (pick('fromCharCode', 'fromCodePoint'), ', '.join(pick('65', '0x1f600', '0xd83d', '0xffff', '0x10000', '-1', '1.5', '"66"', 'NaN', '0x110000') for _ in range(R.randrange(4))))
    if k == 12:
        return 'var s = %s; return [s.length, s[0], s[%s], s["length"], "0" in {a: s}];' % (s, small())
    if k == 13:
        return 'return `a${%s}b${%s}${`<${%s}>`}`;' % (coercible(), primitive(), primitive())
    if k == 14:
        return 'return [%s, %s].map(%s);' % (s, coercible(), pick('String', 'Number', 'Boolean', 'parseInt', 'isNaN'))
    return 'var s = %s; for (var i = 0; i < 4; i++) s = s + %s + s.slice(%s); return [s.length, s.slice(0, 30)];' % (s, plain(2), small())


def element():
    return pick(num(), text(3), 'undefined', 'null', 'true', '{ k: %s }' % R.randrange(5), '[%s]' % R.randrange(9), str(R.randrange(10)), str(R.randrange(10)))


def array():
    return '[%s]' % ', '.join(element() for _ in range(R.randrange(8)))


def ints():
    return '[%s]' % ', '.join(str(R.randrange(20)) for _ in range(R.randrange(10)))


def callback():
    return pick('function (v, i, a) { t(i); return v; }', '(v) => v > 3', 'function (v) { if (i++ > 3) throw new RangeError("x"); return v; }', '(v, i) => i % 2',
                '(v, i, a) => { if (i === 1) a.push(99); return a.length < 20; }', '(v, i, a) => { if (i === 1) a.pop(); return true; }', 'function () { return this === undefined; }',
                '(v, i, a) => { if (i === 0) a.length = 1; return v; }', 'String', 'undefined', '"no"', '(v) => t(v)')


def arrays():
    a = array()
    k = R.randrange(15)
    if k == 0:
        return 'var i = 0, a = %s; t(a.%s(%s)); return a;' % (a, pick('every', 'some', 'forEach', 'map', 'filter', 'find', 'findIndex'), callback() + pick('', ', a', ', null'))
    if k == 1:
        return 'var a = %s; t(a.splice(%s)); return a;' % (a, ', '.join([small(), small()][:R.randrange(3)] + ([element(), element()] if chance(0.4) else [])))
    if k == 2:
        return 'var a = %s; return [a.slice(%s, %s), a];' % (a, small(), small())
    if k == 3:
        return 'var a = %s; return [a.%s(%s, %s), a];' % (a, pick('indexOf', 'lastIndexOf', 'includes'), element(), small())
    if k == 4:
        return 'var a = %s; return [a.%s(%s%s), a];' % (a, pick('reduce', 'reduceRight'), pick('(x, y) => x + y', 'function (x, y, i, a) { t(i); return x + ":" + y; }', '(x, y, i, a) => { if (i == 2) a.pop(); return y; }'), pick('', ', ' + element()))
    if k == 5:
        return 'var a = %s; a.sort(); return a;' % pick(a, ints())
    if k == 6:  # stability, and comparators that do not agree with themselves are left to the engines
        return 'var a = %s.map((v, i) => ({ v: v %% %d, i: i })); a.sort((x, y) => x.v - y.v); return a.map((x) => x.v + "/" + x.i).join();' % (
            '[%s]' % ', '.join(str(R.randrange(40)) for _ in range(R.randrange(60))), R.randrange(1, 9))
    if k == 7:
        return 'var a = %s; a.sort(%s); return a;' % pick((ints(), pick('(x, y) => y - x', '(x, y) => x < y ? -1 : x > y ? 1 : 0', '(x, y) => "" + (x - y)')), (a, pick('undefined', '() => 0', 'null', '5', '() => NaN', '() => { throw "c"; }')))
    if k == 8:
        return 'var a = %s; t(a.%s); return a;' % (a, pick('push(1, 2)', 'pop()', 'shift()', 'unshift(7, 8)', 'reverse()', 'push()', 'unshift()', 'concat([1], 2, [[3]])', 'concat()', 'join()', 'join("-")', 'join("")', 'join(undefined)', 'join(null)', 'toString()', 'fill(0, %s, %s)' % (small(), small()), 'fill("x")'))
    if k == 9:
        return 'return [String(%s), %s + "", %s == "%s"];' % (a, a, a, R.randrange(3))
    if k == 10:
        return 'var a = %s, out = []; for (var i in a) out.push(typeof i, i); for (var v of a) { out.push(v); if (out.length > 12) break; } return out;' % a
    if k == 11:
        return 'return Array.from(%s%s);' % (pick(a, text(), '{ length: 2, 0: "x", 1: "y" }', 'new Uint8Array([3, 1])', '{ length: "3" }', 'null', '5'), pick('', ', (v, i) => [i, v]', ', String'))
    if k == 12:
        return 'var a = %s; a[a.length] = %s; a.length = Math.min(a.length, %d); return [a, a.length];' % (a, element(), R.randrange(9))
    if k == 13:
        return 'var a = %s; a.x = 1; a["01"] = 2; a[-1] = 3; a[1.5] = 4; var out = []; for (var i in a) out.push(i); return [out, a.length, Object.keys(a), "x" in a, 0 in a, 7 in a, a.hasOwnProperty("0"), a.hasOwnProperty("length")];' % a
    return 'var a = %s; for (var v of a) { t(v); if (a.length < 9) a.push(%s); } return a;' % (ints(), R.randrange(9))


def typed():
    kind = pick('Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array')
    values = '[%s]' % ', '.join(pick(num(), num(), num(), primitive()) for _ in range(R.randrange(1, 6)))
    k = R.randrange(8)
    if k < 3:
        return 'return new %s(%s);' % (kind, values)
    if k == 3:
        other = pick('Uint8Array', 'Int16Array', 'Float32Array', 'Float64Array', 'Uint32Array')
        return 'var b = new ArrayBuffer(16), x = new %s(b, %s), y = new %s(b); x[0] = %s; y[1] = %s; return [x, y, x.byteOffset, x.length, x.byteLength];' % (kind, pick('0', '8', '4', '1', '8, 1', '24'), other, num(), num())
    if k == 4:
        return 'var a = new %s(%s); return [a.subarray(%s, %s), a.slice(%s), a.indexOf(%s), a.includes(%s), a.join("/")];' % (kind, values, small(), small(), small(), num(), num())
    if k == 5:
        return 'var a = new %s(6); a.set(%s, %s); return a;' % (kind, values, small())
    if k == 6:
        return 'var a = new %s(5); a.fill(%s, %s, %s); var out = []; for (var v of a) out.push(v); for (var i in a) out.push(i); return out;' % (kind, num(), pick('0', '1', '-2', '1.7', '"2"', '9'), small())
    return 'var a = new Float64Array([%s]), b = new %s(a.buffer); a[0] += 1; var out = []; for (var i = 0; i < b.length; i++) out.push(b[i]); return [out, String(a), a instanceof Float64Array];' % (num(), pick('Uint8Array', 'Uint16Array', 'Uint32Array', 'Int32Array'))


def tree(depth=0):
    k = R.randrange(9 if depth < 3 else 6)
    if k < 6:
        return pick(num(), text(4), 'null', 'true', 'undefined', 'function () {}', num(), text())
    if k == 6:
        return '[%s]' % ', '.join(tree(depth + 1) for _ in range(R.randrange(4)))
    keys = R.sample(['a', 'b', 'c', '"1"', '"0"', '"x y"', '"\\u00e9"', 'd', '10', 'toString2'], R.randrange(5))
    rows = ['%s: %s' % (key, tree(depth + 1)) for key in keys]
    if chance(0.15):
        rows.append('toJSON: function (k) { t(k); return %s; }' % pick('"j" + k', 'undefined', 'this.a', '[this.a, 1]', '5'))
    if chance(0.1):
        rows.append('get g() { return %s; }' % primitive())
    return '{ %s }' % ', '.join(rows)


def json_text():
    def value(depth):
        k = R.randrange(10 if depth < 3 else 7)
        if k < 3:
            return pick('0', '-0', '1', '12.5', '1e5', '-1E-2', '01', '1.', '.5', '+1', '0x1', '1e', '9007199254740993', '1e400', '-', 'NaN') if chance(0.3) else str(R.randrange(1000))
        if k < 6:
            return '\\"' + ''.join(pick('a', 'b', '\\\\\\\\', '\\\\n', '\\\\u0041', '\\\\\\"', '\\\\/', '\\u00e9', '\\u2028') if chance(0.9) else pick('\\\\x', '\\t', '\\\\u12', '\\n', "'", '\\\\ud83d') for _ in range(R.randrange(4))) + '\\"'
        if k == 6:
            return pick('true', 'false', 'null', 'true', 'undefined', 'nul')
        ws = pick('', ' ', '\\n', '\\t', '\\r', '\\u00a0') if chance(0.3) else ''
        if k == 7 or k == 8:
            return '[' + ws + ','.join(value(depth + 1) for _ in range(R.randrange(4))) + (',' if chance(0.04) else '') + ws + ']'
        return '{' + ws + ','.join('\\"%s\\"%s:%s%s' % (pick('a', 'b', '1', '0', '', '__proto__', 'a', 'length'), ws, ws, value(depth + 1)) for _ in range(R.randrange(4))) + '}'
    return '"' + pick('', '', ' ') + value(0) + pick('', '', '', ' ', 'x') + '"'


def json():
    if chance(0.5):
        return 'return JSON.stringify(%s%s);' % (bracket(tree()), pick('', ', null, 2', ', null, "--"', ', null, 12', ', null, "            x"', ', ["a", "1", 1, "b"]', ', ["c", "a", "c"], " "', ', function (k, v) { t(k); return typeof v === "number" ? v + 1 : v; }', ', function (k, v) { return k === "a" ? undefined : v; }, 1',
                         ', null, 1.9', ', null, NaN', ', null, ""', ', null, true', ', function (k, v) { return k ? this[k] : v; }'))
    return 'return JSON.parse(%s%s);' % (json_text(), pick('', '', ', function (k, v) { t(k); return v; }', ', function (k, v) { return k === "a" ? undefined : v; }', ', function (k, v) { return Array.isArray(v) ? v.length : v; }', ', function (k, v) { if (k === "0") this.b = 7; return v; }'))


def objects():
    keys = ['a', 'b', 'c', '"1"', '"0"', '"10"', '"-1"', '"01"', '4294967295', '"x y"', '1.5', '"1e3"', 'if', 'get', 'set', '["k" + 1]', '"\\u00e9"', '1073741824', '2147483646']
    rows = []
    for _ in range(R.randrange(7)):
        key = pick(*keys)
        if key == '["k" + 1]':
            key = 'k1'
        k = R.randrange(8)
        rows.append('%s: %s' % (key, primitive()) if k < 5 else 'get %s() { t("get"); return %s; }' % (key, primitive()) if k == 5 else 'set %s(v) { t("set"); t(v); }' % key if k == 6 else '%s() { return this; }' % key)
    out = ['var o = { %s };' % ', '.join(rows)]
    for _ in range(R.randrange(6)):
        key = pick('"a"', '"b"', '"1"', '1', '"10"', '"x"', '"01"', '-1', 'true', 'null', '"c"', '4294967295', '0', '-0', '1e21')
        out.append(pick('t(delete o[%s]);' % key, 'o[%s] = %s;' % (key, primitive()), 't(%s in o);' % key, 't(o[%s]);' % key, 't(o.hasOwnProperty(%s));' % key, 't(o?.[%s]?.x?.y.z);' % key,
                        'Object.assign(o, { z: 1, a: 2, 3: 3 });', 'o = Object.create(o);', 'Object.setPrototypeOf(o, { q: 5, get r() { return this.a; } });', 't(o.q); t(o.r);', 'Object.defineProperty(o, %s, { value: 7, writable: true, enumerable: true, configurable: true });' % key,
                        'Object.preventExtensions(o);', 'o[%s]++;' % key, 'o[%s] += "x";' % key, 't(Object.entries(o));', 'for (var k in o) { t(k); if (k === "b") delete o.c; if (!Object.prototype.hasOwnProperty.call(o, k)) break; }' if False else 't(Object.values(o));'))
    out.append('return [Object.keys(o), JSON.stringify(o)];' if chance(0.5) else 'return o;')
    return ' '.join(out)


# ---- control flow: names are unique, so everything may be seen from everywhere
class Flow:
    def __init__(self):
        self.names, self.n, self.labels, self.loops, self.in_function, self.depth = [], 0, [], 0, 1, 0
        self.functions = []
        self.budget = R.randrange(6, 40)

    def fresh(self):
        self.n += 1
        return 'v%d' % self.n

    def e(self, depth=0):
        k = R.randrange(22 if depth < 3 else 5)
        v = lambda: pick(*self.names) if self.names else '1'
        sub = lambda: self.e(depth + 1)
        if k < 2:
            return str(R.randrange(-3, 10))
        if k < 5:
            return v()
        if k == 5:
            return '(%s %s %s)' % (sub(), pick('+', '-', '*', '%', '<', '>', '==', '===', '&', '|', '&&', '||', '??', ','), sub())
        if k == 6:
            return 't(%s)' % sub()
        if k == 7:
            return '(%s ? %s : %s)' % (sub(), sub(), sub())
        if k == 8 and self.names:
            return '(%s %s %s)' % (v(), pick('=', '+=', '-=', '||=', '&&=', '??=', '*='), sub())
        if k == 9 and self.names:
            return '%s%s' % (v(), pick('++', '--')) if chance(0.5) else '%s%s' % (pick('++', '--'), v())
        if k == 10 and self.functions:
            return '%s(%s)' % (pick(*self.functions), ', '.join(sub() for _ in range(R.randrange(3))))
        if k == 11:
            saved = self.push()
            a = self.fresh()
            body = '((%s%s) => %s)(%s)' % (a, pick('', ' = ' + self.e(depth + 1)), self.with_names([a], lambda: self.e(depth + 1)), pick('', sub()))
            self.pop(saved)
            return body
        if k == 12:
            return '`<${%s}>`' % sub()
        if k == 13:
            return '[%s, %s][%s]' % (sub(), sub(), pick('0', '1', sub()))
        if k == 14:
            return '({ a: %s, get b() { t("b"); return %s; } }).%s' % (sub(), sub(), pick('a', 'b', 'c', 'c?.d', 'b?.x.y', 'a?.toString()'))
        if k == 15:
            return 'typeof %s' % sub()
        if k == 16:
            return '(%s)?.%s' % (pick('null', 'undefined', '{ f(x) { return x; } }', sub()), pick('x', 'f(%s)' % sub(), '[%s]' % sub(), 'f?.(%s)' % sub(), 'x.y.z(%s)' % sub()))
        if k == 17:
            return '(function () { return %s; }).%s' % (pick('this', 'arguments.length', 'typeof this', '(() => this)()', '(() => arguments[0])()', 'new.target'), pick('call(%s)' % sub(), 'apply(%s, [1, 2])' % sub(), 'bind(%s, 5)(6)' % sub()))
        if k == 18:
            return '(function (%s) { return %s; })(%s)' % ('p = %s, q = p' % sub(), '[p, q, typeof p]', pick('', '1', 'undefined', 'undefined, 2', 'null, undefined'))
        if k == 19:
            return 'new (function (x) { this.x = x; %s })(%s).x' % (pick('', 'return { x: 9 };', 'return 5;', 't(new.target === undefined);'), sub())
        return '(%s)' % sub()

    def with_names(self, names, f):
        self.names += names
        out = f()
        return out

    def push(self):
        return (list(self.names), list(self.labels), self.loops, list(self.functions))

    def pop(self, saved):
        self.names, self.labels, self.loops, self.functions = saved

    def block(self):
        saved = self.push()
        out = '{ ' + ' '.join(self.s() for _ in range(R.randrange(1, 4))) + ' }'
        self.pop(saved)
        return out

    def body(self):
        self.loops += 1
        out = self.block()
        self.loops -= 1
        return out

    def label(self):
        if chance(0.3):
            self.n += 1
            name = 'L%d' % self.n
            return name
        return None

    def s(self):
        self.budget -= 1
        if self.budget < 0 or self.depth > 6:
            return 't(%s);' % self.e(1)
        self.depth += 1
        out = self.s1()
        self.depth -= 1
        return out

    def s1(self):
        k = R.randrange(24)
        if k < 4:
            return '%s;' % self.e() if chance(0.5) else 't(%s);' % self.e()
        if k < 7:
            name = self.fresh()
            out = '%s %s = %s;' % (pick('let', 'var', 'const', 'let'), name, self.e())
            self.names.append(name)
            return out
        if k == 7:  # dead zone: what comes later is seen
            name = self.fresh()
            return '{ try { t(%s); } catch (e) { t(e); } %s %s = %s; t((() => %s)()); }' % (pick(name, 'typeof ' + name, '(() => %s)()' % name, name + ' = 1'), pick('let', 'const'), name, pick(self.e(1), name), name)
        if k == 8:
            return 'if (%s) %s%s' % (self.e(1), self.block(), ' else ' + self.block() if chance(0.5) else '')
        if k in (9, 10, 11, 12):
            saved = self.push()
            label = self.label()
            if label:
                self.labels.append((label, True))
            i = self.fresh()
            prefix = label + ': ' if label else ''
            if k == 9:
                kind = pick('let', 'var')
                self.names.append(i) if False else None
                head = 'for (%s %s = 0; %s < 3; %s++) ' % (kind, i, i, i)
                self.names.append('(%s + 0)' % i if False else i) if False else None
                closure = self.fresh()
                out = prefix + head + '{ const %s = %s; ' % (closure, i)
                self.names.append(closure) if False else None
                out += 't(%s); ' % closure + self.body() + ' }'
            elif k == 10:
                out = 'var %s = 0; ' % i + prefix + pick('while (%s++ < 3) %s', 'do %s while (%s++ < 2);') .replace('%s', '\0')
                if '\0++' in out.split('do')[0] and 'while (\0++ < 3) \0' in out:
                    out = out.replace('while (\0++ < 3) \0', 'while (%s++ < 3) %s' % (i, self.body()))
                else:
                    out = out.replace('do \0 while (\0++ < 2);', 'do %s while (%s++ < 2);' % (self.body(), i))
            elif k == 11:
                kind = pick('let', 'const', 'var')
                self.loops += 1
                inner = self.push()
                if kind != 'const':
                    self.names.append(i)
                body = self.block()
                self.pop(inner)
                self.loops -= 1
                out = prefix + 'for (%s %s of %s) %s' % (kind, i, pick('[1, %s, 3]' % self.e(2), '"ab"', 'new Int8Array([5, 6])', '[]'), body)
            else:
                out = prefix + 'for (%s %s in %s) %s' % (pick('let', 'const', 'var'), i, pick('{ a: 1, 2: 2, b: 3 }', '[7, 8]', 'null', '{ x: %s }' % self.e(2)), '{ t(%s); %s }' % (i, self.body()))
            self.pop(saved)
            return '{ %s }' % out
        if k in (13, 14):
            catch = ''
            if chance(0.7):
                saved = self.push()
                name = self.fresh()
                bound = chance(0.8)
                if bound:
                    self.names.append(name)
                catch = ' catch %s%s' % ('(%s) ' % name if bound else '', self.block())
                self.pop(saved)
            fin = ' finally ' + self.block() if not catch or chance(0.6) else ''
            return 'try %s%s%s' % (self.block(), catch, fin)
        if k == 15:
            saved = self.push()
            label = self.label()
            if label:
                self.labels.append((label, False))
            out = '%sswitch (%s) { ' % (label + ': ' if label else '', self.e(1))
            self.loops += 1
            self.in_switch = getattr(self, 'in_switch', 0) + 1
            cases = ['case %s: ' % pick('0', '1', '2', '"a"', self.e(2)) for _ in range(R.randrange(4))]
            if chance(0.6):
                cases.insert(R.randrange(len(cases) + 1), 'default: ')
            for c in cases:
                out += c + (self.block() if chance(0.7) else '') + (' break; ' if chance(0.4) else ' ')
            self.in_switch -= 1
            self.loops -= 1
            self.pop(saved)
            return out + '}'
        if k == 16:
            choices = []
            if self.loops:
                choices += ['break;']
                if not getattr(self, 'in_switch', 0):
                    choices += ['continue;'] * 2
            for name, loop in self.labels:
                choices.append('break %s;' % name)
                if loop:
                    choices.append('continue %s;' % name)
            if not choices:
                return ';'
            return 'if (%s) %s' % (self.e(1), pick(*choices))
        if k == 17:
            return 'if (%s) return %s;' % (self.e(1), self.e(1))
        if k == 18:
            return 'if (%s) throw %s;' % (self.e(1), pick(self.e(1), 'new TypeError("x")', 'null', '{ z: 1 }'))
        if k == 19:
            name = self.fresh()
            saved = self.push()
            self.labels, self.loops = [], 0
            switch, self.in_switch = getattr(self, 'in_switch', 0), 0
            p, q = self.fresh(), self.fresh()
            self.names += [p, q]
            inner = ' '.join(self.s() for _ in range(R.randrange(1, 4)))
            self.pop(saved)
            self.in_switch = switch
            self.functions.append(name)
            form = pick('function %s(%s, %s) { %s }', 'var %s = function (%s, %s) { %s };', 'const %s = (%s, %s) => { %s };')
            return form % (name, p, q + pick('', ' = 4'), inner)
        if k == 20:
            label = 'L%d' % (self.n + 1)
            self.n += 1
            self.labels.append((label, False))
            out = '%s: %s' % (label, self.block())
            self.labels.pop()
            return out
        if k == 21:  # closures over a loop's variable
            a, i = self.fresh(), self.fresh()
            return 'var %s = []; for (let %s = 0; %s < 3; %s++) { %s.push(() => %s%s); %s } %s.forEach((f) => t(f()));' % (a, i, i, i, a, i, pick('', '++', ' * 2'), pick('', 'if (%s === 1) continue;' % i, '%s++;' % i), a)
        return 't(%s);' % self.e()


def flow():
    f = Flow()
    return ' '.join(f.s() for _ in range(R.randrange(2, 7))) + ' return 0;'


KINDS = [operators, numbers, regexps, strings, arrays, typed, json, objects, flow, flow]


def main():
    seed, cases = int(sys.argv[1]), int(sys.argv[2])
    kinds = [k for k in KINDS if k.__name__ == sys.argv[3]] if len(sys.argv) > 3 else KINDS
    R.seed(seed)
    for number in range(cases):
        print('run(%d, function () { %s });' % (number, pick(*kinds)()))


if __name__ == '__main__':
    main()
