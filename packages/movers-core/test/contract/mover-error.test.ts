import { describe, expect, it } from 'vitest';
import { isMoverError, MoverError } from '../../src/index.ts';

describe('MoverError', () => {
  const error = new MoverError('permission denied', {
    kind: 'denied',
    file: 'root://se.example//data/file',
    exitCode: 54,
    tail: '[3010] permission denied',
  });

  it('carries what the tool answered', () => {
    expect(error).toMatchObject({
      name: 'MoverError',
      message: 'permission denied',
      kind: 'denied',
      file: 'root://se.example//data/file',
      exitCode: 54,
      tail: '[3010] permission denied',
    });
    expect(error).not.toHaveProperty('algorithm');
  });

  it('keeps its cause, and has none when there was none', () => {
    const cause = new Error('EACCES');
    expect(new MoverError('no', { kind: 'denied', file: 'f', cause }).cause).toBe(cause);
    expect(Object.hasOwn(error, 'cause')).toBe(false);
  });

  it('is known by its kind', () => {
    expect(isMoverError(error)).toBe(true);
    expect(isMoverError(error, 'denied')).toBe(true);
    expect(isMoverError(error, 'not-found')).toBe(false);
  });

  it('is known when it comes from another copy of this package', () => {
    const foreign = Object.assign(new Error('elsewhere'), { kind: 'network', file: 'f' });
    expect(isMoverError(foreign)).toBe(false);
    Object.defineProperty(foreign, Symbol.for('@panda-pilot/movers-core/MoverError'), { value: true });
    expect(isMoverError(foreign, 'network')).toBe(true);
  });

  it.each([undefined, null, 'denied', { kind: 'denied' }])('is not %j', (other) => {
    expect(isMoverError(other)).toBe(false);
  });
});
