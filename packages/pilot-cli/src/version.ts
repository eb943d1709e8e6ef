declare const PILOT_VERSION: string | undefined;

/** Of this package, hence of the pilot; written in by the bundler. */
export const version: string = typeof PILOT_VERSION === 'string' ? PILOT_VERSION : '0.0.0-source';
