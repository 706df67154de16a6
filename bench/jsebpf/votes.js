// Redundant sensors: how many of four agree with the last value that was agreed on, and which is the farthest from it.
const seen = new Int32Array(4);
let agreed = 0;

function mbpf_prog(ctx) {
	let votes = 0, farthest = 0, most = -1;
	seen[0] = ctx.a0;
	seen[1] = ctx.a1;
	seen[2] = ctx.a2;
	seen[3] = ctx.a3;
	for (let i = 0; i < seen.length; i++) {
		const off = Math.abs(seen[i] - agreed);
		if (off < 100)
			votes++;
		if (off > most) {
			most = off;
			farthest = i;
		}
	}
	if (votes >= 3)
		agreed = seen[farthest ^ 1];
	return votes * 4 + farthest;
}
