/** An experiment below something that it made or used. Knows the store and nodes, no vscode. */
import * as l10n from '@vscode/l10n';
import { toProblem } from '../../shared/problem';
import type { ConnectionRef } from '../../shared/reference';
import type { Store } from '../../store/store';
import { factNodes } from './keyValues';
import { experimentNodes, problemNode, type ExperimentRole, type Node } from '../nodes';

export const roleWords: Readonly<Record<ExperimentRole, string>> = {
  loggedBy: l10n.t('Logged by'),
  producedBy: l10n.t('Produced by'),
  usedBy: l10n.t('Used by'),
};

/** The experiment with all that can be done with it; only its key where it cannot be looked at any more. */
export async function experimentLink(
  parent: Node & ConnectionRef,
  key: string,
  role: ExperimentRole,
  store: Store,
): Promise<Node[]> {
  try {
    return experimentNodes(parent, [await store.experiments.get({ connection: parent.connection, key })], role);
  } catch (error) {
    const problem = toProblem(error);
    switch (problem.kind) {
      case 'notFound':
      case 'unsupported':
      case 'forbidden':
      case 'refused':
        return factNodes(parent, [{ name: roleWords[role], value: `${key}: ${problem.message}` }], 'question');
      default:
        return [problemNode(parent, problem)];
    }
  }
}
