/** The experiment panels of the window: one an experiment; opened, found, compared and brought back after a reload. */
import type { WebviewPanel } from 'vscode';
import type { Disposable } from '../shared/base/event';
import type { ExperimentTab } from '../shared/verbs/experimentTabs';
import type { ExperimentPageProtocol, ExperimentPageState } from '../shared/protocol';
import { sameExperiment, type ExperimentRef } from '../shared/reference';
import { ExperimentPanel, titleOf, type ExperimentPanelOptions } from './experimentPanel';
import { readExperimentMemory } from './pageMemory';
import { Panel, type PanelContent, type PanelKind } from './panel';
import { experimentViewType } from './registration';

/** What came of laying experiments beside another. */
export interface ComparisonTarget {
  /** The one whose panel they are in. */
  readonly into: ExperimentRef;
  /** Those that were not there before. */
  readonly added: readonly ExperimentRef[];
}

export class ExperimentPanels implements Disposable {
  readonly #options: ExperimentPanelOptions;
  readonly #kind: PanelKind;
  /** The one that was in front last comes last. */
  readonly #open = new Set<ExperimentPanel>();
  readonly #subscription: Disposable;

  constructor(options: ExperimentPanelOptions) {
    this.#options = options;
    this.#kind = { viewType: experimentViewType, page: 'experiment', extension: options.extension };
    this.#subscription = options.settings.onDidChange(() => {
      for (const panel of this.#open) {
        panel.push();
      }
    });
  }

  /**
   * Shows the experiment; an open panel of it comes to the front, on the given tab if there is one. A tab that its
   * tracker cannot have is the first one instead.
   */
  open(ref: ExperimentRef, tab?: ExperimentTab): void {
    const known = this.#panelOf(ref);
    if (known !== undefined) {
      known.reveal(tab);
    } else {
      this.#add(ref, tab ?? 'charts', Panel.create(this.#kind, titleOf(this.#options.store.experiments.known(ref))));
    }
  }

  /** Shows the experiment's charts with the others in them, as far as there is room. */
  compare(into: ExperimentRef, others: readonly ExperimentRef[]): ComparisonTarget {
    this.open(into, 'charts');
    const panel = this.#panelOf(into);
    return { into: { connection: into.connection, key: into.key }, added: panel?.compare(others) ?? [] };
  }

  /** Of the panel that has the focus. */
  activeExperiment(): ExperimentRef | undefined {
    return [...this.#open].find((panel) => panel.active)?.reference;
  }

  /** Of the panel that has the focus or had it last. */
  lastActiveExperiment(): ExperimentRef | undefined {
    return [...this.#open].at(-1)?.reference;
  }

  /** What the panel of an experiment shows now; undefined when none is open. */
  stateOf(ref: ExperimentRef): ExperimentPageState | undefined {
    return this.#panelOf(ref)?.shown();
  }

  /** How the panel of an experiment answers and what it does, as its page calls it; undefined when none is open. */
  contentOf(ref: ExperimentRef): PanelContent<ExperimentPageProtocol> | undefined {
    return this.#panelOf(ref);
  }

  /** After a reload of the window. */
  restore(panel: WebviewPanel, _viewType: string, memory: unknown): void {
    const restored = readExperimentMemory(memory);
    // Without knowing what it showed, an empty page would only puzzle; and two of one experiment never help.
    if (restored === null || this.#panelOf(restored.ref) !== undefined) {
      panel.dispose();
    } else {
      this.#add(restored.ref, restored.tab, panel).compare(restored.compared);
    }
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const panel of [...this.#open]) {
      panel.dispose();
    }
  }

  #panelOf(ref: ExperimentRef): ExperimentPanel | undefined {
    return [...this.#open].find((panel) => sameExperiment(panel.reference, ref));
  }

  #add(ref: ExperimentRef, tab: ExperimentTab, webviewPanel: WebviewPanel): ExperimentPanel {
    const panel = new ExperimentPanel(ref, tab, webviewPanel, this.#kind, this.#options);
    this.#open.add(panel);
    panel.onDidActivate(() => {
      this.#open.delete(panel);
      this.#open.add(panel);
    });
    panel.onDidDispose(() => this.#open.delete(panel));
    return panel;
  }
}
