export { main } from './main.ts';
export { exitCodes } from './exit-codes.ts';
