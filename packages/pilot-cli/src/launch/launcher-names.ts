/** Every way of starting payloads that a site can name: an account switch, a box, both or neither. */
export const launcherNames = [
  'none',
  'bubblewrap',
  'apptainer',
  'sudo',
  'sudo+bubblewrap',
  'glexec',
  'glexec+bubblewrap',
] as const;

/** One of them. */
export type LauncherName = (typeof launcherNames)[number];
