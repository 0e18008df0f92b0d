import type { CDPSession, Locator, Page } from '@playwright/test';

/** How many steps a finger takes on its way, and how long one takes (ms): slow enough to be no throw. */
const STEPS = 12;
const STEP_MS = 16;

/** A finger on a touch screen: real touches, from which the browser makes its own scrolling, taps and cancellations. */
export class Finger {
  private readonly session: CDPSession;
  private readonly page: Page;
  private x = 0;
  private y = 0;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.session = session;
  }

  static async of(page: Page): Promise<Finger> {
    return new Finger(page, await page.context().newCDPSession(page));
  }

  /** Comes down on the middle of an element. */
  async down(on: Locator): Promise<void> {
    // There, at rest and not under something else, as for any press; a trial moves nothing.
    await on.hover({ trial: true });
    const box = await on.boundingBox();
    if (box === null) throw new Error('There is nothing to touch.');
    this.x = box.x + box.width / 2;
    this.y = box.y + box.height / 2;
    await this.send('touchStart');
  }

  /** Goes so far, evenly. */
  async move(dx: number, dy: number): Promise<void> {
    const [fromX, fromY] = [this.x, this.y];
    for (let step = 1; step <= STEPS; step += 1) {
      this.x = fromX + (dx * step) / STEPS;
      this.y = fromY + (dy * step) / STEPS;
      await this.send('touchMove');
      await this.page.waitForTimeout(STEP_MS);
    }
  }

  async up(): Promise<void> {
    await this.session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  }

  /** From the middle of an element to the side, and lets go there at rest. */
  async swipe(on: Locator, dx: number, dy = 0): Promise<void> {
    await this.down(on);
    await this.move(dx, dy);
    // At rest before it leaves, so that it counts where it is and not how it came.
    await this.page.waitForTimeout(STEP_MS * 4);
    await this.move(0, 0);
    await this.up();
  }

  private async send(type: 'touchStart' | 'touchMove'): Promise<void> {
    const touchPoints = [{ x: Math.round(this.x), y: Math.round(this.y) }];
    await this.session.send('Input.dispatchTouchEvent', { type, touchPoints });
  }
}
