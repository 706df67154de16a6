// {"hook_type":"custom","capabilities":["LOG"]}
var total = 0;

const half = (a, b) => (a / b) | 0;

function mbpf_prog(ctx) {
	const a = ctx.a0, b = ctx.a1, positive = (b & 255) + 1;
	total = (total + a) | 0;
	mbpf.log(a + b, a - b, Math.imul(a, b), half(a, b), (a % b) | 0, -a, +a, ~a, a >>> 0, a >>> (b & 7), a << 3, a >> b, a * 3, 1e3 * (b & 1));
	mbpf.log(Math.floor(a / 10), Math.floor(a / 8), Math.ceil(a / 10), Math.round(a / 4), Math.round(a / 3), Math.trunc(a / 7), Math.floor(b / positive));
	mbpf.log(Math.round(a / positive), Math.ceil(a / positive), a % positive, Math.trunc(a / positive), Math.min(a, b, 0), Math.max(a, b), Math.abs(a));
	mbpf.log((a >>> 0) + (b >>> 0), ((a >>> 0) / 3) | 0, ((a >>> 0) * 1048576 / 7) >>> 0, (a ^ b) >>> 0, (a >>> 0) % 1000, (a >>> 0) - (b >>> 0));
	mbpf.log(a > b, a == b, a != b, !(a < b && b < 0) || a === 7, a & 0xff, b | 1, a ^ -1, (a | 0) >> 31);
	mbpf.log(Math.abs(~(b & 255)), ~(a & 15) & -4, (a & 63 | -8) + 1, (a & 63 ^ -1) - 1, -(b & 7) ^ a & 3, (a & 1023) >> (b & 31), (a & 7 | b & 63) * -1);
	return total;
}
