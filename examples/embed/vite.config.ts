import { createHostClient, mintToken } from '@natter/host';
import { defineConfig } from 'vite';

// What your server does, in Vite's development server: who is signed in here, and a token for nobody else.
const natter = createHostClient({ url: 'http://127.0.0.1:4000', apiKey: process.env['NATTER_API_KEY'] ?? '' });
const secret = process.env['NATTER_JWT_SECRET'] ?? '';

export default defineConfig({
  // The page waits for the session before it begins.
  build: { target: 'es2022' },
  plugins: [
    {
      name: 'your-server',
      async configureServer(server) {
        await natter.upsertUsers([
          { id: 'u-42', displayName: 'Ada' },
          { id: 'u-7', displayName: 'Bo' },
        ]);
        server.middlewares.use('/session', async (request, response) => {
          // Your own sign-in says who this is.
          const userId = request.headers.cookie?.includes('as=bo') ? 'u-7' : 'u-42';
          response.setHeader('content-type', 'application/json');
          response.end(JSON.stringify({ userId, token: await mintToken({ secret, userId }) }));
        });
      },
    },
  ],
});
