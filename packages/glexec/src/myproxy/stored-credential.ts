import type { MyProxyResponse } from './response.ts';

/** What the server tells of a stored credential. */
export interface StoredCredential {
  /** Absent for the one without a name. */
  readonly name?: string;
  readonly owner?: string;
  readonly description?: string;
  readonly startsAt?: Date;
  readonly endsAt?: Date;
  /** Who may retrieve a proxy of it without a passphrase, a pattern of names; absent for whoever the server trusts by itself. */
  readonly trustedRetrievers?: string;
}

/** The credentials in an answer to `info`: the first has plain keys, the others have their name in the keys. */
export function storedCredentials({ fields }: MyProxyResponse): readonly StoredCredential[] {
  const values = new Map(fields);
  const others = (values.get('ADDL_CREDS') ?? '').split(',').filter((name) => name !== '');
  const first = values.get('CRED_NAME');
  return [describe(values, first, 'CRED_'), ...others.map((name) => describe(values, name, `CRED_${name}_`))].filter(
    ({ endsAt, owner }) => endsAt !== undefined || owner !== undefined,
  );
}

function describe(values: ReadonlyMap<string, string>, name: string | undefined, prefix: string): StoredCredential {
  const owner = values.get(`${prefix}OWNER`);
  const description = values.get(`${prefix}DESC`);
  const startsAt = instant(values.get(`${prefix}START_TIME`));
  const endsAt = instant(values.get(`${prefix}END_TIME`));
  const trustedRetrievers = values.get(`${prefix}RETRIEVER_TRUSTED`);
  return {
    ...(name === undefined ? {} : { name }),
    ...(owner === undefined ? {} : { owner }),
    ...(description === undefined ? {} : { description }),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(trustedRetrievers === undefined ? {} : { trustedRetrievers }),
  };
}

/** The server counts seconds since 1970. */
function instant(text: string | undefined): Date | undefined {
  return text === undefined || !/^\d{1,12}$/.test(text) ? undefined : new Date(Number(text) * 1000);
}
