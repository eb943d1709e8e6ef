#!/usr/bin/env node
import { main } from '../main.ts';

// Not awaited: a module that is waited for cannot be bundled as CommonJS.
void main(process.argv.slice(2));
