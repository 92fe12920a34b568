/** The tabs of an experiment's page, in their order, and what a tracker must have for each. Pure. */

/**
 * By tab: the groups of a back end of which one is enough for the tab to have something to show. Empty where every
 * tracker has it.
 */
const needsOfTabs = {
  overview: [],
  charts: [],
  media: ['files'],
  evaluation: ['files'],
  parameters: [],
  code: ['code'],
  patch: ['git'],
  output: ['output'],
  // HTML files among what was logged are reports, too.
  report: ['reports', 'files'],
  graph: ['graphs'],
  assets: ['files'],
  system: ['system'],
  // Some people log a note beside the parameters.
  notes: ['notes', 'others'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ExperimentTab = keyof typeof needsOfTabs;
export type TabNeed = (typeof needsOfTabs)[ExperimentTab][number];

export const experimentTabs = Object.keys(needsOfTabs) as readonly ExperimentTab[];

/** The tabs that a tracker can have. The first two are always among them. */
export const tabsOf = (offers: (need: TabNeed) => boolean): readonly ExperimentTab[] =>
  experimentTabs.filter((tab) => {
    const needs: readonly TabNeed[] = needsOfTabs[tab];
    return needs.length === 0 || needs.some(offers);
  });

/** The wanted tab, or the first one where this tracker cannot have it. */
export const tabAmong = (tabs: readonly ExperimentTab[], wanted: ExperimentTab): ExperimentTab =>
  tabs.includes(wanted) ? wanted : (tabs[0] ?? 'overview');
