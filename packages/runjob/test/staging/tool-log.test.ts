import { type Logger, silentLogger } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { readJsonLine } from '../../src/readable-log/json-line.ts';
import { readRenderedLine, renderLine } from '../../src/readable-log/render-line.ts';
import { logTool } from '../../src/staging/tool-log.ts';

/** What `panda-pilot logs` shows of what is told, `info` only, of the level and the text. */
function shown(told: (logger: Logger) => void): readonly string[] {
  const lines: string[] = [];
  const info: Logger['info'] = (facts, msg) => {
    const line = readJsonLine(JSON.stringify({ level: 30, time: 1000, process: 'runjob', ...facts, msg }));
    if (line?.source === 'tool') lines.push(line.text);
    expect(readRenderedLine(line === undefined ? '' : renderLine(line))).toEqual(line);
  };
  told({ ...silentLogger, info });
  return lines;
}

const given = { durationMs: 12.3, stdout: '', stderr: '' };

describe('logTool', () => {
  it('tells what was asked and how it ended', () => {
    const ending = { kind: 'exited', exitCode: 0 } as const;
    const text = shown((logger) =>
      logTool(logger, ['/usr/bin/xrdcp', '-f', 'root://a//x', '/b'], { ...given, ending, stdout: 'x' }),
    );
    expect(text).toEqual(['xrdcp: ended how=succeeded args="-f root://a//x /b" duration=12ms']);
  });

  it('reads nothing of what a tool said that ended well where nobody looks closely', () => {
    const ending = { kind: 'exited', exitCode: 0 } as const;
    const unread = {
      ...given,
      ending,
      get stdout(): string {
        throw new Error('read');
      },
    };
    const said: string[] = [];
    const careful = (debug: boolean): Logger => ({
      ...silentLogger,
      isLevelEnabled: () => debug,
      debug: (facts) => void said.push(String(facts['line'])),
    });
    logTool(careful(true), ['xrdcp'], { ...given, ending, stdout: 'one\ntwo' });
    expect(said).toEqual(['one', 'two']);
    expect(() => logTool(careful(true), ['xrdcp'], unread)).toThrow('read');
    expect(() => logTool(careful(false), ['xrdcp'], unread)).not.toThrow();
  });

  it('tells what a tool that failed has said last, without secrets', () => {
    const ending = { kind: 'exited', exitCode: 54 } as const;
    const progress = `${Array.from({ length: 50 }, (_, at) => `[${at} %]`).join('\r')}\n`;
    const stderr = `${progress}\u001B[31m[ERROR]\u001B[0m authz=abcDEF123 refused\n\n`;
    const text = shown((logger) =>
      logTool(logger, ['xrdcp', 'root://a//x?authz=abcDEF123'], { ...given, ending, stderr }),
    );
    expect(text).toHaveLength(1 + 20);
    expect(text.at(-2)).toBe('xrdcp: [49 %]');
    expect(text.at(-1)).toBe('xrdcp: [ERROR] authz=[redacted] refused');
    expect(text.join('')).not.toContain('abcDEF123');
  });
});
