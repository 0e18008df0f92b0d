export { type Probe, probe } from './probe.ts';
export { PROBES } from './probes/index.ts';
export {
  attemptOn,
  type Outcome,
  openWallWorld,
  plantForeignTenant,
  removeMember,
  type Scene,
  SEND,
  sendColumns,
  type WallWorld,
} from './wall-world.ts';
