// The overview's list of tables: searched, sorted, fifty at a time, with lines of the last day.

import {cellLine, find, link, pill, rows, timed, write} from "./dom.js";
import {spark} from "./chart.js";
import {ago, tableAddress} from "./parts.js";
import {age, bytes, count, plural, waiting} from "./words.js";

const AT_ONCE = 50;
const STATUS = [["ok", "good"], ["warning", "warn"], ["needs attention", "warn"], ["critical", "bad"]];

/** By what can be sorted; those first of which there is most. The daemon has them by attention. */
const ORDERS = {
  attention: null,
  name: (one, other) => one.table.localeCompare(other.table),
  behind: (one, other) => (other.unqueryableSeconds ?? -1) - (one.unqueryableSeconds ?? -1),
  files: (one, other) => other.dataFiles - one.dataFiles,
  small: (one, other) => other.smallFiles - one.smallFiles,
  records: (one, other) => other.records - one.records,
  size: (one, other) => other.dataBytes - one.dataBytes,
  commit: (one, other) => Date.parse(one.lastCommit ?? 0) - Date.parse(other.lastCommit ?? 0),
};
const ASCENDING = ["name", "commit"];

let tables = [];
let lastDay = new Map();
let length = 0;
let shown = AT_ONCE;
let query;

/** Reads what the address asks for, and writes into it what is asked for here, so that it can be shared and gone back to. */
export function mount(asked) {
  query = asked;
  shown = AT_ONCE;
  const search = find("search");
  const sort = find("sort");
  search.value = query.get("search") ?? "";
  sort.value = query.get("sort") in ORDERS ? query.get("sort") : "attention";
  search.addEventListener("input", () => change("search", search.value.trim()));
  sort.addEventListener("change", () => change("sort", sort.value));
  find("tables").tHead.querySelectorAll("[data-sort]").forEach(head => {
    head.querySelector("button").addEventListener("click", () => {
      sort.value = head.dataset.sort;
      change("sort", sort.value);
    });
  });
  find("more").addEventListener("click", () => {
    const next = shown;
    shown += AT_ONCE;
    show();
    // What was clicked may be gone: go on with the first new row.
    find("tables").tBodies[0].rows[next]?.querySelector("a").focus();
  });
}

function change(name, value) {
  if (value === "" || name === "sort" && value === "attention") {
    query.delete(name);
  } else {
    query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(history.state, "", text ? `#/?${text}` : "#/");
  shown = AT_ONCE;
  show();
}

export function showTables(all) {
  tables = all;
  show();
}

export function showLastDay(day) {
  lastDay = new Map(day.tables.map(line => [line.table, line]));
  length = day.stepSeconds * 1000 * Math.max(0, ...day.tables.map(line => line.files.length));
  show();
}

function chosen() {
  const words = (query.get("search") ?? "").toLowerCase().split(/\s+/);
  const found = tables.filter(table => words.every(word => table.table.toLowerCase().includes(word)));
  const order = ORDERS[find("sort").value];
  return order ? found.sort(order) : found;
}

function show() {
  const found = chosen();
  const page = found.slice(0, shown);
  find("tables").tHead.querySelectorAll("[data-sort]").forEach(head => {
    const sorted = head.dataset.sort === find("sort").value;
    const direction = ASCENDING.includes(head.dataset.sort) ? "ascending" : "descending";
    head.ariaSort = sorted ? direction : "none";
  });
  rows("tables", page, table => table.table, [
    {label: "Table", head: true, kind: "name", show: (table, cell) => {
      if (!cell.firstChild) {
        cell.append(link(table.table, tableAddress(table.table)));
      }
    }},
    {label: "Status", kind: "line status", show: (table, cell) => {
      pill(cell, ...STATUS[table.attention]);
      cellLine(cell, "why reasons", table.reasons.join("; "));
    }},
    {label: "Behind", kind: "number charted", show: (table, cell) =>
      charted(cell, waiting(table.unqueryableSeconds), lastDay.get(table.table)?.unqueryableSeconds, waiting)},
    {label: "Data files", kind: "number charted", show: (table, cell) =>
      charted(cell, count(table.dataFiles), lastDay.get(table.table)?.files, count)},
    {label: "Small", kind: "number", show: table => count(table.smallFiles)},
    {label: "Records", kind: "number", show: table => (table.recordsExact ? "" : "~") + count(table.records)},
    {label: "Size", kind: "number", show: table => bytes(table.dataBytes)},
    {label: "Last commit", kind: "number", show: (table, cell) =>
      table.lastCommit ? timed(cell, table.lastCommit, ago(table.lastCommit)) : "never"},
  ]);
  write(find("tables-count"), inWords(found.length, page.length));
  find("more").hidden = page.length === found.length;
}

function inWords(found, page) {
  if (tables.length === 0) {
    return "No tables yet.";
  }
  if (found === 0) {
    return `None of ${plural(tables.length, "table", "tables")} has that in its name.`;
  }
  if (found < tables.length) {
    return `${count(page)} of ${count(found)} that match, of ${plural(tables.length, "table", "tables")}.`;
  }
  return page < found ? `${count(page)} of ${count(found)} tables.` : `${plural(found, "table", "tables")}.`;
}

/** A value with its last day. The line is drawn again only where it has changed. */
function charted(cell, text, values, words) {
  cellLine(cell, "value", text);
  const known = (values ?? []).filter(value => value != null);
  const key = known.length > 0 ? values.join() : "";
  if (cell.dataset.line === key) {
    return;
  }
  cell.dataset.line = key;
  cell.querySelector(".spark")?.remove();
  if (known.length > 0) {
    const said = `In the last ${age(length)} ${words(Math.min(...known))} to ${words(Math.max(...known))}`;
    cell.append(spark(values, said));
  }
}
