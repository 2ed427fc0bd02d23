// The few steps by which the page changes what is shown, without losing focus or selection. Text only ever becomes text.

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

export function drawing(tag, attributes) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  return node;
}

export function link(text, address) {
  const node = element("a", "", text);
  node.href = address;
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

/** A word in a coloured box: the word says it, the colour only helps. */
export function pill(node, text, state) {
  let box = node.querySelector(":scope > .pill");
  if (!box) {
    box = element("span", "pill");
    node.prepend(box);
  }
  write(box, text);
  mark(box, state);
}

/** Keeps one child for each item, in order, so that focus and selection survive an update. */
export function sync(parent, items, keyOf, create, update) {
  const known = new Map([...parent.children].map(child => [child.dataset.key, child]));
  items.forEach((item, index) => {
    const key = String(keyOf(item));
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

/**
 * Rows of a table with its items. A column has a label, a class and what fills its cell: a text, or what writes into the
 * cell itself. The one that is the row's heading has {head: true}. Hides what says that there is nothing.
 */
export function rows(id, items, keyOf, columns) {
  const table = find(id);
  if (!table.tHead) {
    const heads = table.createTHead().insertRow();
    columns.forEach(column => {
      const wide = column.kind?.includes("full") ? "wide" : "";
      const head = element("th", column.kind?.includes("number") ? "number" : wide, column.label);
      head.scope = "col";
      heads.append(head);
    });
  }
  sync(table.tBodies[0], items, keyOf, () => {
    const row = element("tr");
    columns.forEach(column => {
      const cell = element(column.head ? "th" : "td", column.kind ?? "");
      if (column.head) {
        cell.scope = "row";
      } else {
        cell.dataset.label = column.label;
      }
      row.append(cell);
    });
    return row;
  }, (row, item) => columns.forEach((column, index) => {
    const text = column.show(item, row.cells[index]);
    if (typeof text === "string") {
      write(row.cells[index], text);
    }
  }));
  const empty = document.querySelector(`[data-empty="${id}"]`);
  if (empty) {
    empty.hidden = items.length > 0;
  }
}

/** Pairs of a name and a value, as {name, text} or {name, node}. */
export function facts(id, pairs) {
  sync(find(id), pairs, pair => pair[0], pair => {
    const box = element("div");
    box.append(element("dt", "", pair[0]), element("dd"));
    return box;
  }, (box, pair) => {
    const value = box.lastChild;
    if (pair[1] instanceof Node) {
      if (value.textContent !== pair[1].textContent) {
        value.replaceChildren(pair[1]);
      }
    } else {
      write(value, pair[1]);
    }
  });
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

/** One of several texts in a cell. */
export function cellLine(cell, className, text) {
  let line = cell.querySelector(`:scope > .${className.split(" ").at(-1)}`);
  if (!line) {
    line = element("span", className);
    cell.append(line);
  }
  write(line, text);
}
