// Draws /api/snapshot every two seconds. Elements are kept and only what changed is written, so nothing flickers, and
// what a reader has opened or selected stays. Names come from strangers: they are only ever set as text.

const REFRESH_MILLIS = 2000;
const PATIENCE_MILLIS = 5000;
const OPEN_AT_FIRST = 12;
const ALERTS = 5;
// Bars are relative to the group's largest lag; below this many records the largest is not worth a full bar.
const LEAST_FULL_BAR = 100;
const REBALANCING = new Set(['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling']);
const NUMBERS = new Intl.NumberFormat('en');

/** Where the browser keeps a reader's token, until the tab is closed. */
const TOKEN = 'rota.lag-monitor.token';

const byId = id => document.getElementById(id);
const groupElements = new Map();
const alertElements = new Map();

/** What is shown, and when it came: ages go on growing between answers, and when answers stop. */
let shown = null;
let trouble = null;

async function refresh() {
  try {
    const response = await fetch('api/snapshot', {
      cache: 'no-store',
      headers: {...authorization(), ...(shown && {'If-None-Match': shown.tag})},
      signal: AbortSignal.timeout(PATIENCE_MILLIS),
    });
    byId('access').hidden = response.status !== 401;
    if (response.status === 304) {
      trouble = shown.snapshot.outage && `The cluster cannot be sampled: ${shown.snapshot.outage}`;
    } else if (response.ok) {
      const snapshot = await response.json();
      shown = {snapshot, tag: response.headers.get('ETag'), received: performance.now()};
      trouble = snapshot.outage && `The cluster cannot be sampled: ${snapshot.outage}`;
      draw(snapshot);
    } else {
      const problem = await response.json().catch(() => ({}));
      trouble = problem.detail ?? `The monitor answered ${response.status}`;
    }
  } catch {
    trouble = 'The monitor cannot be reached.';
  }
  await refreshAlerts();
  drawAge();
  setTimeout(refresh, REFRESH_MILLIS);
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
  drawTotals(snapshot);
  const rows = Map.groupBy(snapshot.partitions, row => row.group);
  const fewGroups = snapshot.groups.length <= OPEN_AT_FIRST;
  keepInOrder(byId('groups'), groupElements, snapshot.groups, group => group.group,
      () => newGroup(fewGroups),
      (element, group) => element.update(group, rows.get(group.group) ?? [], snapshot.sampledAt));
  write(byId('dropped'), `${counted(snapshot.groupsDropped, 'more group')} not watched: the monitor is told how many are.`);
  byId('dropped').hidden = snapshot.groupsDropped === 0;
  byId('empty').hidden = snapshot.groups.length > 0;
}

function drawTotals(snapshot) {
  const sum = (items, value) => items.reduce((total, item) => total + (value(item) ?? 0), 0);
  write(byId('total-groups'), NUMBERS.format(snapshot.groups.length));
  write(byId('total-members'), NUMBERS.format(sum(snapshot.groups, group => group.members)));
  write(byId('total-partitions'), NUMBERS.format(snapshot.partitions.length));
  write(byId('total-lag'), NUMBERS.format(sum(snapshot.groups, group => group.totalLag)));
  byId('totals').hidden = false;
}

function newGroup(open) {
  const element = byId('group-template').content.firstElementChild.cloneNode(true);
  const part = name => element.querySelector(name);
  const partitionElements = new Map();
  let latest = null;
  element.open = open;

  const drawPartitions = () => {
    const rows = latest.rows;
    const longest = rows.reduce((largest, row) => Math.max(largest, row.lag ?? 0), LEAST_FULL_BAR);
    keepInOrder(part('tbody'), partitionElements, rows, row => `${row.partition} ${row.topic}`, newPartition,
        (line, row) => line.update(row, longest));
    part('table').hidden = rows.length === 0;
    part('.none').hidden = rows.length > 0;
  };

  element.update = (group, rows, sampledAt) => {
    latest = {rows};
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
  // What is closed is not drawn: a cluster may have a thousand groups.
  element.addEventListener('toggle', () => element.open && latest && drawPartitions());
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
      parent.insertBefore(element, parent.children[index] ?? null);
    }
    update(element, item);
  });
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
setInterval(drawAge, 500);
refresh();
