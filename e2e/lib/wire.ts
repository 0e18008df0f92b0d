import type { BrowserContext, WebSocketRoute } from '@playwright/test';

/** The live connection of a browser, held in the middle. */
export class Wire {
  private isDeaf = false;
  private isCut = false;
  private readonly open = new Set<WebSocketRoute>();
  private readonly lost: string[] = [];

  /** Takes hold of the connections this browser will make; before the first page is opened. */
  static async of(context: BrowserContext): Promise<Wire> {
    const wire = new Wire();
    await context.routeWebSocket(/\/socket\.io\//, (socket) => wire.take(socket));
    return wire;
  }

  /** From now on nothing comes through to the browser, and nobody is told. */
  deafen(): void {
    this.isDeaf = true;
  }

  /** How many events of this name did not come through. */
  countLost(event: string): number {
    return this.lost.filter((message) => message.includes(`"${event}"`)).length;
  }

  /** What comes from now on comes through; what was lost stays lost. */
  listen(): void {
    this.isDeaf = false;
  }

  /** Ends the connection, and every new one at once. */
  async cut(): Promise<void> {
    this.isCut = true;
    for (const socket of this.open) await socket.close({ code: 1011 });
    this.open.clear();
  }

  mend(): void {
    this.isCut = false;
  }

  private take(socket: WebSocketRoute): void {
    if (this.isCut) {
      void socket.close({ code: 1011 });
      return;
    }
    this.open.add(socket);
    const server = socket.connectToServer();
    socket.onMessage((message) => server.send(message));
    server.onMessage((message) => {
      if (this.isDeaf) this.lost.push(String(message));
      else socket.send(message);
    });
  }
}
