export { buildWorld, type WorldOptions } from './build-world.ts';
export { type FillOptions, fillWorld } from './fill-world.ts';
export { type OpenDemoDoor, openDemoDoor } from './open-door.ts';
export type { World, WorldConversation, WorldMember, WorldMessage, WorldPerson } from './world.ts';
