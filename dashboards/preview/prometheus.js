// Asks Prometheus what the dashboard's panels ask, with Grafana's variables put in.

const SECONDS = { s: 1, m: 60, h: 3600, d: 86400 };
// As in ../provisioning/datasources: no point is nearer to the next, and a rate looks back over four of them at least.
const SCRAPE_INTERVAL = 15;
// About one point for every other pixel of half the picture.
const POINTS = 300;

/** The time shown, from "30m" or "now-6h"; its ends are multiples of the step, so that a second look draws the same points. */
export function timeOf(text, now) {
    const [, amount, unit] = /^(?:now-)?(\d+)([smhd])$/.exec(text) ?? [];
    if (!Number(amount)) {
        throw new Error(`Cannot show the last '${text}': give a time such as 30m or 6h`);
    }
    const range = amount * SECONDS[unit];
    const step = Math.max(SCRAPE_INTERVAL, Math.ceil(range / POINTS));
    const to = Math.floor(now / 1000 / step) * step;
    return { from: to - range, to, step };
}

export class Prometheus {
    constructor(address) {
        this.address = address.replace(/\/$/, '');
    }

    async get(path, parameters) {
        let answer;
        try {
            const response = await fetch(`${this.address}/api/v1/${path}`, {
                method: 'POST',
                body: new URLSearchParams(parameters),
                signal: AbortSignal.timeout(30_000),
            });
            answer = await response.json();
        } catch (e) {
            throw new Error(`Cannot ask Prometheus at ${this.address}: ${e.cause?.message || e.cause?.code || e.message}`);
        }
        if (answer.status !== 'success') {
            const reason = answer.error ?? 'what answers there is no Prometheus';
            throw new Error(`Cannot ask Prometheus at ${this.address} for ${parameters.query}: ${reason}`);
        }
        return answer.data;
    }

    /** The variables' values: those given, else all, else the first that Prometheus knows. */
    async variables(definitions, given, time) {
        const values = {
            __range: `${time.to - time.from}s`,
            __interval: `${time.step}s`,
            __rate_interval: `${Math.max(time.step + SCRAPE_INTERVAL, 4 * SCRAPE_INTERVAL)}s`,
        };
        const unknown = Object.keys(given).find((name) => !definitions.some((definition) => definition.name === name));
        if (unknown) {
            throw new Error(`Cannot set variable '${unknown}': the dashboard has ${definitions.map((d) => d.name).join(', ')}`);
        }
        for (const { name, type, includeAll, allValue, query } of definitions) {
            if (given[name] !== undefined) {
                values[name] = given[name];
            } else if (type === 'datasource') {
                values[name] = 'prometheus';
            } else if (includeAll) {
                values[name] = allValue ?? '.*';
            } else {
                const [, series, label] = /^label_values\((.*), *(\w+)\)$/.exec(query) ?? [];
                if (!label) {
                    throw new Error(`Cannot choose a value of variable '${name}': give one with --var ${name}=VALUE`);
                }
                const found = await this.get('query', { query: `group by (${label}) (${fill(series, values)})`, time: time.to });
                const first = found.result.map(({ metric }) => metric[label]).sort()[0];
                if (first === undefined) {
                    throw new Error(`Cannot choose a value of variable '${name}': Prometheus has no ${fill(series, values)}`);
                }
                values[name] = first;
            }
        }
        return values;
    }

    /** The series of a panel's query: name, labels, times in milliseconds and, as Prometheus writes them, values; NaN where there is none. */
    async series({ expr, legendFormat, instant }, values, { from, to, step }) {
        const query = fill(expr, values);
        const { result } = instant
            ? await this.get('query', { query, time: to })
            : await this.get('query_range', { query, start: from, end: to, step });
        const times = instant ? [to] : Array.from({ length: (to - from) / step + 1 }, (_, i) => from + i * step);
        return result.map(({ metric, value, values: points = [value] }) => {
            const known = new Map(points);
            return {
                name: legendFormat.replace(/{{ *(\w+) *}}/g, (_, label) => metric[label] ?? ''),
                labels: metric,
                times: times.map((seconds) => seconds * 1000),
                values: times.map((seconds) => known.get(seconds) ?? 'NaN'),
            };
        });
    }
}

function fill(text, values) {
    return text.replace(/\$(?:{(\w+)}|(\w+))/g, (_, braced, plain) => {
        const name = braced ?? plain;
        if (values[name] === undefined) {
            throw new Error(`Cannot ask '${text}': no variable is called ${name}`);
        }
        return values[name];
    });
}
