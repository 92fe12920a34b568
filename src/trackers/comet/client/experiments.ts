/** Endpoints of Comet that read experiments, apart from metrics and files. */
import * as v from 'valibot';
import type { TextInPieces } from '../../../shared/text/chunkedText';
import { type CometCalls, isMessage } from '../endpoint';
import * as wire from '../wire/experiments';
import { ruleOf, type ProjectName, type RulesTree } from './projects';

/** Pages count from 1 and need a size; without both everything comes at once. */
export interface ExperimentsPage {
  readonly page?: number;
  readonly size?: number;
  readonly sortBy?: 'startTime' | 'endTime';
  readonly sortOrder?: 'asc' | 'desc';
}

export interface ExperimentSearch {
  readonly projectId: string;
  readonly rulesTree: RulesTree;
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  readonly archived: boolean;
}

export class ExperimentCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** /api/experiment/redirect, beside the REST root: an address that leads a browser to the page of an experiment. */
  experimentURL(experimentKey: string): string {
    return this.#calls.address('../../experiment/redirect', { experimentKey });
  }

  /** GET experiments by names, in one go or a page; rows are not narrowed yet because there may be 25,000 of them. */
  experimentsByProjectName(
    workspaceName: string,
    projectName: string,
    archived: boolean,
    signal: AbortSignal,
    page: ExperimentsPage = {},
  ): Promise<readonly unknown[]> {
    return this.#experiments({ workspaceName, projectName }, archived, page, signal);
  }

  /** GET experiments by the id of their project, in one go or a page; rows are not narrowed yet. */
  experimentsByProjectId(
    projectId: string,
    archived: boolean,
    signal: AbortSignal,
    page: ExperimentsPage = {},
  ): Promise<readonly unknown[]> {
    return this.#experiments({ projectId }, archived, page, signal);
  }

  /** POST experiments/search (a read): keys of a page. Newer servers alone; others answer 404. */
  async experimentsSearch(search: ExperimentSearch, signal: AbortSignal): Promise<string[]> {
    const body = {
      projectId: search.projectId,
      viewId: null,
      rulesTree: asRules(search.rulesTree),
      limit: search.limit,
      page: search.page,
      deleted: search.archived,
      ignorePinnedExperimentsFirst: true,
      pinnedOnly: null,
      multipleSort: null,
      chainsQueryRules: null,
    };
    const { experiments } = await this.#calls.ask(wire.FoundExperiments, 'experiments/search', body, signal);
    return experiments.map(({ experimentKey }) => experimentKey);
  }

  /** GET experiment/metadata; the row is not narrowed yet. */
  experimentMetadata(experimentKey: string, signal: AbortSignal): Promise<unknown> {
    return this.#calls.read(v.unknown(), 'experiment/metadata', { experimentKey }, signal);
  }

  /** GET experiment/tags, in no promised order. */
  async experimentTags(experimentKey: string, signal: AbortSignal): Promise<string[]> {
    return (await this.#calls.read(wire.Tags, 'experiment/tags', { experimentKey }, signal)).tags;
  }

  /** GET experiment/code: the code of older runs, as one text; newer ones keep assets. */
  async experimentCode(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#calls.read(wire.Code, 'experiment/code', { experimentKey }, signal)).code;
  }

  /** GET experiment/output: both streams in one text. */
  async experimentOutput(experimentKey: string, signal: AbortSignal): Promise<TextInPieces | null> {
    return (await this.#calls.readLong(wire.Output, 'experiment/output', { experimentKey }, signal)).output;
  }

  /** GET experiment/html: what the run logged as its report. */
  async experimentHtml(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#calls.read(wire.Html, 'experiment/html', { experimentKey }, signal)).html;
  }

  /** GET experiment/graph: JSON, or whatever text the framework prints for a model. */
  async experimentGraph(experimentKey: string, signal: AbortSignal): Promise<string | null> {
    return (await this.#calls.read(wire.Graph, 'experiment/graph', { experimentKey }, signal)).graph;
  }

  /** GET experiment/cloud-details: `{provider, metadata}`, both null when nothing was logged. */
  experimentCloudDetails(experimentKey: string, signal: AbortSignal): Promise<wire.CloudDetails> {
    return this.#calls.readLogged(wire.CloudDetails, 'experiment/cloud-details', { experimentKey }, signal);
  }

  /** GET experiment/system-details. */
  experimentSystemDetails(experimentKey: string, signal: AbortSignal): Promise<wire.SystemDetails> {
    return this.#calls.readLogged(wire.SystemDetails, 'experiment/system-details', { experimentKey }, signal);
  }

  /** GET experiment/processing/status: whether the server still takes in what was uploaded. Newer servers alone. */
  async experimentProcessing(experimentKey: string, signal: AbortSignal): Promise<boolean> {
    return (
      (await this.#calls.read(wire.Processing, 'experiment/processing/status', { experimentKey }, signal)).processing ??
      false
    );
  }

  /** GET experiment/git/metadata, flat or wrapped. */
  experimentGitMetadata(experimentKey: string, signal: AbortSignal): Promise<wire.GitMetadata> {
    return this.#calls.read(wire.GitMetadata, 'experiment/git/metadata', { experimentKey }, signal);
  }

  /** GET experiment/git/patch: what was uploaded, mostly a zip; null when nothing was. */
  async experimentGitPatch(experimentKey: string, signal: AbortSignal): Promise<Uint8Array | null> {
    const bytes = await this.#calls.bytes('experiment/git/patch', { experimentKey }, false, signal);
    return bytes.length === 0 || isMessage(bytes) ? null : bytes;
  }

  /** GET get-best-experiment of an optimizer so far. How `goal` is spelled is only known from a placeholder. */
  bestExperiment(
    question: { readonly optimizationId: string; readonly metricName: string; readonly goal: 'MIN' | 'MAX' },
    signal: AbortSignal,
  ): Promise<wire.BestExperiment> {
    return this.#calls.get(wire.BestExperiment, 'get-best-experiment', question, signal);
  }

  async #experiments(
    project: ProjectName,
    archived: boolean,
    page: ExperimentsPage,
    signal: AbortSignal,
  ): Promise<readonly unknown[]> {
    return (await this.#calls.get(wire.Experiments, 'experiments', { ...project, archived, ...page }, signal))
      .experiments;
  }
}

const asRules = ({ condition, rules }: RulesTree): object => ({
  condition,
  rules: rules.map((rule) => ('rules' in rule ? asRules(rule) : ruleOf(rule))),
  valid: true,
});
