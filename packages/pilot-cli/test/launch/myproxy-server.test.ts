import { describe, expect, it } from 'vitest';
import { addressOf, myProxyServer } from '../../src/launch/myproxy-server.ts';

describe('a MyProxy server', () => {
  it('has a host, and a port of its own or the usual one', () => {
    expect(addressOf('myproxy.example.org')).toEqual({ host: 'myproxy.example.org', port: 7512 });
    expect(addressOf('localhost:23512')).toEqual({ host: 'localhost', port: 23_512 });
  });

  it.each([undefined, '', 'a host', 'host:port', 'http://host', 'host:1:2', 'host:0', 'host:65536', 'host\nCOMMAND=3'])(
    'is not %j',
    (address) => {
      const hint = expect.stringContaining('host:port') as string;
      expect(() => addressOf(address)).toThrow(expect.objectContaining({ errorName: 'NO_PROXY', hint }));
    },
  );

  it('is not asked by somebody whose proxy cannot be read', async () => {
    const asking = myProxyServer('localhost', { caDirectory: '/nonexistent', proxyFile: '/nonexistent/proxy' });
    await expect(asking).rejects.toMatchObject({ errorName: 'NO_PROXY' });
  });
});
