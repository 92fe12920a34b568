/** What the user types to find experiments: words, phrases and tags, and that every tag there is can be asked for. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Experiment } from '../../../../src/shared/experiment';
import { matches, parseFilter } from '../../../../src/tree/listings/filter';
import { bareExperiment } from '../../../support/fixtures/bareExperiment';

/** How the tag is written so that it alone is meant. */
const tagTerm = (tag: string): string => `#"${tag.replace(/["“”\\]/g, '\\$&')}"`;

const experiment: Experiment = {
  ...bareExperiment,
  key: 'abcdef0123456789',
  name: 'ResNet 50',
  startTime: 0,
  user: 'Ada',
};
const found = (text: string, ...tags: string[]): boolean => {
  const filter = parseFilter(text);
  assert.ok(filter !== null, `“${text}” is no filter.`);
  return matches(experiment, filter, tags);
};

describe('the filter of the tree', () => {
  it('finds a tag with a blank, however it is written', () => {
    for (const text of [
      '#needs review',
      '"needs review"',
      '#"needs review"',
      '#"Needs Review"',
      'review',
      '#needs',
      '#“needs review”',
      '#"needs rev',
      '#"needs',
    ]) {
      assert.ok(found(text, 'other', 'needs review'), text);
    }
    for (const text of ['#"needs review"', '"needs review"']) {
      assert.ok(!found(text, 'needs', 'review'), text);
    }
    assert.ok(!found('#review', 'needs review'));
    assert.ok(!found('#needs review', 'needs'));
  });

  it('takes a quoted tag for the whole tag, one without quotes for its beginning', () => {
    assert.ok(found('#v1', 'v10'));
    assert.ok(!found('#"v1"', 'v10'));
    assert.ok(found('#"v1"', 'v10', 'V1'));
    assert.ok(found('#"v1" #"v10"', 'v10', 'v1'));
  });

  it('takes a phrase in quotes as it stands, in names too', () => {
    assert.ok(found('"resnet 50"'));
    assert.ok(!found('"50 resnet"'));
    assert.ok(found('50 resnet'));
    assert.ok(found('"net 5" ada'));
  });

  it('knows commas, signs, quotes, accents and other scripts in tags', () => {
    const tags = [
      'a, b',
      '#1',
      '#',
      '5" disk',
      'say "hi"',
      'back\\slash',
      'ÜBERPRÜFEN',
      'cafe\u0301',
      'straße',
      'ΣΟΦΟΣ',
      'на проверку',
      '要確認',
      'tab\tle',
      '  padded ',
      '“curly”',
      'a/b:c=d',
      '👩‍🔬 lab',
      '-x',
      'NOT',
    ];
    for (const tag of tags) {
      assert.ok(found(tagTerm(tag), tag), `${tagTerm(tag)} does not find “${tag}”`);
    }
    assert.ok(found('#überprüfen', 'ÜBERPRÜFEN'));
    assert.ok(found('#caf\u00e9', 'cafe\u0301'));
    assert.ok(found('#cafe', 'Café au lait'));
    assert.ok(found('#STRASSE', 'straße'));
    assert.ok(found('#σοφος', 'ΣΟΦΟΣ'));
    assert.ok(found('##1', '#1'));
    assert.ok(found('#a, b', 'a, b'));
    assert.ok(found('5"', '5" disk'));
    assert.ok(!found('#"cote"', 'côte'));
  });

  it('asks for any tag there may be with the term that is made for it, and for no other', () => {
    const tag = fc
      .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), fc.stringMatching(/^[ab#"\\,“” ]{1,6}$/))
      .filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(tag, tag, (one, other) => {
        assert.ok(found(tagTerm(one), one), tagTerm(one));
        assert.ok(found(`${tagTerm(one)} ${tagTerm(other)} resnet`, other, one));
        const folded = (text: string): string => text.trim().normalize('NFC').toUpperCase().normalize('NFC');
        if (folded(one) !== folded(other) && folded(one.toLowerCase()) !== folded(other.toLowerCase())) {
          assert.ok(!found(tagTerm(one), other), `${tagTerm(one)} finds “${other}”`);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is nothing without a word or a tag', () => {
    for (const text of ['', '   ', '#', ' # ##', '""', '#""', '" "', '\u00a0']) {
      assert.equal(parseFilter(text), null, text);
    }
  });
});
