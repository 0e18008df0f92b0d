import './styles/shop.css';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { App } from './app.tsx';

// The shop's policy forbids compiled validators, and trying them is reported as a violation.
z.config({ jitless: true });
const root = document.getElementById('root');
if (root === null) throw new Error('The page has no #root.');
createRoot(root).render(<App />);
