// Runs of maintenance: all of them, filtered by the address, and one with its receipt.

import {ask, segment} from "./ask.js";
import {element, facts, find, pill, rows, write} from "./dom.js";
import {duration, outcomeState, showRunning, showRuns, standing, tableLink, why} from "./parts.js";
import {bytes, count, moment, operation, plural} from "./words.js";

const FILTERS = ["table", "operation", "outcome"];
const AT_ONCE = 50;
const MOST = 1000;

let limit = AT_ONCE;

export const list = {
  template: "runs-view",
  name: "runs",
  title: () => "Runs",
  every: () => 2000,
  mount(address) {
    limit = AT_ONCE;
    FILTERS.forEach(filter => find(`filter-${filter}`).value = address.query.get(filter) ?? "");
    const apply = () => {
      const query = new URLSearchParams();
      FILTERS.forEach(filter => {
        const value = find(`filter-${filter}`).value.trim();
        if (value) {
          query.set(filter, value);
        }
      });
      location.hash = query.size > 0 ? `#/runs?${query}` : "#/runs";
    };
    find("filter").addEventListener("submit", event => {
      event.preventDefault();
      apply();
    });
    find("filter-table").addEventListener("focus", names, {once: true});
    find("more").addEventListener("click", () => {
      limit = Math.min(MOST, limit + AT_ONCE);
      list.again();
    });
  },
  again: () => {},
  async load(address) {
    const query = new URLSearchParams(FILTERS.filter(filter => address.query.get(filter))
      .map(filter => [filter, address.query.get(filter)]));
    query.set("limit", limit);
    const [status, runs] = await Promise.all([ask("/api/v1/status"), ask(`/api/v1/runs?${query}`)]);
    return {status, runs};
  },
  status: data => data.status,
  show(data, address) {
    const filtered = FILTERS.some(filter => address.query.get(filter));
    write(find("runs-count"), data.runs.length === 0
      ? filtered ? "No run matches." : "Nothing has run yet."
      : data.runs.length === limit ? `The newest ${count(limit)}.` : `${plural(data.runs.length, "run", "runs")}.`);
    showRuns("runs", data.runs, true);
    find("more").hidden = data.runs.length < limit || limit >= MOST;
  },
};

function names() {
  ask("/api/v1/overview").then(data => find("table-names")?.replaceChildren(...data.tables.map(table => {
    const option = element("option");
    option.value = table.table;
    return option;
  })), () => {});
}

const snapshot = id => id == null ? "–" : String(id);

export const one = {
  template: "run-view",
  name: "runs",
  title: () => "Run",
  every: data => data && data.run.finished ? 10000 : 1000,
  mount() {},
  async load(address) {
    const [status, run] = await Promise.all([ask("/api/v1/status"), ask(`/api/v1/runs/${segment(address.parts[1])}`)]);
    return {status, run};
  },
  status: data => data.status,
  show({run}) {
    write(find("main").querySelector("h1"), `${operation(run.operation)} of ${run.table}`);
    standing(find("standing"), run.outcome, outcomeState(run.outcome), why(run));
    showRunning(find("running"), run.outcome === "running" && run.progress ? [run.progress] : [], true);
    const pairs = [
      ["Table", tableLink(run.table)],
      ["Asked for by", run.trigger],
      ["Started", moment(run.started)],
      ["Ended", run.finished ? moment(run.finished) : "not yet"],
      ["Took", duration(run) || "–"],
      ["Files", `${count(run.filesBefore)} → ${count(run.filesAfter)}`],
      ["Bytes rewritten", bytes(run.bytesRewritten)],
      ["Records rewritten", count(run.recordsRewritten)],
      ["Snapshot before", snapshot(run.snapshotBefore)],
      ["Snapshot after", snapshot(run.snapshotAfter)],
      ["Run", run.id],
    ];
    if (run.guard) {
      pairs.splice(2, 0, ["Refused by guard", `${run.guard.id}: ${run.guard.watches}`]);
    }
    facts("facts", pairs);
    showReceipt(run.receipt);
  },
};

function showReceipt(receipt) {
  find("receipt-section").hidden = !receipt;
  if (!receipt) {
    return;
  }
  facts("receipt", [
    ["Rows", `${count(receipt.rowsIn)} in, ${count(receipt.rowsOut)} out, ${count(receipt.rowsDeleted)} deleted`],
    ["Files", `${count(receipt.filesIn)} in, ${count(receipt.filesOut)} out`],
    ["Bytes", `${bytes(receipt.bytesIn)} in, ${bytes(receipt.bytesOut)} out`],
    ["Commits", `${count(receipt.commits)}, ${plural(receipt.conflicts, "conflict", "conflicts")} with writers`],
  ]);
  rows("receipt-checks", receipt.checks.map((check, index) => ({...check, index})), check => check.index, [
    {label: "Check", head: true, kind: "name", show: check => check.name},
    {label: "Result", show: (check, cell) => pill(cell, check.passed ? "passed" : "failed", check.passed ? "good" : "bad")},
    {label: "What it found", kind: "why full", show: check => check.detail},
  ]);
}

