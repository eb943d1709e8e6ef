/** What `npm test` begins with: installs what is missing, and builds. `.ci/run` calls it beside its other preparations. */
import { build, ensureInstalled } from './toolchain.mjs';

ensureInstalled();
build();
