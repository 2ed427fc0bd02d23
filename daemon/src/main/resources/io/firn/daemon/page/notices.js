// What somebody should look at, each in a box: what it is, of which table, since when, and why.

import {element, mark, pill, sync, timed, write} from "./dom.js";
import {ago, since, tableLink} from "./parts.js";
import {age, bytes, count, operation, plural} from "./words.js";

const URGENCY = {bad: 0, warn: 1, quiet: 2};

function ofPause(pause) {
  return {
    key: `pause ${pause.table} ${pause.operation} ${pause.since}`,
    state: pause.automatic ? "bad" : "warn",
    kind: pause.automatic ? "paused itself" : "paused",
    what: pause.operation ? operation(pause.operation) : "All maintenance",
    table: pause.table,
    at: pause.since,
    when: `for ${age(since(pause.since))}`,
    why: pause.automatic ? pause.reason : `${pause.reason} (by ${pause.by})`,
  };
}

function ofMissing(lost) {
  const when = lost.firstRecord ? `, of ${lost.firstRecord} to ${lost.lastRecord}` : "";
  return {
    key: `missing ${lost.topic} ${lost.partition} ${lost.firstOffset}`,
    state: "bad",
    kind: "missing",
    what: plural(lost.records, "record", "records"),
    table: lost.table,
    at: lost.found,
    when: `found ${ago(lost.found)}`,
    why: `Topic ${lost.topic}, partition ${lost.partition}, offsets ${lost.firstOffset} to ${lost.lastOffset}${when}. More: firn ledger ${lost.table}`,
  };
}

/** Where a check's status began, in words. */
export function began(check) {
  const marks = [];
  if (check.checkpointId != null) {
    marks.push(`checkpoint ${check.checkpointId}`);
  }
  if (check.offsets) {
    marks.push(`offsets ${check.offsets}`);
  }
  return marks.length > 0 ? `. It began with ${marks.join(", ")}` : "";
}

export const checkState = check =>
  ({fail: check.severity === "critical" ? "bad" : "warn", warn: "warn", pass: "good"}[check.status] ?? "quiet");

function ofCheck(check) {
  return {
    key: `check ${check.table} ${check.check}`,
    state: checkState(check),
    kind: `check ${check.status === "fail" ? "fails" : "warns"}${check.severity === "critical" ? ", critical" : ""}`,
    what: check.check,
    table: check.table,
    at: check.since,
    when: check.since ? `for ${age(since(check.since))}` : "",
    why: check.reason + began(check),
  };
}

function ofRejected(run) {
  return {
    key: `rejected ${run.id}`,
    state: "warn",
    kind: run.guard ? `refused by guard ${run.guard.id}` : "refused by a guard",
    what: operation(run.operation),
    table: run.table,
    at: run.started,
    when: ago(run.started),
    why: run.guard ? `${run.guard.watches}: ${run.reason}` : run.reason,
  };
}

function ofQuarantine(held) {
  const until = held.undoUntil.replace("T", " ").slice(0, 16);
  return {
    key: `quarantine ${held.run}`,
    state: "quiet",
    kind: "quarantine",
    what: plural(held.files, "file", "files"),
    table: held.table,
    at: held.undoUntil,
    when: `can be put back until ${until} UTC`,
    why: `${bytes(held.bytes)}. To put them back: firn undo ${held.run}`,
  };
}

/** The worst first. */
export function notices(pauses, missing, checks, rejected) {
  const judged = checks.filter(check => check.status === "fail" || check.status === "warn");
  return [...missing.map(ofMissing), ...judged.map(ofCheck), ...pauses.map(ofPause), ...rejected.map(ofRejected)]
    .sort((one, other) => URGENCY[one.state] - URGENCY[other.state]);
}

export const quarantineNotices = held => held.map(ofQuarantine);

/** @param ofMany whether they are of many tables, so that each needs its name */
export function showNotices(list, all, ofMany) {
  sync(list, all, notice => notice.key, notice => {
    const item = element("li");
    const head = element("div", "head");
    const what = element("span", "what");
    what.append(element("span", "pill"), " ", element("strong", ""));
    if (ofMany) {
      what.append(" of ", notice.table ? tableLink(notice.table) : "every table");
    } else if (!notice.table) {
      what.append(" of every table");
    }
    head.append(what, element("span", "when"));
    item.append(head, element("p", "why"));
    return item;
  }, (item, notice) => {
    mark(item, notice.state);
    const what = item.querySelector(".what");
    pill(what, notice.kind, notice.state);
    write(what.querySelector("strong"), notice.what);
    if (notice.at) {
      timed(item.querySelector(".when"), notice.at, notice.when);
    }
    write(item.querySelector(".why"), notice.why);
  });
}

export function more(node, left) {
  node.hidden = left <= 0;
  write(node, left > 0 ? `And ${count(left)} more; the tables below say of which.` : "");
}
