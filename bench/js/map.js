function run() { var m = {}, t = 0; for (var i = 0; i < 200000; i++) { var k = "k" + (i % 1000); m[k] = (m[k] || 0) + 1; } for (var k in m) t += m[k]; return t; }
print(run());
