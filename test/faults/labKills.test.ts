// More kills and every step of the clock than the daily tests have time for.
import { clockSteps, LabFolder, surviveClockStep, surviveKills, surviveManyWindows } from '../support/lab/labFaults';

const patience = 20 * 60_000;

describe('a lab under faults', () => {
  let folder: LabFolder;

  beforeEach(async () => {
    folder = await LabFolder.create();
  });

  afterEach(() => folder.remove());

  it('has every acknowledged write after each of 30 kills', () => surviveKills(folder, 30)).timeout(patience);

  it('has one owner when six windows open at once', () => surviveManyWindows(folder, 6)).timeout(patience);

  for (const [how, step] of Object.entries(clockSteps)) {
    it(`loses nothing to a second window when the clock is set ${how}`, () => surviveClockStep(folder, step)).timeout(
      patience,
    );
  }
});
