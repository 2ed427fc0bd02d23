// Alerts that the daemon itself publishes, and their runbooks.

import {ask, askText, Failure, segment} from "./ask.js";
import {element, find, link, mark, pill, sync, timed, write} from "./dom.js";
import {inline, render} from "./markdown.js";
import {ago, since, tableLink} from "./parts.js";
import {age, plural} from "./words.js";

const STATES = {critical: "bad", warning: "warn"};
const ARRIVED = {delivered: "good", waiting: "warn", refused: "bad"};

/** Null where this daemon does not publish alerts. */
export async function alerts() {
  try {
    return (await ask("/api/v1/alerts")).alerts;
  } catch (failure) {
    if (failure instanceof Failure && failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

export const isOpen = alert => alert.endedAt == null;

export const list = {
  template: "alerts-view",
  name: "alerts",
  title: () => "Alerts",
  every: () => 5000,
  mount() {},
  async load() {
    const [status, known] = await Promise.all([ask("/api/v1/status"), alerts()]);
    return {status, known};
  },
  status: data => data.status,
  show({known}) {
    const open = (known ?? []).filter(isOpen);
    const ended = (known ?? []).filter(alert => !isOpen(alert));
    write(find("alerts-state"), known === null
      ? "Not available: this daemon publishes no alerts."
      : open.length === 0 ? "No alert is open." : `${plural(open.length, "alert is", "alerts are")} open.`);
    find("open-section").hidden = open.length === 0;
    find("ended-section").hidden = ended.length === 0;
    showAlerts(find("open"), open);
    showAlerts(find("ended"), ended);
  },
};

function showAlerts(parent, all) {
  sync(parent, all, alert => alert.id, alert => {
    const item = element("li");
    const head = element("div", "head");
    head.append(element("h3", "", alert.name), element("span", "when"));
    const what = element("p", "what");
    what.append(element("span", "pill"), " ");
    if (alert.table) {
      what.append(tableLink(alert.table), " ");
    }
    what.append(element("span", "summary"));
    const links = element("p");
    links.append(link(`What to do about ${alert.name}`, `#/runbooks/${segment(alert.name)}`));
    item.append(head, what, element("p", "why"), element("ul", "receivers"), links);
    return item;
  }, (item, alert) => {
    const state = isOpen(alert) ? STATES[alert.severity] ?? "quiet" : "quiet";
    mark(item, state);
    pill(item.querySelector(".what"), isOpen(alert) ? alert.severity : `${alert.severity}, ended`, state);
    write(item.querySelector(".summary"), alert.summary);
    const words = item.querySelector(".why");
    if (words.dataset.text !== alert.description) {
      words.dataset.text = alert.description ?? "";
      words.replaceChildren();
      inline(words, words.dataset.text);
    }
    timed(item.querySelector(".when"), alert.endedAt ?? alert.since,
      isOpen(alert) ? `for ${age(since(alert.since))}` : `ended ${ago(alert.endedAt)}`);
    sync(item.querySelector(".receivers"), alert.receivers ?? [], receiver => receiver.receiver, () => element("li"), (node, receiver) => {
      pill(node, receiver.state, ARRIVED[receiver.state] ?? "quiet");
      let words = node.querySelector(".to");
      if (!words) {
        words = element("span", "to");
        node.append(" ", words);
      }
      write(words, receiver.reason ? `${receiver.receiver}: ${receiver.reason}` : receiver.receiver);
    });
  });
}

export const runbook = {
  template: "runbook-view",
  name: "alerts",
  title: address => address.parts[1],
  every: () => 60000,
  mount(address) {
    write(find("main").querySelector("h1"), address.parts[1]);
  },
  async load(address) {
    const [status, text] = await Promise.all([ask("/api/v1/status"), askText(`/runbooks/${segment(address.parts[1])}`)]);
    return {status, text};
  },
  status: data => data.status,
  show({text}) {
    const place = find("runbook");
    if (!place.firstChild) {
      place.append(...render(text));
    }
  },
};
