/**
 * What a lab holds beside its projects and experiments, a state for each subject. All of it survives as the journal
 * does.
 */
import { LabArtifacts, type ArtifactChange } from './artifacts';
import type { Journal } from '../storage/journal';
import { LabOptimizers } from './optimizers';
import { LabPanelStores } from './panelStores';
import { RegistryState, type RegistryChange } from './registry';
import { LabShareLinks } from './shareLinks';
import { LabTemplates, type TemplateChange } from './templates';
import { LabWebhooks } from './webhooks';

export interface JournaledStates {
  readonly registry: RegistryState;
  readonly artifacts: LabArtifacts;
  readonly templates: LabTemplates;
  readonly panelStores: LabPanelStores;
  readonly optimizers: LabOptimizers;
  readonly webhooks: LabWebhooks;
  readonly shareLinks: LabShareLinks;
}

/** What states hold before the first change; lies below the journal and is never written to it. */
export interface Seeds {
  readonly registry: readonly RegistryChange[];
  readonly artifacts: readonly ArtifactChange[];
  readonly templates: readonly TemplateChange[];
}

export const noSeeds: Seeds = { registry: [], artifacts: [], templates: [] };

export const createStates = (journal: Journal, seeds: Seeds = noSeeds): JournaledStates => ({
  registry: new RegistryState(journal, seeds.registry),
  artifacts: new LabArtifacts(journal, seeds.artifacts),
  templates: new LabTemplates(journal, seeds.templates),
  panelStores: new LabPanelStores(journal),
  optimizers: new LabOptimizers(journal),
  webhooks: new LabWebhooks(journal),
  shareLinks: new LabShareLinks(journal),
});
