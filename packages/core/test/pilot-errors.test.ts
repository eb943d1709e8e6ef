import { describe, expect, test } from 'vitest';
import {
  allPilotErrors,
  codeForServer,
  findPilotError,
  hasClass,
  isRecoverable,
  type PilotErrorEntry,
  pilotErrorEntry,
  PilotErrors,
  redact,
} from '../src/index.ts';
import { PILOT_1, PILOT_3 } from './fixtures/reference-codes.ts';

const rows = allPilotErrors();
const codesWhere = (wanted: (row: PilotErrorEntry) => boolean): readonly number[] =>
  rows.filter(wanted).map(({ code }) => code);

describe('the table', () => {
  test('has one row for each code of pilot 1 and pilot 3, and no other', () => {
    expect(rows.map(({ code }) => code)).toEqual(
      [...new Set([...PILOT_1.keys(), ...PILOT_3.keys()])].sort((a, b) => a - b),
    );
    expect(rows).toHaveLength(228);
    expect(Object.keys(PilotErrors)).toHaveLength(rows.length);
  });

  test('uses each number once', () => {
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
  });

  test('uses each spelling of a name once', () => {
    const spellings = rows.flatMap(({ name, aliases }) => [name.replaceAll('_', ''), ...aliases]);
    expect(spellings).toEqual([...new Set(spellings)]);
  });

  test('has names in capitals with single underscores, and aliases that differ by more than underscores', () => {
    for (const { name, aliases } of rows) {
      expect(name).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
      for (const alias of aliases) expect(alias).toMatch(/^[A-Z0-9]+$/);
      expect(aliases).not.toContain(name.replaceAll('_', ''));
    }
  });

  test("calls each code what pilot 3 calls it, and knows pilot 1's name", () => {
    for (const [code, name] of PILOT_3) expect(findPilotError(name)?.code, name).toBe(code);
    for (const [code, name] of PILOT_1) {
      if (name !== 'MKDIR') expect(findPilotError(`ERR_${name}`)?.code, name).toBe(code);
    }
  });

  test("lets pilot 3's meaning of MKDIR win", () => {
    expect(findPilotError('ERR_MKDIR')?.code).toBe(1199);
    expect(pilotErrorEntry('STORAGE_MKDIR').code).toBe(1134);
  });

  test('leaves the numbers that two generations used differently to the later one', () => {
    expect(findPilotError(1217)?.name).toBe('CORE_COUNT_MISMATCH');
    expect(findPilotError('RUNEVENTEXC')?.code).toBe(1218);
  });

  test('has no rows for success and for the notes that pilot 1 kept to itself', () => {
    expect([0, 1, 2].map(findPilotError)).toEqual([undefined, undefined, undefined]);
  });

  test('says in one plain line what happened', () => {
    for (const { name, diagnosis } of rows) {
      expect(diagnosis, name).toMatch(/^[A-Z][^:\n]{3,70}[A-Za-z0-9]$/);
    }
    expect(new Set(rows.map(({ diagnosis }) => diagnosis)).size).toBe(rows.length);
  });

  test('says in the hint whose it is, in agreement with the column', () => {
    const owners = {
      site: 'For the site: ',
      user: 'For the user: ',
      server: "For the server's operators: ",
      network: "For the network's operators: ",
      pilot: "For the pilot's developers: ",
    };
    for (const { name, blame, hint } of rows) {
      if (!hint.startsWith('Nothing to do: ')) expect(hint, name).toContain(owners[blame]);
      expect(hint, name).toMatch(/: \S[^\n]{10,}[^.\s]$/);
    }
  });
});

test('diagnosis and hint have nothing that redact would hide', () => {
  for (const { diagnosis, hint } of rows) expect([redact(diagnosis), redact(hint)]).toEqual([diagnosis, hint]);
});

describe('the lists of pilot 1', () => {
  test('are columns: recoverable', () => {
    expect(codesWhere(({ name }) => isRecoverable(name))).toEqual([
      1101, 1114, 1122, 1131, 1132, 1133, 1134, 1135, 1136, 1137, 1138, 1140, 1141, 1152, 1154, 1155, 1181,
    ]);
  });

  test('are columns: resubmittable', () => {
    expect(codesWhere(({ classes }) => classes.includes('S')).filter((code) => code !== 1219)).toEqual([
      1008, 1098, 1099, 1110, 1113, 1114, 1115, 1116, 1117, 1137, 1139, 1151, 1152, 1171, 1172, 1177, 1179, 1180, 1181,
      1182, 1188, 1189, 1195, 1196, 1197,
    ]);
  });

  test('are columns: fail-over through the federation is for a missing file and all that is resubmittable', () => {
    expect(codesWhere(({ name }) => hasClass(name, 'F'))).toEqual(
      codesWhere(({ name }) => name === 'NO_SUCH_FILE' || hasClass(name, 'S')),
    );
  });

  test('are columns: stage-in codes are found at stage-in', () => {
    for (const { name, phase } of rows.filter(({ classes }) => classes.includes('G'))) {
      expect(phase, name).toBe('stage-in');
    }
  });
});

test('the exit codes are those that wrappers know', () => {
  const known = rows.filter(({ shell }) => shell !== 1).map(({ shell, code }) => [shell, code]);
  expect(known.sort(([a = 0], [b = 0]) => a - b)).toEqual([
    [64, 1377],
    [65, 1008],
    [66, 1199],
    [67, 1103],
    [68, 1163],
    [68, 1177],
    [68, 1373],
    [69, 1098],
    [70, 1112],
    [70, 1301],
    [71, 1116],
    [72, 1117],
    [73, 1186],
    [74, 1330],
    [75, 1332],
    [76, 1342],
    [77, 1331],
    [78, 1359],
    [79, 1318],
    [80, 1382],
    [81, 1213],
    [82, 1385],
    [83, 1386],
    [130, 1208],
    [131, 1202],
    [135, 1206],
    [137, 1200],
    [138, 1207],
    [139, 1203],
    [143, 1201],
    [152, 1204],
  ]);
});

describe('findPilotError', () => {
  test.each([
    [1151, 'STAGE_IN_TIMEOUT'],
    ['1151', 'STAGE_IN_TIMEOUT'],
    [-1137, 'STAGE_OUT_FAILED'],
    [' -1137 ', 'STAGE_OUT_FAILED'],
    ['GETTIMEOUT', 'STAGE_IN_TIMEOUT'],
    ['ERR_GETTIMEOUT', 'STAGE_IN_TIMEOUT'],
    ['err_repnotfound', 'REPLICA_NOT_FOUND'],
    ['no_such_file', 'NO_SUCH_FILE'],
    ['NoSuchFile', 'NO_SUCH_FILE'],
    ['glexec', 'GLEXEC_FAILED'],
    ['unknown', 'UNKNOWN_PAYLOAD_FAILURE'],
  ])('finds %j', (wanted, name) => {
    expect(findPilotError(wanted)?.name).toBe(name);
  });

  test.each([0, 999, 1102, 1.5, Number.NaN, '', 'ERR_', 'NO_SUCH_ERROR', '11510', 'constructor', '1151x'])(
    'finds nothing for %j',
    (wanted) => {
      expect(findPilotError(wanted)).toBeUndefined();
    },
  );

  test('returns the whole row', () => {
    expect(findPilotError('ERR_REACHEDMAXTIME')).toMatchObject({
      name: 'REACHED_MAX_TIME',
      code: 1213,
      phase: 'monitor',
      remedy: 'resubmit',
      classes: [],
      negatedForUsers: false,
      retired: false,
      shell: 81,
      blame: 'site',
      aliases: [],
    });
  });
});

describe('codeForServer', () => {
  test('is negative for the six errors after which a user job runs again elsewhere', () => {
    const negated = rows.map(({ name }) => codeForServer(name, { analysisJob: true })).filter((code) => code < 0);
    expect(negated).toEqual([-1135, -1136, -1137, -1141, -1152, -1181]);
  });

  test('is the code itself for production', () => {
    for (const { name, code } of rows) expect(codeForServer(name, { analysisJob: false })).toBe(code);
  });
});
