/**
 * What can be done with an experiment: one row a verb. The flags of the tree's nodes, the buttons of the page and their
 * order, what the commands ask and how they refuse are all read from here; `npm run check` fails for a command or a menu
 * on experiments without a row, and for the reverse. Pure.
 */
import type { Experiment } from '../experiment';
import type { ExperimentRef } from '../reference';
import type { Verb, Verbs } from './verbs';

interface VerbRow {
  /** Of the question which experiment is meant. */
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
  readonly page?:
    | { readonly at: 'button' | 'menu'; readonly icon: string; readonly label: string; readonly dangerous?: true }
    | { readonly at: 'tab' };
}

/** The target of a verb, which menus and callers pass first. */
type Target<V extends Verb> =
  Required<Verbs[V]> extends readonly [infer T, ...unknown[]] ? Exclude<T, undefined> : never;
/** Whether an experiment itself is among what a verb takes, and not only something that belongs to one. */
type TakesExperiment<T> = T extends unknown ? ([T, ExperimentRef] extends [ExperimentRef, T] ? true : never) : never;

/** A verb that takes an experiment: one without a row in the table does not compile. */
export type ExperimentVerb = { [V in Verb]: true extends TakesExperiment<Target<V>> ? V : never }[Verb];

const code = { capability: 'code', otherwise: 'This tracker keeps no code.' } as const;
const git = { capability: 'git.patch', otherwise: 'This tracker keeps no changes of the working tree.' } as const;
const files = { capability: 'files', otherwise: 'This tracker keeps no files.' } as const;

/** In the order of the page's buttons and of its menu. */
const experimentVerbs = {
  openExperiment: { title: 'Open Experiment' },
  addToChart: { title: 'Add to Chart' },
  stop: {
    title: 'Stop',
    needs: { capability: 'edits.stop', otherwise: 'This tracker cannot stop experiments.' },
    when: {
      holds: ({ state }) => state === 'running',
      otherwise: 'The experiment is not running.',
      otherwiseOfAll: 'None of these experiments is running.',
    },
    page: { at: 'button', icon: 'stop', label: 'Stop' },
  },
  addTags: {
    title: 'Add Tags',
    needs: { capability: 'edits.addTags', otherwise: 'This tracker cannot add tags.' },
    page: { at: 'button', icon: 'tag', label: 'Tag' },
  },
  removeTags: {
    title: 'Remove Tags',
    needs: { capability: 'edits.removeTags', otherwise: 'This tracker cannot remove tags.' },
  },
  rename: {
    title: 'Rename',
    needs: { capability: 'edits.rename', otherwise: 'This tracker cannot rename experiments.' },
    page: { at: 'button', icon: 'rename', label: 'Rename' },
  },
  archive: {
    title: 'Archive',
    needs: { capability: 'edits.archive', otherwise: 'This tracker cannot archive experiments.' },
    when: {
      holds: ({ archived }) => !archived,
      otherwise: 'The experiment is in the archive already.',
      otherwiseOfAll: 'All of these experiments are in the archive already.',
    },
    page: { at: 'button', icon: 'archive', label: 'Archive' },
  },
  restore: {
    title: 'Restore from Archive',
    needs: { capability: 'edits.restore', otherwise: 'This tracker cannot restore experiments.' },
    when: {
      holds: ({ archived }) => archived,
      otherwise: 'The experiment is not in the archive.',
      otherwiseOfAll: 'None of these experiments is in the archive.',
    },
    page: { at: 'button', icon: 'restore', label: 'Restore' },
  },
  copyLink: { title: 'Copy Link', page: { at: 'button', icon: 'link', label: 'Copy link' } },
  openInBrowser: { title: 'Open in Browser', page: { at: 'button', icon: 'browser', label: 'Open in browser' } },
  copyKey: { title: 'Copy Experiment Key', page: { at: 'menu', icon: 'copy', label: 'Copy key' } },
  compareCode: {
    title: 'Compare Code',
    needs: code,
    page: { at: 'menu', icon: 'compare', label: 'Compare code with…' },
  },
  downloadAllAssets: {
    title: 'Download All Assets',
    needs: files,
    page: { at: 'menu', icon: 'download', label: 'Download all assets' },
  },
  downloadModel: {
    title: 'Download Model',
    needs: { capability: 'models.download', otherwise: 'This tracker cannot download models.' },
    page: { at: 'menu', icon: 'download', label: 'Download model…' },
  },
  delete: {
    title: 'Delete',
    needs: { capability: 'edits.delete', otherwise: 'This tracker cannot delete experiments.' },
    page: { at: 'menu', icon: 'trash', label: 'Delete…', dangerous: true },
  },
  openCode: { title: 'Open Code', needs: code },
  openPatch: { title: 'Open Git Patch', needs: git, page: { at: 'tab' } },
  openOutput: {
    title: 'Open Output',
    needs: { capability: 'output', otherwise: 'This tracker keeps no output.' },
    page: { at: 'tab' },
  },
  openParameters: { title: 'Open Parameters', page: { at: 'tab' } },
  openHtml: {
    title: 'Open HTML Report',
    needs: { capability: 'reports', otherwise: 'This tracker keeps no HTML reports.' },
  },
  openGraph: {
    title: 'Open Graph',
    needs: { capability: 'graphs', otherwise: 'This tracker keeps no graphs of models.' },
  },
  compareCodeWithActiveFile: { title: 'Compare Code with the Active File', needs: code },
  moveExperiments: {
    title: 'Move to Project',
    needs: { capability: 'edits.move', otherwise: 'This tracker cannot move experiments.' },
  },
  linkExperiments: {
    title: 'Link to Project',
    needs: { capability: 'edits.link', otherwise: 'This tracker cannot link experiments.' },
  },
  registerModel: {
    title: 'Register Model',
    needs: { capability: 'registry.register', otherwise: 'This tracker cannot register models.' },
  },
  logParameter: {
    title: 'Log Parameter',
    needs: { capability: 'logging.logParameter', otherwise: 'This tracker cannot log parameters by hand.' },
  },
  logMetric: {
    title: 'Log Metric',
    needs: { capability: 'logging.logMetric', otherwise: 'This tracker cannot log metrics by hand.' },
  },
  logOther: {
    title: 'Log Other',
    needs: { capability: 'logging.logOther', otherwise: 'This tracker cannot log other values by hand.' },
  },
  uploadAssets: {
    title: 'Upload Files as Assets',
    needs: { capability: 'logging.uploadAsset', otherwise: 'This tracker cannot be sent files.' },
  },
  sendRequest: {
    title: 'Send a Request',
    needs: { capability: 'requests', otherwise: 'This tracker cannot be sent requests by hand.' },
  },
} as const satisfies Readonly<Record<ExperimentVerb, VerbRow>>;

type Rows = typeof experimentVerbs;
/** All that verbs need of a tracker; what no back end can have does not compile where the store is asked for it. */
export type VerbNeed = {
  [V in ExperimentVerb]: Rows[V] extends { readonly needs: { readonly capability: infer C } } ? C : never;
}[ExperimentVerb];
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

/** The verbs that a page may ask for, in the order in which its header shows them. */
export const pageVerbs = verbs.filter((verb): verb is PageVerb => rows[verb].page !== undefined);
export const isHeaderVerb = (verb: PageVerb): verb is HeaderVerb => rows[verb].page?.at !== 'tab';
export const headerRow = <V extends HeaderVerb>(verb: V): Rows[V]['page'] => experimentVerbs[verb].page;

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
