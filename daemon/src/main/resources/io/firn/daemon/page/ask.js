// Asks the daemon. What it cannot answer is a Failure, whose words can be shown.

const PATIENCE = 8000;

export class Failure extends Error {
  constructor(status, words) {
    super(words);
    this.status = status;
  }
}

async function answer(path, type) {
  let response;
  let text;
  try {
    response = await fetch(path, {headers: {Accept: type}, signal: AbortSignal.timeout(PATIENCE)});
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
