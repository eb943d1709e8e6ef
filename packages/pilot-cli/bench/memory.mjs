import { readFileSync } from 'node:fs';

/** What the resident memory of a process is made of, in MB by kind; the kinds of anonymous memory are told from where they begin. */
export function memoryOf(pid) {
  const kinds = { 'files, shared': 0, "V8's heap and code": 0, "C library's heap": 0, other: 0 };
  let kind = 'other';
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'latin1').split('\n')) {
    const [, from, rights, name] = /^([0-9a-f]+)-[0-9a-f]+ (\S+) \S+ \S+ \S+ *(.*)$/.exec(line) ?? [];
    if (from !== undefined) kind = kindOf(Number.parseInt(from, 16), rights, name);
    else if (line.startsWith('Rss:')) kinds[kind] += Number.parseInt(line.slice('Rss:'.length), 10) / 1024;
  }
  return kinds;
}

function kindOf(from, rights, name) {
  if (name.startsWith('/')) return 'files, shared';
  if (name === '[heap]') return "C library's heap";
  if (name !== '') return 'other';
  if (rights.includes('x')) return "V8's heap and code";
  // An arena of glibc begins at a multiple of 64 MB, a page of V8 at one of 256 kB.
  if (from % 2 ** 26 === 0) return "C library's heap";
  return from % 2 ** 18 === 0 ? "V8's heap and code" : 'other';
}
