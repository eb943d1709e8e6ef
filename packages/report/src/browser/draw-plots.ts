import uPlot from 'uplot';
import { formatBytes } from '../format.ts';
import type { Resources } from '../story/resources.ts';

interface Line {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

interface Plot {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
}

/** Draws every plot into its place; draws them again when the page's width or colour scheme changes. */
export function drawPlots(resources: Resources): void {
  if (resources.time.length < 2) return;
  const plots = plotsOf(resources);
  let drawn: readonly uPlot[] = [];
  const draw = (): void => {
    for (const plot of drawn) plot.destroy();
    drawn = plots.flatMap((plot) => drawPlot(plot, resources.time));
  };
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  new ResizeObserver(() => {
    for (const plot of drawn) {
      const width = plot.root.parentElement?.clientWidth ?? plot.width;
      if (width !== plot.width) plot.setSize({ width, height });
    }
  }).observe(document.body);
}

function plotsOf(resources: Resources): readonly Plot[] {
  const { pss, rss, swap, cores, readRate, writeRate, disk } = resources;
  const swapped = swap.some((bytes) => bytes > 0) ? [{ label: 'swap', values: swap }] : [];
  return [
    {
      id: 'memory',
      lines: [{ label: 'proportional', values: pss }, { label: 'resident', values: rss }, ...swapped],
      format: formatBytes,
    },
    { id: 'cpu', lines: [{ label: 'cores', values: cores }], format: (value) => value.toFixed(value < 10 ? 1 : 0) },
    {
      id: 'io',
      lines: [
        { label: 'read', values: readRate },
        { label: 'written', values: writeRate },
      ],
      format: (value) => `${formatBytes(value)}/s`,
    },
    { id: 'disk', lines: [{ label: 'work directory', values: disk }], format: formatBytes },
  ];
}

const height = 180;
/** One cursor over all plots. */
const cursor = { sync: { key: 'time' }, points: { size: 6 }, drag: { x: true, y: false } };

function drawPlot({ id, lines, format }: Plot, time: readonly number[]): readonly uPlot[] {
  const place = document.querySelector<HTMLElement>(`[data-plot="${id}"]`);
  if (place === null) return [];
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const series = lines.map(({ label }, index) => ({
    label,
    stroke: colour(`--line-${index + 1}`),
    width: 1.75,
    points: { show: time.length < 40, size: 4 },
    ...(index === 0 ? { fill: colour('--line-fill') } : {}),
    value: (_: uPlot, value: number | null) => (value === null ? '–' : format(value)),
  }));
  const axis = {
    stroke: colour('--muted'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colour('--hairline'), width: 1 },
    ticks: { show: false },
  };
  const options: uPlot.Options = {
    width: place.clientWidth,
    height,
    cursor,
    series: [
      { label: 'time', value: (_, seconds: number | null) => (seconds === null ? '–' : clockTime(seconds)) },
      ...series,
    ],
    // Nothing that is measured here can be less than nothing.
    scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, size: 32, values: timeMarks },
      { ...axis, size: 72, values: (_, marks) => marks.map(format) },
    ],
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
  };
  const columns: uPlot.AlignedData = [[...time], ...lines.map(({ values }) => [...values])];
  return [new uPlot(options, columns, place)];
}

/** Clock times in UTC; with seconds where marks are closer than a minute. */
function timeMarks(_: uPlot, marks: readonly number[]): string[] {
  const close = (marks[1] ?? 0) - (marks[0] ?? 0) < 60;
  return marks.map((mark) => clockTime(mark).slice(0, close ? 8 : 5));
}

/** `HH:MM:SS` in UTC. */
function clockTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(11, 19);
}
