export {
  createHostClient,
  type EndedMembership,
  type HostClient,
  type HostClientOptions,
  NatterHostError,
} from './host-client.ts';
export { type MintTokenOptions, mintToken } from './mint-token.node.ts';
