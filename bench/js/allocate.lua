local function tree(d) if d > 0 then return {left = tree(d - 1), right = tree(d - 1)} end return {left = nil, right = nil} end
local function count(t) if t.left then return 1 + count(t.left) + count(t.right) end return 1 end
local t = 0 for i = 1, 20 do t = t + count(tree(12)) end print(t)
