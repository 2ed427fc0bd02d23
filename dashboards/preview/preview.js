// Draws the panels of one dashboard into a PNG, without Grafana; see ../README.md.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { Prometheus, timeOf } from './prometheus.js';

const DASHBOARDS = join(import.meta.dirname, '../grafana');
const DRAWN = ['row', 'timeseries', 'stat', 'bargauge'];
const USAGE = `Usage: npm run preview -- --dashboard UID --out FILE.png [--prometheus URL] [--last TIME] [--theme dark|light]
                          [--var NAME=VALUE]... [--skip PANEL-TYPE]...`;

function options() {
    const text = (fallback) => ({ type: 'string', default: fallback });
    const many = { type: 'string', multiple: true, default: [] };
    const { values } = parseArgs({
        options: {
            dashboard: text(),
            out: text(),
            prometheus: text('http://127.0.0.1:9090'),
            last: text(),
            theme: text('dark'),
            var: many,
            skip: many,
        },
    });
    const understood = ['dark', 'light'].includes(values.theme) && values.var.every((pair) => pair.includes('='));
    if (!values.dashboard || !values.out || !understood) {
        throw new Error(USAGE);
    }
    return values;
}

function dashboard(uid) {
    const names = readdirSync(DASHBOARDS).filter((name) => name.endsWith('.json'));
    const all = names.map((name) => JSON.parse(readFileSync(join(DASHBOARDS, name), 'utf8')));
    const found = all.find((each) => each.uid === uid);
    if (!found) {
        throw new Error(`Cannot draw dashboard '${uid}': there are ${all.map((each) => each.uid).join(', ')}`);
    }
    return found;
}

/** The panels with their series. Those that are skipped have none and keep their place. */
async function panelsOf(definition, { prometheus: address, last, var: given, skip }) {
    const unknown = definition.panels.find(({ type }) => !DRAWN.includes(type) && !skip.includes(type));
    if (unknown) {
        throw new Error(
            `Cannot draw panel '${unknown.title}': Grafana's components have none for its type ${unknown.type}; ` +
                `leave it blank with --skip ${unknown.type}`,
        );
    }
    const time = timeOf(last ?? definition.time.from, Date.now());
    const prometheus = new Prometheus(address);
    const chosen = Object.fromEntries(given.map((pair) => pair.split(/=(.*)/s)));
    const variables = await prometheus.variables(definition.templating.list, chosen, time);
    const panels = [];
    for (const panel of definition.panels) {
        const targets = skip.includes(panel.type) ? [] : (panel.targets ?? []);
        const series = await Promise.all(targets.map((target) => prometheus.series(target, variables, time)));
        panels.push({ ...panel, skipped: skip.includes(panel.type), series: series.flat() });
    }
    return { title: definition.title, panels, time };
}

async function draw(what, { out, theme }) {
    const server = await createServer({
        root: import.meta.dirname,
        configFile: false,
        logLevel: 'error',
        server: { host: '127.0.0.1', hmr: false },
    });
    let chrome;
    try {
        await server.listen();
        chrome = await chromium.launch({
            executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
            args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
        });
        const page = await chrome.newPage({ viewport: { width: 1360, height: 600 } });
        const failed = new Promise((_, reject) => page.on('pageerror', reject));
        await page.addInitScript((given) => (window.preview = given), { ...what, theme });
        await page.goto(server.resolvedUrls.local[0]);
        // The first time, Vite bundles the components, which takes a minute.
        await Promise.race([page.waitForFunction(() => window.drawn, undefined, { timeout: 300_000 }), failed]);
        await page.screenshot({ path: out, fullPage: true });
    } finally {
        await chrome?.close();
        await server.close();
    }
}

try {
    const given = options();
    await draw(await panelsOf(dashboard(given.dashboard), given), given);
} catch (e) {
    console.error(e.message);
    process.exitCode = 1;
}
