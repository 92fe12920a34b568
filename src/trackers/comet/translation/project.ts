/**
 * What hangs on a project, from Comet's wire to our vocabulary and back: pure functions, one a shape. Sends no request.
 */
import type { BestExperiment, CloudDetails, Dashboard, Panel, PanelSource } from '../../../shared/project';
import type { BestExperiment as BestRow, CloudDetails as CloudRow } from '../wire/experiments';
import type { DashboardRow, Panel as PanelJson, PanelRow } from '../wire/templates';

export function toPanel(row: PanelRow): Panel {
  return {
    id: row.templateId,
    name: row.templateName ?? row.templateId,
    owner: row.owner,
    isPublic: row.scopeType === null ? null : row.scopeType === 'PUBLIC',
    createdAt: row.createdAt,
  };
}

/** A panel may carry source in both languages; its type says which one is drawn. */
export function toPanelSource({ templateName, templateId, code }: PanelJson): PanelSource {
  const name = templateName ?? templateId ?? 'panel';
  const isPython = code.type === null ? (code.code ?? '') === '' && (code.pyCode ?? '') !== '' : /^py/i.test(code.type);
  return isPython
    ? { name, language: 'python', code: code.pyCode ?? '' }
    : { name, language: 'javascript', code: code.code ?? '' };
}

export const toDashboard = (row: DashboardRow): Dashboard => ({
  id: row.templateId,
  name: row.templateName ?? row.templateId,
  user: row.createdBy,
});

export const toBestExperiment = (row: BestRow): BestExperiment => ({
  experimentKey: row.experimentKey,
  value: row.metricValue,
  experimentCount: row.experimentCount,
});

/** Null when nothing was logged. */
export function toCloudDetails({ provider, metadata }: CloudRow): CloudDetails | null {
  const nothing = (provider ?? '') === '' && Object.keys(metadata ?? {}).length === 0;
  return nothing ? null : { provider: provider ?? '', metadata: metadata ?? {} };
}
