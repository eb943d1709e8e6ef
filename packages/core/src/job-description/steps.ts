import type { JobStep } from '../job.ts';
import { quote } from '../quote.ts';
import { counted } from './aligned-lists.ts';
import { present, presentText } from './present.ts';
import type { Problems } from './problems.ts';
import type { WireFields } from './wire-job-schema.ts';

/**
 * One step a line of `transformation`. With more than one, the other fields have a line for each as well; a single release
 * stands for all. With one, newlines in the parameters are the parameters' own.
 */
export function readSteps(fields: WireFields, problems: Problems): readonly JobStep[] {
  const { transformation, homepackage, swRelease, jobPars = '' } = fields;
  if (transformation === undefined) {
    if (!problems.concern('transformation')) problems.add('SETUP_FAILURE', 'transformation', 'missing');
    return [];
  }
  const transformations = transformation.split('\n');
  if (transformations.some((line) => presentText(line) === undefined)) {
    problems.add('SETUP_FAILURE', 'transformation', `has an empty line: ${quote(transformation)}`);
  }
  const count = transformations.length;
  const lines = (field: string, text: string | undefined) => alignedLines({ field, text, count }, problems);
  const parameters = count === 1 ? [jobPars] : lines('jobPars', fields.jobPars);
  const homepackages = lines('homepackage', homepackage);
  const releases = swRelease?.includes('\n') ? lines('swRelease', swRelease) : transformations.map(() => swRelease);
  return transformations.map((line, index) =>
    present<JobStep>({
      transformation: line,
      parameters: parameters[index] ?? '',
      homepackage: presentText(homepackages[index] ?? ''),
      release: presentText(releases[index] ?? ''),
    }),
  );
}

interface Lines {
  readonly field: string;
  readonly text: string | undefined;
  readonly count: number;
}

function alignedLines({ field, text, count }: Lines, problems: Problems): readonly string[] {
  const lines = text?.split('\n') ?? [];
  if (text === undefined || lines.length === count) return lines;
  const length = `${counted(lines.length, 'line')} for ${counted(count, 'line')} in transformation`;
  problems.add('SETUP_FAILURE', field, `${length}: ${quote(text)}`);
  return [];
}
