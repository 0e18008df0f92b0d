import '@natter/ui/styles.css';
import './app.css';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { App } from './app.tsx';
import { keepShellOffline } from './offline-shell.ts';
import { readSession, takeTokenFromAddress, writeSession } from './session/session.ts';

// A strict CSP forbids compiled validators, and trying them is reported as a violation.
z.config({ jitless: true });
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
const handedOver = takeTokenFromAddress();
if (handedOver !== null) writeSession(handedOver);
createRoot(root).render(<App first={handedOver ?? readSession()} />);
if (import.meta.env.PROD) keepShellOffline();
