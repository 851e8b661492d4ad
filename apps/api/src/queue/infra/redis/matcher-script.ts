import { PEOPLE_SCRIPT } from './matcher-people.js';

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
 * | `taken:<id>`         | the server of somebody who was taken and may be given back                         |
 * | `wake`               | sorted set: when time alone changes whom somebody may meet                         |
 * | `changed`            | sorted set: who is to be looked at again, in turn                                  |
 * | `servers`, `of:<server>` | sorted set of heartbeats by Redis's clock, and each server's people              |
 * | `silent`             | set: the servers that are not heard, whose people are passed over                  |
 * | `arrivals`, `arrived` | hash and counter: the order of those who entered in the same millisecond           |
 */
export const MATCHER_SCRIPT = String.raw`${PEOPLE_SCRIPT}
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
  for _, p in ipairs({ left, right }) do
    drop(p)
    redis.call('SET', K .. 'taken:' .. p.id, p.server, 'PX', O.takenForMs)
  end
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

-- The first in turn last: from there one is taken without moving the others.
local function lineUp(line, reunion)
  local low, high = 1, #line + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if before(reunion.chooser, line[middle].chooser) then low = middle + 1 else high = middle end
  end
  table.insert(line, low, reunion)
end

local function metLongestAgo(partners)
  local best = nil
  for _, partner in ipairs(partners) do
    local isBetter = best == nil or partner.at < best.at or (partner.at == best.at and before(partner.p, best.p))
    if people[partner.p.id] and isBetter then best = partner end
  end
  return best and best.p
end

-- A tab that comes out from behind another has its own turn, which may be before that of those who are left.
local function reuniteChanged(changed, now)
  local byId, line = {}, {}
  local function offer(chooser, partner, at)
    if now - chooser.opens < O.relaxAfterMs then return end
    local reunion = byId[chooser.id] or { chooser = chooser, partners = {}, waits = false }
    byId[chooser.id] = reunion
    table.insert(reunion.partners, { p = partner, at = at })
    if not reunion.waits then lineUp(line, reunion) end
    reunion.waits = true
  end
  local function look(p)
    if not p.open or not people[p.id] then return end
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
  for _, p in ipairs(changed) do look(p) end
  while #line > 0 do
    local reunion = table.remove(line)
    reunion.waits = false
    local partner = people[reunion.chooser.id] and metLongestAgo(reunion.partners)
    if partner then
      cameOut = {}
      pair(reunion.chooser, partner, true)
      for _, id in ipairs(cameOut) do look(load(id)) end
    end
  end
end

-- Brings the lobby up to date with what changed, the first in turn first; whom it concerns, in turn. Of many who changed
-- at once the rest waits for the next call: while a script runs, Redis answers nobody else.
local settled = 0
local function settleChanges(now)
  local open, seen = {}, {}
  while settled < O.settledMax do
    local members = redis.call('ZRANGE', K .. 'changed', 0, O.settledMax - settled - 1)
    if #members == 0 then break end
    redis.call('ZREM', K .. 'changed', unpack(members))
    settled = settled + #members
    for _, member in ipairs(members) do
      local id = idOf(member)
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
      redis.call('SREM', K .. 'silent', server)
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
  redis.call('DEL', K .. 'taken:' .. id)
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
  noteChanged(id)
end

-- Whoever took somebody gives them back in the name of their own server, which may have put or removed them since.
function ops.giveBack(_, host, raw, met)
  local id = cjson.decode(raw).holder.publicId
  if redis.call('EXISTS', K .. 'taken:' .. id) == 1 then ops.put(host, raw, met) end
end

-- A server speaks for its own people only: who came back elsewhere is not moved by the one they left.
function ops.present(server, id, is)
  local p = load(id)
  if not p or p.server ~= server or p.present == (is == '1') then return end
  p.present = is == '1'
  save(p, 'present', is)
  noteChanged(id)
end

function ops.remove(server, id)
  local p = load(id)
  if p and p.server ~= server then return end
  if redis.call('GET', K .. 'taken:' .. id) == server then redis.call('DEL', K .. 'taken:' .. id) end
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
    noteChanged(id)
  end
  while #matches < O.pairsMax and settled < O.settledMax and redis.call('EXISTS', K .. 'changed') == 1 do
    local changed = settleChanges(now)
    pairChanged(changed, now)
    if #matches >= O.pairsMax then
      -- A full answer: the rest is looked at by the next call.
      for _, p in ipairs(changed) do if people[p.id] then noteChanged(p.id) end end
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

function ops.missing(server, ...)
  local missing = {}
  for _, id in ipairs({ ... }) do
    if redis.call('SISMEMBER', K .. 'of:' .. server, id) == 0 then
      local isBeingPaired = redis.call('PTTL', K .. 'taken:' .. id) > O.takenForMs - O.beingPairedMs
      if not isBeingPaired then table.insert(missing, id) end
    end
  end
  return missing
end

local server = ARGV[3]
if op == 'put' or op == 'take' then beat(server) end
return ops[op](server, unpack(ARGV, 4)) or false
`;
