// The few steps by which the page changes what is shown, without losing focus or selection.

export const find = id => document.getElementById(id);

export function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) {
    node.className = className;
  }
  if (text !== undefined) {
    node.textContent = text;
  }
  return node;
}

export function write(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function mark(node, state) {
  if (node.dataset.state !== state) {
    node.dataset.state = state;
  }
}

/** Keeps one child for each item, in order, so that focus and selection survive an update. */
export function sync(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = keyOf(item);
    const child = known.get(key) ?? create(item);
    child.dataset.key = key;
    known.delete(key);
    if (parent.children[index] !== child) {
      parent.insertBefore(child, parent.children[index] ?? null);
    }
    update(child, item);
  });
  known.forEach(child => child.remove());
}

export function cell(row, label, className) {
  const node = element("td", className);
  node.dataset.label = label;
  row.append(node);
  return node;
}

export function timed(node, instant, words) {
  let time = node.querySelector("time");
  if (!time) {
    time = element("time");
    node.replaceChildren(time);
  }
  if (time.dateTime !== instant) {
    time.dateTime = instant;
    time.title = new Date(instant).toLocaleString();
  }
  write(time, words);
}
