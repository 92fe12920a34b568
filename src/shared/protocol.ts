/**
 * How a page and its host talk, in one typed declaration.
 * The host pushes the whole light state, always whole. Heavy things are asked for and answered or refused.
 * A page asks for commands by name; it never sends a path or an address to trust.
 */
import type {
  Asset,
  CodeFile,
  Experiment,
  ExperimentModel,
  GitState,
  MetricSeries,
  Summary,
  SystemDetails,
} from './experiment';
import type { ExperimentTab } from './verbs/experimentTabs';
import type { PageVerb } from './verbs/experimentVerbs';
import type { Loadable, PollFailure, Problem } from './problem';
import type { ExperimentRef, ReportRef } from './reference';

/** The id of the element of the page's document that holds its sentences in the editor's language, as JSON. */
export const translationElement = 'translation';

/** What one kind of page is shown, may ask and may do. */
export interface PageProtocol {
  readonly state: object;
  readonly questions: Record<string, { readonly ask: unknown; readonly answer: unknown }>;
  readonly commands: Record<string, unknown>;
}

export type FromPage<P extends PageProtocol> =
  | { readonly type: 'ready' }
  | {
      readonly [Q in keyof P['questions'] & string]: {
        readonly type: 'ask';
        readonly id: number;
        readonly question: Q;
        readonly argument: P['questions'][Q]['ask'];
      };
    }[keyof P['questions'] & string]
  | {
      readonly [D in keyof P['commands'] & string]: {
        readonly type: 'do';
        readonly command: D;
        readonly argument: P['commands'][D];
      };
    }[keyof P['commands'] & string];

export type ToPage<P extends PageProtocol> =
  | { readonly type: 'state'; readonly state: P['state'] }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly id: number; readonly problem: Problem };

export const assetVerbs = ['openAsset', 'downloadAsset'] as const;
export type AssetVerb = (typeof assetVerbs)[number];
export const codeVerbs = ['openCode', 'compareCodeWithActiveFile'] as const;
export type CodeVerb = (typeof codeVerbs)[number];
/** By which a user mends what failed on a page. */
export const repairVerbs = ['showLog', 'signIn'] as const;
export type RepairVerb = (typeof repairVerbs)[number];

/**
 * What the tabs show; lists are held back when it is pushed. Parts are null until the page has shown a tab that needs
 * them, or until they say what the tabs hold.
 */
export interface ExperimentPageState {
  readonly reference: ExperimentRef;
  /** The tab that the host wants in front; the page follows when `request` grows. */
  readonly front: { readonly tab: ExperimentTab; readonly request: number };
  readonly connectionLabel: string;
  readonly experiment: Loadable<Experiment>;
  /** What can be done with the experiment as it is now, by this tracker, in the order of the header. */
  readonly verbs: readonly PageVerb[];
  /** The tabs that this tracker can have, in their order. */
  readonly tabs: readonly ExperimentTab[];
  readonly tags: Loadable<readonly string[]>;
  readonly metrics: Loadable<readonly Summary[]>;
  readonly parameters: Loadable<readonly Summary[]> | null;
  readonly others: Loadable<readonly Summary[]> | null;
  readonly git: Loadable<GitState | null> | null;
  readonly code: Loadable<readonly CodeFile[]> | null;
  readonly assets: Loadable<readonly Asset[]> | null;
  readonly models: Loadable<readonly ExperimentModel[]> | null;
  readonly system: Loadable<SystemDetails> | null;
  /** Grows whenever series or output may have changed: the page asks again for what it shows. */
  readonly revision: number;
  /** When the host last heard from the server about this experiment; epoch milliseconds. */
  readonly updatedAt: number | null;
  /** Experiments laid beside this one, of any project and connection, in the order they were added. */
  readonly compared: readonly ComparedExperiment[];
  readonly polling: Polling;
}

/** What is running is asked about again and again, while this panel is visible and unless the user pauses it. */
export interface Polling {
  readonly paused: boolean;
  /** Milliseconds between two questions; 0: the settings say never. */
  readonly interval: number;
  /**
   * Why what is shown as running may have changed since; null while the questions are answered, or have not failed for
   * long.
   */
  readonly staleness: Staleness | null;
}

/** The experiment whose questions fail: the page's own, or else the first of those that are compared with it. */
export interface Staleness extends PollFailure {
  readonly of: ExperimentRef;
}

/** What the page knows of an experiment laid beside the one it is about; parts as in `ExperimentPageState`. */
export interface ComparedExperiment {
  readonly reference: ExperimentRef;
  readonly connectionLabel: string;
  readonly experiment: Loadable<Experiment>;
  readonly metrics: Loadable<readonly Summary[]>;
  readonly parameters: Loadable<readonly Summary[]> | null;
  readonly others: Loadable<readonly Summary[]> | null;
  readonly assets: Loadable<readonly Asset[]> | null;
  readonly revision: number;
  readonly updatedAt: number | null;
}

/** Lists of any length: told apart from the light parts, they are asked for piece by piece when they have changed. */
export const versionedLists = ['metrics', 'parameters', 'others', 'code', 'assets'] as const;
export type VersionedList = (typeof versionedLists)[number];

/** Instead of a list that the host has at hand: a page that has another version of it asks for this one. */
export interface ListVersion {
  readonly state: 'versioned';
  /** From 1 on; it grows. */
  readonly version: number;
}

/** As the host pushes it. */
export type Pushed<T> = { readonly [P in keyof T]: P extends VersionedList ? T[P] | ListVersion : T[P] };
export type PushedPageState = Pushed<Omit<ExperimentPageState, 'compared'>> & {
  readonly compared: readonly Pushed<ComparedExperiment>[];
};

/** Some of a list, from where it was asked for on. */
export interface ListPiece {
  readonly version: number;
  readonly items: readonly unknown[];
  /** Of the whole list. */
  readonly total: number;
}

/** At most this many experiments are laid beside one: chart, list and colours still tell them apart. */
export const mostCompared = 99;

export interface ExperimentPageProtocol extends PageProtocol {
  readonly state: PushedPageState;
  readonly questions: {
    /**
     * At most a thousand items at once; the page asks on until it has `total`, and again when the version changes
     * meanwhile.
     */
    readonly list: {
      readonly ask: { readonly of: ExperimentRef; readonly list: VersionedList; readonly from: number };
      readonly answer: ListPiece;
    };
    /**
     * Typed arrays survive the message channel; NaN in JSON would not. `of`, here and below: the page's own experiment
     * or one that it is compared with; any other is refused with `notFound`.
     */
    readonly series: {
      readonly ask: { readonly of: ExperimentRef; readonly names: readonly string[]; readonly full: boolean };
      readonly answer: readonly MetricSeries[];
    };
    readonly code: { readonly ask: { readonly path: string }; readonly answer: string };
    readonly patch: { readonly ask: null; readonly answer: string | null };
    /** From a character on, at most half a million characters at once; the page asks on until it has `total`. */
    readonly output: { readonly ask: { readonly from: number }; readonly answer: OutputPart };
    /** Of a run that crashed: what its output says went wrong; null where it says nothing that we understand. */
    readonly crash: { readonly ask: null; readonly answer: Crash | null };
    /** Markdown of the experiment's project; null where the tracker keeps none. */
    readonly notes: { readonly ask: null; readonly answer: string | null };
    /**
     * The bytes of an asset, to be drawn. Refused with `notFound` when there is no such asset, with `unsupported` when
     * it is too large to travel to a page, or when the tracker holds only a reference to it: those are never fetched.
     */
    readonly asset: {
      readonly ask: { readonly of: ExperimentRef; readonly assetId: string };
      readonly answer: Uint8Array<ArrayBuffer>;
    };
    /** Other people's HTML, to be shown without trust; null when none was logged. */
    readonly html: { readonly ask: null; readonly answer: string | null };
    /** JSON or whatever the framework printed; null when none was logged. */
    readonly graph: { readonly ask: null; readonly answer: string | null };
  };
  readonly commands: {
    /**
     * The tab in front: the host loads what it needs and remembers it for the next start. `of`: whom a tab shows that
     * shows one experiment at a time; the page's own when left out.
     */
    readonly show: { readonly tab: ExperimentTab; readonly of?: ExperimentRef };
    readonly refresh: null;
    readonly verb: { readonly verb: PageVerb | RepairVerb };
    /** `line`, from 1: where to open the file. */
    readonly codeVerb: {
      readonly verb: CodeVerb;
      readonly path: string;
      readonly line?: number;
    };
    /** `of` as in questions. */
    readonly assetVerb: { readonly verb: AssetVerb; readonly of: ExperimentRef; readonly assetId: string };
    readonly downloadAllAssets: { readonly of: ExperimentRef };
    readonly modelVerb: { readonly verb: 'downloadModel'; readonly model: string };
    readonly copyText: { readonly text: string };
    /** Asks the user where to; `name` is a suggestion that the host makes safe. */
    readonly saveFile: { readonly name: string; readonly content: string | Uint8Array<ArrayBuffer> };
    /** Asks the user which experiments to lay beside this one. */
    readonly compare: null;
    readonly stopComparing: { readonly of: ExperimentRef };
    readonly openCompared: { readonly of: ExperimentRef };
    readonly pause: { readonly paused: boolean };
    /** Asks the servers of what is shown at once about what runs. */
    readonly retryNow: null;
    /** The commit on the web page of its host, as far as the host of the panel knows that site. */
    readonly openCommit: null;
    readonly editNotes: null;
    /**
     * In a panel of its own, the only place where its scripts can run. `assetId`: null for what was logged as the
     * experiment's report.
     */
    readonly openReport: { readonly assetId: string | null };
  };
}

/** What a report's panel knows of it; the report itself is asked for. */
export interface ReportPageState {
  readonly reference: ReportRef;
  /** Grows whenever the report may have changed: the page asks again. */
  readonly revision: number;
  /** The reader asked for it. Scripts run only in a page that remembers for which text: after a reload none does. */
  readonly runsScripts: boolean;
}

/**
 * What a report's page keeps with `setState`, so that its panel comes back after a reload. Never whether scripts ran.
 */
export type ReportPageMemory = ReportRef;

export interface ReportPageProtocol extends PageProtocol {
  readonly state: ReportPageState;
  readonly questions: {
    /**
     * Other people's HTML, as a text or as an asset's bytes; null when none was logged. Refused as in
     * `ExperimentPageProtocol`.
     */
    readonly report: { readonly ask: null; readonly answer: string | Uint8Array<ArrayBuffer> | null };
  };
  readonly commands: {
    /** The host says in its state when they may: by then it can stop them, however busy they keep this page. */
    readonly runScripts: null;
    readonly stopScripts: null;
    readonly openSource: null;
    readonly copyText: { readonly text: string };
    readonly refresh: null;
    readonly verb: { readonly verb: RepairVerb };
  };
}

/** The exception that ended a run, as its output tells it. */
export interface Crash {
  /** `ValueError: the first line of its message`. */
  readonly exception: string;
  /** More lines of the message, notes, the exceptions of a group. */
  readonly details: readonly string[];
}

/** A part of what a run wrote to its console, in characters. */
export interface OutputPart {
  /** Where `text` begins: where it was asked from, or 0 when what was there before has changed. */
  readonly from: number;
  readonly text: string;
  /** Of the whole output as it is now. */
  readonly total: number;
}
