// A key counts as pressed when its line has been the same for 3 samples.  a0 is the line.
var stable = 0, last = 0, same = 0;

function mbpf_prog(ctx) {
	same = ctx.a0 === last ? Math.min(same + 1, 3) : 1;
	last = ctx.a0;
	if (same >= 3 && stable !== last) {
		stable = last;
		mbpf.log(stable ? "pressed" : "released");
	}
	return stable;
}
