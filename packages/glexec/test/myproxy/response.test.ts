import { expect, it } from 'vitest';
import { readResponse } from '../../src/myproxy/response.ts';
import { storedCredentials } from '../../src/myproxy/stored-credential.ts';

it('reads agreement, refusal and a demand', () => {
  expect(readResponse('VERSION=MYPROXYv2\nRESPONSE=0\n')).toEqual({ verdict: 'ok', fields: [], error: '' });
  expect(readResponse('VERSION=MYPROXYv2\nRESPONSE=1\nERROR=one\nERROR=two\n')).toMatchObject({
    verdict: 'error',
    error: 'one; two',
  });
  expect(readResponse('VERSION=MYPROXYv2\nRESPONSE=2\nX=a=b\n')).toMatchObject({
    verdict: 'authorization',
    fields: [['X', 'a=b']],
  });
});

it.each(['', 'RESPONSE=0\n', 'VERSION=MYPROXYv1\nRESPONSE=0\n', 'VERSION=MYPROXYv2\nRESPONSE=9\n', 'HTTP/1.1 400\n'])(
  'takes %j for no answer',
  (text) => {
    expect(readResponse(text)).toBeUndefined();
  },
);

it('lists what is stored, the nameless too', () => {
  const lines = `VERSION=MYPROXYv2
RESPONSE=0
CRED_START_TIME=1700000000
CRED_END_TIME=1700003600
CRED_OWNER=/CN=me
ADDL_CREDS=panda,other
CRED_panda_END_TIME=1700007200
CRED_panda_OWNER=/CN=me
CRED_panda_DESC=for jobs
CRED_panda_RETRIEVER_TRUSTED=*/CN=pilot
CRED_other_OWNER=/CN=me
CRED_other_END_TIME=never
`;
  const response = readResponse(lines);
  expect(response && storedCredentials(response)).toEqual([
    { owner: '/CN=me', startsAt: new Date(1_700_000_000_000), endsAt: new Date(1_700_003_600_000) },
    {
      name: 'panda',
      owner: '/CN=me',
      description: 'for jobs',
      endsAt: new Date(1_700_007_200_000),
      trustedRetrievers: '*/CN=pilot',
    },
    { name: 'other', owner: '/CN=me' },
  ]);
  expect(storedCredentials({ verdict: 'ok', fields: [], error: '' })).toEqual([]);
});
