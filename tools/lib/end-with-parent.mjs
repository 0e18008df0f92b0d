// Loaded before a program: ends it cleanly when the process that started it is gone, however that ended. File descriptor 3
// is a pipe on which nothing is ever sent; it closes with the other side.
import { Socket } from 'node:net';

const pipe = new Socket({ fd: 3 });
pipe.on('error', () => process.kill(process.pid, 'SIGTERM'));
pipe.on('close', () => process.kill(process.pid, 'SIGTERM'));
pipe.resume();
pipe.unref();
