// The part of Markdown that runbooks use, as nodes: headings, paragraphs, lists, code, tables, links. Nothing in it is HTML.

import {element, link} from "./dom.js";

const INLINE = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>)]+)/g;

/** Appends a line of text with its code, emphasis and links. */
export function inline(node, text) {
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    node.append(text.slice(end, match.index));
    end = match.index + match[0].length;
    const [whole, code, strong, emphasis, words, address, bare] = match;
    if (code) {
      node.append(element("code", "", code));
    } else if (strong) {
      node.append(inline(element("strong"), strong));
    } else if (emphasis) {
      node.append(inline(element("em"), emphasis));
    } else {
      node.append(safe(words ?? bare, address ?? bare, whole));
    }
  }
  node.append(text.slice(end));
  return node;
}

/** A link only to where a browser may go; another runbook is a view of this page. */
function safe(words, address, whole) {
  const runbook = /^(?:\.\/)?([A-Za-z0-9]+)\.md$/.exec(address);
  if (runbook) {
    return link(words, `#/runbooks/${runbook[1]}`);
  }
  return /^(https?:\/\/|#\/)/.test(address) ? link(words, address) : document.createTextNode(/^\w+:/.test(address) ? whole : words);
}

const indent = line => line.length - line.trimStart().length;
const ITEM = /^(\s*)(?:[-*]|\d+\.)\s+(.*)$/;

/** The nodes of a text; its first heading of the first level is the caller's. */
export function render(text) {
  const lines = text.replaceAll("\r", "").split("\n");
  if (lines[0]?.startsWith("# ")) {
    lines.shift();
  }
  return blocks(lines);
}

function blocks(lines) {
  const nodes = [];
  let at = 0;
  const take = until => {
    const taken = [];
    while (at < lines.length && !until(lines[at])) {
      taken.push(lines[at++]);
    }
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = /^(#{1,5})\s+(.*)$/.exec(line);
    if (line.trim() === "") {
      at++;
    } else if (line.trimStart().startsWith("```")) {
      const depth = indent(line);
      at++;
      const code = take(each => each.trimStart().startsWith("```"));
      at++;
      const box = element("pre");
      box.tabIndex = 0;
      box.append(element("code", "", code.map(each => each.slice(Math.min(depth, indent(each)))).join("\n")));
      nodes.push(box);
    } else if (heading) {
      at++;
      nodes.push(inline(element(`h${Math.max(2, heading[1].length)}`), heading[2]));
    } else if (ITEM.test(line)) {
      nodes.push(items(line, take));
    } else if (line.trimStart().startsWith("|")) {
      nodes.push(grid(take(each => !each.trimStart().startsWith("|"))));
    } else {
      const words = take(each => each.trim() === "" || /^#{1,5}\s/.test(each) || ITEM.test(each) || each.trimStart().startsWith("```"));
      nodes.push(inline(element("p"), words.map(each => each.trim()).join(" ")));
    }
  }
  return nodes;
}

/** A list goes on over lines that are indented more than its marks, and over one empty line. */
function items(first, take) {
  const depth = indent(first);
  const list = element(/^\s*\d/.test(first) ? "ol" : "ul");
  let empty = false;
  const lines = take(line => {
    const ends = line.trim() !== "" && indent(line) <= depth && !ITEM.test(line);
    const stops = ends || empty && line.trim() !== "" && indent(line) < depth;
    empty = line.trim() === "";
    return stops;
  });
  let own = [];
  const close = () => {
    if (own.length > 0) {
      const item = element("li");
      const words = [];
      while (own.length > 0 && own[0].trim() !== "" && !own[0].trimStart().startsWith("```") && !(words.length > 0 && ITEM.test(own[0]))) {
        words.push(own.shift().trim());
      }
      inline(item, words.join(" "));
      item.append(...blocks(own));
      list.append(item);
    }
  };
  lines.forEach(line => {
    const mark = ITEM.exec(line);
    if (mark && mark[1].length <= depth) {
      close();
      own = [mark[2]];
    } else {
      own.push(line);
    }
  });
  close();
  return list;
}

function grid(lines) {
  const cells = lines.map(line => line.trim().replace(/^\||\|$/g, "").split("|").map(each => each.trim()));
  const box = element("div", "scroll");
  box.tabIndex = 0;
  const table = element("table");
  const head = table.createTHead().insertRow();
  cells[0].forEach(text => {
    const cell = inline(element("th"), text);
    cell.scope = "col";
    head.append(cell);
  });
  const body = table.createTBody();
  cells.slice(1).filter(row => !row.every(each => /^:?-+:?$/.test(each))).forEach(row => {
    const line = body.insertRow();
    row.forEach(text => line.append(inline(element("td"), text)));
  });
  box.append(table);
  return box;
}
