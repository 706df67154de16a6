// The median of the last five samples.
const samples = new Int32Array(5), sorted = new Int32Array(5);
let at = 0;

function mbpf_prog(ctx) {
	samples[at] = ctx.a0;
	at = (at + 1) % 5;
	for (let i = 0; i < 5; i++) {
		const x = samples[i];
		let k = i;
		while (k > 0 && sorted[k - 1] > x) {
			sorted[k] = sorted[k - 1];
			k--;
		}
		sorted[k] = x;
	}
	return sorted[2];
}
