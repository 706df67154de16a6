// An IMU's acceleration above 2 g raises an alarm once, until it has been below 1.5 g again.
var HIGH = 2000, LOW = 1500, alarm = false;

function mbpf_prog(ctx) {
	var size = Math.abs(ctx.a0);
	if (!alarm && size > HIGH) {
		alarm = true;
		mbpf.log("alarm:", size, "mg");
	} else if (alarm && size < LOW) {
		alarm = false;
		mbpf.log("calm again");
	}
	return alarm ? 1 : 0;
}
