// Small and large charts as inline SVG. A drawing is stretched to the width it is given, so all words are HTML beside it.

import {drawing, element, write} from "./dom.js";

const WIDTH = 600;
const HEIGHT = 120;

const seen = values => values.filter(value => value != null);

/** The path of a line; where something is not known it is interrupted. A single point is a dot. */
function path(points) {
  let text = "";
  let pen = false;
  points.forEach((point, index) => {
    if (!point) {
      pen = false;
      return;
    }
    const [x, y] = point.map(value => value.toFixed(1));
    text += pen ? `L${x} ${y}` : `M${x} ${y}`;
    if (!pen && !points[index + 1]) {
      text += "h0.01";
    }
    pen = true;
  });
  return text;
}

/** A line as small as a word; its values are beside it, so that it is described in short. */
export function spark(all, words) {
  const values = all.slice(all.findIndex(value => value != null), all.findLastIndex(value => value != null) + 1);
  const known = seen(values);
  const most = Math.max(1, ...known);
  const step = 96 / Math.max(1, values.length - 1);
  const node = drawing("svg", {
    viewBox: "0 0 96 22", class: "spark", preserveAspectRatio: "none", role: "img", "aria-label": words,
  });
  node.append(drawing("path", {
    d: path(values.map((value, index) => value == null ? null : [index * step, 20 - 18 * value / most])),
  }));
  return node;
}

/** A round number not below any value, so that a scale can be read. */
function ceiling(most, steps) {
  if (most <= 0) {
    return steps[0];
  }
  const larger = steps.find(step => step >= most);
  if (larger) {
    return larger;
  }
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= most);
}

const COUNTS = [4, 10];
const SECONDS = [10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400, 172800, 604800, 1209600];
const BYTES = Array.from({length: 50}, (_, index) => 2 ** (index + 10));
export const SCALES = {count: COUNTS, seconds: SECONDS, bytes: BYTES};

/**
 * A chart: a title, a drawing, and the same in words and in a table.
 *
 * @param lines of {name, of: point => value}
 * @param scale steps that its upper end may have
 * @param text of a value
 */
export function chart(title, lines, scale, text) {
  const node = element("figure", "chart");
  const caption = element("figcaption");
  const said = element("p", "said");
  caption.append(element("h3", "", title), said);
  const plot = element("div", "plot");
  const top = element("span", "top-end");
  const picture = drawing("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img"});
  plot.append(top, picture);
  const axis = element("div", "axis");
  const times = [element("span"), element("span"), element("span")];
  axis.append(...times);
  const details = element("details");
  details.append(element("summary", "", `${title} as a table`));
  node.append(caption, plot, axis);
  if (lines.length > 1) {
    const legend = element("ul", "legend");
    lines.forEach((line, index) => {
      const item = element("li");
      const sample = drawing("svg", {viewBox: "0 0 24 8", "aria-hidden": "true"});
      sample.append(drawing("path", {d: "M0 4H24", class: `curve curve-${index}`}));
      item.append(sample, line.name);
      legend.append(item);
    });
    node.append(legend);
  }
  node.append(details);
  const state = {title, lines, scale, text, said, top, picture, times, details, points: [], usual: ""};
  picture.addEventListener("pointermove", event => point(state, event));
  picture.addEventListener("pointerleave", () => leave(state));
  details.addEventListener("toggle", () => tabulate(state));
  return {node, show: history => show(state, history)};
}

function show(state, history) {
  const {lines, picture, text} = state;
  // Of a daemon that is new nothing is known of the beginning: what is known gets the room.
  const first = Date.parse(history.points[0]?.at ?? history.from);
  const from = Math.max(Date.parse(history.from), Math.min(first, Date.parse(history.to) - 5 * history.stepSeconds * 1000));
  const to = Date.parse(history.to);
  const step = history.stepSeconds * 1000;
  state.points = history.points.map(each => ({at: Date.parse(each.at), values: lines.map(line => line.of(each))}));
  state.days = to - from > 86400000 * 1.5;
  const all = state.points.flatMap(each => seen(each.values));
  const most = ceiling(Math.max(0, ...all), state.scale);
  const x = at => Math.min(WIDTH, Math.max(0, WIDTH * (at - from) / (to - from)));
  const shapes = [drawing("path", {d: `M0 ${HEIGHT - 1}H${WIDTH}M0 ${HEIGHT / 2}H${WIDTH}M0 1H${WIDTH}`, class: "grid"})];
  lines.forEach((line, index) => {
    const spots = [];
    state.points.forEach((each, place) => {
      const before = state.points[place - 1];
      if (before && each.at - before.at > step * 2.5) {
        spots.push(null);
      }
      const value = each.values[index];
      spots.push(value == null ? null : [x(each.at), HEIGHT - 2 - (HEIGHT - 4) * value / most]);
    });
    shapes.push(drawing("path", {d: path(spots), class: `curve curve-${index}`}));
  });
  state.cursor = drawing("path", {d: "", class: "cursor"});
  state.x = x;
  picture.replaceChildren(...shapes, state.cursor);
  write(state.top, all.length > 0 ? text(most) : "");
  state.times.forEach((node, index) => write(node, time(from + (to - from) * index / 2, state.days)));
  state.usual = inWords(state);
  write(state.said, state.usual);
  picture.setAttribute("aria-label", `${state.title}: ${state.usual}`);
  tabulate(state);
}

function inWords(state) {
  const parts = state.lines.map((line, index) => {
    const values = seen(state.points.map(each => each.values[index]));
    if (values.length === 0) {
      return "";
    }
    const name = state.lines.length > 1 ? `${line.name} ` : "";
    const range = index > 0 ? "" : `, ${state.text(Math.min(...values))} to ${state.text(Math.max(...values))}`;
    return `${name}${state.text(values.at(-1))}${range}`;
  }).filter(part => part);
  return parts.length > 0 ? parts.join(" · ") : "nothing is known of this time";
}

function time(at, days) {
  const date = new Date(at);
  return days
    ? date.toLocaleDateString([], {day: "numeric", month: "short"})
    : date.toLocaleTimeString([], {hour: "2-digit", minute: "2-digit", hour12: false});
}

function moment(at, days) {
  return days ? `${time(at, true)} ${time(at, false)}` : time(at, false);
}

function row(state, each) {
  return state.lines.map((line, index) => each.values[index] == null ? "not known" : state.text(each.values[index]));
}

function point(state, event) {
  if (state.points.length === 0) {
    return;
  }
  const box = state.picture.getBoundingClientRect();
  const place = WIDTH * (event.clientX - box.left) / box.width;
  const nearest = state.points.reduce((best, each) =>
    Math.abs(state.x(each.at) - place) < Math.abs(state.x(best.at) - place) ? each : best);
  state.cursor.setAttribute("d", `M${state.x(nearest.at).toFixed(1)} 0V${HEIGHT}`);
  const values = row(state, nearest).map((text, index) => state.lines.length > 1 ? `${state.lines[index].name} ${text}` : text);
  write(state.said, `${moment(nearest.at, state.days)}: ${values.join(" · ")}`);
}

function leave(state) {
  state.cursor?.setAttribute("d", "");
  write(state.said, state.usual);
}

/** Only while somebody has it open: there may be hundreds of rows. */
function tabulate(state) {
  state.details.querySelector(".scroll")?.remove();
  if (!state.details.open) {
    return;
  }
  const box = element("div", "scroll");
  box.tabIndex = 0;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", `${state.title}, values`);
  const table = element("table");
  const head = table.createTHead().insertRow();
  ["Time", ...state.lines.map(line => line.name)].forEach((name, index) => {
    const cell = element("th", index > 0 ? "number" : "", name);
    cell.scope = "col";
    head.append(cell);
  });
  const body = table.createTBody();
  [...state.points].reverse().forEach(each => {
    const line = body.insertRow();
    const at = element("th", "", moment(each.at, state.days));
    at.scope = "row";
    line.append(at, ...row(state, each).map(text => element("td", "number", text)));
  });
  box.append(table);
  state.details.append(box);
}
