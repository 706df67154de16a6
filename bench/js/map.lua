local function run() local m, t = {}, 0 for i = 0, 199999 do local k = "k" .. (i % 1000) m[k] = (m[k] or 0) + 1 end for k, v in pairs(m) do t = t + v end return t end
print(run())
