import { isPilotError } from '@panda-pilot/core';
import { describe, expect, it } from 'vitest';
import { createRegistry, type MoverDefinition } from '../../src/index.ts';
import { memoryStorage } from '../memory-mover.ts';

function definition(name: string, ...schemes: readonly string[]): MoverDefinition {
  return { name, schemes, parseOptions: (raw) => raw, create: () => memoryStorage({ name }).mover };
}

describe('createRegistry', () => {
  const xrdcp = definition('xrdcp', 'root', 'xroot');
  const gfal = definition('gfal-copy', 'srm', 'root', 'davs');
  const registry = createRegistry([xrdcp, gfal]);

  it('finds a mover by the name that queuedata uses', () => {
    expect(registry.names).toEqual(['xrdcp', 'gfal-copy']);
    expect(registry.find('gfal-copy')).toBe(gfal);
  });

  it('finds all movers that accept a scheme, in their order', () => {
    expect(registry.forScheme('root')).toEqual([xrdcp, gfal]);
    expect(registry.forScheme('davs')).toEqual([gfal]);
    expect(registry.forScheme('ftp')).toEqual([]);
  });

  it('says for an unknown name which names there are', () => {
    const error = thrownBy(() => registry.find('rfcp'));
    expect(isPilotError(error, 'UNKNOWN_COPYTOOL')).toBe(true);
    expect(error).toMatchObject({ code: 1323, message: expect.stringContaining('rfcp') });
    expect(error).toMatchObject({ hint: expect.stringContaining('xrdcp, gfal-copy') });
  });

  it('refuses two movers of one name', () => {
    expect(() => createRegistry([xrdcp, definition('xrdcp', 'root')])).toThrow(TypeError);
  });

  it('does not take names of objects for movers', () => {
    expect(
      isPilotError(
        thrownBy(() => registry.find('constructor')),
        'UNKNOWN_COPYTOOL',
      ),
    ).toBe(true);
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
