/** What this extension gives to others, see `api.d.ts`. Knows connections; hands out no key. */
import type { ExperimentExplorer } from '../../api';
import type { ExperimentBackend } from '../trackers/backend';
import { comet, isComet } from '../trackers/comet/tracker';
import type { ConnectionInfo } from '../shared/experiment';
import { BackendError } from '../shared/problem';

export interface ConnectionSource {
  list(): readonly ConnectionInfo[];
  backend(connection: string): Promise<ExperimentBackend>;
}

export function explorerApi(source: ConnectionSource): ExperimentExplorer {
  return {
    connections: () => source.list().map(({ id, label, server }) => ({ id, label, server })),
    comet: async (connection, panel) => {
      const { checkCallOfComet, checkedApi } = await import('./checkedApi');
      checkCallOfComet(connection, panel);
      const id = connection ?? source.list().find(({ tracker }) => tracker === comet.kind)?.id;
      if (id === undefined) {
        throw new BackendError('notFound', 'Nobody has signed in to Comet here.', {
          advice: 'Run “Experiments: Sign In”.',
        });
      }
      const [backend, { CometJavaScriptApi }] = await Promise.all([source.backend(id), import('./comet')]);
      if (!isComet(backend)) {
        throw new BackendError('unsupported', 'This connection is not one to Comet.');
      }
      return checkedApi(new CometJavaScriptApi(backend.client, panel));
    },
  };
}
