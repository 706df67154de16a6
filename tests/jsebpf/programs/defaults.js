// {"hook_type":"custom","capabilities":["LOG"]}
// default values, logical assignment, fill, sign
const few = new Int16Array(5), many = new Uint8Array(40), list = [1, 2, 3];
var mode, last = 0;

function scale(x, by = 3, off = by - 1) {
	return Math.imul(x, by) + off;
}

function clamp(x, most = 100, least = -most) {
	return x > most ? most : x < least ? least : x;
}

function maybe(i) {
	if (i & 1)
		return i;
}

function mbpf_prog(ctx, more = 7) {
	let a = 0, b, c = ctx.a0 & 3;
	mode ??= ctx.a1 & 7;
	last ||= ctx.a0 & 15;
	c &&= c + 1;
	b ??= 4;
	few[ctx.a2 & 3] ||= ctx.a0;
	few[1] &&= ctx.a1 / 3;
	mbpf.log(mode, last, b, c, few[0], few[1], few[2], few[3], more, (few[4] ??= 9) + 1);
	if (ctx.a0 & 64)
		few.fill(ctx.a1);
	if (ctx.a0 & 128)
		many.fill(ctx.a0 >> 2);
	list.fill(ctx.a2 & 255);
	a = scale(ctx.a0) + scale(ctx.a1, 5) + scale(ctx.a2, undefined, 1) | 0;
	mbpf.log(clamp(ctx.a0), clamp(ctx.a1, 9), clamp(ctx.a2, 1000, 0), scale(maybe(ctx.a1 & 7) ?? 2, maybe(ctx.a2 & 3)));
	mbpf.log(Math.sign(ctx.a0), Math.sign(0), Math.sign(ctx.a1 & 1), many[39], list[0], list[2]);
	return (a ^ many[ctx.a2 & 31]) | 0;
}
