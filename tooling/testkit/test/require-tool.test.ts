import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { needsTool } from '../src/require-tool.ts';

const missing = 'a-tool-that-nobody-has';

describe('needsTool', () => {
  const before = { ...process.env };

  beforeEach(() => {
    delete process.env['CI'];
    delete process.env['REQUIRE_TOOLS'];
  });

  afterEach(() => {
    process.env = { ...before };
  });

  it('is false for tools that are there', () => {
    process.env['CI'] = 'true';
    expect(needsTool('sh', 'cat')).toBe(false);
  });

  it('is true on a laptop when one is missing', () => {
    expect(needsTool('sh', missing)).toBe(true);
  });

  it('throws in CI, and wherever the tool is demanded', () => {
    process.env['REQUIRE_TOOLS'] = `openssl, ${missing}`;
    expect(() => needsTool('sh', missing)).toThrow(missing);
    process.env['REQUIRE_TOOLS'] = 'another';
    expect(needsTool(missing)).toBe(true);
    process.env['CI'] = 'true';
    expect(() => needsTool(missing)).toThrow('must be installed');
  });
});
