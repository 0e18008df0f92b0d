/** The server as the torture runs it, which says what it holds whenever it is asked. */
import { measure } from './measured.ts';
import '../torture/faults/server-process.ts';

process.on('message', () => process.send?.(measure()));
