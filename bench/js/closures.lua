local function counter() local n = 0 return function (d) n = n + d return n end end
local function run() local t = 0 for i = 1, 60000 do local c = counter() for k = 0, 19 do c(k) end t = t + c(1) end return t end
print(run())
