// One table: how it is, how it was, and everything that was decided about it.

import {ask, segment} from "./ask.js";
import {chart, SCALES} from "./chart.js";
import {find, write} from "./dom.js";
import {showChecks, showColumns, showCompleteness, showPlan, showReaders, showRestorePoints, showSnapshots} from "./facts.js";
import {notices, quarantineNotices, showNotices} from "./notices.js";
import {showBoxes} from "./overview.js";
import {ago, showRunningSection, showRuns, standing} from "./parts.js";
import {bytes, count, waiting} from "./words.js";

const EVERY_HISTORY = 20000;
const PERIODS = ["3h", "1d", "14d"];

let charts = [];
let historyAsked = 0;
let period;

export const template = "table-view";
export const name = "table";
export const title = address => address.parts[1];
export const every = () => 2000;

export function mount(address) {
  const table = address.parts[1];
  write(find("main").querySelector("h1"), table);
  find("all-runs").href = `#/runs?table=${encodeURIComponent(table)}`;
  charts = [
    chart("Behind Kafka", [{name: "Oldest record not in the table", of: point => point.unqueryableSeconds}], SCALES.seconds, waiting),
    chart("Age of the newest commit", [{name: "Since a writer committed", of: point => point.commitAgeSeconds}], SCALES.seconds, waiting),
    chart("Files", [
      {name: "data files", of: point => point.files},
      {name: "small", of: point => point.smallFiles},
      {name: "delete files", of: point => point.deleteFiles},
    ], SCALES.count, count),
    chart("Bytes", [{name: "Data", of: point => point.bytes}], SCALES.bytes, bytes),
    chart("Records", [{name: "Records", of: point => point.records}], SCALES.count, count),
  ];
  find("charts").replaceChildren(...charts.map(each => each.node));
  period = PERIODS.includes(address.query.get("period")) ? address.query.get("period") : "3h";
  historyAsked = 0;
  find("period").querySelectorAll("input").forEach(choice => {
    choice.checked = choice.value === period;
    choice.addEventListener("change", () => {
      period = choice.value;
      history.replaceState(history.state, "", `#/tables/${encodeURIComponent(table)}?period=${period}`);
      showHistory(table);
    });
  });
}

export const load = address => ask(`/api/v1/tables/${segment(address.parts[1])}/overview`);
export const status = data => data.status;

export function show(data, address) {
  const table = data.table;
  const failing = data.checks.filter(check => check.status === "fail" || check.status === "warn");
  const critical = data.missing.length > 0 || failing.some(check => check.status === "fail" && check.severity === "critical");
  const words = critical ? ["critical", "bad"] : !table.health.ok || failing.some(check => check.status === "fail")
    ? ["needs attention", "warn"] : failing.length > 0 ? ["warning", "warn"] : ["ok", "good"];
  standing(find("standing"), ...words, table.health.reasons.join("; "));
  showBoxes("figures", [
    ["Behind Kafka", waiting(data.unqueryableSeconds)],
    ["Last commit", table.lastCommit ? ago(table.lastCommit) : "never"],
    ["Records", (table.recordsExact ? "" : "~") + count(table.records)],
    ["Data files", count(table.dataFiles)],
    ["Small files", count(table.smallFiles)],
    ["Delete files", count(table.deleteFiles)],
    ["Data", bytes(table.dataBytes)],
    ["Snapshots", count(table.snapshots)],
  ]);
  showRunningSection(data.running, false);
  const rejected = data.runs.filter(run => run.outcome === "rejected").slice(0, 3);
  const all = notices(table.pauses, data.missing, failing, rejected);
  find("notices-section").hidden = all.length === 0;
  showNotices(find("notices"), all, false);
  showChecks(data.checks);
  showPlan(data.plan, data.running);
  showRuns("runs", data.runs, false);
  find("quarantine-section").hidden = data.quarantine.length === 0;
  showNotices(find("quarantine"), quarantineNotices(data.quarantine), false);
  showRestorePoints(table.restorePoints ?? []);
  showCompleteness(data.completeness);
  showReaders(data);
  showSnapshots(data.snapshots, table.snapshots);
  showColumns(table.columns ?? []);
  if (Date.now() - historyAsked > EVERY_HISTORY) {
    showHistory(address.parts[1]);
  }
}

function showHistory(table) {
  historyAsked = Date.now();
  const asked = period;
  const shown = charts;
  ask(`/api/v1/tables/${segment(table)}/history?period=${asked}`).then(past => {
    if (asked === period && shown === charts) {
      charts.forEach(each => each.show(past));
    }
  }, () => {});
}
