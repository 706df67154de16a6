// A filter of eight taps over the last samples.
const taps = [3, 12, 40, 73, 73, 40, 12, 3];
const x = new Int32Array(8);

function mbpf_prog(ctx) {
	let sum = 0;
	for (let i = 7; i > 0; i--)
		x[i] = x[i - 1];
	x[0] = ctx.a0;
	for (let i = 0; i < 8; i++)
		sum += taps[i] * x[i];
	return sum >> 8;
}
