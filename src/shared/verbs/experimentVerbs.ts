/**
 * What can be done with an experiment: one row a verb. The flags of the tree's nodes, the buttons of the page and their
 * order, what the commands ask and how they refuse are all read from here; `npm run check` fails for a command or a
 * menu on experiments without a row, and for the reverse. Pure.
 */
import * as l10n from '@vscode/l10n';
import type { Experiment } from '../experiment';
import type { ExperimentRef } from '../reference';
import type { Verb, Verbs } from './verbs';

interface VerbRow {
  /** Of the box that asks for an experiment. */
  readonly title: string;
  /**
   * What the tracker must have: a group of its back end, or a member of one. Left out where every tracker has it. The
   * sentence says so where it is missing.
   */
  readonly needs?: { readonly capability: string; readonly otherwise: string };
  /** How the experiment must be, with the sentence for one, and for several, that are not so. */
  readonly when?: {
    readonly holds: (experiment: Pick<Experiment, 'archived' | 'state'>) => boolean;
    readonly otherwise: string;
    readonly otherwiseOfAll: string;
  };
  /** On the experiment's page: a button, an entry of the menu beside the buttons, or left to a tab. */
  readonly page?: HeaderRow | { readonly at: 'tab' };
}

interface HeaderRow {
  readonly at: 'button' | 'menu';
  readonly icon: string;
  readonly label: string;
  readonly dangerous?: true;
  /** It waits, and says this, while the page does not hear how the experiment is by now. */
  readonly whenStale?: string;
}

/** The target of a verb, which menus and callers pass first. */
type Target<V extends Verb> =
  Required<Verbs[V]> extends readonly [infer T, ...unknown[]] ? Exclude<T, undefined> : never;
/** Whether an experiment itself is among what a verb takes, and not only something that belongs to one. */
type TakesExperiment<T> = T extends unknown ? ([T, ExperimentRef] extends [ExperimentRef, T] ? true : never) : never;

/** A verb that takes an experiment: one without a row in the table does not compile. */
export type ExperimentVerb = { [V in Verb]: true extends TakesExperiment<Target<V>> ? V : never }[Verb];

const code = { capability: 'code', otherwise: l10n.t('This tracker keeps no code.') } as const;
const git = {
  capability: 'git.patch',
  otherwise: l10n.t('This tracker keeps no changes of the working tree.'),
} as const;
const files = { capability: 'files', otherwise: l10n.t('This tracker keeps no files.') } as const;

/** In the order of the page's buttons and of its menu. */
const experimentVerbs = {
  openExperiment: { title: l10n.t('Open Experiment') },
  addToChart: { title: l10n.t('Add to Chart') },
  stop: {
    title: l10n.t('Stop'),
    needs: { capability: 'edits.stop', otherwise: l10n.t('This tracker cannot stop experiments.') },
    when: {
      holds: ({ state }) => state === 'running',
      otherwise: l10n.t('The experiment is not running.'),
      otherwiseOfAll: l10n.t('None of these experiments is running.'),
    },
    page: { at: 'button', icon: 'stop', label: l10n.t('Stop'), whenStale: l10n.t('Stop: not connected') },
  },
  addTags: {
    title: l10n.t('Add Tags'),
    needs: { capability: 'edits.addTags', otherwise: l10n.t('This tracker cannot add tags.') },
    page: { at: 'button', icon: 'tag', label: l10n.t('Tag') },
  },
  removeTags: {
    title: l10n.t('Remove Tags'),
    needs: { capability: 'edits.removeTags', otherwise: l10n.t('This tracker cannot remove tags.') },
  },
  rename: {
    title: l10n.t('Rename'),
    needs: { capability: 'edits.rename', otherwise: l10n.t('This tracker cannot rename experiments.') },
    page: { at: 'button', icon: 'rename', label: l10n.t('Rename') },
  },
  archive: {
    title: l10n.t('Archive'),
    needs: { capability: 'edits.archive', otherwise: l10n.t('This tracker cannot archive experiments.') },
    when: {
      holds: ({ archived }) => !archived,
      otherwise: l10n.t('The experiment is in the archive already.'),
      otherwiseOfAll: l10n.t('All of these experiments are in the archive already.'),
    },
    page: { at: 'button', icon: 'archive', label: l10n.t('Archive') },
  },
  restore: {
    title: l10n.t('Restore from Archive'),
    needs: { capability: 'edits.restore', otherwise: l10n.t('This tracker cannot restore experiments.') },
    when: {
      holds: ({ archived }) => archived,
      otherwise: l10n.t('The experiment is not in the archive.'),
      otherwiseOfAll: l10n.t('None of these experiments is in the archive.'),
    },
    page: { at: 'button', icon: 'restore', label: l10n.t('Restore') },
  },
  copyLink: { title: l10n.t('Copy Link'), page: { at: 'button', icon: 'link', label: l10n.t('Copy link') } },
  openInBrowser: {
    title: l10n.t('Open in Browser'),
    page: { at: 'button', icon: 'browser', label: l10n.t('Open in browser') },
  },
  copyKey: { title: l10n.t('Copy Experiment Key'), page: { at: 'menu', icon: 'copy', label: l10n.t('Copy key') } },
  compareCode: {
    title: l10n.t('Compare Code'),
    needs: code,
    page: { at: 'menu', icon: 'compare', label: l10n.t('Compare code with…') },
  },
  downloadAllAssets: {
    title: l10n.t('Download All Assets'),
    needs: files,
    page: { at: 'menu', icon: 'download', label: l10n.t('Download all assets') },
  },
  downloadModel: {
    title: l10n.t('Download Model'),
    needs: { capability: 'models.download', otherwise: l10n.t('This tracker cannot download models.') },
    page: { at: 'menu', icon: 'download', label: l10n.t('Download model…') },
  },
  delete: {
    title: l10n.t('Delete'),
    needs: { capability: 'edits.delete', otherwise: l10n.t('This tracker cannot delete experiments.') },
    page: { at: 'menu', icon: 'trash', label: l10n.t('Delete…'), dangerous: true },
  },
  openCode: { title: l10n.t('Open Code'), needs: code },
  openPatch: { title: l10n.t('Open Git Patch'), needs: git, page: { at: 'tab' } },
  openOutput: {
    title: l10n.t('Open Output'),
    needs: { capability: 'output', otherwise: l10n.t('This tracker keeps no output.') },
    page: { at: 'tab' },
  },
  openParameters: { title: l10n.t('Open Parameters'), page: { at: 'tab' } },
  openHtml: {
    title: l10n.t('Open HTML Report'),
    needs: { capability: 'reports', otherwise: l10n.t('This tracker keeps no HTML reports.') },
  },
  openGraph: {
    title: l10n.t('Open Graph'),
    needs: { capability: 'graphs', otherwise: l10n.t('This tracker keeps no graphs of models.') },
  },
  compareCodeWithActiveFile: { title: l10n.t('Compare Code with the Active File'), needs: code },
  moveExperiments: {
    title: l10n.t('Move to Project'),
    needs: { capability: 'edits.move', otherwise: l10n.t('This tracker cannot move experiments.') },
  },
  linkExperiments: {
    title: l10n.t('Link to Project'),
    needs: { capability: 'edits.link', otherwise: l10n.t('This tracker cannot link experiments.') },
  },
  registerModel: {
    title: l10n.t('Register Model'),
    needs: { capability: 'registry.register', otherwise: l10n.t('This tracker cannot register models.') },
  },
  logParameter: {
    title: l10n.t('Log Parameter'),
    needs: { capability: 'logging.logParameter', otherwise: l10n.t('This tracker cannot log parameters by hand.') },
  },
  logMetric: {
    title: l10n.t('Log Metric'),
    needs: { capability: 'logging.logMetric', otherwise: l10n.t('This tracker cannot log metrics by hand.') },
  },
  logOther: {
    title: l10n.t('Log Other'),
    needs: { capability: 'logging.logOther', otherwise: l10n.t('This tracker cannot log other values by hand.') },
  },
  uploadAssets: {
    title: l10n.t('Upload Files as Assets'),
    needs: { capability: 'logging.uploadAsset', otherwise: l10n.t('This tracker cannot be sent files.') },
  },
  sendRequest: {
    title: l10n.t('Send a Request'),
    needs: { capability: 'requests', otherwise: l10n.t('This tracker cannot be sent requests by hand.') },
  },
} as const satisfies Readonly<Record<ExperimentVerb, VerbRow>>;

type Rows = typeof experimentVerbs;
export type ExperimentVerbNeeds = {
  readonly [V in ExperimentVerb as Rows[V] extends { readonly needs: object } ? V : never]: Rows[V] extends {
    readonly needs: { readonly capability: infer C };
  }
    ? C
    : never;
};
/** All that verbs need of a tracker; what no back end can have does not compile where the store is asked for it. */
export type VerbNeed = ExperimentVerbNeeds[keyof ExperimentVerbNeeds];
/** A verb that an experiment's page may ask for. */
export type PageVerb = {
  [V in ExperimentVerb]: Rows[V] extends { readonly page: unknown } ? V : never;
}[ExperimentVerb];
/** A verb with a button or an entry of the menu in the page's header. */
export type HeaderVerb = {
  [V in PageVerb]: Rows[V]['page'] extends { readonly at: 'button' | 'menu' } ? V : never;
}[PageVerb];

const verbs = Object.keys(experimentVerbs) as readonly ExperimentVerb[];
/** Each row with all that a row may have. */
const rows: Readonly<Record<ExperimentVerb, VerbRow & { readonly needs?: { readonly capability: VerbNeed } }>> =
  experimentVerbs;

export const isExperimentVerb = (verb: Verb): verb is ExperimentVerb => Object.hasOwn(rows, verb);
export const titleOf = (verb: ExperimentVerb): string => rows[verb].title;
/** Of the verbs that not every tracker has what it must have. */
export const experimentVerbNeeds = Object.fromEntries(
  verbs.flatMap((verb) => {
    const { needs } = rows[verb];
    return needs === undefined ? [] : [[verb, needs.capability]];
  }),
) as ExperimentVerbNeeds;

/** The verbs that a page may ask for, in the order in which its header shows them. */
export const pageVerbs = verbs.filter((verb): verb is PageVerb => rows[verb].page !== undefined);
export const isHeaderVerb = (verb: PageVerb): verb is HeaderVerb => rows[verb].page?.at !== 'tab';
export const headerRow = <V extends HeaderVerb>(verb: V): Rows[V]['page'] => experimentVerbs[verb].page;
/** Why its button waits while the page does not hear how the experiment is by now; null where it does not. */
export function whenStale(verb: HeaderVerb): string | null {
  const row: HeaderRow = experimentVerbs[verb].page;
  return row.whenStale ?? null;
}

type Offers = (need: VerbNeed) => boolean;
/** Of an experiment, what rows ask about. */
type State = Pick<Experiment, 'archived' | 'state'>;

/** Why a verb does not apply: to the tracker at all, or to the experiment as it is now; null where it does. */
export function refusal(verb: ExperimentVerb, offers: Offers, experiment: State): VerbRefusal | null {
  const { needs, when } = rows[verb];
  if (needs !== undefined && !offers(needs.capability)) {
    return { kind: 'unsupported', sentence: needs.otherwise, sentenceOfAll: needs.otherwise };
  }
  return when === undefined || when.holds(experiment)
    ? null
    : { kind: 'refused', sentence: when.otherwise, sentenceOfAll: when.otherwiseOfAll };
}

export interface VerbRefusal {
  readonly kind: 'unsupported' | 'refused';
  readonly sentence: string;
  /** For several experiments, to none of which the verb applies. */
  readonly sentenceOfAll: string;
}

/** Whether the verb applies to some trackers or experiments only, so that menus must wait for its flag. */
export const isConditional = (verb: ExperimentVerb): boolean =>
  rows[verb].needs !== undefined || rows[verb].when !== undefined;
/** Whether it depends on how the experiment is, and not on the tracker alone. */
export const dependsOnState = (verb: ExperimentVerb): boolean => rows[verb].when !== undefined;

/** Those of the verbs that apply. */
export const applicable = <V extends ExperimentVerb>(among: readonly V[], offers: Offers, experiment: State): V[] =>
  among.filter((verb) => refusal(verb, offers, experiment) === null);

/** What menus of the tree wait for: of the verbs that do not always apply those that do. */
export const flagsOf = (offers: Offers, experiment: State): readonly ExperimentVerb[] =>
  applicable(verbs.filter(isConditional), offers, experiment);
