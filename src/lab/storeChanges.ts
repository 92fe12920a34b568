/** Writes to the lab's store: what the journal keeps of them, and what may be in them. */
import * as l10n from '@vscode/l10n';
import type { LabProject } from './labExperiment';
import { checkLength } from './limits';

/** A write, with every id, name and time that was made up for it. */
export type StoreChange =
  | { readonly kind: 'workspaceAdded'; readonly id: string; readonly name: string }
  | {
      readonly kind: 'memberAdded';
      readonly workspace: string;
      readonly email: string;
      readonly isAdministrator: boolean;
    }
  | { readonly kind: 'projectAdded'; readonly project: Readonly<LabProject> }
  | {
      readonly kind: 'projectChanged';
      readonly id: string;
      readonly details: Partial<Pick<LabProject, 'name' | 'description' | 'notes' | 'isPublic'>>;
    }
  | { readonly kind: 'projectDeleted'; readonly id: string }
  | {
      readonly kind: 'experimentAdded';
      readonly key: string;
      readonly project: string;
      readonly name: string;
      readonly userName: string;
      readonly time: number;
    }
  | ExperimentChange;

export type ExperimentChange = { readonly key: string } & (
  | { readonly kind: 'renamed'; readonly name: string }
  | { readonly kind: 'optimized'; readonly optimizationId: string }
  | { readonly kind: 'archived'; readonly archived: boolean }
  | { readonly kind: 'filePath'; readonly filePath: string }
  | { readonly kind: 'moved'; readonly project: string }
  | { readonly kind: 'linked'; readonly project: string }
  | { readonly kind: 'beat'; readonly time: number }
  | { readonly kind: 'stopped'; readonly time: number; readonly sinceStart: number }
  | { readonly kind: 'crashed'; readonly crashed: boolean }
  | { readonly kind: 'times'; readonly startTime: number | null; readonly endTime: number | null }
  | { readonly kind: 'unthrottled' }
  | { readonly kind: 'deleted' }
);

/** Throws BeyondLimit where a text in the change is longer than the lab takes. */
export function checkStoreChange(change: StoreChange): void {
  switch (change.kind) {
    case 'workspaceAdded':
      checkLength(change.name, 'name', l10n.t('The name of the workspace'));
      return;
    case 'memberAdded':
      checkLength(change.email, 'name', l10n.t('The address of the member'));
      return;
    case 'projectAdded':
      checkProject(change.project);
      return;
    case 'projectChanged':
      checkProject(change.details);
      return;
    case 'experimentAdded':
    case 'renamed':
      checkLength(change.name, 'name', l10n.t('The name of the experiment'));
      return;
    case 'filePath':
      checkLength(change.filePath, 'fileName', l10n.t('The path of the file'));
      return;
    default:
  }
}

function checkProject({
  name,
  description,
  notes,
}: {
  readonly name?: string;
  readonly description?: string | null;
  readonly notes?: string | null;
}): void {
  checkLength(name, 'name', l10n.t('The name of the project'));
  checkLength(description, 'value', l10n.t('The description of the project'));
  checkLength(notes, 'text', l10n.t('The notes of the project'));
}
