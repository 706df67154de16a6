// {"hook_type":"custom","capabilities":["LOG"]}
// literal arrays whose elements are named by variables: tables, and such as are written to
const table = [0, 200, -7, 100000, 9007199254740992, -9007199254740992], bytes = [1, 2, 255], steps = [-1, 0, 1];
const many = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4];
var kept = [0, 0, 0, 0], at = 0, pair = [1, 2];

function sum(list, from) {
	let s = 0;
	for (let i = from; i < list.length; i++)
		s = (s + list[i]) | 0;
	return s;
}

function pick(list, i) {
	return list[i] ?? -1;
}

function set(list, i, x) {
	if (i >= 0 && i < list.length)
		list[i] = x;
	return list[0];
}

function mbpf_prog(ctx) {
	const local = [ctx.a0, ctx.a1, 5], fixed = [10, 20, 30, 40], nine = [9, 9];
	const where = ctx.a2 & 7;
	let s = 0, turned = 0;
	mbpf.log(table[where], bytes[where], table[4], table.length, many[where + 12], many[ctx.a3], pick(fixed, ctx.a3 % 9));
	kept[at] = ctx.a0 + ctx.a1;
	at = (at + 1) % kept.length;
	for (const x of kept)
		s = (s ^ x) | 0;
	for (let i = 0; i < 3; i++)
		local[i] = local[i] ^ fixed[i + (where & 1)];
	for (const x of steps)
		turned = turned * 3 + x;
	pair[where & 1] = pair[where & 1] + 1 & 63;
	if (pair[0] > 40)
		pair[0] = -1;
	set(nine, ctx.a3, ctx.a0);
	set(nine, where - 3, 4);
	mbpf.log(local[0], local[1], local[2], s, turned, nine[0], nine[1], pair[0], pair[1]);
	return sum(many, where) + sum(fixed, 1) + ((kept[where] ?? 7) & 1023) + local[where % 3];
}
