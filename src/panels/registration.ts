/**
 * The kinds of panels, and how they come back after a reload of the window: what they are is told to the editor at
 * once, while the panels themselves are loaded with the first of them.
 */
import { window, type Disposable, type WebviewPanel } from 'vscode';
import { formerId } from '../shared/verbs/formerIds';

export const experimentViewType = 'experimentExplorer.experiment';

/**
 * Panels of one view type share an origin, and a browser may give them one process, which endless scripts keep busy for
 * a while after their panel is gone: the next panel is then of the next type.
 */
export const reportViewTypes = [
  'experimentExplorer.report',
  'experimentExplorer.report2',
  'experimentExplorer.report3',
  'experimentExplorer.report4',
] as const;

/** Panels that are loaded when they are asked for. */
interface RestoringPanels {
  /** @param memory what the page remembered: may be anything */
  restore(panel: WebviewPanel, viewType: string, memory: unknown): void;
}

export function registerSerializers(
  experiments: { get(): Promise<RestoringPanels> },
  reports: { get(): Promise<RestoringPanels> },
): readonly Disposable[] {
  const register = (viewType: string, panels: { get(): Promise<RestoringPanels> }): readonly Disposable[] =>
    [viewType, formerId(viewType)].map((name) =>
      window.registerWebviewPanelSerializer(name, {
        deserializeWebviewPanel: async (panel, memory: unknown) => {
          (await panels.get()).restore(panel, viewType, memory);
        },
      }),
    );
  return [
    ...register(experimentViewType, experiments),
    ...reportViewTypes.flatMap((viewType) => register(viewType, reports)),
  ];
}
