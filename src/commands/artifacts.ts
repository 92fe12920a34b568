/** Owns the deeds on artifacts. */
import type { Downloads } from '../downloads/downloads';
import type { Handlers } from '../shared/verbs';
import type { ResourcePickers } from './resourcePickers';
import { sameKindSelection, distinct, isArtifactVersion } from './targets';

export function artifactHandlers({ pickers, downloads }: { readonly pickers: ResourcePickers; readonly downloads: Downloads }): Pick<Handlers, 'downloadArtifact'> {
  return {
    async downloadArtifact(target, selection, options) {
      const chosen = distinct(sameKindSelection(target, selection).filter(isArtifactVersion));
      if (chosen.length > 0) return downloads.artifacts(chosen.map(({ connection, workspace, artifact, version }) => ({ connection, workspace, artifact, version })), options);
      const ref = await pickers.artifactVersion(target).run('Download Artifact');
      return ref === undefined ? undefined : downloads.artifacts([ref], options);
    },
  };
}
