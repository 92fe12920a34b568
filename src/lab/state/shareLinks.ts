/** Codes under which projects are shown to people who have them. */
import { randomBytes } from 'node:crypto';
import { JournaledState, type Journal } from '../storage/journal';
import { LabProblem } from '../problem';

export interface ShareLinkChange {
  readonly kind: 'added' | 'removed';
  readonly projectId: string;
  readonly code: string;
}

export class LabShareLinks extends JournaledState<ShareLinkChange> {
  readonly #codes = new Map<string, Set<string>>();

  constructor(journal: Journal) {
    super('shareLinks', journal);
    this.restore();
  }

  codes(projectId: string): string[] {
    return [...(this.#codes.get(projectId) ?? [])];
  }

  add(projectId: string): string {
    const code = randomBytes(16).toString('hex');
    this.write({ kind: 'added', projectId, code });
    return code;
  }

  remove(projectId: string, code: string): void {
    if (this.#codes.get(projectId)?.has(code) !== true) {
      throw new LabProblem('notFound', 'shareLink', 'share link does not exist');
    }
    this.write({ kind: 'removed', projectId, code });
  }

  protected apply({ kind, projectId, code }: ShareLinkChange): void {
    const codes = this.#codes.get(projectId) ?? new Set();
    if (kind === 'added') {
      codes.add(code);
    } else {
      codes.delete(code);
    }
    this.#codes.set(projectId, codes);
  }
}
