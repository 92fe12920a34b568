/** Endpoints of Comet for its administrators, beside the REST root; other keys are refused. */
import * as v from 'valibot';
import type { CometCalls } from '../endpoint';

export class AdminCalls {
  readonly #calls: CometCalls;

  constructor(calls: CometCalls) {
    this.#calls = calls;
  }

  /** GET /api/admin/chargeback/report of a month, `YYYY-MM`; its shape is not documented. */
  chargebackReport(reportMonth: string, signal: AbortSignal): Promise<unknown> {
    return this.#calls.get(v.unknown(), '../../admin/chargeback/report', { reportMonth }, signal);
  }

  /** GET /api/admin/service-accounts; their shape is not documented. */
  serviceAccounts(signal: AbortSignal): Promise<unknown> {
    return this.#calls.get(v.unknown(), '../../admin/service-accounts', {}, signal);
  }
}
