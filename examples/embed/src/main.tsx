import { createNatterClient } from '@natter/client';
import { MessagingApp } from '@natter/ui';
import { createRoot } from 'react-dom/client';
import '@natter/ui/styles.css';
import './theme.css';

const session = async () => (await fetch('/session')).json() as Promise<{ userId: string; token: string }>;
const { userId } = await session();
const client = createNatterClient({
  url: 'http://127.0.0.1:4000',
  userId,
  getToken: async () => (await session()).token,
});
await client.start();

const box = document.querySelector('#messages');
if (box !== null) createRoot(box).render(<MessagingApp client={client} edition="marketplace" theme="light" />);
