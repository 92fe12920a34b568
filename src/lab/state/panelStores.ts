/** What panels keep for themselves: one text for each instance of a panel in a project. */
import { JournaledState, type Journal } from '../storage/journal';

export interface StoreName {
  readonly projectId: string;
  readonly instanceId: string;
}

export type PanelStoreChange = StoreName & { readonly store: string };

export class LabPanelStores extends JournaledState<PanelStoreChange> {
  readonly #stores = new Map<string, string>();

  constructor(journal: Journal) {
    super('panelStores', journal);
    this.restore();
  }

  /** Null when nothing was ever kept. */
  get(name: StoreName): string | null {
    return this.#stores.get(keyOf(name)) ?? null;
  }

  /** The whole text is replaced. */
  set(name: StoreName, store: string): void {
    this.write({ projectId: name.projectId, instanceId: name.instanceId, store });
  }

  protected apply(change: PanelStoreChange): void {
    this.#stores.set(keyOf(change), change.store);
  }
}

const keyOf = ({ projectId, instanceId }: StoreName): string => JSON.stringify([projectId, instanceId]);
