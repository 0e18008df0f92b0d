export type { Flow } from './flow.ts';
export {
  type Cut,
  type Suffered,
  type Suffering,
  startTcpProxy,
  type TcpProxy,
  type TcpProxyOptions,
} from './tcp-proxy.ts';
