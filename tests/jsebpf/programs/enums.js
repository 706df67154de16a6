// {"hook_type":"custom","capabilities":["LOG"]}
// objects of constants, as names for numbers and texts
const State = {IDLE: 0, RUN: 1, STOP: 2, "odd name": 9, LAST: -3}, Text = {ON: "on", OFF: "off", none: null, yes: true};
const Size = {N: 4, N2: 8};
const seen = new Uint8Array(Size.N * 2);
let state = State.IDLE;

function name(s) {
	return s === State.RUN ? Text.ON : Text.OFF;
}

function mbpf_prog(ctx) {
	switch (state) {
	case State.IDLE: state = ctx.a0 & 1 ? State.RUN : State.IDLE; break;
	case State.RUN: state = ctx.a1 & 2 ? State.STOP : State.RUN; break;
	default: state = State.IDLE;
	}
	for (let i = 0; i < Size.N; i++)
		seen[i + state] = ctx.a2 >> i;
	mbpf.log(name(state), seen[Size.N], Text.yes, Text.none ?? State.LAST, Text.ON === "on");
	return state * 10 + Size.N2;
}
