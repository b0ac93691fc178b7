'use strict';
// Mouse, keyboard and the controls at the top; the page's second part, after explorer.js.

// --- Mouse and keyboard --------------------------------------------------------------------------------------------

let drag = null;
stage.addEventListener('pointerdown', event => {
  drag = {x: event.clientX, y: event.clientY, fromX: state.x, fromY: state.y, moved: false, target: event.target};
});
window.addEventListener('pointermove', event => {
  if (!drag) return;
  const dx = event.clientX - drag.x, dy = event.clientY - drag.y;
  if (!drag.moved && Math.hypot(dx, dy) < 4) return;
  drag.moved = true;
  stage.classList.add('dragging');
  move(drag.fromX + dx, drag.fromY + dy, state.zoom);
});
window.addEventListener('pointerup', () => {
  if (drag && !drag.moved) clicked(drag.target);
  stage.classList.remove('dragging');
  drag = null;
});
stage.addEventListener('wheel', event => {
  event.preventDefault();
  const at = stage.getBoundingClientRect();
  zoomBy(Math.exp(-event.deltaY * (event.deltaMode === 1 ? 0.05 : 0.0015)), event.clientX - at.left, event.clientY - at.top);
}, {passive: false});
stage.addEventListener('dblclick', event => {
  const node = event.target.closest('.node');
  if (node && node.dataset.id[0] === 'f') unfold(node.dataset.id);
});

function clicked(target) {
  const node = target.closest('.node'), cluster = target.closest('.cluster');
  if (node) return select(node.dataset.id);
  if (cluster && (target.closest('text') || cluster.classList.contains('closed')))
    return toggleFrame(Number(cluster.dataset.frame));
  select(null);
}

// The drawn node nearest to the selected one to the left (-1) or right (1).
function beside(side) {
  const {shapes} = layout(), from = shapes.get(state.selected).g.getBoundingClientRect();
  let best = null, least = Infinity;
  for (const [id, {g}] of shapes) {
    if (id === state.selected || g.classList.contains('gone')) continue;
    const at = g.getBoundingClientRect(), dx = (at.left + at.width / 2 - from.left - from.width / 2) * side;
    const dy = Math.abs(at.top + at.height / 2 - from.top - from.height / 2);
    if (dx > 0 && dx + 5 * dy < least) [best, least] = [id, dx + 5 * dy];
  }
  return best;
}

function step(key) {
  if (state.selected === null) {
    const [dx, dy] = {ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60]}[key];
    return move(state.x + dx, state.y + dy, state.zoom);
  }
  const edges = layout().edges.filter(e => e.from !== e.to && !e.g.classList.contains('gone'));
  const operand = edges.find(e => e.to === state.selected), use = edges.find(e => e.from === state.selected);
  const next = key === 'ArrowUp' ? operand?.from : key === 'ArrowDown' ? use?.to : beside(key === 'ArrowLeft' ? -1 : 1);
  if (next) select(next, true);
}

function foldHere() {
  if (state.selected === null) return;
  if (state.selected[0] === 'f') return unfold(state.selected);
  const frame = frameOfId(state.selected);
  if (frame !== 0 && layout().clusters.has(frame)) toggleFrame(frame);
}

const keys = {
  '/': () => byId('search').focus(), Escape: () => select(null), '+': () => zoomBy(1.25), '=': () => zoomBy(1.25),
  '-': () => zoomBy(0.8), '0': fit, n: () => nextHit(), v: () => show((state.view + 1) % data.views.length, 0), Enter: foldHere,
  '[': () => show(state.view, Math.max(0, state.layout - 1)),
  ']': () => show(state.view, Math.min(view().layouts.length - 1, state.layout + 1)), '?': () => byId('keys').click(),
};
for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) keys[key] = () => step(key);

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target === byId('search');
  if (isTyping && event.key === 'Enter') nextHit(event.shiftKey ? -1 : 1);
  else if (isTyping && event.key === 'Escape') stage.focus();
  if (isTyping || event.target.closest('select') || (event.key === 'Enter' && event.target.closest('button'))) return;
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});

byId('search').addEventListener('input', search);
byId('depth').addEventListener('change', event => show(state.view, Number(event.target.value)));
byId('color').addEventListener('change', event => { state.color = event.target.value; paint(); });
byId('in').addEventListener('click', () => zoomBy(1.25));
byId('out').addEventListener('click', () => zoomBy(0.8));
byId('fit').addEventListener('click', fit);
byId('theme').addEventListener('click', () => {
  const root = document.documentElement, isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = (root.dataset.theme || (isDark ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
});
byId('keys').addEventListener('click', event => {
  byId('help').hidden = !byId('help').hidden;
  event.currentTarget.setAttribute('aria-expanded', !byId('help').hidden);
});

// --- Start ---------------------------------------------------------------------------------------------------------

for (const [v, {name}] of data.views.entries()) {
  const button = element('button', name);
  button.addEventListener('click', () => show(v, 0));
  byId('views').append(button);
}
const colorings = [['kind', 'by kind'], ['op', 'by operation'], ['bytes', 'by size']];
if (data.views.some(v => v.nodes.some(n => n.value !== undefined && n.value !== null))) colorings.push(['heat', 'by ' + data.heat]);
for (const [value, text] of colorings) byId('color').append(element('option', text, {value}));
fillDepths();
show(0, 0);
stage.focus();
