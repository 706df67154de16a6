#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# gunzip.py BINARY - files for tests/rk/gunzip.c: stored, with fixed codes and with their own, with and without a name.
import gzip, io, random, struct, subprocess, sys, zlib

rand = random.Random(7)
texts = [b'', b'a', b'CONFIG_HZ=250\n' * 400, bytes(rand.randrange(256) for _ in range(3000)), bytes(rand.choice(b'abcd\n') for _ in range(70000)),
         b'\0' * 100000, b''.join(b'CONFIG_%d=%s\n' % (rand.randrange(5000), rand.choice([b'y', b'm', b'"x"', b'1000'])) for _ in range(6000))]


def pack(data, level, strategy):
    c = zlib.compressobj(level, zlib.DEFLATED, 31, 9, strategy)
    return c.compress(data) + c.flush()


def named(data):
    out = io.BytesIO()
    with gzip.GzipFile('config', 'wb', 9, out) as f:
        f.write(data)
    return out.getvalue()


cases = b''
for text in texts:
    for file in [pack(text, 0, zlib.Z_DEFAULT_STRATEGY), pack(text, 9, zlib.Z_FIXED), pack(text, 1, zlib.Z_DEFAULT_STRATEGY),
                 pack(text, 9, zlib.Z_DEFAULT_STRATEGY), pack(text, 9, zlib.Z_HUFFMAN_ONLY), named(text)]:
        cases += struct.pack('<I', len(file)) + file + struct.pack('<I', len(text)) + text
sys.exit(subprocess.run([sys.argv[1]], input=cases).returncode)
