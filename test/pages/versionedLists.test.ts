/**
 * The lists that a panel holds back: the page asks for what it has not, in pieces, and shows what it has until the
 * newer is here.
 */
import assert from 'node:assert/strict';
import { ListVersions, mostItems } from '../../src/panels/listVersions';
import type { Summary } from '../../src/shared/experiment';
import { BackendError, loading, ready } from '../../src/shared/problem';
import {
  mostCompared,
  type ExperimentPageState,
  type VersionedList,
  type PushedPageState,
} from '../../src/shared/protocol';
import { sameExperiment, type ExperimentRef } from '../../src/shared/reference';
import { eventually } from '../support/eventually';
import { shows } from '../support/shows';
import { comparedExperiments, pageState } from '../support/fixtures/experimentFixture';
import { blob, generatedAsset } from '../support/fixtures/generatedAssets';
import { showTab, usePage, type ExperimentStub } from '../support/pages/usePage';

interface ListAsked {
  readonly of: ExperimentRef;
  readonly list: VersionedList;
  readonly from: number;
}

const asked = (host: ExperimentStub): readonly ListAsked[] =>
  host.asked.filter(({ question }) => question === 'list').map(({ argument }) => argument as ListAsked);
const parameter = (name: string, value: string): Summary => ({
  name,
  context: null,
  ofMachine: false,
  current: { value, step: null, time: null },
  minimum: null,
  maximum: null,
});

describe('lists that the host holds back', () => {
  const open = usePage();

  /** The page with a host that holds back as panels do; `show` changes what it has. */
  async function holding(
    first: Partial<ExperimentPageState>,
    refuses: (asked: ListAsked, change: (changed: Partial<ExperimentPageState>) => void) => boolean = () => false,
  ) {
    const lists = new ListVersions();
    let state: ExperimentPageState = { ...pageState, ...first };
    /** Without a push the host is ahead of what it told. */
    const change = (changed: Partial<ExperimentPageState>): void => void (state = { ...state, ...changed });
    const pushed = (): PushedPageState => {
      const { compared, ...own } = state;
      return { ...lists.pushed(own), compared: compared.map((one) => lists.pushed(one)) };
    };
    const host = await open({
      state: pushed(),
      answers: {
        list: (question) => {
          const parts = [state, ...state.compared].find(({ reference }) => sameExperiment(reference, question.of));
          if (parts === undefined || refuses(question, change)) {
            return Promise.reject(new BackendError('unreachable', 'The line is cut.'));
          }
          return Promise.resolve(lists.piece(parts, question.list, question.from));
        },
      },
    });
    return {
      host,
      show: (changed: Partial<ExperimentPageState>): Promise<void> => {
        change(changed);
        return host.push(pushed());
      },
    };
  }

  it('are asked for once each, a few at a time, and again only when they are others', async () => {
    const compared = comparedExperiments(3);
    const { host, show } = await holding({ compared });
    const panel = await showTab(host, 'parameters');
    await panel.getByText('random_state').first().waitFor();
    await shows(() => asked(host).length, 5 + 3 * 4);
    await shows(
      () => new Set(asked(host).map(({ of, list, from }) => `${of.key} ${list} ${from}`)).size,
      asked(host).length,
      'nothing twice',
    );
    const before = asked(host).length;
    await show({ revision: 2, updatedAt: 1 });
    const [first, ...others] = compared;
    await show({
      revision: 3,
      compared: [{ ...first!, parameters: ready([parameter('random_state', '4242')]) }, ...others],
    });
    await panel.getByText('4242').first().waitFor();
    await shows(() => asked(host).slice(before), [{ of: first!.reference, list: 'parameters', from: 0 }]);
  });

  it('come piece by piece, and from the start when they change in between', async () => {
    const assets = (count: number, name: string) =>
      ready(
        Array.from(
          { length: count },
          (_, index) => generatedAsset(`${name}${index}`, `${name}-${index}.bin`, 'file', blob(1)).asset,
        ),
      );
    let changes = 0;
    const { host } = await holding({ assets: assets(2 * mostItems + 1, 'first') }, ({ list, from }, change) => {
      // Once the second piece is being given.
      if (list === 'assets' && from === mostItems && (changes += 1) === 1) {
        change({ assets: assets(mostItems + 5, 'second') });
      }
      return false;
    });
    const panel = await showTab(host, 'assets');
    await panel.getByRole('heading', { name: /^1,?005 assets/ }).waitFor();
    await panel.getByText('second-0.bin').waitFor();
    await shows(
      () =>
        asked(host)
          .filter(({ list }) => list === 'assets')
          .map(({ from }) => from),
      [0, mostItems, 2 * mostItems, 0, mostItems],
    );
  });

  it('say what is wrong when they cannot be had, and come with the next state', async () => {
    let cut = true;
    const { host, show } = await holding({}, ({ list }) => cut && list === 'parameters');
    const panel = await showTab(host, 'parameters');
    await panel.getByText('The line is cut.').waitFor();
    const refused = asked(host).filter(({ list }) => list === 'parameters').length;
    assert.equal(refused, 1, 'not asked again and again');
    cut = false;
    await panel.locator('vscode-button', { hasText: 'Retry' }).click();
    await host.command('refresh');
    await show({ revision: 2 });
    await panel.getByText('random_state').first().waitFor();
  });

  it('are shown as they were while newer ones are on their way, and forgotten with their experiment', async () => {
    let slow = false;
    const compared = comparedExperiments(1);
    const { host, show } = await holding({ compared }, () => slow);
    const panel = await showTab(host, 'parameters');
    const seed = () => panel.locator('tr', { hasText: 'random_state' }).first().innerText();
    await shows(() => seed(), /\b1\b/);
    slow = true;
    await show({ compared: compared.map((one) => ({ ...one, parameters: ready([parameter('random_state', '77')]) })) });
    await shows(() => asked(host).at(-1)?.list, 'parameters');
    await shows(() => seed(), /\b1\b/);
    slow = false;
    await show({ revision: 2 });
    await shows(() => seed(), /\b77\b/);
    await show({ compared: [] });
    const before = asked(host).length;
    await show({ compared });
    await shows(() => seed(), /\b1\b/);
    await shows(() => asked(host).length, before + 4);
  });

  it('of as many experiments as there may be are all shown', async () => {
    const compared = comparedExperiments(mostCompared);
    const { host, show } = await holding({
      compared: compared.map((one) => ({ ...one, metrics: loading, parameters: null, others: null, assets: null })),
    });
    const panel = await showTab(host, 'parameters');
    await show({ compared });
    await panel.locator('table.compared[aria-colcount="101"]').first().waitFor();
    await eventually(
      () =>
        assert.equal(asked(host).filter(({ of }) => !sameExperiment(of, pageState.reference)).length, 4 * mostCompared),
      20_000,
    );
    await panel
      .locator('.grid-frame')
      .first()
      .evaluate((frame) => (frame.scrollLeft = frame.scrollWidth));
    await shows(() => panel.locator('tr', { hasText: 'random_state' }).first().innerText(), /\b99\s*$/);
  });
});
