// Draws the worst groups of /api/snapshot every two seconds, with the partitions of those that are open. Elements are kept
// and only what changed is written, so nothing flickers, and what a reader has opened or selected stays. Names come
// from strangers: they are only ever set as text.

const REFRESH_MILLIS = 2000;
const PATIENCE_MILLIS = 5000;
const OPEN_AT_FIRST = 12;
const ALERTS = 5;
const MOST_GROUPS = 200;
// Servers and proxies take an address of 4 KiB, some no longer one.
const LONGEST_QUERY = 3500;
// Bars are relative to the group's largest lag; below this many records the largest is not worth a full bar.
const LEAST_FULL_BAR = 100;
const REBALANCING = new Set(['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling']);
const NUMBERS = new Intl.NumberFormat('en');

/** Where the browser keeps a reader's token, until the tab is closed. */
const TOKEN = 'rota.lag-monitor.token';

const byId = id => document.getElementById(id);
const groupElements = new Map();
const alertElements = new Map();
const statusElements = new Map();

/** Which groups are wanted: a part of the page's address, so that it can be shared. */
const filter = new URLSearchParams();
for (const [name, value] of new URLSearchParams(location.search)) {
  if ((name === 'contains' || name === 'status') && value !== '') {
    filter.append(name, value);
  }
}

/** What is shown, what was asked for it, and when it came: ages go on growing between answers, and when answers stop. */
let shown = null;
let trouble = null;

/** The question that is under way, or was the last, and when the next one is asked. */
let asking = null;
let next = null;

async function refresh() {
  clearTimeout(next);
  asking?.controller.abort();
  const own = asking = {controller: new AbortController(), ...question()};
  try {
    const response = await fetch(own.address, {
      cache: 'no-store',
      // A tag stands for a tick, and not for what was asked.
      headers: {...authorization(), ...(shown?.address === own.address && {'If-None-Match': shown.tag})},
      signal: AbortSignal.any([own.controller.signal, AbortSignal.timeout(PATIENCE_MILLIS)]),
    });
    const answer = response.status === 304 ? shown.snapshot
        : response.ok ? await response.json() : await response.json().catch(() => ({}));
    if (own !== asking) {
      return;
    }
    byId('access').hidden = response.status !== 401;
    if (response.status === 304) {
      trouble = outage(answer);
    } else if (response.ok) {
      shown = {...own, snapshot: answer, tag: response.headers.get('ETag'), received: performance.now()};
      trouble = outage(answer);
      draw(answer);
    } else {
      trouble = answer.detail ?? `The monitor answered ${response.status}`;
    }
  } catch {
    if (own !== asking) {
      return;
    }
    trouble = 'The monitor cannot be reached.';
  }
  await refreshAlerts();
  if (own !== asking) {
    return;
  }
  drawAge();
  next = setTimeout(refresh, REFRESH_MILLIS);
}

/** The address to ask, and of which groups it asks the partitions: those that are open, as far as they have room in it. */
function question() {
  const query = new URLSearchParams(filter);
  query.append('sort', 'status');
  query.append('limit', MOST_GROUPS);
  const open = new Set();
  const crowded = new Set();
  for (const [id, element] of groupElements) {
    if (!element.open) {
      continue;
    }
    const longer = new URLSearchParams([...query, ['partitionsOf', id]]);
    if (longer.toString().length > LONGEST_QUERY) {
      crowded.add(id);
    } else {
      query.append('partitionsOf', id);
      open.add(id);
    }
  }
  if (open.size === 0) {
    query.append('partitionsOf', '');
  }
  return {address: `api/snapshot?${query}`, open, crowded};
}

function outage(snapshot) {
  return snapshot.outage && `The cluster cannot be sampled: ${snapshot.outage}`;
}

/** The most urgent of the alerts that fire. What cannot be asked is not drawn: the figures' own trouble tells of that. */
async function refreshAlerts() {
  try {
    const response = await fetch(`api/alerts?state=firing&limit=${ALERTS}`,
        {cache: 'no-store', headers: authorization(), signal: AbortSignal.timeout(PATIENCE_MILLIS)});
    if (response.ok) {
      drawAlerts(await response.json());
    }
  } catch {
    // It is asked again.
  }
}

function drawAlerts({alerts, matching}) {
  const list = byId('alerts');
  const named = alert => [alert.rule, alert.group, alert.topic && `${alert.topic}-${alert.partition}`].filter(Boolean).join(', ');
  keepInOrder(list, alertElements, alerts, named, () => document.createElement('li'), (element, alert) => {
    element.dataset.severity = alert.severity;
    write(element, `${named(alert)}: ${alert.reason}`);
  });
  list.hidden = alerts.length === 0;
  write(byId('more-alerts'), `${counted(matching - alerts.length, 'more alert')} firing.`);
  byId('more-alerts').hidden = matching <= alerts.length;
}

function authorization() {
  const token = sessionStorage.getItem(TOKEN);
  return token === null ? {} : {Authorization: `Bearer ${token}`};
}

function draw(snapshot) {
  write(byId('cluster'), snapshot.cluster);
  drawTotals(snapshot.totals);
  drawFilter(snapshot);
  const rows = Map.groupBy(snapshot.partitions, row => row.group);
  const fewGroups = snapshot.totals.groups <= OPEN_AT_FIRST;
  keepInOrder(byId('groups'), groupElements, snapshot.groups, group => group.group,
      () => newGroup(fewGroups),
      (element, group) => element.update(group, shown.open.has(group.group) ? rows.get(group.group) ?? [] : null,
          snapshot.sampledAt));
  write(byId('dropped'), `${counted(snapshot.groupsDropped, 'more group')} not watched: the monitor is told how many are.`);
  byId('dropped').hidden = snapshot.groupsDropped === 0;
  byId('empty').hidden = snapshot.totals.groups > 0;
  byId('unmatched').hidden = snapshot.totals.groups === 0 || snapshot.matching > 0;
}

function drawTotals(totals) {
  write(byId('total-groups'), NUMBERS.format(totals.groups));
  write(byId('total-members'), NUMBERS.format(totals.members));
  write(byId('total-partitions'), NUMBERS.format(totals.partitions));
  write(byId('total-lag'), NUMBERS.format(totals.lag));
  byId('totals').hidden = false;
}

function drawFilter(snapshot) {
  const wanted = new Set(filter.getAll('status').map(status => status.toUpperCase()));
  const statuses = Object.entries(snapshot.totals.byStatus).filter(([status, groups]) => groups > 0 || wanted.has(status));
  keepInOrder(byId('statuses'), statusElements, statuses, ([status]) => status, newStatus,
      (element, [status, groups]) => {
        write(element, `${NUMBERS.format(groups)} ${status.toLowerCase()}`);
        element.dataset.status = status;
        element.setAttribute('aria-pressed', wanted.has(status));
      });
  const listed = NUMBERS.format(snapshot.groups.length);
  const isBounded = snapshot.matching > snapshot.groups.length;
  const isFiltered = filter.size > 0;
  write(byId('bound'), isBounded ? `${listed} of ${counted(snapshot.matching, isFiltered ? 'matching group' : 'group')} shown, the worst first`
      : isFiltered ? `${listed} of ${counted(snapshot.totals.groups, 'group')} shown` : '');
  byId('filter').hidden = snapshot.totals.groups === 0;
}

function newStatus() {
  const element = byId('status-template').content.firstElementChild.cloneNode(true);
  element.addEventListener('click', () => {
    const status = element.dataset.status;
    const others = filter.getAll('status').map(each => each.toUpperCase()).filter(each => each !== status);
    const wasWanted = element.getAttribute('aria-pressed') === 'true';
    want('status', wasWanted ? others : [...others, status]);
  });
  return element;
}

/** Once for all that happens until then: at first several groups are opened together. */
function refreshSoon() {
  clearTimeout(next);
  next = setTimeout(refresh, 0);
}

/** Filters otherwise, from now on. */
function want(name, values) {
  filter.delete(name);
  values.forEach(value => filter.append(name, value));
  history.replaceState(null, '', filter.size === 0 ? location.pathname : `?${filter}`);
  refresh();
}

function newGroup(open) {
  const element = byId('group-template').content.firstElementChild.cloneNode(true);
  const part = name => element.querySelector(name);
  const partitionElements = new Map();
  let latest = null;
  element.open = open;

  const drawPartitions = () => {
    const {group, rows} = latest;
    const isCrowded = rows === null && shown.crowded.has(group.group);
    write(part('.none'), isCrowded ? 'Too many groups are open at once to show the partitions of this one.'
        : 'Nothing committed and nothing assigned.');
    part('.none').hidden = group.partitions > 0 && !isCrowded;
    part('table').hidden = rows === null || rows.length === 0;
    if (rows === null) {
      return;
    }
    const longest = rows.reduce((largest, row) => Math.max(largest, row.lag ?? 0), LEAST_FULL_BAR);
    keepInOrder(part('tbody'), partitionElements, rows, row => `${row.partition} ${row.topic}`, newPartition,
        (line, row) => line.update(row, longest));
  };

  element.update = (group, rows, sampledAt) => {
    latest = {group, rows};
    write(part('.name'), group.group);
    drawState(part('.state'), group.state);
    write(part('.facts'), facts(group));
    write(part('.lag'), (group.totalLag !== null && group.partitionsOfUnknownLag ? '≥ ' : '') + number(group.totalLag));
    drawStatus(part('.status'), group.status);
    write(part('.time'), group.timeLagSeconds > 0 ? timeLag({seconds: group.timeLagSeconds, atLeast: group.timeLagAtLeast}) : '');
    write(part('.reason'), group.reason ?? '');
    part('.reason').hidden = group.reason === null || group.gaps.length > 0;
    write(part('.loss'), loss(group));
    part('.loss').hidden = loss(group) === '';
    write(part('.advice'), group.advice.join(' '));
    part('.advice').hidden = group.advice.length === 0;
    write(part('.scaling'), scaling(group));
    part('.scaling').hidden = scaling(group) === '';
    write(part('.members'), members(group, sampledAt));
    part('.members').hidden = members(group, sampledAt) === '';
    part('.members').title = group.lastRebalance?.reason ?? '';
    const gaps = group.gaps.length === 0 ? ''
        : `Not read for ${seconds(group.ageMillis)}: ${group.gaps.join('; ')}`;
    write(part('.gaps'), gaps);
    part('.gaps').hidden = gaps === '';
    if (element.open) {
      drawPartitions();
    }
  };
  // What is closed is neither asked for nor drawn.
  element.addEventListener('toggle', () => {
    if (element.open && latest) {
      drawPartitions();
      refreshSoon();
    }
  });
  return element;
}

function drawState(element, state) {
  write(element, state);
  element.classList.toggle('stable', state === 'Stable');
  element.classList.toggle('rebalancing', REBALANCING.has(state));
}

function drawStatus(element, status) {
  write(element, status.toLowerCase());
  element.dataset.status = status;
}

function facts(group) {
  return [
    group.type,
    group.members === null ? 'members unknown'
        : counted(group.members, 'member') + (group.idleMembers > 0 ? ` (${group.idleMembers} idle)` : ''),
    counted(group.partitions, 'partition'),
  ].join(' · ');
}

/** How evenly members share the work, where it is not even, and when they last had to share it anew. */
function members(group, sampledAt) {
  const last = group.lastRebalance;
  const ago = last && seconds(Math.max(0, Date.parse(sampledAt) - Date.parse(last.seenAt)));
  const cause = last && last.cause.toLowerCase().replace('_', ' ');
  return [
    group.partitionSkew >= 1.05 && `most partitions ${times(group.partitionSkew)}`,
    group.loadSkew >= 1.05 && `most load ${times(group.loadSkew)}`,
    last && (last.settledAt === null ? `rebalancing for ${ago}, ${cause}`
        : `last rebalance ${ago} ago, ${cause}, ${counted(last.partitionsMoved, 'partition')} moved`),
    group.rebalancesLastHour > 1 && `${NUMBERS.format(group.rebalancesLastHour)} rebalances within the hour`,
  ].filter(Boolean).join(' · ');
}

function scaling(group) {
  return group.scalingReason === null ? ''
      : `Wants ${counted(group.wantedReplicas, 'replica')}. ${group.scalingReason}`;
}

function times(skew) {
  return `${skew.toFixed(1)} × the mean`;
}

function loss(group) {
  if (group.lost > 0) {
    return `${counted(group.lost, 'record')} had left the log before the group read them.`;
  }
  return group.timeToLossSeconds === null ? ''
      : `Records that are not read yet leave the log in ${seconds(1000 * group.timeToLossSeconds)}, at the present rates.`;
}

function newPartition() {
  const element = byId('partition-template').content.firstElementChild.cloneNode(true);
  const part = name => element.querySelector(name);
  element.update = (row, longest) => {
    write(part('.topic'), row.topic);
    write(part('.partition'), String(row.partition));
    write(part('.current'), number(row.currentOffset));
    write(part('.end'), number(row.logEndOffset));
    write(part('.lag'), number(row.lag));
    write(part('.client'), row.clientId ?? '-');
    write(part('.host'), row.host ?? '');
    part('.owner').title = row.memberId ?? '';
    part('.lag').title = row.gap ?? (row.currentOffset === null ? 'Never committed' : '');
    write(part('.time'), timeLag(row.timeLag));
    part('.time').title = `${row.timeLag.method}, confidence ${row.timeLag.confidence}`;
    drawStatus(part('.status'), row.status);
    part('.status').title = row.reason;
    element.classList.toggle('gap', row.gap !== null);
    part('.bar div').style.width = `${100 * (row.lag ?? 0) / longest}%`;
  };
  return element;
}

/** Makes the children of a parent those of the items, in their order, keeping the elements of items that stay. */
function keepInOrder(parent, elements, items, keyOf, create, update) {
  const keys = new Set(items.map(keyOf));
  for (const [key, element] of elements) {
    if (!keys.has(key)) {
      element.remove();
      elements.delete(key);
    }
  }
  items.forEach((item, index) => {
    const key = keyOf(item);
    if (!elements.has(key)) {
      elements.set(key, create());
    }
    const element = elements.get(key);
    if (parent.children[index] !== element) {
      place(parent, element, parent.children[index] ?? null);
    }
    update(element, item);
  });
}

/** Where the browser can, without taking the focus from what is moved. */
function place(parent, element, before) {
  if (element.parentNode === parent && parent.moveBefore) {
    parent.moveBefore(element, before);
  } else {
    parent.insertBefore(element, before);
  }
}

function drawAge() {
  const age = shown && shown.snapshot.ageMillis + performance.now() - shown.received;
  write(byId('age'), age === null ? 'No figures yet' : `Sampled ${seconds(age)} ago`);
  write(byId('trouble'), trouble ?? '');
  byId('trouble').hidden = !trouble;
  document.body.classList.toggle('stale', Boolean(trouble) || (shown !== null && !shown.snapshot.fresh));
}

function write(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function number(value) {
  return value === null ? '-' : NUMBERS.format(value);
}

function timeLag(lag) {
  return lag.seconds === null ? '-' : (lag.atLeast ? '≥ ' : '') + seconds(1000 * lag.seconds);
}

function counted(count, noun) {
  return `${NUMBERS.format(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function seconds(millis) {
  const whole = Math.floor(millis / 1000);
  if (whole < 120) {
    return `${whole} s`;
  }
  return whole < 7200 ? `${Math.floor(whole / 60)} min` : `${Math.floor(whole / 3600)} h`;
}

byId('access').addEventListener('submit', event => {
  event.preventDefault();
  sessionStorage.setItem(TOKEN, event.target.elements.token.value);
  event.target.reset();
});
byId('filter').addEventListener('submit', event => event.preventDefault());
const contains = byId('filter').elements.contains;
contains.value = filter.get('contains') ?? '';
contains.addEventListener('input', () => want('contains', contains.value === '' ? [] : [contains.value]));
setInterval(drawAge, 500);
refresh();
