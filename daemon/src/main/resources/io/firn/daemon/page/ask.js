// Asks the daemon. What it cannot answer is a Failure, whose words can be shown.

const PATIENCE = 8000;

export class Failure extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

const begin = (path, type) => fetch(path, {headers: {Accept: type}, signal: AbortSignal.timeout(PATIENCE)});

/** The overview is asked for while the rest of the page still loads; once, since it grows old. */
const early = new Map();
if (/^(#\/?(\?.*)?)?$/.test(location.hash)) {
  const answered = begin("/api/v1/overview", "application/json");
  answered.catch(() => {});
  early.set("/api/v1/overview", answered);
}

async function answer(path, type) {
  let response;
  let text;
  try {
    const begun = early.get(path);
    early.clear();
    response = await (begun ?? begin(path, type));
    text = await response.text();
  } catch (failure) {
    throw new Failure(0, "the daemon does not answer");
  }
  if (!response.ok) {
    throw new Failure(response.status, detail(text) ?? `the daemon answered ${response.status}`);
  }
  return text;
}

function detail(text) {
  try {
    return JSON.parse(text).detail;
  } catch (failure) {
    return undefined;
  }
}

export async function ask(path) {
  return JSON.parse(await answer(path, "application/json"));
}

export const askText = path => answer(path, "text/plain");

/** A path's segment. */
export const segment = name => encodeURIComponent(name);
