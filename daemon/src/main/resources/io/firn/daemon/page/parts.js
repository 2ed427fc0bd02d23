// Parts that several views show: times, runs, what runs now, lag.

import {element, find, link, mark, pill, rows, sync, timed, write} from "./dom.js";
import {about, age, bytes, count, operation, plural, took, waiting} from "./words.js";

/** A run tells every few seconds how far it is. */
const SILENCE = 60000;
const GOOD = ["succeeded", "unchanged"];
const PASSING = ["conflict", "cancelled"];

let now = Date.now();

/** Every view is of the moment at which the daemon answered, by the daemon's clock. */
export function isNow(instant) {
  now = Date.parse(instant);
}

export const since = instant => now - Date.parse(instant);
export const ago = instant => `${age(since(instant))} ago`;
export const tableAddress = name => `#/tables/${encodeURIComponent(name)}`;
export const runAddress = id => `#/runs/${encodeURIComponent(id)}`;

export function tableLink(name) {
  const node = link(name, tableAddress(name));
  node.classList.add("name");
  return node;
}

export const outcomeState = outcome => outcome === "running" ? "" :
  GOOD.includes(outcome) ? "good" : PASSING.includes(outcome) ? "warn" : "bad";

export function duration(run) {
  return run.finished ? took(Date.parse(run.finished) - Date.parse(run.started)) : "";
}

export function why(run) {
  return run.error ? `${run.reason}: ${run.error}` : run.reason;
}

function percent(run) {
  const progress = run.progress;
  if (!progress) {
    return "";
  }
  const [total, done] = amounts(progress);
  return total > 0 ? ` ${Math.floor(Math.min(100, 100 * done / total))} %` : "";
}

function amounts(run) {
  return run.bytesTotal > 0 ? [run.bytesTotal, run.bytesDone] : [run.filesTotal, run.filesDone];
}

/** Runs in a table; where they are of many tables, with their names. */
export function showRuns(id, runs, ofMany) {
  rows(id, runs, run => run.id, [
    {label: "Operation", head: true, show: (run, cell) => {
      if (!cell.firstChild) {
        cell.append(link(operation(run.operation), runAddress(run.id)));
        if (ofMany) {
          const table = element("span", "sub");
          table.append(tableLink(run.table));
          cell.append(table);
        }
      }
    }},
    {label: "Started", show: (run, cell) => timed(cell, run.started, ago(run.started))},
    {label: "Outcome", show: (run, cell) => pill(cell, run.outcome + (run.outcome === "running" ? percent(run) : ""), outcomeState(run.outcome))},
    {label: "Files", kind: "number", show: run => run.outcome === "succeeded" ? `${count(run.filesBefore)} → ${count(run.filesAfter)}` : "–"},
    {label: "Bytes", kind: "number", show: run => run.outcome === "succeeded" ? bytes(run.bytesRewritten) : "–"},
    {label: "Took", kind: "number", show: run => duration(run) || "–"},
    {label: "Why", kind: "why full", show: why},
  ]);
}

export function showRunning(list, runs, ofMany) {
  sync(list, runs, run => run.id, run => {
    const item = element("li");
    const words = element("span");
    words.append(link(operation(run.operation), runAddress(run.id)));
    if (ofMany) {
      words.append(" of ", tableLink(run.table));
    }
    const bar = element("progress");
    bar.setAttribute("aria-label", `${operation(run.operation)} of ${run.table}`);
    item.append(words, element("span", "progress-words"), bar);
    return item;
  }, (item, run) => {
    const [total, done] = amounts(run);
    const bar = item.querySelector("progress");
    if (total > 0) {
      bar.max = total;
      bar.value = done;
    } else {
      bar.removeAttribute("value");
    }
    const files = run.filesTotal > 0 ? `${count(run.filesDone)} of ${plural(run.filesTotal, "file", "files")} · ` : "";
    const lines = run.rowsTotal > 0 ? `${about(run.rowsDone)} of ${about(run.rowsTotal)} rows · ` : "";
    const left = run.secondsLeft == null ? "" : ` · about ${age(run.secondsLeft * 1000)} left`;
    const silent = since(run.at) > SILENCE ? ` · silent for ${age(since(run.at))}` : "";
    write(item.querySelector(".progress-words"), `${files}${lines}${age(since(run.started))}${left}${silent}`);
  });
}

export function showRunningSection(runs, ofMany) {
  find("running-section").hidden = runs.length === 0;
  showRunning(find("running"), runs, ofMany);
}

export function showLag(groups) {
  rows("lag", groups, group => `${group.group} ${group.topic}`, [
    {label: "Topic", head: true, kind: "name", show: group => group.topic},
    {label: "Consumer group", kind: "name line", show: group => group.group},
    {label: "Status", show: (group, cell) => {
      pill(cell, group.status, {ok: "good", unknown: "quiet", warn: "warn"}[group.status] ?? "bad");
    }},
    {label: "Records behind", kind: "number", show: group => count(group.records)},
    {label: "Oldest of them", kind: "number", show: group => waiting(group.seconds)},
    {label: "Until deleted", kind: "number", show: group =>
      group.headroomSeconds == null ? "no limit known" : waiting(group.headroomSeconds)},
  ]);
}

/** A word about the whole, then what is behind it. */
export function standing(node, words, state, more) {
  pill(node, words, state);
  let text = node.querySelector(".reasons");
  if (!text) {
    text = element("span", "why reasons");
    node.append(text);
  }
  write(text, more);
  mark(node, state);
}
