// The page: one view at a time, by the address behind the #, asked again and again while somebody looks.

import * as alerts from "./alerts.js";
import {Failure} from "./ask.js";
import {find, mark, write} from "./dom.js";
import * as overview from "./overview.js";
import {isNow, since} from "./parts.js";
import * as runs from "./runs.js";
import * as table from "./table.js";
import {age, clock, count} from "./words.js";

const EVERY_ALERTS = 10000;
const lost = {template: "lost-view", name: "", title: () => "Not found", mount: () => {}};

let shown = {view: lost, address: {parts: [], query: new URLSearchParams()}};
let timer;
let newest;
let alertsAsked = 0;
let clicked = false;
/** Where the reader was in what was left, for whoever comes back. */
const places = new Map();

function address() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(part => part).map(part => {
    try {
      return decodeURIComponent(part);
    } catch (failure) {
      return part;
    }
  });
  return {parts, query: new URLSearchParams(query)};
}

function viewOf({parts}) {
  const [first, second] = parts;
  const views = {
    overview: parts.length === 0 && overview,
    tables: parts.length === 2 && table,
    alerts: parts.length === 1 && alerts.list,
    runbooks: parts.length === 2 && alerts.runbook,
    runs: second === undefined ? runs.list : parts.length === 2 && runs.one,
  };
  return Object.hasOwn(views, first ?? "overview") && views[first ?? "overview"] || lost;
}

function mount(view, at) {
  find("main").replaceChildren(find(view.template).content.cloneNode(true));
  view.mount(at);
  document.querySelectorAll("nav [data-view]").forEach(link => {
    link.ariaCurrent = link.dataset.view === view.name ? "page" : null;
  });
}

/** Shows what the address says. Focus goes to the heading, so that a screen reader reads it and Tab goes on from there. */
function go(left) {
  const active = document.activeElement;
  if (left) {
    places.set(new URL(left).hash, {top: scrollY, focus: active?.getAttribute("href")});
  }
  const before = shown.view;
  const at = address();
  shown = {view: viewOf(at), address: at};
  newest = undefined;
  stale("");
  mount(shown.view, at);
  entitle();
  const back = clicked ? undefined : places.get(location.hash);
  clicked = false;
  // A filter of the same view keeps the focus.
  const same = before === shown.view && active?.id && find(active.id);
  if (same) {
    same.focus();
  } else if (left) {
    find("main").querySelector("h1").focus({preventScroll: true});
    scrollTo(0, 0);
  }
  round(same ? undefined : back);
}

function restore(back) {
  if (back) {
    scrollTo(0, back.top);
    const link = back.focus && [...document.querySelectorAll("main a")].find(each => each.getAttribute("href") === back.focus);
    link?.focus({preventScroll: true});
  }
}

function entitle() {
  const name = `${shown.view.title(shown.address)} · Firn`;
  const words = find("verdict").dataset.state === "good" ? "" : newest ? `${find("verdict").textContent} · ` : "";
  document.title = words + name;
}

function showStatus(status) {
  isNow(status.now);
  const verdict = find("verdict");
  write(verdict, status.verdict.words);
  mark(verdict, status.verdict.state);
  write(find("updated"), `Updated ${clock(status.now)} · up ${age(since(status.started))}`);
  write(find("details"), status.verdict.details.join(" · "));
  find("details").hidden = status.verdict.details.length === 0;
}

function stale(words) {
  const banner = find("stale");
  write(banner, words);
  banner.hidden = words === "";
  document.body.classList.toggle("stale", words !== "");
}

function fail(failure) {
  if (!(failure instanceof Failure)) {
    throw failure;
  }
  if (failure.status === 404) {
    mount(lost, shown.address);
    write(find("lost"), failure.message);
    shown = {...shown, view: lost};
    return;
  }
  const known = newest ? ` What you see is of ${clock(newest.now)}.` : "";
  stale(`Stale: ${failure.message}.${known}`);
}

async function round(back) {
  clearTimeout(timer);
  const asked = shown;
  if (!asked.view.load) {
    return;
  }
  let data;
  try {
    data = await asked.view.load(asked.address);
    if (asked !== shown) {
      return;
    }
    newest = asked.view.status(data);
    showStatus(newest);
    asked.view.show(data, asked.address);
    entitle();
    stale("");
    restore(back);
    performance.mark("firn-shown");
  } catch (failure) {
    if (asked !== shown) {
      return;
    }
    fail(failure);
  }
  countAlerts();
  if (!document.hidden && shown.view.load) {
    clearTimeout(timer);
    timer = setTimeout(round, asked.view.every(data));
  }
}

function countAlerts() {
  if (Date.now() - alertsAsked < EVERY_ALERTS) {
    return;
  }
  alertsAsked = Date.now();
  alerts.alerts().then(known => {
    const open = (known ?? []).filter(alerts.isOpen);
    const badge = find("alert-count");
    badge.hidden = open.length === 0;
    write(badge, ` ${count(open.length)} open`);
    mark(badge, open.some(alert => alert.severity === "critical") ? "bad" : "warn");
  }, () => {});
}

runs.list.again = () => round();
find("skip").addEventListener("click", event => {
  event.preventDefault();
  find("main").focus();
});
document.addEventListener("click", event => {
  clicked = clicked || event.target.closest?.('a[href^="#/"]') != null;
});
addEventListener("hashchange", event => go(event.oldURL));
document.addEventListener("visibilitychange", () => document.hidden ? clearTimeout(timer) : round());
go();
