// Numbers and times as people read them; the same words as on the command line.

const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"];
const THOUSANDS = ["", "K", "M", "B", "T"];
const COUNT = new Intl.NumberFormat("en-US");

export function count(number) {
  return COUNT.format(number);
}

export function bytes(number) {
  let value = number;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const whole = unit === 0 || value >= 99.95 || Number.isInteger(value);
  return `${value.toFixed(whole ? 0 : 1)} ${UNITS[unit]}`;
}

export function about(number) {
  let value = number;
  let unit = 0;
  while (value >= 999.5 && unit < THOUSANDS.length - 1) {
    value /= 1000;
    unit++;
  }
  const whole = value >= 99.95 || Number.isInteger(value);
  return `${value.toFixed(whole ? 0 : 1)}${THOUSANDS[unit]}`;
}

export function age(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 120) {
    return `${seconds} s`;
  }
  if (seconds < 2 * 3600) {
    return `${Math.floor(seconds / 60)} min`;
  }
  return seconds < 2 * 86400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;
}

export function took(milliseconds) {
  if (milliseconds < 1000) {
    return `${milliseconds} ms`;
  }
  return milliseconds < 10000 ? `${(milliseconds / 1000).toFixed(1)} s` : age(milliseconds);
}

export function clock(instant) {
  return new Date(instant).toLocaleTimeString([], {hour12: false});
}

export function operation(id) {
  const words = id.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function plural(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}

/** Seconds that may be unknown. */
export function waiting(seconds) {
  return seconds == null ? "not known" : age(seconds * 1000);
}

/** Date and time as the reader's clock has them. */
export function moment(instant) {
  return new Date(instant).toLocaleString([], {dateStyle: "medium", timeStyle: "medium", hour12: false});
}
