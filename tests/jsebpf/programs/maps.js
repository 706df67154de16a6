// {"hook_type":"custom","capabilities":["LOG","MAP_READ","MAP_WRITE"],"maps":[{"name":"count","type":"counter","key_size":4,"value_size":8,"max_entries":4},{"name":"small","type":"hash","key_size":2,"value_size":1,"max_entries":8},{"name":"wide","type":"hash","key_size":8,"value_size":16,"max_entries":8},{"name":"words","type":"lru","key_size":4,"value_size":4,"max_entries":64},{"name":"mine","type":"percpu_array","key_size":4,"value_size":8,"max_entries":2}]}
const key = [0, 0], bytes = new Uint8Array(16), pair = [1, 2], word = new Uint32Array(1);

function mbpf_prog(ctx) {
	const a = ctx.a0, b = ctx.a1;
	let done = 0;
	if (maps.count.add(a & 7, b))
		done |= 1;
	maps.mine.add(0, 1);
	key[0] = a & 3;
	key[1] = b & 1;
	for (let i = 0; i < 16; i++)
		bytes[i] = a + i;
	if (maps.wide.update(key, bytes, b & 1))
		done |= 2;
	if (maps.wide.lookup(key, bytes))
		done |= bytes[15] << 8;
	word[0] = b & 63;
	maps.words.update(word, a, 0);
	const found = maps.words.get(ctx.a2 & 63);
	if (found !== undefined && found > 5)
		done ^= 4;
	if (!maps.count.lookup(a & 3, pair))
		return -1;
	mbpf.log(pair[0], pair[1], found, maps.mine.get(0), maps.small.get(a & 15), done);
	if (ctx.a3 < 0)
		maps.small.delete(b & 15);
	maps.small.update(a, b, 0);
	return maps.words.get(b & 63) ?? done;
}
