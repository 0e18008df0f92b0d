import type { Platform } from '../../platform/context.ts';
import type { Lifecycle, Services } from '../services.ts';

export interface SocketDeps {
  readonly platform: Platform;
  readonly services: Services;
  readonly lifecycle: Lifecycle;
}
