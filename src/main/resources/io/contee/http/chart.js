// Draws the RSS column of the table at / as a curve for each guest, and again every few seconds.
'use strict';

const MIB = 1024 * 1024;
const REFRESH_MILLIS = 5000;
const span = document.getElementById('span');
const state = document.getElementById('state');
const dark = matchMedia('(prefers-color-scheme: dark)').matches;
let chart = null;
let drawn = '';

// RFC 4180: fields in quotes may hold commas, quotes and line ends.
function parse(text) {
  const rows = [];
  let row = [];
  const field = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const [, value, end] = field.exec(text);
    row.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end !== ',') {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}

function colour(index) {
  return `hsl(${(index * 137.5 + 210) % 360} 70% ${dark ? 60 : 42}%)`;
}

// One list of times for all guests; a guest has null where it has no row.
function series(rows) {
  const column = Object.fromEntries(rows[0].map((name, index) => [name, index]));
  const times = [...new Set(rows.slice(1).map(row => row[column.timestamp]))].sort();
  const place = new Map(times.map((time, index) => [time, index]));
  const guests = new Map();
  for (const row of rows.slice(1)) {
    const uuid = row[column.uuid];
    if (!guests.has(uuid)) {
      guests.set(uuid, {
        name: row[column.vm],
        namespace: row[column.namespace],
        values: new Array(times.length).fill(null),
      });
    }
    const rss = row[column.rss_bytes];
    guests.get(uuid).values[place.get(row[column.timestamp])] = rss === '' ? null : Number(rss) / MIB;
  }
  const named = [...guests.values()].sort((one, other) => one.name < other.name ? -1 : 1);
  return {times: times.map(time => Date.parse(time) / 1000), guests: named};
}

function options(guests) {
  const ink = dark ? '#ddd' : '#222';
  const grid = {stroke: dark ? '#444' : '#ddd', width: 1};
  return {
    width: document.body.clientWidth,
    height: 360,
    scales: {y: {range: (plot, min, max) => [0, max === null ? 1 : max * 1.1]}},
    axes: [{stroke: ink, grid}, {stroke: ink, grid, size: 70, values: (plot, ticks) => ticks.map(t => `${t} MiB`)}],
    series: [{}, ...guests.map((guest, index) => ({
      label: guest.name,
      stroke: colour(index),
      width: 2,
      points: {show: guest.values.length < 3},
      value: (plot, value) => value === null ? '–' : `${value.toFixed(1)} MiB`,
    }))],
  };
}

function draw(rows) {
  const {times, guests} = series(rows);
  const data = [times, ...guests.map(guest => guest.values)];
  const names = JSON.stringify(guests.map(guest => guest.name));
  if (chart !== null && names === drawn) {
    chart.setData(data);
  } else {
    chart?.destroy();
    chart = new uPlot(options(guests), data, document.getElementById('chart'));
    drawn = names;
  }
  window.chart = chart;
  document.getElementById('guests').replaceChildren(...guests.map((guest, index) => {
    const values = guest.values.filter(value => value !== null);
    const now = guest.values[guest.values.length - 1];
    const line = document.createElement('tr');
    const texts = [guest.name, guest.namespace, now === null ? 'not running' : now.toFixed(1),
      values.length === 0 ? '' : values.reduce((one, other) => Math.max(one, other)).toFixed(1)];
    line.append(...texts.map(text => {
      const cell = document.createElement('td');
      cell.textContent = text;
      return cell;
    }));
    const mark = document.createElement('span');
    mark.className = 'colour';
    mark.style.background = colour(index);
    line.firstChild.prepend(mark);
    return line;
  }));
  state.textContent = times.length === 0
    ? 'Nothing has been collected in this time.'
    : `${guests.length} guests, up to ${new Date(times[times.length - 1] * 1000).toLocaleString()}`;
}

async function refresh() {
  const query = new URLSearchParams(location.search);
  if (span.value !== '') {
    query.set('since', span.value);
  }
  const link = `/?${query}`;
  document.getElementById('csv').href = link;
  try {
    const answer = await fetch(link);
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(text);
    }
    draw(parse(text));
  } catch (failure) {
    state.textContent = `The figures cannot be had: ${failure.message}`;
  }
}

span.addEventListener('change', refresh);
addEventListener('resize', () => chart?.setSize({width: document.body.clientWidth, height: 360}));
refresh();
setInterval(refresh, REFRESH_MILLIS);
