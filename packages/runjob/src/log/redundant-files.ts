/** Names of what fills a log and explains nothing. */
interface RedundantNames {
  /** What it is, for the list of what was left out. */
  readonly what: string;
  /** `top`: of the work directory itself; `anywhere`: also of what is below it. */
  readonly where: 'top' | 'anywhere';
  readonly names: RegExp;
}

/** What pilots of every age leave out of a log, and what today's payloads bring along. A directory goes with all that is in it. */
const redundantNames: readonly RedundantNames[] = [
  // PanDA's own wrappers of users' programs move the one and make the other of it.
  { what: "secrets of the job's owner", where: 'anywhere', names: /^panda_secrets\.(json|sh)$/ },
  { what: 'core dump', where: 'anywhere', names: /^core(\.\d+)?$/ },
  { what: 'data file', where: 'anywhere', names: /\.(root|data|events)([.\d].*)?$|\.writing$/ },
  { what: 'archive of code', where: 'top', names: /^sources\./ },
  { what: 'compiled Python', where: 'anywhere', names: /\.py[co]$|^__pycache__$/ },
  { what: 'temporary file', where: 'top', names: /^tmp|\.(tmp|TMP)$/ },
  {
    what: 'software release',
    where: 'top',
    names: /^(Atlas(Production|Point1|Tier0)|DBRelease|CDRelease|pacman-|sqlite)/,
  },
  {
    what: 'part of a software release',
    where: 'top',
    names:
      /^(EvgenJobOptions|MC11JobOptions|external|geant4|geomDB(_sqlite)?|triggerDB|trusted\.caches|o\.\.pacman\.\.o|share|sw|python|home|scratch|workdir|JEM)$/,
  },
  {
    what: "file of pilot 1's or of Fortran",
    where: 'top',
    names: /^(buildJob|runAthena|tcf_|fort\.)|^csc.*\.log$|^jobState-.*-test\.pickle$/,
  },
  {
    what: 'tree of packages',
    where: 'anywhere',
    names: /^(node_modules|site-packages|\.git|\.cache|\.conda|\.asetup\..*)$/,
  },
  { what: 'work area of a generator', where: 'top', names: /^(madevent|ckpt.*|HPC)$/ },
];

/** Kept though a name of the table fits: these tell how the transformation was called, and how it ended. */
const keptNames = /runargs|runwrapper|jobReport|log\.|^payload(_\d+)?\.std(out|err)$/;

/** A directory that holds one of these is a tree of packages that was installed there. */
const installedTrees: ReadonlySet<string> = new Set(['pyvenv.cfg', 'conda-meta']);

/** What makes the file or directory of this name redundant in a log; undefined when it belongs there. */
export function whyRedundant(name: string, { top }: { readonly top: boolean }): string | undefined {
  if (keptNames.test(name)) return undefined;
  return redundantNames.find(({ names, where }) => (top || where === 'anywhere') && names.test(name))?.what;
}

/** Whether what a directory holds shows that software was installed into it: a virtual environment of Python or conda. */
export function isInstalledTree(names: Iterable<string>): boolean {
  for (const name of names) if (installedTrees.has(name)) return true;
  return false;
}
