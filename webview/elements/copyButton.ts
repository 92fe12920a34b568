/** A button that puts a text on the clipboard; the host does it, as pages may not be trusted with the clipboard. */
import type { TemplateResult } from 'lit';
import type { ExperimentHost } from './element';
import { iconButton } from './parts';

export const copyButton = (host: ExperimentHost, text: string, name: string): TemplateResult =>
  iconButton('copy', `Copy ${name}`, () => host.do('copyText', { text }));
