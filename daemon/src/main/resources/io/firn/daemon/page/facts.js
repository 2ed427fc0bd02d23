// The parts of a table's page that are tables themselves: checks, plan, snapshots, and who reads and writes it.

import {cellLine, find, pill, rows, timed, write} from "./dom.js";
import {began, checkState} from "./notices.js";
import {ago, showLag, since} from "./parts.js";
import {age, bytes, count, operation} from "./words.js";

const VALUE = new Intl.NumberFormat("en-US", {maximumSignificantDigits: 6});

export function showChecks(checks) {
  const order = {fail: 0, warn: 1, unknown: 2, pending: 3, pass: 4};
  const sorted = [...checks].sort((one, other) => order[one.status] - order[other.status]);
  rows("checks", sorted, check => check.check, [
    {label: "Check", head: true, kind: "name", show: (check, cell) => {
      cellLine(cell, "check-name", check.check);
      cellLine(cell, "sub", check.description ?? (check.owner ? `owner ${check.owner}` : ""));
    }},
    {label: "Status", show: (check, cell) =>
      pill(cell, check.status === "fail" && check.severity === "critical" ? "fail, critical" : check.status, checkState(check))},
    {label: "Value", kind: "number", show: check => check.value == null ? "–" : VALUE.format(check.value)},
    {label: "Rule", kind: "why full", show: check => check.rule},
    {label: "Reason", kind: "why full", show: check => check.reason + began(check)},
    {label: "Since", kind: "number", show: (check, cell) => check.since ? timed(cell, check.since, ago(check.since)) : "–"},
  ]);
}

export function showPlan(plan, running) {
  rows("plan", plan, decision => decision.operation, [
    {label: "Operation", head: true, show: decision => operation(decision.operation)},
    {label: "Now", show: (decision, cell) =>
      pill(cell, decision.chosen ? (running.length > 0 ? "waiting" : "due") : "not now", decision.chosen ? "" : "quiet")},
    {label: "Files", kind: "number", show: decision => count(decision.inputFiles)},
    {label: "Bytes", kind: "number", show: decision => bytes(decision.inputBytes)},
    {label: "In any case", kind: "number", show: (decision, cell) =>
      decision.next ? timed(cell, decision.next, `in ${age(-since(decision.next))}`) : "–"},
    {label: "Why", kind: "why full", show: decision => decision.reason},
  ]);
}

const signed = (added, removed) =>
  [added > 0 ? `+${count(added)}` : "", removed > 0 ? `−${count(removed)}` : ""].filter(part => part).join(" ") || "0";

const change = (added, removed) => added == null && removed == null ? "not said" : signed(added ?? 0, removed ?? 0);

export function showSnapshots(snapshots, all) {
  rows("snapshots", snapshots, snapshot => snapshot.id, [
    {label: "Snapshot", head: true, kind: "id", show: (snapshot, cell) => {
      cellLine(cell, "value", String(snapshot.id));
      cellLine(cell, "sub", snapshot.refs.join(", "));
    }},
    {label: "Committed", show: (snapshot, cell) => timed(cell, snapshot.committedAt, ago(snapshot.committedAt))},
    {label: "Operation", show: snapshot =>
      snapshot.operation === "replace" ? "replace (maintenance)" : snapshot.operation || "not said"},
    {label: "Files", kind: "number", show: snapshot => change(snapshot.addedFiles, snapshot.removedFiles)},
    {label: "Records", kind: "number", show: snapshot => change(snapshot.addedRecords, snapshot.removedRecords)},
    {label: "Checkpoint", kind: "number", show: snapshot => snapshot.checkpointId == null ? "–" : String(snapshot.checkpointId)},
  ]);
  write(find("snapshots-more"), all > snapshots.length
    ? `The newest ${count(snapshots.length)} of ${count(all)}.`
    : all === 0 ? "Nothing was ever written to it." : "");
}

export function showRestorePoints(points) {
  rows("restore", points, point => `${point.branch} ${point.writer} ${point.operatorId}`, [
    {label: "Writer", head: true, kind: "id", show: (point, cell) => {
      cellLine(cell, "value", point.writer);
      cellLine(cell, "sub", point.jobId === point.writer ? "" : `job ${point.jobId}`);
    }},
    {label: "Branch", show: point => point.branch},
    {label: "Operator", kind: "id", show: point => point.operatorId || "not said"},
    {label: "Newest checkpoint", kind: "number", show: (point, cell) => checkpoint(cell, point.newestCheckpoint, point.newest)},
    {label: "Back to checkpoint", kind: "number", show: (point, cell) => checkpoint(cell, point.oldestCheckpoint, point.oldest)},
  ]);
}

function checkpoint(cell, id, at) {
  cellLine(cell, "value", String(id));
  cellLine(cell, "sub", ago(at));
}

export function showCompleteness(streams) {
  const figures = [["Offsets", "expected"], ["Landed", "landed"], ["Dead letters", "deadLetters"], ["Missing", "missing"],
    ["Unknown", "unknown"], ["Duplicates", "duplicates"]];
  rows("completeness", streams, stream => stream.topic, [
    {label: "Topic", head: true, kind: "name", show: stream => stream.topic},
    ...figures.map(([label, field]) => ({label, kind: "number", show: stream => count(stream[field])})),
  ]);
}

export function showReaders(data) {
  find("lag-section").hidden = data.lag.length === 0;
  showLag(data.lag);
  find("consumers-section").hidden = data.consumers.length === 0;
  rows("consumers", data.consumers, reader => reader.name, [
    {label: "Reader", head: true, kind: "name", show: reader => reader.name},
    {label: "Has read up to snapshot", kind: "number", show: reader => String(reader.snapshotId)},
    {label: "Said so", kind: "number", show: (reader, cell) => timed(cell, reader.renewed, ago(reader.renewed))},
  ]);
}

export function showColumns(columns) {
  rows("columns", columns, column => column.name, [
    {label: "Column", head: true, kind: "name", show: column => column.name},
    {label: "Type", kind: "name", show: column => column.type},
    {label: "Required", show: column => column.required ? "yes" : "no"},
    {label: "Nulls", kind: "number", show: column => column.nulls == null ? "not known" : count(column.nulls)},
  ]);
}
