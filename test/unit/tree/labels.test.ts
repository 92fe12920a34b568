/** What the tree says, and that nothing foreign in it is taken for markup. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Experiment, Summary } from '../../../src/shared/experiment';
import type { Node } from '../../../src/tree/nodes';
import type { Best } from '../../../src/tree/listings/listings';
import { NodeIdentity } from '../../../src/tree/nodeIdentity';
import {
  escapeMarkdown,
  experimentDescription,
  experimentSentence,
  experimentTooltip,
  filterMessage,
  groupLabel,
  metricTooltip,
  oneLine,
  orderDescription,
  type RowFacts,
} from '../../../src/tree/labels';
import { bareExperiment } from '../../support/fixtures/bareExperiment';

const now = new Date(2026, 10, 20, 12).getTime();
const minute = 60_000;
const run: Experiment = {
  ...bareExperiment,
  key: 'abc123',
  name: 'ResNet',
  startTime: now - 180 * minute,
  endTime: now - 178 * minute,
  duration: 125_000,
  user: 'ada',
  filePath: 'train.py',
};
/** Of a row about which nothing more is known than what is given. */
const facts = (known: Partial<RowFacts> = {}): RowFacts => ({
  tags: null,
  value: null,
  best: null,
  diverged: [],
  ...known,
});
const summary = (name: string, value: string): Summary => ({
  name,
  context: null,
  ofMachine: name.startsWith('sys.'),
  current: { value, step: 10, time: null },
  minimum: { value: '0.1', step: 1, time: null },
  maximum: { value: '0.9', step: 7, time: null },
});

describe('words of the tree', () => {
  it('describes an experiment', () => {
    assert.equal(experimentDescription(run, facts(), now), '3h · 2m');
    assert.equal(
      experimentDescription(run, facts({ tags: ['baseline', 'v 2'], value: 0.971234 }), now),
      '0.97123 · 3h · 2m #baseline #v 2',
    );
    assert.equal(experimentDescription({ ...run, startTime: null, duration: null }, facts({ tags: [] }), now), '');
    assert.equal(
      experimentDescription({ ...run, state: 'running', duration: null, startTime: now - 5 * minute }, facts(), now),
      '5m · 5m',
    );
    assert.equal(
      experimentSentence(run, facts({ tags: ['baseline'], value: 0.5 }), 'accuracy', now),
      'ResNet, Finished, accuracy 0.5, started 3 h ago, took 2 min 5 s, tags baseline',
    );
    assert.equal(
      experimentSentence({ ...run, archived: true, startTime: null, duration: null }, facts(), null, now),
      'ResNet, Finished, archived',
    );
  });

  it('marks the best, and says by what', () => {
    const best: Best = { metric: 'loss', direction: 'lower', among: 12, keys: new Set(['abc123']) };
    assert.equal(experimentDescription(run, facts({ value: 0.5, best, tags: ['best'] }), now), '★ 0.5 · 3h · 2m #best');
    assert.equal(
      experimentSentence(run, facts({ value: 0.5, best }), 'loss', now),
      'ResNet, Finished, Best loss: the lowest of 12 experiments, 0.5, started 3 h ago, took 2 min 5 s',
    );
    assert.match(
      experimentTooltip(
        { ...facts({ value: 0.5, best }), experiment: run, metric: 'loss', metrics: null, git: null },
        now,
      ),
      /^★ Best loss\\: the lowest of 12 experiments$/m,
    );
    const evil = { ...best, metric: '[x](command:y)' };
    assert.doesNotMatch(
      experimentTooltip(
        { ...facts({ value: 0.5, best: evil }), experiment: run, metric: '[x](command:y)', metrics: null, git: null },
        now,
      ),
      /[^\\]\[/,
    );
  });

  it('marks what diverged, by the chosen metric or by one that was heard of', () => {
    for (const [value, text] of [
      [Number.NaN, 'NaN'],
      [Number.POSITIVE_INFINITY, '∞'],
      [Number.NEGATIVE_INFINITY, '-∞'],
    ] as const) {
      const diverged = facts({ value, diverged: ['loss'] });
      assert.equal(experimentDescription(run, diverged, now), `⚠ ${text} · 3h · 2m`);
      assert.equal(
        experimentSentence(run, diverged, 'loss', now),
        `ResNet, Finished, Diverged: the last value of loss is ${text}, loss ${text}, started 3 h ago, took 2 min 5 s`,
      );
    }
    assert.equal(
      experimentDescription({ ...run, startTime: null, duration: null }, facts({ diverged: ['loss'] }), now),
      '⚠',
    );
    const others = facts({ value: 0.5, diverged: ['loss', 'other_loss'] });
    assert.match(
      experimentTooltip(
        { ...others, experiment: run, metric: 'accuracy', metrics: [summary('loss', 'nan')], git: null },
        now,
      ),
      /Diverged\\: the last values of 2 metrics are not finite\\, loss among them\n\n- ⚠ loss: \*\*nan/,
    );
  });

  it('leaves no foreign text unescaped in a tooltip', () => {
    const evil = '<img src=x> [a](command:b) `c` *d* _e_ https://f.example ![g](h) $(bug) | # i\n\n- j';
    const text = experimentTooltip(
      {
        experiment: { ...run, name: evil, user: evil, filePath: evil, key: evil },
        tags: [evil],
        value: 1,
        metric: evil,
        metrics: [summary(evil, evil), summary('sys.cpu', '1')],
        git: { branch: evil, commit: evil, origin: null, root: null, user: null },
        best: { metric: evil, direction: 'lower', among: 2, keys: new Set() },
        diverged: [evil],
      },
      now,
    );
    // Without escaped characters and our own marks, nothing of Markdown is left.
    const rest = text
      .replace(/\\[!-/:-@[-`{-~]/g, '')
      .replaceAll('**', '')
      .replace(/^- /gm, '')
      .replaceAll(/^(.*): /gm, '$1');
    assert.doesNotMatch(rest, /[<>[\]()`*_#!|:$~\\]/);
    assert.doesNotMatch(text, /sys/);
  });

  it('escapes so that reading it back gives one line of the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeMarkdown(text);
        assert.equal(escaped.replace(/\\([!-/:-@[-`{-~])/g, '$1'), oneLine(text, 500));
        assert.doesNotMatch(escaped, /[\n\r\t\0]/);
      }),
    );
  });

  it('cuts without breaking a character in two', () => {
    assert.equal(oneLine('a\n b\tc'), 'a b c');
    assert.equal(oneLine('😀'.repeat(10), 10), '😀😀😀😀…');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.integer({ min: 2, max: 50 }), (text, longest) => {
        const line = oneLine(text, longest);
        assert.ok(line.length <= longest);
        assert.equal(Buffer.from(line).toString(), line);
      }),
    );
  });

  it('says where a metric went', () => {
    assert.equal(
      metricTooltip(summary('loss', '0.123456789')),
      'loss\nLast 0.12346 at step 10\nLowest 0.1 at step 1\nHighest 0.9 at step 7',
    );
    assert.equal(metricTooltip({ ...summary('loss', '1'), current: null, minimum: null, maximum: null }), 'loss');
  });

  it('names groups, orders and filters', () => {
    assert.equal(groupLabel('day', '2026-11-20', now), 'Today');
    assert.equal(groupLabel('day', '2026-11-19', now), 'Yesterday');
    assert.equal(groupLabel('day', '2026-11-18', now), '2026-11-18');
    assert.equal(groupLabel('day', null, now), 'No start time');
    assert.equal(groupLabel('tag', null, now), 'No tags');
    assert.equal(groupLabel('state', 'crashed', now), 'Crashed');
    assert.equal(orderDescription('newest', 'none'), '');
    assert.equal(orderDescription('longest', 'tag'), 'longest first, by tag');
    assert.equal(
      filterMessage('a', { matching: 12, total: 34_000, projects: 2 }),
      'Filter “a”: 12 of 34,000 experiments match in 2 open projects.',
    );
    assert.equal(
      filterMessage('a', { matching: 0, total: 0, projects: 0 }),
      'Filter “a”: open a project to see what matches.',
    );
  });
});

describe('levels of the tree', () => {
  const notice = (id: string, text: string): Node => ({ kind: 'notice', id, parent: null, text });

  it('keeps the objects that stay and gives them the newest data', () => {
    const levels = new NodeIdentity();
    const [one] = levels.reconcile(null, [notice('a', 'old'), notice('b', 'gone')], levels.requestId());
    const after = levels.reconcile(null, [notice('c', 'new'), notice('a', 'changed')], levels.requestId());
    assert.equal(after[1], one);
    assert.deepEqual(
      after.map((node) => node.kind === 'notice' && node.text),
      ['new', 'changed'],
    );
    assert.deepEqual([...levels.shown()], after);
  });

  it('does not let a late answer replace a newer one', () => {
    const levels = new NodeIdentity();
    const [early, late] = [levels.requestId(), levels.requestId()];
    const shown = levels.reconcile(null, [notice('a', 'newer')], late);
    assert.deepEqual(levels.reconcile(null, [notice('b', 'late')], early), shown);
    assert.deepEqual([...levels.shown()], shown);
  });
});
