import { expect, it } from 'vitest';
import { requestBytes } from '../../src/myproxy/request.ts';

it('writes all lines that the server wants, even empty ones, and a NUL', () => {
  expect(String(requestBytes({ command: 'get', user: '/CN=Jane (Example)' }))).toBe(
    'VERSION=MYPROXYv2\nCOMMAND=0\nUSERNAME=/CN=Jane (Example)\nPASSPHRASE=\nLIFETIME=0\n\0',
  );
});

it('adds what is given', () => {
  const request = {
    command: 'put',
    user: 'u',
    name: 'n',
    passphrase: 'p',
    lifetimeSeconds: 7,
    trustedRetrievers: '*/CN=x',
  } as const;
  expect(String(requestBytes(request))).toBe(
    'VERSION=MYPROXYv2\nCOMMAND=1\nUSERNAME=u\nPASSPHRASE=p\nLIFETIME=7\nCRED_NAME=n\nRETRIEVER_TRUSTED=*/CN=x\n\0',
  );
});

it('takes no value that no server would take', () => {
  expect(() => requestBytes({ command: 'get', user: 'x'.repeat(5000) })).toThrow(
    'USERNAME of a MyProxy request has 5000',
  );
});

it.each(['\n', '\0', '\r', '\u007f'])('lets no %j into a line', (control) => {
  for (const field of ['user', 'name', 'passphrase', 'trustedRetrievers'] as const) {
    expect(() => requestBytes({ command: 'get', user: 'u', [field]: `a${control}b` })).toThrow('control character');
  }
});
