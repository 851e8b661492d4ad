/**
 * The pool of `domain/pool.ts` as one Redis script: every call is one atomic step, however many servers ask. All keys
 * begin with KEYS[1], a hash tag, so they share a slot of a cluster. It keeps soft state only: what is lost here is put
 * again from the database.
 *
 * | key                  | holds                                                                              |
 * | -------------------- | ---------------------------------------------------------------------------------- |
 * | `p:<id>`             | hash: somebody who waits                                                           |
 * | `q:<role>`           | sorted set: all who wait, in turn; a position is a rank, O(log n)                    |
 * | `l:<list>`           | sorted set: who can be chosen now (`vent`, `listen`, `talk`, `wide-vent`, `wide-listen`) |
 * | `tabs:<list>:<device>` | sorted set: the tabs of a device in a list, of which the first is shown            |
 * | `held:<key>`         | set: who waits under a key of acquaintance                                         |
 * | `met:<key>`          | hash: whom that key has met, and when; `!` for a block                             |
 * | `wake`               | sorted set: when time alone changes whom somebody may meet                         |
 * | `changed`            | set: who is to be looked at again                                                  |
 * | `servers`, `of:<server>` | sorted set of heartbeats by Redis's clock, and each server's people              |
 * | `arrivals`, `arrived` | hash and counter: the order of those who entered in the same millisecond           |
 */
export const MATCHER_SCRIPT = String.raw`
local K, op = KEYS[1] .. ':', ARGV[1]
local O = cjson.decode(ARGV[2])
local redisTime = redis.call('TIME')
local HEARD = redisTime[1] * 1000 + math.floor(redisTime[2] / 1000)
-- Whoever is left stands before all others: their score is lower by more than any time.
local FRONT = 4e12

local function whole(number) return string.format('%.0f', number) end
local function idOf(member) return string.sub(member, 18) end

-- Servers --------------------------------------------------------------------

local alive = {}
local function isAlive(server)
  if alive[server] == nil then
    local heard = redis.call('ZSCORE', K .. 'servers', server)
    alive[server] = heard ~= false and HEARD - tonumber(heard) <= O.deadAfterMs
  end
  return alive[server]
end

local function lookAgainAtPeopleOf(server)
  for _, id in ipairs(redis.call('SMEMBERS', K .. 'of:' .. server)) do redis.call('SADD', K .. 'changed', id) end
end

local function beat(server)
  if not isAlive(server) then
    redis.call('SREM', K .. 'silent', server)
    lookAgainAtPeopleOf(server)
  end
  redis.call('ZADD', K .. 'servers', HEARD, server)
  alive[server] = true
end

-- People ---------------------------------------------------------------------

local FIELDS = { 'raw', 'server', 'device', 'role', 'widen', 'opens', 'present', 'member', 'score', 'open', 'wide' }
local people = {}

local function load(id)
  if people[id] ~= nil then return people[id] or nil end
  local h = redis.call('HMGET', K .. 'p:' .. id, unpack(FIELDS))
  if not h[1] then
    people[id] = false
    return nil
  end
  local p = {
    id = id, raw = h[1], server = h[2], device = h[3], role = h[4], widen = h[5] == '1', opens = tonumber(h[6]),
    present = h[7] == '1', member = h[8], score = tonumber(h[9]), open = h[10] == '1', wide = h[11] == '1',
  }
  people[id] = p
  return p
end

local function save(p, ...) redis.call('HSET', K .. 'p:' .. p.id, ...) end
local function flag(is) return is and '1' or '0' end

local function before(left, right)
  if left.score ~= right.score then return left.score < right.score end
  return left.member < right.member
end

local function keysOf(p)
  if O.sameDeviceMayMeet and p.device ~= p.id then return { p.device, p.id } end
  return { p.device }
end

-- Acquaintances --------------------------------------------------------------

local circles = {}
local function circle(key)
  local known = circles[key]
  if known then return known end
  known = {}
  local rows = redis.call('HGETALL', K .. 'met:' .. key)
  for at = 1, #rows, 2 do
    local text = rows[at + 1]
    local isBlocked = string.sub(text, -1) == '!'
    known[rows[at]] = { at = tonumber(isBlocked and string.sub(text, 1, -2) or text), blocked = isBlocked }
  end
  circles[key] = known
  return known
end

local function isHeld(key) return redis.call('EXISTS', K .. 'held:' .. key) == 1 end

local function note(left, right, at, isBlocked)
  local text = whole(at) .. (isBlocked and '!' or '')
  for _, side in ipairs({ { left, right }, { right, left } }) do
    redis.call('HSET', K .. 'met:' .. side[1], side[2], text)
    circle(side[1])[side[2]] = { at = at, blocked = isBlocked }
  end
end

local function forget(left, right)
  for _, side in ipairs({ { left, right }, { right, left } }) do
    redis.call('HDEL', K .. 'met:' .. side[1], side[2])
    circle(side[1])[side[2]] = nil
  end
end

local function lookAgain(key)
  for _, id in ipairs(redis.call('SMEMBERS', K .. 'held:' .. key)) do redis.call('SADD', K .. 'changed', id) end
end

local function hold(key, id, known)
  redis.call('SADD', K .. 'held:' .. key, id)
  local named, forgotten = {}, {}
  for _, row in ipairs(known) do named[row.device] = true end
  for other in pairs(circle(key)) do if not named[other] then table.insert(forgotten, other) end end
  for _, other in ipairs(forgotten) do forget(key, other) end
  for _, row in ipairs(known) do note(key, row.device, row.at, row.blocked) end
  if #forgotten > 0 then lookAgain(key) end
end

local function release(key, id)
  redis.call('SREM', K .. 'held:' .. key, id)
  if isHeld(key) then return end
  local others = {}
  for other in pairs(circle(key)) do if not isHeld(other) then table.insert(others, other) end end
  for _, other in ipairs(others) do forget(key, other) end
end

local function newestFirst(key)
  local rows = {}
  for other, row in pairs(circle(key)) do table.insert(rows, { other = other, at = row.at, blocked = row.blocked }) end
  table.sort(rows, function(left, right)
    if left.at ~= right.at then return left.at > right.at end
    return left.other < right.other
  end)
  return rows
end

local function cap(key)
  local kept = 0
  for _, row in ipairs(newestFirst(key)) do
    if not row.blocked then
      kept = kept + 1
      if kept > O.haveMetMax then forget(key, row.other) end
    end
  end
end

local function isAmongLast(key, other)
  local rows = newestFirst(key)
  for at = 1, math.min(#rows, O.neverLast) do if rows[at].other == other then return true end end
  return false
end

-- 'blocked', 'met' and when, or nil for strangers
local function relation(left, right, now)
  local row = circle(left)[right]
  if not row then return nil end
  if row.blocked then return 'blocked' end
  if now - row.at < O.haveMetMs then return 'met', row.at end
  return nil
end

local function meetingKeys(left, right)
  if left.device == right.device then return left.id, right.id end
  return left.device, right.device
end

-- The lobby: who can be chosen now -------------------------------------------

local function firstOf(set)
  local row = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
  return row[1], row[2]
end

local function show(list, p)
  if O.sameDeviceMayMeet then
    redis.call('ZADD', K .. 'l:' .. list, whole(p.score), p.member)
    return
  end
  local tabs = K .. 'tabs:' .. list .. ':' .. p.device
  local shown = firstOf(tabs)
  redis.call('ZADD', tabs, whole(p.score), p.member)
  if firstOf(tabs) ~= p.member then return end
  if shown then redis.call('ZREM', K .. 'l:' .. list, shown) end
  redis.call('ZADD', K .. 'l:' .. list, whole(p.score), p.member)
end

-- Who comes out from behind them is looked at again.
local function hide(list, p)
  redis.call('ZREM', K .. 'l:' .. list, p.member)
  if O.sameDeviceMayMeet then return end
  local tabs = K .. 'tabs:' .. list .. ':' .. p.device
  local shown = firstOf(tabs)
  redis.call('ZREM', tabs, p.member)
  if shown ~= p.member then return end
  local member, score = firstOf(tabs)
  if member then
    redis.call('ZADD', K .. 'l:' .. list, score, member)
    redis.call('SADD', K .. 'changed', idOf(member))
  end
end

local function move(p, isOpen, isWide)
  if isOpen ~= p.open then
    p.open = isOpen
    if isOpen then show(p.role, p) else hide(p.role, p) end
  end
  if p.role ~= 'talk' and isWide ~= p.wide then
    p.wide = isWide
    if isWide then show('wide-' .. p.role, p) else hide('wide-' .. p.role, p) end
  end
end

local function update(p, now)
  local isOpen = p.present and isAlive(p.server) and p.opens <= now
  move(p, isOpen, isOpen and p.widen and now - p.opens >= O.widenAfterMs)
  save(p, 'open', flag(p.open), 'wide', flag(p.wide))
end

local function schedule(p, now)
  local nextAt = nil
  local function point(at) if at > now and (nextAt == nil or at < nextAt) then nextAt = at end end
  point(p.opens)
  if p.widen then point(p.opens + O.widenAfterMs) end
  if O.relaxAfterMs >= 0 then point(p.opens + O.relaxAfterMs) end
  for _, key in ipairs(keysOf(p)) do
    for _, row in pairs(circle(key)) do if not row.blocked then point(row.at + O.haveMetMs) end end
  end
  if nextAt then redis.call('ZADD', K .. 'wake', whole(nextAt), p.id) else redis.call('ZREM', K .. 'wake', p.id) end
end

local function drop(p)
  move(p, false, false)
  redis.call('SREM', K .. 'changed', p.id)
  redis.call('ZREM', K .. 'wake', p.id)
  redis.call('ZREM', K .. 'q:' .. p.role, p.member)
  redis.call('SREM', K .. 'of:' .. p.server, p.id)
  redis.call('DEL', K .. 'p:' .. p.id)
  people[p.id] = false
  for _, key in ipairs(keysOf(p)) do release(key, p.id) end
end

-- Pairing --------------------------------------------------------------------

local CHUNK = 16
local function walk(list)
  local rows, at, offset = {}, 1, 0
  return function()
    if at > #rows then
      rows = redis.call('ZRANGE', K .. 'l:' .. list, offset, offset + CHUNK - 1)
      offset, at = offset + CHUNK, 1
    end
    at = at + 1
    return rows[at - 1] and load(idOf(rows[at - 1]))
  end
end

local function partnerLists(p)
  if p.role == 'talk' then return { 'talk', 'wide-vent', 'wide-listen' } end
  local other = p.role == 'vent' and 'listen' or 'vent'
  return p.wide and { other, 'talk' } or { other }
end

-- Several lists as one, in turn. They must not change during the walk.
local function inTurn(lists)
  local walks, heads = {}, {}
  for at, list in ipairs(lists) do
    walks[at] = walk(list)
    heads[at] = walks[at]()
  end
  return function()
    local first = nil
    for at = 1, #walks do
      if heads[at] and (first == nil or before(heads[at], heads[first])) then first = at end
    end
    if first == nil then return nil end
    local p = heads[first]
    heads[first] = walks[first]()
    return p
  end
end

-- Calls visit(candidate, relation, at) until it answers true, or too many were refused for having met.
local function scan(p, now, visit)
  local refusals = 0
  for candidate in inTurn(partnerLists(p)) do
    if candidate.id ~= p.id and (O.sameDeviceMayMeet or candidate.device ~= p.device) then
      local left, right = meetingKeys(p, candidate)
      local kind, at = relation(left, right, now)
      if kind == 'met' then refusals = refusals + 1 end
      if refusals > O.haveMetMax then return end
      if visit(candidate, kind, at) then return end
    end
  end
end

local function firstChoice(p, now)
  local choice = nil
  scan(p, now, function(candidate, kind)
    if kind == nil then choice = candidate end
    return kind == nil
  end)
  return choice
end

local matches = {}
local function pair(left, right, haveMet)
  if before(right, left) then left, right = right, left end
  table.insert(matches, { left.raw, left.server, flag(left.present), right.raw, right.server, flag(right.present), flag(haveMet) })
  drop(left)
  drop(right)
end

-- From choice to choice until two choose each other: each step is earlier in turn.
local function mutualChoice(start, now)
  local chooser, chosen = start, firstChoice(start, now)
  if chosen == nil then return nil end
  while true do
    local back = firstChoice(chosen, now)
    if back == nil or back.id == chooser.id then return chooser, chosen end
    chooser, chosen = chosen, back
  end
end

local function pairChanged(changed, now)
  for _, p in ipairs(changed) do
    while p.open and people[p.id] do
      if #matches >= O.pairsMax then return end
      local left, right = mutualChoice(p, now)
      if left == nil then break end
      pair(left, right, false)
    end
  end
end

local function reuniteChanged(changed, now)
  local byId, reunions = {}, {}
  local function offer(chooser, partner, at)
    if now - chooser.opens < O.relaxAfterMs then return end
    local reunion = byId[chooser.id]
    if not reunion then
      reunion = { chooser = chooser, partners = {} }
      byId[chooser.id] = reunion
      table.insert(reunions, reunion)
    end
    table.insert(reunion.partners, { p = partner, at = at })
  end
  for _, p in ipairs(changed) do
    if p.open and people[p.id] then
      scan(p, now, function(candidate, kind, at)
        if kind ~= 'met' then return false end
        local left, right = meetingKeys(p, candidate)
        if not isAmongLast(left, right) and not isAmongLast(right, left) then
          offer(p, candidate, at)
          offer(candidate, p, at)
        end
        return false
      end)
    end
  end
  table.sort(reunions, function(left, right) return before(left.chooser, right.chooser) end)
  for _, reunion in ipairs(reunions) do
    local best = nil
    for _, partner in ipairs(reunion.partners) do
      local isBetter = best == nil or partner.at < best.at or (partner.at == best.at and before(partner.p, best.p))
      if people[partner.p.id] and isBetter then best = partner end
    end
    if people[reunion.chooser.id] and best then pair(reunion.chooser, best.p, true) end
  end
end

-- Brings the lobby up to date with all that changed; whom it concerns, in turn.
local function settleChanges(now)
  local open, seen = {}, {}
  while true do
    local ids = redis.call('SMEMBERS', K .. 'changed')
    if #ids == 0 then break end
    redis.call('DEL', K .. 'changed')
    for _, id in ipairs(ids) do
      local p = load(id)
      if p then
        update(p, now)
        schedule(p, now)
        if not seen[id] then table.insert(open, p) end
        seen[id] = true
      end
    end
  end
  local changed = {}
  for _, p in ipairs(open) do if p.open then table.insert(changed, p) end end
  table.sort(changed, before)
  return changed
end

-- The people of a server that is heard no more are passed over, and forgotten after a while.
local function passOverTheDead()
  for _, server in ipairs(redis.call('ZRANGEBYSCORE', K .. 'servers', '-inf', '(' .. whole(HEARD - O.deadAfterMs))) do
    if HEARD - tonumber(redis.call('ZSCORE', K .. 'servers', server)) > O.forgottenAfterMs then
      for _, id in ipairs(redis.call('SMEMBERS', K .. 'of:' .. server)) do
        local p = load(id)
        if p then drop(p) end
        redis.call('HDEL', K .. 'arrivals', id)
      end
      redis.call('DEL', K .. 'of:' .. server)
      redis.call('ZREM', K .. 'servers', server)
    elseif redis.call('SADD', K .. 'silent', server) == 1 then
      lookAgainAtPeopleOf(server)
    end
  end
end

-- What can be asked ----------------------------------------------------------

local ops = {}

function ops.put(server, raw, met)
  local w = cjson.decode(raw)
  local id, entry = w.holder.publicId, w.entry
  local known = load(id)
  if known then drop(known) end
  local entered = whole(entry.enteredAt)
  local arrival = redis.call('HGET', K .. 'arrivals', id)
  local at, number = nil, nil
  if arrival then at, number = string.match(arrival, '^(%d+):(%d+)$') end
  if at ~= entered then number = string.format('%016d', redis.call('INCR', K .. 'arrived')) end
  redis.call('HSET', K .. 'arrivals', id, entered .. ':' .. number)
  local p = {
    id = id, raw = raw, server = server, device = w.device, role = entry.role, widen = entry.widen,
    opens = entry.opensAt, present = w.present, member = number .. ':' .. id,
    score = entry.enteredAt - (entry.front and FRONT or 0), open = false, wide = false,
  }
  people[id] = p
  save(p, 'raw', raw, 'server', server, 'device', p.device, 'role', p.role, 'widen', flag(p.widen),
    'opens', whole(p.opens), 'present', flag(p.present), 'member', p.member, 'score', whole(p.score),
    'open', '0', 'wide', '0')
  redis.call('ZADD', K .. 'q:' .. p.role, whole(p.score), p.member)
  redis.call('SADD', K .. 'of:' .. server, id)
  local rows = cjson.decode(met)
  for _, key in ipairs(keysOf(p)) do hold(key, id, rows) end
  redis.call('SADD', K .. 'changed', id)
end

-- A server speaks for its own people only: who came back elsewhere is not moved by the one they left.
function ops.present(server, id, is)
  local p = load(id)
  if not p or p.server ~= server or p.present == (is == '1') then return end
  p.present = is == '1'
  save(p, 'present', is)
  redis.call('SADD', K .. 'changed', id)
end

function ops.remove(server, id)
  local p = load(id)
  if p and p.server ~= server then return end
  redis.call('HDEL', K .. 'arrivals', id)
  if p then drop(p) end
end

function ops.met(_, left, right, at)
  if left == right or not (isHeld(left) or isHeld(right)) then return end
  local known = circle(left)[right]
  note(left, right, math.max(tonumber(at), known and known.at or 0), known ~= nil and known.blocked)
  cap(left)
  cap(right)
  lookAgain(left)
  lookAgain(right)
end

function ops.blocked(_, left, right, at)
  if left == right or not (isHeld(left) or isHeld(right)) then return end
  note(left, right, tonumber(at), true)
  lookAgain(left)
  lookAgain(right)
end

function ops.take(server, nowText)
  local now = tonumber(nowText)
  passOverTheDead()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', K .. 'wake', '-inf', whole(now))) do
    redis.call('ZREM', K .. 'wake', id)
    redis.call('SADD', K .. 'changed', id)
  end
  while #matches < O.pairsMax and redis.call('EXISTS', K .. 'changed') == 1 do
    local changed = settleChanges(now)
    pairChanged(changed, now)
    if #matches >= O.pairsMax then
      -- A full answer: the rest is looked at by the next call.
      for _, p in ipairs(changed) do if people[p.id] then redis.call('SADD', K .. 'changed', p.id) end end
    elseif O.relaxAfterMs >= 0 then
      reuniteChanged(changed, now)
    end
  end
  return matches
end

function ops.position(_, id)
  local p = load(id)
  return p and redis.call('ZRANK', K .. 'q:' .. p.role, p.member) or false
end

function ops.counts()
  local counts = {}
  for at, role in ipairs({ 'vent', 'listen', 'talk' }) do counts[at] = redis.call('ZCARD', K .. 'q:' .. role) end
  return counts
end

function ops.size(server) return redis.call('SCARD', K .. 'of:' .. server) end

local server = ARGV[3]
if op == 'put' or op == 'take' then beat(server) end
return ops[op](server, unpack(ARGV, 4)) or false
`;
