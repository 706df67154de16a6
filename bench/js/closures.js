function counter() { var n = 0; return function (d) { n += d; return n; }; }
function run() { var t = 0; for (var i = 0; i < 60000; i++) { var c = counter(); for (var k = 0; k < 20; k++) c(k); t += c(1); } return t; }
print(run());
