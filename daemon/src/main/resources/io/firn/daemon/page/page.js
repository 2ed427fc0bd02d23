// Asks the daemon for one overview every two seconds while somebody looks, and shows it. Text only ever becomes text.

import {cell, element, find, mark, sync, timed, write} from "./dom.js";
import {about, age, bytes, clock, count, operation, plural, took} from "./words.js";

const EVERY = 2000;
const PATIENCE = 8000;
/** A run tells every few seconds how far it is. */
const SILENCE = 60000;
const GOOD = ["succeeded", "unchanged"];
const PASSING = ["conflict", "running"];

let timer;
let newest;

const since = instant => Date.parse(newest.now) - Date.parse(instant);

function showVerdict() {
  const unready = newest.ready.components.filter(component => !component.ok);
  const sick = newest.tables.filter(table => !table.health.ok);
  const failing = newest.checks.filter(check => check.status === "fail");
  let state = "good";
  let words = newest.tables.length === 0
    ? "Ready, no tables yet"
    : newest.tables.length === 1 ? "The table is healthy" : `All ${newest.tables.length} tables are healthy`;
  if (unready.length > 0) {
    state = "bad";
    words = `Not ready: ${unready.map(component => component.name).join(", ")}`;
  } else if (sick.length > 0) {
    state = "warn";
    words = sick.length === 1 ? "1 table needs attention" : `${sick.length} tables need attention`;
  } else if (failing.length > 0) {
    state = failing.some(check => check.severity === "critical") ? "bad" : "warn";
    words = failing.length === 1 ? "1 check fails" : `${failing.length} checks fail`;
  } else if (newest.pauses.some(pause => pause.automatic)) {
    state = "bad";
    words = "Maintenance paused itself";
  } else if (newest.pauses.some(pause => !pause.table && !pause.operation)) {
    state = "warn";
    words = "Maintenance is paused";
  } else if (!newest.maintenanceEnabled) {
    state = "warn";
    words = "Maintenance is disabled";
  }
  const verdict = find("verdict");
  write(verdict, words);
  mark(verdict, state);
  verdict.title = unready.map(component => `${component.name}: ${component.message}`).join("\n");
  document.title = state === "good" ? "Firn" : `Firn: ${words}`;
  write(find("updated"), `Updated ${clock(newest.now)} · up ${age(since(newest.started))}`);
}

function showFigures() {
  const sum = field => newest.tables.reduce((total, table) => total + table[field], 0);
  const saved = newest.runs
    .filter(run => run.outcome === "succeeded" && run.operation === "compaction")
    .reduce((total, run) => total + run.filesBefore - run.filesAfter, 0);
  const lag = newest.lag.reduce((total, group) => total + group.records, 0);
  const latest = newest.lag.reduce((most, group) => group.seconds == null ? most : Math.max(most ?? 0, group.seconds), null);
  const figures = [
    ["Records", count(sum("records"))],
    ["Data files", count(sum("dataFiles"))],
    ["Small files", count(sum("smallFiles"))],
    ["Data", bytes(sum("dataBytes"))],
    ["Files merged away lately", count(saved)],
    ["Records behind", count(lag)],
    ["Oldest of them", latest == null ? "not known" : age(latest * 1000)],
  ];
  sync(find("figures"), figures, figure => figure[0], figure => {
    const box = element("div");
    box.append(element("dt", "", figure[0]), element("dd"));
    return box;
  }, (box, figure) => write(box.lastChild, figure[1]));
}

function showRunning() {
  find("running-section").hidden = newest.running.length === 0;
  sync(find("running"), newest.running, run => run.id, run => {
    const item = element("li");
    const words = element("span", "", "");
    words.append(element("strong", "", operation(run.operation)), " of ", element("span", "name", run.table));
    const bar = element("progress");
    bar.setAttribute("aria-label", `${operation(run.operation)} of ${run.table}`);
    item.append(words, element("span", "progress-words"), bar);
    return item;
  }, (item, run) => {
    const [total, done] = run.bytesTotal > 0
      ? [run.bytesTotal, run.bytesDone] : [run.filesTotal, run.filesDone];
    const bar = item.querySelector("progress");
    if (total > 0) {
      bar.max = total;
      bar.value = done;
    } else {
      bar.removeAttribute("value");
    }
    const files = run.filesTotal > 0 ? `${count(run.filesDone)} of ${plural(run.filesTotal, "file", "files")} · ` : "";
    const rows = run.rowsTotal > 0 ? `${about(run.rowsDone)} of ${about(run.rowsTotal)} rows · ` : "";
    const left = run.secondsLeft == null ? "" : ` · about ${age(run.secondsLeft * 1000)} left`;
    const silent = since(run.at) > SILENCE ? ` · silent for ${age(since(run.at))}` : "";
    write(item.querySelector(".progress-words"), `${files}${rows}${age(since(run.started))}${left}${silent}`);
  });
}

function showPauses() {
  find("pauses-section").hidden = newest.pauses.length === 0;
  sync(find("pauses"), newest.pauses, pause => `${pause.table} ${pause.operation} ${pause.since}`, pause => {
    const item = element("li");
    mark(item, pause.automatic ? "bad" : "warn");
    const head = element("div", "head");
    const what = element("span");
    what.append(
      element("strong", "", pause.operation ? operation(pause.operation) : "All maintenance"),
      " of ",
      element("span", "name", pause.table ?? "every table"),
      pause.automatic ? " paused itself" : ` paused by ${pause.by}`,
    );
    head.append(what, element("span", "when"));
    item.append(head, element("p", "why", pause.reason));
    return item;
  }, (item, pause) => timed(item.querySelector(".when"), pause.since, `for ${age(since(pause.since))}`));
}

function showRejected() {
  find("rejected-section").hidden = newest.rejected.length === 0;
  sync(find("rejected"), newest.rejected, run => run.id, run => {
    const item = element("li");
    mark(item, "bad");
    const head = element("div", "head");
    const what = element("span");
    what.append(element("strong", "", operation(run.operation)), " of ", element("span", "name", run.table));
    if (run.guard) {
      what.append(" ", element("span", "pill", `${run.guard.id} ${run.guard.watches}`));
      mark(what.lastChild, "bad");
    }
    head.append(what, element("span", "when"));
    item.append(head, element("p", "why", run.reason));
    return item;
  }, (item, run) => timed(item.querySelector(".when"), run.started, `${age(since(run.started))} ago`));
}

function showChecks() {
  find("checks-section").hidden = newest.checks.length === 0;
  sync(find("checks"), newest.checks, check => `${check.table} ${check.check}`, check => {
    const item = element("li");
    const head = element("div", "head");
    const what = element("span");
    what.append(element("strong", "", check.check), " of ", element("span", "name", check.table), " ", element("span", "pill"));
    head.append(what, element("span", "when"));
    item.append(head, element("p", "why"));
    return item;
  }, (item, check) => {
    const state = {fail: "bad", warn: "warn"}[check.status] ?? "quiet";
    mark(item, state);
    const pill = item.querySelector(".pill");
    write(pill, check.severity === "critical" ? `${check.status}, critical` : check.status);
    mark(pill, state);
    timed(item.querySelector(".when"), check.since, `for ${age(since(check.since))}`);
    const began = [];
    if (check.checkpointId != null) {
      began.push(`checkpoint ${check.checkpointId}`);
    }
    if (check.offsets) {
      began.push(`offsets ${check.offsets}`);
    }
    write(item.querySelector(".why"), check.reason + (began.length > 0 ? `. It began with ${began.join(", ")}` : ""));
  });
}

function showQuarantine() {
  find("quarantine-section").hidden = newest.quarantine.length === 0;
  sync(find("quarantine"), newest.quarantine, held => held.run, held => {
    const item = element("li");
    mark(item, "quiet");
    const head = element("div", "head");
    const what = element("span");
    what.append(element("strong", "", "Orphans"), " of ", element("span", "name", held.table));
    head.append(what, element("span", "when"));
    item.append(head, element("p", "why"));
    return item;
  }, (item, held) => {
    const until = held.undoUntil.replace("T", " ").slice(0, 16);
    timed(item.querySelector(".when"), held.undoUntil, `can be put back until ${until} UTC`);
    write(item.querySelector(".why"), `${plural(held.files, "file", "files")}, ${bytes(held.bytes)}. To put them back: firn undo ${held.run}`);
  });
}

function showTables() {
  find("tables-empty").hidden = newest.tables.length > 0;
  sync(find("tables").tBodies[0], newest.tables, table => table.table, table => {
    const row = element("tr");
    const name = element("th", "name", table.table);
    name.scope = "row";
    row.append(name);
    cell(row, "Health", "line").append(element("span", "pill"), element("span", "why reasons"));
    for (const label of ["Records", "Data files", "Small", "Delete files", "Size", "Snapshots", "Last commit"]) {
      cell(row, label, "number");
    }
    return row;
  }, (row, table) => {
    const pill = row.querySelector(".pill");
    write(pill, table.health.ok ? "ok" : "needs attention");
    mark(pill, table.health.ok ? "good" : "warn");
    write(row.querySelector(".reasons"), table.health.reasons.join("; "));
    const cells = [...row.querySelectorAll("td")].slice(1);
    const texts = [
      (table.recordsExact ? "" : "~") + count(table.records),
      count(table.dataFiles),
      count(table.smallFiles),
      count(table.deleteFiles),
      bytes(table.dataBytes),
      count(table.snapshots),
    ];
    texts.forEach((text, index) => write(cells[index], text));
    if (table.lastCommit) {
      timed(cells[6], table.lastCommit, `${age(since(table.lastCommit))} ago`);
    } else {
      write(cells[6], "never");
    }
  });
}

function showRuns() {
  const runs = newest.runs.filter(run => run.outcome !== "running").slice(0, 15);
  find("runs-empty").hidden = runs.length > 0;
  sync(find("runs").tBodies[0], runs, run => run.id, run => {
    const row = element("tr");
    cell(row, "Started", "number-left");
    const what = element("th", "name", operation(run.operation));
    what.scope = "row";
    what.append(element("span", "sub", run.table));
    row.append(what);
    cell(row, "Outcome").append(element("span", "pill"));
    for (const label of ["Files", "Bytes", "Took"]) {
      cell(row, label, "number");
    }
    cell(row, "Why", "why full");
    return row;
  }, (row, run) => {
    const cells = row.querySelectorAll("td");
    timed(cells[0], run.started, `${age(since(run.started))} ago`);
    const pill = row.querySelector(".pill");
    write(pill, run.outcome);
    mark(pill, GOOD.includes(run.outcome) ? "good" : PASSING.includes(run.outcome) ? "warn" : "bad");
    const changed = run.outcome === "succeeded";
    write(cells[2], changed ? `${count(run.filesBefore)} → ${count(run.filesAfter)}` : "–");
    write(cells[3], changed ? bytes(run.bytesRewritten) : "–");
    write(cells[4], run.finished ? took(Date.parse(run.finished) - Date.parse(run.started)) : "");
    write(cells[5], run.error ? `${run.reason}: ${run.error}` : run.reason);
  });
}

function showPlan() {
  const tables = [...new Set(newest.plan.map(decision => decision.table))];
  const busy = new Set(newest.running.map(run => run.table));
  find("plan-empty").hidden = tables.length > 0;
  sync(find("plan"), tables, table => table, table => {
    const card = element("article");
    card.append(element("h3", "", table), element("ul"));
    return card;
  }, (card, table) => {
    const decisions = newest.plan.filter(decision => decision.table === table);
    sync(card.lastChild, decisions, decision => decision.operation, decision => {
      const item = element("li");
      const head = element("div", "head");
      head.append(element("span", "", operation(decision.operation)), element("span", "pill"));
      item.append(head, element("p", "why"));
      return item;
    }, (item, decision) => {
      const pill = item.querySelector(".pill");
      const due = decision.chosen ? (busy.has(table) ? "waiting" : "due") : "not now";
      write(pill, due);
      mark(pill, decision.chosen ? "" : "quiet");
      const next = decision.next ? ` Tried in any case in ${age(-since(decision.next))}.` : "";
      write(item.querySelector(".why"), decision.reason + (next && !/[.!?]$/.test(decision.reason) ? "." : "") + next);
    });
  });
}

function showMissing() {
  find("missing-section").hidden = newest.missing.length === 0;
  sync(find("missing"), newest.missing, lost => `${lost.topic} ${lost.partition} ${lost.firstOffset}`, () => {
    const item = element("li");
    mark(item, "bad");
    const head = element("div", "head");
    head.append(element("span", "what"), element("span", "when"));
    item.append(head, element("p", "why"));
    return item;
  }, (item, lost) => {
    write(item.querySelector(".what"), `${plural(lost.records, "record", "records")} of ${lost.topic} not in ${lost.table}`);
    timed(item.querySelector(".when"), lost.found, `found ${age(since(lost.found))} ago`);
    const when = lost.firstRecord ? `, of ${lost.firstRecord} to ${lost.lastRecord}` : "";
    write(item.querySelector(".why"), `Partition ${lost.partition}, offsets ${lost.firstOffset} to ${lost.lastOffset}${when}. More: firn ledger ${lost.table}`);
  });
}

function showCompleteness() {
  find("completeness-empty").hidden = newest.completeness.length > 0;
  sync(find("completeness").tBodies[0], newest.completeness, stream => `${stream.table} ${stream.topic}`, stream => {
    const row = element("tr");
    const table = element("th", "name", stream.table);
    table.scope = "row";
    row.append(table);
    for (const label of ["Offsets", "Landed", "Dead letters", "Missing", "Unknown", "Duplicates"]) {
      cell(row, label, "number line");
    }
    return row;
  }, (row, stream) => {
    const figures = [stream.expected, stream.landed, stream.deadLetters, stream.missing, stream.unknown, stream.duplicates];
    figures.forEach((figure, i) => write(row.cells[i + 1], count(figure)));
  });
}

function showLag() {
  find("lag-empty").hidden = newest.lag.length > 0;
  sync(find("lag").tBodies[0], newest.lag, group => `${group.group} ${group.topic}`, group => {
    const row = element("tr");
    const topic = element("th", "name", group.topic);
    topic.scope = "row";
    row.append(topic);
    cell(row, "Group", "name line").textContent = group.group;
    cell(row, "Behind", "number line");
    cell(row, "Oldest", "number line");
    cell(row, "Until deleted", "number line");
    cell(row, "Status", "line").append(element("span", "pill"));
    return row;
  }, (row, group) => {
    const cells = row.children;
    const time = seconds => seconds == null ? "not known" : age(seconds * 1000);
    write(cells[2], count(group.records));
    write(cells[3], time(group.seconds));
    write(cells[4], group.headroomSeconds == null ? "no limit known" : time(group.headroomSeconds));
    const pill = cells[5].firstChild;
    write(pill, group.status);
    mark(pill, {ok: "good", unknown: "quiet", warn: "warn"}[group.status] ?? "bad");
    pill.title = group.catchUpSeconds ? `Caught up in about ${age(group.catchUpSeconds * 1000)}` : "";
  });
}

function show() {
  showVerdict();
  showFigures();
  showRunning();
  showPauses();
  showMissing();
  showTables();
  showChecks();
  showRuns();
  showRejected();
  showQuarantine();
  showPlan();
  showCompleteness();
  showLag();
}

function stale(words) {
  const banner = find("stale");
  write(banner, words);
  banner.hidden = words === "";
  document.body.classList.toggle("stale", words !== "");
}

function whyNot(failure) {
  const known = newest ? ` What you see is of ${clock(newest.now)}.` : "";
  return `Stale: ${failure}.${known}`;
}

async function ask() {
  clearTimeout(timer);
  try {
    const answer = await fetch("/api/v1/overview", {signal: AbortSignal.timeout(PATIENCE)});
    const body = await answer.json();
    if (answer.ok) {
      newest = body;
      stale("");
      show();
    } else {
      stale(whyNot(body.detail ?? `the daemon answered ${answer.status}`));
    }
  } catch (failure) {
    stale(whyNot("the daemon does not answer"));
  }
  if (!document.hidden) {
    timer = setTimeout(ask, EVERY);
  }
}

document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : ask());
ask();
