/** Which experiments repeat each other: all that are shown, or those with an equal value of a parameter. Pure. */
import * as l10n from '@vscode/l10n';
import type { RepeatsArrangement } from '../../../arrangement';
import { naturalOrder } from '../../../../src/shared/series/series';
import type { GalleryExperiment } from './galleryExperiment';

/** The name of each experiment's group, hidden or not; one without repeats has none. */
export function repeatGroups(
  experiments: readonly GalleryExperiment[],
  repeats: RepeatsArrangement | null,
): ReadonlyMap<string, string> {
  if (repeats === null) {
    return new Map();
  }
  const named = experiments.map(({ id, parameters }) => [id, groupName(parameters, repeats.by)] as const);
  const sizes = new Map<string, number>();
  for (const [, group] of named) {
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  return new Map(named.filter(([, group]) => (sizes.get(group) ?? 0) > 1));
}

function groupName(parameters: GalleryExperiment['parameters'], by: string | null): string {
  if (by === null) {
    return l10n.t('All shown');
  }
  const value = parameters?.find(({ name }) => name === by)?.current?.value;
  return value === undefined ? l10n.t('without {by}', { by }) : `${by} = ${value}`;
}

/** Parameters that are not the same everywhere, by name: the others make no groups. */
export function differingParameters(experiments: readonly GalleryExperiment[]): readonly string[] {
  const known = experiments.flatMap(({ parameters }) =>
    parameters === null ? [] : [new Map(parameters.map(({ name, current }) => [name, current?.value]))],
  );
  const names = new Set(known.flatMap((values) => [...values.keys()]));
  return [...names]
    .filter((name) => known.some((values) => values.get(name) !== known[0]?.get(name)))
    .sort(naturalOrder);
}
