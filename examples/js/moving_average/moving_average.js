// The mean of the last 4 samples (a0 + number of the run); nothing is allocated after the start.
var ring = new Int32Array(4), at = 0, filled = 0, sum = 0, n = 0;

function mbpf_prog(ctx) {
	var sample = ctx.a0 + n++;
	sum += sample - ring[at];
	ring[at] = sample;
	at = (at + 1) % ring.length;
	if (filled < ring.length)
		filled++;
	mbpf.log((sum / filled).toFixed(2));
	return Math.round(sum / filled);
}
