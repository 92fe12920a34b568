/**
 * What all elements of the pages share: they draw into the page itself, so that one style sheet and one accessibility
 * tree hold.
 */
import { LitElement } from 'lit';
import type { ExperimentPageProtocol } from '../../src/shared/protocol';
import type { ExperimentPageMemory } from '../arrangement';
import type { Host } from '../host';

export type ExperimentHost = Host<ExperimentPageProtocol, ExperimentPageMemory>;

export abstract class PageElement extends LitElement {
  protected override createRenderRoot(): this {
    return this;
  }
}
