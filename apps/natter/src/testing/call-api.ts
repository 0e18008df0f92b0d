import { randomUUID } from 'node:crypto';
import { ConversationsPage, DemoSignInAnswer, HistoryPage, SendAnswer } from '@natter/protocol';

/** Somebody of the demo who uses its API, as the web app would. */
export interface DemoGuest {
  inbox(): Promise<ConversationsPage['items']>;
  send(conversationId: string, content: string): Promise<SendAnswer>;
  newest(conversationId: string, limit?: number): Promise<readonly (string | null)[]>;
}

/** Signs in. Errors: an answer that is none of 200 and 201. */
export async function signIn(url: string, userId: string): Promise<DemoGuest> {
  const { token } = DemoSignInAnswer.parse(await call(`${url}/api/demo/sign-in`, { body: { userId } }));
  const messages = `${url}/api/messages`;
  return {
    inbox: async () => ConversationsPage.parse(await call(`${messages}/conversations?limit=100`, { token })).items,
    send: async (conversationId, content) =>
      SendAnswer.parse(
        await call(`${messages}/conversations/${conversationId}/messages`, {
          token,
          body: { clientId: randomUUID(), type: 'text', content },
        }),
      ),
    newest: async (conversationId, limit = 5) => {
      const page = HistoryPage.parse(
        await call(`${messages}/conversations/${conversationId}/messages?limit=${limit}`, { token }),
      );
      return page.items.map(({ content }) => content);
    },
  };
}

async function call(url: string, { token, body }: { token?: string; body?: object }): Promise<unknown> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}
