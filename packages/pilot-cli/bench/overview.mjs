#!/usr/bin/env node
/**
 * The overview of 10,000 jobs in a real browser: size, the time until it can be used, and the time from a key to the filtered table on the screen.
 * `node packages/pilot-cli/bench/overview.mjs [JOBS]`, after `pnpm build`; medians of five. Under a minute.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderOverview } from '@panda-pilot/report';
import { chromium } from 'playwright-core';

const rounds = 5;
const jobs = Number(process.argv[2] ?? 10_000);
const causes = [
  {
    code: 1305,
    name: 'PAYLOAD_EXECUTION_FAILURE',
    message:
      'The payload failed: exit code 65: AthenaEventLoopMgr FATAL no calibration folder /LAR/ElecCalibMC/Ramp for run 450227',
    hint: 'For the user: its own words are in payload.stderr and payload.stdout',
  },
  {
    code: 1099,
    name: 'STAGE_IN_FAILED',
    message:
      'Stage-in failed: root://storage.example.org:1094//atlas/rucio/mc16_13TeV/a1/b2/EVNT.12345678._000123.pool.root.1: connection refused',
    hint: 'For the site: look whether the storage is up',
  },
];
const directory = mkdtempSync(join(tmpdir(), 'panda-overview-bench-'));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  await main();
} finally {
  await browser.close();
  rmSync(directory, { recursive: true, force: true });
}

async function main() {
  const file = join(directory, 'index.html');
  const startedAt = performance.now();
  writeFileSync(file, renderOverview(Array.from({ length: jobs }, (_, index) => entry(index))));
  const size = (statSync(file).size / 2 ** 20).toFixed(1);
  console.log(`${jobs} jobs: ${size} MiB, written in ${Math.round(performance.now() - startedAt)} ms\n`);
  const address = pathToFileURL(file).href;
  const [wide, narrow] = [await measure(address, 1280), await measure(address, 400)];
  console.log('| what (ms) | 1280 px | 400 px |\n|---|---|---|');
  for (const what of Object.keys(wide)) console.log(`| ${what} | ${median(wide[what])} | ${median(narrow[what])} |`);
}

async function measure(address, width) {
  const times = { 'opened and painted': [], 'a letter typed': [], 'an outcome chosen': [], 'to the end and back': [] };
  for (let round = 0; round < rounds; round += 1) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const startedAt = performance.now();
    await page.goto(address);
    await page.evaluate(painted);
    times['opened and painted'].push(performance.now() - startedAt);
    times['a letter typed'].push(await page.evaluate(changed, ['input', '9']));
    await page.evaluate(changed, ['input', '']);
    times['an outcome chosen'].push(await page.evaluate(changed, ['select', 'failed']));
    await page.evaluate(changed, ['select', '']);
    times['to the end and back'].push(await page.evaluate(scrolled));
    await page.close();
  }
  return times;
}

function median(all) {
  return Math.round(all.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]);
}

/** Resolves when what is to be seen is on the screen. In the page, as all below. */
function painted() {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
}

async function changed([name, value]) {
  const field = document.querySelector(`#job-filters ${name}`);
  const startedAt = performance.now();
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - startedAt;
}

/** To the end, and back. */
async function scrolled() {
  const startedAt = performance.now();
  for (const top of [document.documentElement.scrollHeight, 0]) {
    scrollTo({ top, behavior: 'instant' });
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  }
  return performance.now() - startedAt;
}

function entry(index) {
  const pandaId = 6_500_000_000 + index;
  const from = Date.UTC(2026, 10, 22) + 1000 * index;
  const timeline = { from, to: from + 60_000 * (1 + (index % 300)), lines: [] };
  const cause = causes[index % 7];
  const outcome = cause === undefined ? { kind: 'finished', provisional: false } : { kind: 'failed', cause };
  return { href: `job-${pandaId}.html`, story: { pandaId, timeline, outcome } };
}
