/**
 * Takes bytes as they come and hands on whole lines, without their ends. Lines longer than 4096 characters are cut: no
 * protocol of ours has them.
 */
export function createLineReader(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const longest = 4096;
  const decoder = new TextDecoder();
  let rest = '';
  return (chunk) => {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, longest);
    for (const line of lines) onLine(line.slice(0, longest));
  };
}
