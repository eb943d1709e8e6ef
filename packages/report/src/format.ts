/** `1.2 MB`: powers of ten, as storages count. */
export function formatBytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return `${power === 0 ? Math.round(count) : (count / 1000 ** power).toFixed(1)} ${units[power]}`;
}

/** `12 ms`, `4.2 s`, `12 min 05 s`, `3 h 05 min`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** `2026-11-22 21:16:40 UTC`. */
export function formatMoment(at: number): string {
  return `${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC`;
}

/** Bytes a second: `12.3 MB/s`; a dash for what took no time. */
export function formatRate(bytes: number, ms: number): string {
  return ms > 0 ? `${formatBytes((bytes / ms) * 1000)}/s` : '–';
}

/** What is longer than `most` characters without its middle: what tells names apart, and messages, stands at both ends. */
export function formatLong(text: string, most: number): string {
  if (text.length <= most) return text;
  const end = Math.floor((most - 3) / 2);
  return `${text.slice(0, most - 3 - end)}...${text.slice(-end)}`;
}

function two(count: number): string {
  return String(count).padStart(2, '0');
}
