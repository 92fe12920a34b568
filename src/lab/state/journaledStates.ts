/**
 * What a lab holds beside its projects and experiments, a room for each subject. All of it survives as the journal
 * does.
 */
import { ArtifactRoom, type ArtifactChange } from './artifacts';
import type { Journal } from '../storage/journal';
import { OptimizerRoom } from './optimizers';
import { PanelStoreRoom } from './panelStores';
import { RegistryState, type RegistryChange } from './registry';
import { ShareLinkRoom } from './shareLinks';
import { TemplateRoom, type TemplateChange } from './templates';
import { WebhookRoom } from './webhooks';

export interface Rooms {
  readonly registry: RegistryState;
  readonly artifacts: ArtifactRoom;
  readonly templates: TemplateRoom;
  readonly panelStores: PanelStoreRoom;
  readonly optimizers: OptimizerRoom;
  readonly webhooks: WebhookRoom;
  readonly shareLinks: ShareLinkRoom;
}

/** What rooms hold before the first change; lies below the journal and is never written to it. */
export interface Seeds {
  readonly registry: readonly RegistryChange[];
  readonly artifacts: readonly ArtifactChange[];
  readonly templates: readonly TemplateChange[];
}

export const noSeeds: Seeds = { registry: [], artifacts: [], templates: [] };

export const createRooms = (journal: Journal, seeds: Seeds = noSeeds): Rooms => ({
  registry: new RegistryState(journal, seeds.registry),
  artifacts: new ArtifactRoom(journal, seeds.artifacts),
  templates: new TemplateRoom(journal, seeds.templates),
  panelStores: new PanelStoreRoom(journal),
  optimizers: new OptimizerRoom(journal),
  webhooks: new WebhookRoom(journal),
  shareLinks: new ShareLinkRoom(journal),
});
