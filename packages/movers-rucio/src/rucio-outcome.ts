import type { CommandOutcome, OutcomeTable } from '@panda-pilot/movers-core';

const clients = 'rucio-clients, the texts of its exceptions';
const dq2Era = 'dq2-clients 2.x';

/** argparse and click, before a list of all that there is. */
const unknownCommand = /(?:invalid choice:|No such command) '[\w-]+'/;

/** That the client does not know the command, where it says so. */
export function unknownCommandIn({ stderr }: Pick<CommandOutcome, 'stderr'>): string | undefined {
  return unknownCommand.exec(stderr)?.[0];
}

/**
 * Words of the clients of Rucio and of DQ2, its predecessor. Neither can be had here: the words are those of their
 * sources and documentation.
 */
export const rucioTable: OutcomeTable = {
  rows: [
    { says: unknownCommand, kind: 'unsupported', seen: clients },
    { says: /No module named|command not found/, kind: 'tool-missing', seen: clients },
    { says: /Data identifier not found|DataIdentifierNotFound|No DID matching/i, kind: 'not-found', seen: clients },
    { says: /has no active replicas|no replicas? (?:found|available)/i, kind: 'not-found', seen: clients },
    { says: /dataset .* not found|file .* not found|DQUnknownDatasetException/i, kind: 'not-found', seen: dq2Era },
    {
      says: /CannotAuthenticate|Cannot authenticate|InvalidRucioAccount|Certificate expired/i,
      kind: 'denied',
      seen: clients,
    },
    { says: /AccessDenied|Access to the requested resource denied/i, kind: 'denied', seen: clients },
    { says: /(?:could not|cannot) (?:find|verify) .*(?:proxy|certificate)/i, kind: 'denied', seen: dq2Era },
    { says: /FileReplicaAlreadyExists|already exists|AlreadyExists/, kind: 'exists', seen: clients },
    {
      says: /checksum (?:validation|verification) failed|checksums? do(?:es)? not match/i,
      kind: 'checksum-mismatch',
      seen: clients,
    },
    {
      says: /No space left on device|not enough free space|ResourceTemporaryUnavailable/i,
      kind: 'no-space',
      seen: clients,
    },
    { says: /timed? ?out/i, kind: 'timed-out', seen: clients },
    { says: /ServiceUnavailable|requested service is not available/i, kind: 'offline', seen: clients },
    {
      says: /ServerConnectionException|Cannot connect to the Rucio server|Connection refused/i,
      kind: 'network',
      seen: clients,
    },
    { says: /NoFilesDownloaded|None of the requested files have been downloaded/, kind: 'other', seen: clients },
  ],
  exitCodes: {},
};

/** The values of a file's metadata, a line each. */
export function metadataIn(stdout: string): ReadonlyMap<string, string> {
  const pairs = stdout.split('\n').map((line) => /^(\w+):\s+(\S.*)$/.exec(line.trim()));
  return new Map(pairs.flatMap((pair) => (pair === null ? [] : [[pair[1] ?? '', pair[2] ?? ''] as const])));
}
