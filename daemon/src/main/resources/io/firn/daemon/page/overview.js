// The overview: what needs somebody, every table, what ran and what is next.

import {ask} from "./ask.js";
import {find, rows, sync, element, write} from "./dom.js";
import {more, notices, quarantineNotices, showNotices} from "./notices.js";
import {showLag, showRunningSection, showRuns, tableLink} from "./parts.js";
import * as tables from "./tables.js";
import {bytes, count, operation, waiting} from "./words.js";

const MOST_NOTICES = 12;
const EVERY_LINES = 30000;
const MANY = 200;

let linesAsked = 0;

export const template = "overview-view";
export const name = "overview";
export const title = () => "Overview";
/** A thousand tables are half a megabyte. */
export const every = data => data && data.tables.length > MANY ? 5000 : 2000;

export function mount(address) {
  linesAsked = 0;
  tables.mount(address.query);
}

export const load = () => ask("/api/v1/overview");
export const status = data => data.status;

export function show(data) {
  showFigures(data);
  showRunningSection(data.running, true);
  const all = notices(data.pauses, data.missing, data.checks, data.rejected);
  find("notices-section").hidden = all.length === 0;
  showNotices(find("notices"), all.slice(0, MOST_NOTICES), true);
  more(find("notices-more"), all.length - MOST_NOTICES);
  tables.showTables(data.tables);
  showPlanned(data.plan, data.running);
  showRuns("runs", data.runs, true);
  find("quarantine-section").hidden = data.quarantine.length === 0;
  showNotices(find("quarantine"), quarantineNotices(data.quarantine), true);
  showLag(data.lag);
  if (Date.now() - linesAsked > EVERY_LINES) {
    linesAsked = Date.now();
    // They come after the tables, which nobody shall wait for.
    ask("/api/v1/history").then(day => {
      if (find("tables")) {
        tables.showLastDay(day);
        performance.mark("firn-lines");
      }
    }, () => {});
  }
}

function showFigures(data) {
  const sum = field => data.tables.reduce((total, table) => total + table[field], 0);
  const worst = data.tables.reduce((most, table) =>
    table.unqueryableSeconds == null ? most : Math.max(most ?? 0, table.unqueryableSeconds), null);
  const figures = [
    ["Tables", count(data.tables.length)],
    ["Need attention", count(data.tables.filter(table => table.attention > 1).length)],
    ["Furthest behind", worst == null ? "not known" : waiting(worst)],
    ["Records", count(sum("records"))],
    ["Data files", count(sum("dataFiles"))],
    ["Small files", count(sum("smallFiles"))],
    ["Data", bytes(sum("dataBytes"))],
  ];
  showBoxes("figures", figures);
}

export function showBoxes(id, figures) {
  sync(find(id), figures, figure => figure[0], figure => {
    const box = element("div");
    box.append(element("dt", "", figure[0]), element("dd"));
    return box;
  }, (box, figure) => write(box.lastChild, figure[1]));
}

function showPlanned(plan, running) {
  const busy = new Set(running.map(run => run.table));
  find("planned-section").hidden = plan.length === 0;
  rows("planned", plan, decision => `${decision.table} ${decision.operation}`, [
    {label: "Operation", head: true, show: decision => operation(decision.operation)},
    {label: "Table", kind: "line", show: (decision, cell) => {
      if (!cell.firstChild) {
        cell.append(tableLink(decision.table));
      }
    }},
    {label: "Files", kind: "number", show: decision => count(decision.inputFiles)},
    {label: "Bytes", kind: "number", show: decision => bytes(decision.inputBytes)},
    {label: "Why", kind: "why full", show: decision =>
      busy.has(decision.table) ? `${decision.reason}; waits for what runs on the table` : decision.reason},
  ]);
}
