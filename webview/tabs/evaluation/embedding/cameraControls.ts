/** How pointer, wheel and keys move the camera before a scatter. Knows no points. */
import type { Camera } from './scatter';

/** Radians, pixels, and a factor: what one press of a key does. */
const turnStep = Math.PI / 24;
const panStep = 24;
const zoomStep = 1.2;
/** Radians a pixel of a drag. */
const turnPerPixel = 0.01;
const mostZoom = 60;
const leastZoom = 0.4;
const steepest = Math.PI / 2;

export interface CameraOptions {
  readonly camera: () => Camera;
  /** In space a drag turns and, with Shift, moves; flat it moves. */
  readonly isDeep: () => boolean;
  readonly move: (camera: Camera) => void;
  readonly reset: () => void;
}

export class CameraControls {
  readonly #options: CameraOptions;

  constructor(options: CameraOptions) {
    this.#options = options;
  }

  readonly grab = (event: PointerEvent): void => {
    if (event.button !== 0) {
      return;
    }
    const area = event.currentTarget as HTMLElement;
    const from = this.#options.camera();
    const turning = this.#options.isDeep() && !event.shiftKey;
    const drag = (move: PointerEvent): void => {
      const [x, y] = [move.clientX - event.clientX, move.clientY - event.clientY];
      this.#move(
        turning
          ? { ...from, yaw: from.yaw + x * turnPerPixel, pitch: from.pitch + y * turnPerPixel }
          : { ...from, panX: from.panX + x, panY: from.panY + y },
      );
    };
    area.setPointerCapture(event.pointerId);
    area.addEventListener('pointermove', drag);
    area.addEventListener('lostpointercapture', () => area.removeEventListener('pointermove', drag), { once: true });
  };

  /** Without Ctrl the wheel scrolls the page, unless the plot has the focus. */
  readonly wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && document.activeElement !== event.currentTarget) {
      return;
    }
    event.preventDefault();
    this.#zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)));
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const [x = 0, y = 0] =
      { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    const camera = this.#options.camera();
    if (x !== 0 || y !== 0) {
      const turning = this.#options.isDeep() && !event.shiftKey;
      this.#move(
        turning
          ? { ...camera, yaw: camera.yaw + x * turnStep, pitch: camera.pitch + y * turnStep }
          : { ...camera, panX: camera.panX - x * panStep, panY: camera.panY - y * panStep },
      );
    } else if (event.key === '+' || event.key === '=') {
      this.#zoom(zoomStep);
    } else if (event.key === '-') {
      this.#zoom(1 / zoomStep);
    } else if (event.key === '0') {
      this.#options.reset();
    } else {
      return;
    }
    event.preventDefault();
  };

  #zoom(factor: number): void {
    const camera = this.#options.camera();
    const { zoom, panX, panY } = camera;
    this.#move({ ...camera, zoom: zoom * factor, panX: panX * factor, panY: panY * factor });
  }

  #move(camera: Camera): void {
    this.#options.move({
      ...camera,
      zoom: Math.min(mostZoom, Math.max(leastZoom, camera.zoom)),
      pitch: Math.min(steepest, Math.max(-steepest, camera.pitch)),
    });
  }
}
