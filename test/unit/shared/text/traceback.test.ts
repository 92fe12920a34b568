/** What a crashed run says of its end, over what Python 3.11 itself printed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lastTraceback, type Traceback } from '../../../../src/shared/text/traceback';

const readText = (text: string): Traceback | null => {
  const lines = text.split('\n');
  return lastTraceback(lines.length, (index) => lines[index] ?? '');
};

/** As Comet's SDK prints it when a run has ended, the address made up. */
const summary = `COMET INFO: ---------------------------------------------------------------------------------------
COMET INFO: Comet.ml OfflineExperiment Summary
COMET INFO:   Metrics:
COMET INFO:     train_loss : 2.503333
COMET INFO: Still saving offline stats to messages file before program termination (may take up to 120 seconds)
COMET INFO: comet upload /tmp/8f2d.zip`;

describe('the last traceback of a run', () => {
  const printed: readonly {
    readonly title: string;
    readonly from: number;
    readonly exception: string;
    readonly details: readonly string[];
    readonly text: string;
  }[] = [
    {
      title: 'one that was not caught',
      from: 0,
      exception: 'ValueError: no finite weights',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 3, in <module>
    f()
  File "train.py", line 2, in f
    raise ValueError("no finite weights")
ValueError: no finite weights`,
    },
    {
      title: 'one that came while another was handled',
      from: 8,
      exception: 'RuntimeError: second',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 2, in <module>
    {}["a"]
    ~~^^^^^
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "train.py", line 4, in <module>
    raise RuntimeError("second")
RuntimeError: second`,
    },
    {
      title: 'one that another caused',
      from: 8,
      exception: 'RuntimeError: caused',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 2, in <module>
    1/0
    ~^~
ZeroDivisionError: division by zero

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "train.py", line 4, in <module>
    raise RuntimeError("caused") from e
RuntimeError: caused`,
    },
    {
      title: 'notes',
      from: 0,
      exception: 'ValueError: x',
      details: ['note one', 'note two', 'of two lines'],
      text: `Traceback (most recent call last):
  File "train.py", line 4, in <module>
    raise e
ValueError: x
note one
note two
of two lines`,
    },
    {
      title: 'a message of several lines',
      from: 0,
      exception: 'ValueError: first line',
      details: ['  indented second', '', 'after a blank'],
      text: `Traceback (most recent call last):
  File "train.py", line 1, in <module>
    raise ValueError("first line\\n  indented second\\n\\nafter a blank")
ValueError: first line
  indented second

after a blank`,
    },
    {
      title: 'a group',
      from: 0,
      exception: 'ExceptionGroup: many (2 sub-exceptions)',
      details: ['ValueError: one', 'TypeError: two'],
      text: `  + Exception Group Traceback (most recent call last):
  |   File "train.py", line 8, in <module>
  |     raise ExceptionGroup("many", es)
  | ExceptionGroup: many (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ValueError: one
    +---------------- 2 ----------------
    | Traceback (most recent call last):
    |   File "train.py", line 5, in <module>
    |     g()
    |   File "train.py", line 2, in g
    |     raise TypeError("two")
    | TypeError: two
    +------------------------------------`,
    },
    {
      title: 'a group in a group',
      from: 0,
      exception: 'ExceptionGroup: outer (2 sub-exceptions)',
      details: [
        'ExceptionGroup: inner (1 sub-exception)',
        'FileNotFoundError: [Errno 2] No such file',
        "KeyError: 'k'",
      ],
      text: `  + Exception Group Traceback (most recent call last):
  |   File "train.py", line 1, in <module>
  |     raise ExceptionGroup("outer", [ExceptionGroup("inner", [OSError(2, "No such file")]), KeyError("k")])
  | ExceptionGroup: outer (2 sub-exceptions)
  +-+---------------- 1 ----------------
    | ExceptionGroup: inner (1 sub-exception)
    +-+---------------- 1 ----------------
      | FileNotFoundError: [Errno 2] No such file
      +------------------------------------
    +---------------- 2 ----------------
    | KeyError: 'k'
    +------------------------------------`,
    },
    {
      title: 'one that came after a group',
      from: 10,
      exception: 'RuntimeError: after the group',
      details: [],
      text: `  + Exception Group Traceback (most recent call last):
  |   File "train.py", line 2, in <module>
  |     raise ExceptionGroup("eg", [ValueError(1)])
  | ExceptionGroup: eg (1 sub-exception)
  +-+---------------- 1 ----------------
    | ValueError: 1
    +------------------------------------

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "train.py", line 4, in <module>
    raise RuntimeError("after the group")
RuntimeError: after the group`,
    },
    {
      title: 'a script that cannot be read',
      from: 0,
      exception: 'SyntaxError: invalid syntax',
      details: [],
      text: `  File "train.py", line 1
    x = = 1
        ^
SyntaxError: invalid syntax`,
    },
    {
      title: 'code that cannot be read, within a call',
      from: 0,
      exception: 'SyntaxError: invalid syntax',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 1, in <module>
    exec("x = = 1")
  File "<string>", line 1
    x = = 1
        ^
SyntaxError: invalid syntax`,
    },
    {
      title: 'an interrupt without a message',
      from: 0,
      exception: 'KeyboardInterrupt',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 1, in <module>
    raise KeyboardInterrupt
KeyboardInterrupt`,
    },
    {
      title: 'an exception without a message',
      from: 0,
      exception: 'ValueError',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 1, in <module>
    raise ValueError
ValueError`,
    },
    {
      title: 'repeated frames',
      from: 0,
      exception: 'RecursionError: maximum recursion depth exceeded',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 2, in <module>
    f()
  File "train.py", line 1, in f
    def f(): f()
             ^^^
  File "train.py", line 1, in f
    def f(): f()
             ^^^
  File "train.py", line 1, in f
    def f(): f()
             ^^^
  [Previous line repeated 996 more times]
RecursionError: maximum recursion depth exceeded`,
    },
    {
      title: 'one after which others were ignored',
      from: 0,
      exception: 'ValueError: the real one',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 4, in <module>
    raise ValueError("the real one")
ValueError: the real one
Exception ignored in: <function A.__del__ at 0x7f33b7f71bc0>
Traceback (most recent call last):
  File "train.py", line 2, in __del__
OSError: in del`,
    },
    {
      title: 'one after which the end went wrong too',
      from: 0,
      exception: 'ValueError: the real one',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 3, in <module>
    raise ValueError("the real one")
ValueError: the real one
Exception ignored in atexit callback: <function <lambda> at 0x7f33b7f71bc0>
Traceback (most recent call last):
  File "train.py", line 2, in <lambda>
    atexit.register(lambda: 1/0)
                            ~^~
ZeroDivisionError: division by zero`,
    },
    {
      title: 'one after a record that could not be logged',
      from: 27,
      exception: 'ValueError: real',
      details: [],
      text: `--- Logging error ---
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    raise ValueError("real")
ValueError: real

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3.11/logging/__init__.py", line 1110, in emit
    msg = self.format(record)
          ^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/logging/__init__.py", line 953, in format
    return fmt.format(record)
           ^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/logging/__init__.py", line 687, in format
    record.message = record.getMessage()
                     ^^^^^^^^^^^^^^^^^^^
  File "/usr/lib/python3.11/logging/__init__.py", line 377, in getMessage
    msg = msg % self.args
          ~~~~^~~~~~~~~~~
TypeError: %d format: a real number is required, not str
Call stack:
  File "train.py", line 5, in <module>
    logging.warning("%d", "x")
Message: '%d'
Arguments: ('x',)
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    raise ValueError("real")
ValueError: real`,
    },
    {
      title: 'one after another that was printed and survived',
      from: 5,
      exception: 'ValueError: later',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 3, in <module>
    1/0
    ~^~
ZeroDivisionError: division by zero
Traceback (most recent call last):
  File "train.py", line 7, in <module>
    raise ValueError("later")
ValueError: later`,
    },
    {
      title: 'an exception of a local class',
      from: 0,
      exception: 'f.<locals>.Odd: local class',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 4, in <module>
    f()
  File "train.py", line 3, in f
    raise Odd("local class")
f.<locals>.Odd: local class`,
    },
    {
      title: 'a message in other scripts',
      from: 0,
      exception: 'ValueError: naïve 要確認 👩‍🔬',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 1, in <module>
    raise ValueError("naïve 要確認 👩‍🔬")
ValueError: naïve 要確認 👩‍🔬`,
    },
    {
      title: 'a message that speaks of tracebacks',
      from: 0,
      exception: 'ValueError: a: b: Traceback (most recent call last): no',
      details: [],
      text: `Traceback (most recent call last):
  File "train.py", line 1, in <module>
    raise ValueError("a: b: Traceback (most recent call last): no")
ValueError: a: b: Traceback (most recent call last): no`,
    },
  ];

  for (const { title, from, exception, details, text } of printed) {
    it(`reads ${title}`, () => {
      for (const [before, after] of [
        ['', ''],
        ['epoch 1 loss 2.3\nepoch 2 loss nan\n', `\n${summary}\n`],
        ['', `\n\n${summary}`],
      ] as const) {
        const found = readText(`${before}${text}${after}`);
        assert.ok(found !== null);
        assert.equal(found.exception, exception);
        assert.deepEqual(found.details, details);
        assert.equal(found.from, from + before.split('\n').length - 1);
        assert.equal(`${before}${text}`.split('\n')[found.at]?.replace(/^\s*\| /, ''), exception);
      }
    });
  }

  it('reads the lines of one process among others, by the names that launchers put before them', () => {
    const text = printed[0]?.text.split('\n') ?? [];
    for (const prefix of ['[rank0]: ', '(train pid=4711) ', '0: ', '2026-11-20T10:00:01.123Z stderr F ']) {
      const found = readText(['starting', ...text.map((line) => `${prefix}${line}`), summary].join('\n'));
      assert.equal(found?.exception, 'ValueError: no finite weights', prefix);
      assert.deepEqual(found.details, [], prefix);
    }
    const mixed = text.flatMap((line) => [`[rank1]: step 3`, `[rank0]: ${line}`]);
    assert.equal(readText(mixed.join('\n'))?.exception, 'ValueError: no finite weights');
    const timed = text.map((line, index) => `10:00:0${index} ${line}`);
    assert.equal(readText(timed.join('\n'))?.exception, 'ValueError: no finite weights');
  });

  it('reads one that begins behind a progress bar, and one in a box', () => {
    assert.equal(
      readText(` 10%|█         | 3/30 [00:01<00:09]${printed[0]?.text ?? ''}`)?.exception,
      'ValueError: no finite weights',
    );
    const box = `╭───────────── Traceback (most recent call last) ─────────────╮
│ /home/ada/train.py:3 in <module>                            │
│ ❱ 3 raise ValueError("no")                                  │
╰─────────────────────────────────────────────────────────────╯
ValueError: no`;
    assert.deepEqual(readText(`${box}\n${summary}`), { from: 0, at: 4, exception: 'ValueError: no', details: [] });
  });

  it('passes over what Comet says in between', () => {
    const [first = '', ...rest] = printed[0]?.text.split('\n') ?? [];
    assert.equal(
      readText(
        [first, 'COMET WARNING: To get all data logged automatically, import comet_ml before sklearn.', ...rest].join(
          '\n',
        ),
      )?.exception,
      'ValueError: no finite weights',
    );
  });

  it('says nothing where there is nothing to say', () => {
    for (const text of [
      '',
      'done',
      'stopped by hand',
      summary,
      'Traceback (most recent call last):',
      'Traceback (most recent call last):\n  File "a.py", line 1, in <module>',
      'loss 0.1\nKilled',
      '  File "a.py", line 1',
    ]) {
      assert.equal(readText(text), null, text);
    }
  });

  it('reads anything in time that grows with its length, and tells lines that are there', () => {
    const piece = fc.constantFrom(
      'Traceback (most recent call last):',
      '  File "a.py", line 3, in f',
      '  File "a.py", line 3',
      'ValueError: x',
      '  + Exception Group Traceback (most recent call last):',
      '  | E: y',
      '',
      ' x',
      '    | Traceback (most recent call last):',
      'Exception ignored in: f',
      'COMET INFO: x',
      '| | |',
      `${' '.repeat(300)}Traceback (most recent`,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 60 }), (lines) => {
        let reads = 0;
        const found = lastTraceback(lines.length, (index) => {
          reads += 1;
          return lines[index] ?? '';
        });
        assert.ok(reads <= 6 * lines.length * 10 + 10, `${reads} looks at ${lines.length} lines`);
        if (found === null) {
          return;
        }
        assert.ok(found.from < found.at && found.at < lines.length);
        assert.ok(lines[found.at]?.includes(found.exception));
      }),
      { numRuns: 300 },
    );
  });
});
