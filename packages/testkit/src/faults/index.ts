export type { Flow } from './flow.ts';
export { type HttpGateway, type HttpGatewayOptions, type Misbehaviour, startHttpGateway } from './http-gateway.ts';
export {
  type Cut,
  type Suffered,
  type Suffering,
  startTcpProxy,
  type TcpProxy,
  type TcpProxyOptions,
} from './tcp-proxy.ts';
