import { onOneLine } from '@panda-pilot/core';

/** `text` in lines below each other, after `head`; a word that is too long for a line stands alone. What fits stays as it is. */
export function hang(head: string, said: string, width: number): readonly string[] {
  const text = onOneLine(said);
  if (head.length + text.length <= width) return [`${head}${text}`.trimEnd()];
  const room = Math.max(20, width - head.length);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one, index) => `${index === 0 ? head : ' '.repeat(head.length)}${one}`.trimEnd());
}
