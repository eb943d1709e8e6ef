/** From whose rules the label of the jobs follows. */
export type LabelRules = 'pilot3' | 'pilot1';

/** What decides which class of jobs (prodSourceLabel) is asked for. */
export interface LabelWish {
  /** What the pilot was told; absent: the server's own default. */
  readonly label?: string | undefined;
  /** PR, or the kind of release candidate: RC, RCM, ALRB. */
  readonly versionTag: string;
  readonly queueStatus: string;
  /** Only pilot 1 reads anything out of it. */
  readonly site: string;
}

interface Rule {
  readonly when: (wish: LabelWish) => boolean;
  readonly label: (wish: LabelWish) => string | undefined;
}

const tag = (pattern: RegExp) => (wish: LabelWish) => pattern.test(wish.versionTag);
const asked =
  (...labels: readonly string[]) =>
  (wish: LabelWish) =>
    wish.label !== undefined && labels.includes(wish.label);
const asTold: Rule = { when: () => true, label: ({ label }) => (label === 'self' ? 'user' : label) };
const inTest = ({ queueStatus }: LabelWish): boolean => queueStatus === 'test';

/** The first rule that fits gives the label. */
const rules: Readonly<Record<LabelRules, readonly Rule[]>> = {
  pilot3: [
    { when: (wish) => tag(/^RC$/)(wish) && asked('rc_test2', 'ptest')(wish), label: ({ label }) => label },
    { when: (wish) => tag(/^RCM$/)(wish) && asked('ptest')(wish), label: () => 'rcm_test2' },
    { when: tag(/^ALRB$/), label: () => 'rc_alrb' },
    { when: (wish) => inTest(wish) && !asked('ptest')(wish), label: () => 'test' },
    asTold,
  ],
  pilot1: [
    { when: tag(/^DDM/), label: () => 'ddm' },
    { when: tag(/^ALRB/), label: () => 'rc_alrb' },
    { when: (wish) => tag(/^RCMA?$/)(wish) && !asked('ptest')(wish), label: () => 'rcm_test' },
    { when: (wish) => tag(/^RC/)(wish) && !asked('ptest')(wish), label: () => 'rc_test' },
    { when: (wish) => inTest(wish) && !asked('ptest', 'ddm')(wish), label: () => 'test' },
    { when: ({ site }) => site.includes('DDM'), label: () => 'ddm' },
    { when: ({ site }) => site.includes('Install'), label: () => 'software' },
    { when: (wish) => wish.site.startsWith('ANALY_') && !asked('user', 'self', 'ptest')(wish), label: () => 'user' },
    asTold,
  ],
};

/** The label to ask jobs with; undefined leaves it to the server. Pure. */
export function jobLabel(wish: LabelWish, whose: LabelRules = 'pilot3'): string | undefined {
  return rules[whose].find(({ when }) => when(wish))?.label(wish);
}
