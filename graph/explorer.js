'use strict';
// All text of the graph reaches the page as text: createTextNode and attributes, never markup.

const data = JSON.parse(document.getElementById('data').textContent);
const byId = id => document.getElementById(id);
const stage = byId('stage');
const state = {view: 0, layout: 0, selected: null, color: 'kind', x: 0, y: 0, zoom: 1, hits: [], hit: -1};
const pastel = ['#8fd3f4', '#f5c26b', '#8fd9bf', '#f2e980', '#9db8e8', '#f0a58a', '#e3b5d3', '#c9c9c9',
  '#b8e08a', '#d0b59a', '#a5e3e0', '#d5ccf2'];

function element(kind, text, attributes = {}) {
  const made = document.createElement(kind);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

// --- The graphs ----------------------------------------------------------------------------------------------------

for (const [v, view] of data.views.entries()) {
  for (const node of view.nodes) node.uses = [];
  for (const [i, node] of view.nodes.entries()) {
    for (const o of new Set(node.operands)) view.nodes[o].uses.push(i);
    const at = [node.name, node.op, node.type, node.where, view.frames[node.frame].path, '%' + i, node.note || ''];
    node.text = at.join(' ').toLowerCase();
  }
  for (const [i, node] of view.nodes.entries())
    if (node.origin) (nodeAt(...node.origin).gradients ||= []).push([v, i]);
}

function nodeAt(v, i) { return data.views[v].nodes[i]; }
function view() { return data.views[state.view]; }
function layout() { return prepared(state.view, state.layout); }
function title(node, i) { return (node.name ? node.name + ' = ' : '%' + i + ' = ') + node.op; }
function chain(v, frame) {
  const frames = [];
  for (; frame !== 0; frame = data.views[v].frames[frame].parent) frames.push(frame);
  return frames;
}

// Finds what Graphviz drew, once for each layout: its <title>s are n3, n0->n3, cluster_2.
function prepared(v, number) {
  const made = data.views[v].layouts[number];
  if (made.svg) return made;
  const nodes = data.views[v].nodes;
  made.root = byId(made.id);
  made.svg = made.root.querySelector('svg');
  made.shapes = new Map();
  made.clusters = new Map();
  made.edges = [];
  made.closed = new Set();
  made.counts = new Map();  // of nodes in each frame
  for (const {frame} of nodes) for (const f of chain(v, frame)) made.counts.set(f, (made.counts.get(f) || 0) + 1);
  made.drawn = nodes.map((node, i) => 'n' + i);
  for (const [id, members] of Object.entries(made.folded)) for (const i of members) made.drawn[i] = id;
  const frameOf = new Map(data.views[v].frames.map((frame, f) => [frame.svg, f]));
  for (const g of made.svg.querySelectorAll('g.node, g.edge, g.cluster')) {
    const name = g.querySelector('title').textContent;
    g.querySelector('title').remove();
    if (g.classList.contains('edge')) {
      const ends = name.split('->');
      // Between gradient nodes Graphviz has them the other way around: then the first uses the second.
      const uses = (a, b) => members(made, a).some(i => nodes[i].operands.some(o => made.drawn[o] === b));
      if (uses(...ends)) ends.reverse();
      made.edges.push({g, from: ends[0], to: ends[1]});
    } else if (g.classList.contains('node')) {
      const parts = [...g.querySelectorAll('ellipse, polygon, path')].filter(p => p.getAttribute('fill') !== 'none');
      made.shapes.set(name, {g, parts, fills: parts.map(p => p.getAttribute('fill'))});
      g.dataset.id = name;
    } else if (frameOf.has(name)) {
      made.clusters.set(frameOf.get(name), g);
      g.dataset.frame = frameOf.get(name);
    }
  }
  const graphTitle = made.svg.querySelector('g.graph > title');
  if (graphTitle) graphTitle.remove();
  made.first = made.svg.querySelector('g.node');
  return made;
}

// The frame and the nodes that a drawn id stands for.
function members(made, id) { return id[0] === 'f' ? made.folded[id] : [Number(id.slice(1))]; }
function membersOf(id) { return members(layout(), id); }
function frameOfId(id) { return id[0] === 'f' ? Number(id.slice(1)) : view().nodes[Number(id.slice(1))].frame; }

// --- Where the picture stands --------------------------------------------------------------------------------------

function move(x, y, zoom) {
  Object.assign(state, {x, y, zoom});
  layout().svg.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
}

function zoomBy(factor, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
  const zoom = Math.min(20, Math.max(0.01, state.zoom * factor)), by = zoom / state.zoom;
  move(x - (x - state.x) * by, y - (y - state.y) * by, zoom);
}

function fit() {
  const svg = layout().svg, width = svg.width.baseVal.value, height = svg.height.baseVal.value;
  const zoom = Math.min(1.5, 0.96 * stage.clientWidth / width, 0.96 * stage.clientHeight / height);
  move((stage.clientWidth - width * zoom) / 2, (stage.clientHeight - height * zoom) / 2, zoom);
}

function center(g, least = 0.6) {
  if (state.zoom < least) zoomBy(least / state.zoom);
  const at = g.getBoundingClientRect(), around = stage.getBoundingClientRect();
  move(state.x + around.left + around.width / 2 - at.left - at.width / 2,
    state.y + around.top + around.height / 2 - at.top - at.height / 2, state.zoom);
}

// --- Which graph, which scopes -------------------------------------------------------------------------------------

function show(v, number) {
  layout().root.hidden = true;
  const changed = v !== state.view;
  Object.assign(state, {view: v, layout: number});
  if (changed) {
    state.selected = null;
    fillDepths();
    search();
  }
  byId('depth').value = number;
  for (const [i, button] of [...byId('views').children].entries()) button.setAttribute('aria-pressed', i === v);
  layout().root.hidden = false;
  applyFolds();
  paint();
  fit();
  select(state.selected);
}

function fillDepths() {
  const select = byId('depth');
  select.replaceChildren();
  for (const [i, l] of view().layouts.entries())
    select.append(element('option', l.depth === null ? 'in full' : 'folded at depth ' + l.depth, {value: i}));
  select.disabled = view().layouts.length === 1;
}

// A fold in place: the frame's box covers what is in it, and arrows end at its border.
function toggleFrame(frame) {
  const closed = layout().closed;
  if (!closed.delete(frame)) closed.add(frame);
  applyFolds();
}

function applyFolds() {
  const {closed, clusters, counts, shapes, edges, first} = layout();
  const outermost = frame => chain(state.view, frame).filter(f => closed.has(f)).pop();
  const within = new Map();
  for (const [id, {g}] of shapes) {
    const frame = id.startsWith('legend') ? 0 : frameOfId(id);
    within.set(id, outermost(id[0] === 'f' ? view().frames[frame].parent : frame));
    g.classList.toggle('gone', within.get(id) !== undefined);
  }
  for (const {g, from, to} of edges)
    g.classList.toggle('gone', within.get(from) !== undefined && within.get(from) === within.get(to));
  for (const [frame, g] of clusters) {
    const isClosed = closed.has(frame);
    g.classList.toggle('closed', isClosed);
    g.classList.toggle('gone', outermost(view().frames[frame].parent) !== undefined);
    if (isClosed) g.parentNode.append(g);
    else if (first) first.parentNode.insertBefore(g, first);
    const text = g.querySelector('text');
    if (text) {
      g.dataset.name ??= text.textContent;
      text.textContent = g.dataset.name + (isClosed ? ` (${counts.get(frame)} nodes)` : '');
    }
  }
}

// Shows a node wherever it is hidden.
function reveal(i) {
  if (layout().drawn[i][0] === 'f') show(state.view, view().layouts.length - 1);
  const frames = chain(state.view, view().nodes[i].frame);
  if (frames.some(f => layout().closed.delete(f))) {
    for (const f of frames) layout().closed.delete(f);
    applyFolds();
  }
}

function unfold(id) {
  const frame = frameOfId(id), members = membersOf(id);
  show(state.view, Math.min(state.layout + 1, view().layouts.length - 1));
  const g = layout().clusters.get(frame) || layout().shapes.get(layout().drawn[members[0]]).g;
  select(null);
  center(g);
}

// --- Selection -----------------------------------------------------------------------------------------------------

function select(id, centered = false) {
  const {svg, shapes, edges} = layout();
  if (id !== null && !shapes.has(id)) id = null;
  state.selected = id;
  svg.classList.toggle('selecting', id !== null);
  for (const g of svg.querySelectorAll('.near, .selected')) g.classList.remove('near', 'selected', 'operand', 'use');
  byId('details').replaceChildren(...(id === null ? overview() : id[0] === 'f' ? scopeDetails(id) : nodeDetails(id)));
  if (id === null) return;
  shapes.get(id).g.classList.add('near', 'selected');
  for (const {g, from, to} of edges) {
    if (from !== id && to !== id) continue;
    g.classList.add('near', to === id ? 'operand' : 'use');
    shapes.get(to === id ? from : to).g.classList.add('near');
  }
  if (centered) center(shapes.get(id).g);
}

function goTo(v, i) {
  if (v !== state.view) show(v, data.views[v].layouts.length - 1);
  reveal(i);
  select(layout().drawn[i], true);
}

function overview() {
  return [element('h2', view().name), element('div', view().nodes.length + ' nodes. Click one, or press / to search.')];
}

function list(rows) {
  const made = element('dl');
  for (const [name, text] of rows)
    if (text !== undefined && text !== '') made.append(element('dt', name), element('dd', text));
  return made;
}

function links(heading, places) {
  if (places.length === 0) return [];
  const made = [element('h2', heading)];
  for (const [v, i] of places.slice(0, 100)) {
    const node = nodeAt(v, i), other = v === state.view ? '' : data.views[v].name + ': ';
    const button = element('button', `${other}${title(node, i)} : ${node.type}`, {class: 'link'});
    button.addEventListener('click', () => goTo(v, i));
    made.push(button);
  }
  if (places.length > 100) made.push(element('div', `and ${places.length - 100} more`));
  return made;
}

function sizeText(bytes) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; bytes >= 1024 && unit < 4; bytes /= 1024) ++unit;
  return Number(bytes.toPrecision(3)) + ' ' + units[unit];
}

function nodeDetails(id) {
  const i = Number(id.slice(1)), node = view().nodes[i], here = state.view;
  return [element('h2', title(node, i)),
    list([['type', node.type], ['operation', node.op], [node.op === 'constant' ? 'value' : 'attributes', node.attrs],
      ['line', node.where], ['scope', view().frames[node.frame].path], ['size', sizeText(node.bytes)],
      ['', [node.output && 'an output', node.gradient && 'of the gradient'].filter(Boolean).join(', ')],
      ['note', node.note], [data.heat, node.value]]),
    ...links('inputs', node.operands.map(o => [here, o])), ...links('uses', node.uses.map(u => [here, u])),
    ...links('comes from', node.origin ? [node.origin] : []), ...links('gradient nodes', node.gradients || [])];
}

function scopeDetails(id) {
  const members = membersOf(id), counts = new Map();
  for (const i of members) counts.set(view().nodes[i].op, (counts.get(view().nodes[i].op) || 0) + 1);
  const button = element('button', 'Unfold');
  button.addEventListener('click', () => unfold(id));
  return [element('h2', view().frames[frameOfId(id)].path), button,
    list([['nodes', members.length], ...[...counts].sort((a, b) => b[1] - a[1])]),
    ...links('inside', members.map(i => [state.view, i]))];
}

// --- Search --------------------------------------------------------------------------------------------------------

function search() {
  const words = byId('search').value.toLowerCase().split(/\s+/).filter(Boolean);
  state.hits = [];
  state.hit = -1;
  if (words.length > 0)
    for (const [i, node] of view().nodes.entries()) if (words.every(w => node.text.includes(w))) state.hits.push(i);
  byId('found').textContent = words.length === 0 ? '' : state.hits.length + ' found';
  byId('hits').hidden = state.hits.length === 0;
  byId('hits').replaceChildren(...links('found', state.hits.map(i => [state.view, i])));
  markHits();
}

function markHits() {
  const {svg, shapes, drawn} = layout();
  for (const g of svg.querySelectorAll('.hit')) g.classList.remove('hit');
  for (const i of state.hits) shapes.get(drawn[i]).g.classList.add('hit');
}

function nextHit(step = 1) {
  if (state.hits.length === 0) return;
  state.hit = (state.hit + step + state.hits.length) % state.hits.length;
  byId('found').textContent = `${state.hit + 1} of ${state.hits.length}`;
  goTo(state.view, state.hits[state.hit]);
}

// --- Colours -------------------------------------------------------------------------------------------------------

function heatFill(share) {
  const mix = (a, b) => Math.round(a + share * (b - a));
  return `rgb(${mix(255, 236)}, ${mix(247, 112)}, ${mix(188, 20)})`;
}

// What a drawn id is coloured by: the sum of a folded scope's nodes.
function amount(id, of) {
  const values = membersOf(id).map(i => of(view().nodes[i])).filter(x => x !== undefined && x !== null);
  return values.length === 0 ? null : values.reduce((a, b) => a + b);
}

function paint() {
  const {shapes} = layout(), legend = byId('legend');
  const fill = (id, color) => shapes.get(id).parts.forEach((p, i) =>
    p.setAttribute('fill', color === null ? shapes.get(id).fills[i] : color));
  legend.replaceChildren();
  markHits();
  if (state.color === 'kind') {
    for (const id of shapes.keys()) fill(id, null);
    const kinds = [['input', '#56b4e9'], ['parameter', '#e69f00'], ['constant', '#f0e442'], ['operation', '#f2f2f2'],
      ['gradient', '#f0d3e3'], ['scope', '#d5e8d4']];
    legend.append(...kinds.map(([name, color]) => swatch(color, name)));
  } else if (state.color === 'op') {
    const counts = new Map();
    for (const node of view().nodes) counts.set(node.op, (counts.get(node.op) || 0) + 1);
    const ops = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const colors = new Map(ops.map(([op], i) => [op, i < pastel.length ? pastel[i] : '#f2f2f2']));
    for (const id of shapes.keys()) fill(id, id[0] === 'f' ? '#ffffff' : colors.get(view().nodes[membersOf(id)[0]].op));
    legend.append(...ops.map(([op, count]) => swatch(colors.get(op), `${op} (${count})`)));
  } else {
    paintScale(fill, state.color === 'bytes' ? node => node.bytes : node => node.value);
  }
}

function paintScale(fill, of) {
  const amounts = new Map([...layout().shapes.keys()].map(id => [id, amount(id, of)]));
  const known = [...amounts.values()].filter(x => x !== null);
  const least = known.reduce((a, b) => Math.min(a, b), Infinity), most = known.reduce((a, b) => Math.max(a, b), -Infinity);
  const isBytes = state.color === 'bytes';  // from a scalar to a weight are many powers of ten
  const scaled = x => isBytes ? Math.log2(1 + x) : x, text = x => isBytes ? sizeText(x) : String(x);
  for (const [id, x] of amounts) {
    const range = scaled(most) - scaled(least);
    fill(id, x === null ? '#f2f2f2' : heatFill(range > 0 ? (scaled(x) - scaled(least)) / range : 1));
  }
  if (known.length === 0) return;
  byId('legend').append(element('div', isBytes ? 'size' : data.heat), element('div', undefined, {class: 'scale'}),
    element('div', `${text(least)} to ${text(most)}`));
}

function swatch(color, text) {
  const row = element('div'), box = element('span', undefined, {class: 'swatch'});
  box.style.background = color;
  row.append(box, text);
  return row;
}
